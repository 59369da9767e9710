from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import composition

PATIENT = settings(max_examples=60)
MEMBERS = st.lists(st.tuples(
    st.integers(1, 6), st.sampled_from(["A", "B", "C", None]), st.sampled_from(["public", "social", "private", None]),
))


@tagged("post_install", "-at_install")
class TestCompositionKernel(BaseCase):
    """Three dimensions of a partnership (K3D-66): sectors, departments, organisations."""

    def test_two_of_each_are_enough(self):
        self.assertEqual(composition.missing([(1, "A", "public"), (2, "B", "social")]), [])
        self.assertEqual(composition.missing([(1, "A", "public"), (2, "B", "public")]), ["sectors"])
        self.assertEqual(composition.missing([(1, "A", "public"), (2, "A", "social")]), ["departments"])
        self.assertEqual(composition.missing([(1, "A", "public")]), list(composition.DIMENSIONS))
        self.assertEqual(composition.missing([]), list(composition.DIMENSIONS))

    def test_what_is_not_known_realises_nothing(self):
        self.assertEqual(composition.missing([(1, "A", None), (2, None, "public"), (3, False, False)]),
                         ["sectors", "departments"])

    @PATIENT
    @given(MEMBERS, MEMBERS)
    def test_more_members_never_take_a_dimension_away(self, members, others):
        before, after = composition.realised(members), composition.realised(members + others)
        self.assertTrue(all(after[name] >= before[name] for name in composition.DIMENSIONS))
        self.assertLessEqual(set(composition.missing(members + others)), set(composition.missing(members)))

    @PATIENT
    @given(MEMBERS)
    def test_order_does_not_matter(self, members):
        self.assertEqual(composition.missing(members), composition.missing(members[::-1]))
