from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.animator_post import required_post
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestAnimatorPostKernel(BaseCase):
    """RUR-52: one to four communes are half a post, above a full one."""

    def test_bounds(self):
        self.assertEqual([required_post(number) for number in (0, 1, 4, 5, 40)], [0, 0.5, 0.5, 1, 1])
        with self.assertRaises(ValueError):
            required_post(-1)

    @given(st.integers(0, 500), st.integers(0, 500))
    def test_more_communes_never_need_less(self, few, more):
        few, more = sorted((few, more))
        self.assertLessEqual(required_post(few), required_post(more))
        self.assertIn(required_post(more), (0, 0.5, 1))


@tagged("post_install", "-at_install")
class TestAnimatorPost(KooperacjeCommon):

    def _serve(self, partnerships):
        partnerships.write({
            "accession_date": office_today(), "commune_animator_id": self.anna.partner_id.id,
            "county_animator_id": self.tomasz.partner_id.id,
        })

    def _communes(self, number):
        return self.env["kooperacje.area"].union(*(
            self._area(f"1416{code}2", f"Gmina {code}") for code in range(90, 90 + number)
        ))

    def test_counted_over_all_offices(self):
        self.assertEqual((self.partnership.animator_commune_count, self.partnership.animator_post), (0, 0))
        self._serve(self.partnership | self.partnership_nur)
        self.env.invalidate_all()
        mine = self.partnership.with_user(self.maria)
        self.assertEqual((mine.animator_commune_count, mine.animator_post), (2, 0.5))

    def test_five_communes_are_a_full_post(self):
        self._serve(self.partnership | self.partnership_nur)
        self.partnership.area_ids = [Command.set((self.commune | self._communes(2)).ids)]
        self.env.invalidate_all()
        self.assertEqual((self.partnership.animator_commune_count, self.partnership.animator_post), (4, 0.5))
        self.partnership_nur.area_ids = [Command.link(self._communes(3)[-1:].id)]
        self.env.invalidate_all()
        self.assertEqual((self.partnership.animator_commune_count, self.partnership.animator_post), (5, 1))

    def test_same_commune_once_county_and_closed_not_at_all(self):
        self._serve(self.partnership | self.partnership_nur)
        self.partnership_nur.area_ids = [Command.set((self.commune | self.county).ids)]
        self.env.invalidate_all()
        self.assertEqual(self.partnership.animator_commune_count, 1)
        self.partnership_nur.area_ids = [Command.set(self.commune_nur.ids)]
        self.partnership_nur.state = "closed"
        self.env.invalidate_all()
        self.assertEqual(self.partnership.animator_commune_count, 1)
