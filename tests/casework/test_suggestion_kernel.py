from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.suggestion import Need, Offer, is_eligible, suggest

NEEDS = st.lists(
    st.builds(Need, id=st.integers(1, 8), priority=st.integers(0, 2)), max_size=8, unique_by=lambda need: need.id,
)
OFFERS = st.lists(
    st.builds(
        Offer, id=st.integers(1, 60), institution=st.integers(1, 10),
        needs=st.frozensets(st.integers(1, 12), max_size=4), available=st.booleans(),
        age_from=st.integers(0, 20), age_to=st.integers(0, 20),
        territory=st.sampled_from(["", "14", "1416", "1416052", "1416062", "1465011"]),
    ),
    max_size=25, unique_by=lambda offer: offer.id,
)
AGES = st.lists(st.integers(0, 90), max_size=3)
TERRITORY = st.sampled_from(["", "1416052", "1465011"])
WORKING = st.sets(st.integers(1, 10), max_size=3)


@tagged("post_install", "-at_install")
class TestSuggestionKernel(BaseCase):
    """Institutions for a set of needs, without a database (K3D-163, 219, 221)."""

    def test_one_institution_that_answers_all_beats_two(self):
        found = suggest(
            [Need(1), Need(2)],
            [Offer(1, 10, frozenset({1})), Offer(2, 11, frozenset({2})), Offer(3, 12, frozenset({1, 2}))],
        )
        self.assertEqual([choice.institution for choice in found.chosen], [12])
        self.assertEqual(found.chosen[0].needs, (1, 2))
        self.assertEqual([choice.institution for choice in found.alternatives], [10, 11])
        self.assertEqual(found.uncovered, ())

    def test_among_equals_the_one_who_works_with_the_family(self):
        offers = [Offer(1, 10, frozenset({1})), Offer(2, 11, frozenset({1}))]
        self.assertEqual(suggest([Need(1)], offers).chosen[0].institution, 10)
        found = suggest([Need(1)], offers, working={11})
        self.assertEqual(found.chosen[0].institution, 11)
        self.assertTrue(found.chosen[0].works_already)

    def test_most_important_need_decides(self):
        offers = [Offer(1, 10, frozenset({1, 2, 3})), Offer(2, 11, frozenset({4}))]
        found = suggest([Need(1), Need(2), Need(3), Need(4, priority=2)], offers)
        self.assertEqual(
            {choice.institution for choice in found.chosen}, {10, 11}, "both are needed to cover all",
        )
        offers = [Offer(1, 10, frozenset({1, 2, 3})), Offer(2, 11, frozenset({1, 4}))]
        self.assertEqual(suggest([Need(1), Need(4, priority=2)], offers).chosen[0].institution, 11)

    def test_gap_is_named(self):
        found = suggest([Need(1), Need(7)], [Offer(1, 10, frozenset({1}))])
        self.assertEqual(found.uncovered, (7,))

    def test_age_and_place(self):
        youth_club = Offer(1, 10, frozenset({1}), age_from=13, age_to=18)
        self.assertEqual(suggest([Need(1)], [youth_club], ages=[35, 9]).uncovered, (1,))
        self.assertEqual(suggest([Need(1)], [youth_club], ages=[35, 15]).uncovered, ())
        self.assertEqual(suggest([Need(1)], [youth_club]).uncovered, (), "nobody's age is known")
        warsaw = Offer(2, 11, frozenset({1}), territory="1465011")
        self.assertFalse(is_eligible(warsaw, territory="1416052"))
        for reachable in ("", "14", "1416", "1416052", "1416062"):
            self.assertTrue(is_eligible(Offer(2, 11, frozenset({1}), territory=reachable), territory="1416052"))

    @settings(max_examples=300, deadline=None)
    @given(NEEDS, OFFERS, AGES, TERRITORY, WORKING)
    def test_covers_all_that_can_be_covered(self, needs, offers, ages, territory, working):
        found = suggest(needs, offers, ages, territory, working)
        coverable = {
            need for offer in offers if is_eligible(offer, ages, territory) for need in offer.needs
        } & {need.id for need in needs}
        covered = [need for choice in found.chosen for need in choice.needs]
        self.assertEqual(set(covered), coverable)
        self.assertEqual(len(covered), len(set(covered)), "each need is asked of one institution")
        self.assertEqual(set(found.uncovered), {need.id for need in needs} - coverable)

    @settings(max_examples=300, deadline=None)
    @given(NEEDS, OFFERS, AGES, TERRITORY, WORKING)
    def test_proposes_only_what_is_available_and_fits(self, needs, offers, ages, territory, working):
        found = suggest(needs, offers, ages, territory, working)
        offer_by_id = {offer.id: offer for offer in offers}
        institutions = [choice.institution for choice in found.chosen + found.alternatives]
        self.assertEqual(len(institutions), len(set(institutions)), "no institution stands twice")
        for choice in found.chosen + found.alternatives:
            self.assertTrue(choice.needs and choice.services)
            for service in choice.services:
                self.assertTrue(is_eligible(offer_by_id[service], ages, territory))
                self.assertEqual(offer_by_id[service].institution, choice.institution)

    @settings(max_examples=200, deadline=None)
    @given(NEEDS, OFFERS, AGES, TERRITORY, WORKING, st.randoms())
    def test_same_answer_in_any_order(self, needs, offers, ages, territory, working, random):
        first = suggest(needs, offers, ages, territory, working)
        random.shuffle(needs)
        random.shuffle(offers)
        self.assertEqual(suggest(needs, offers, ages, territory, working), first)
