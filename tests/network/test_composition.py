from odoo import Command
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestComposition(KooperacjeCommon):
    """Who has to be in a partnership: areas and dimensions (K3D-64, 66), core and supplementary (RUR-77, 78)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ngo.ownership = "social"
        cls.urban = cls.env["kooperacje.partnership"].create({
            "name": "PZK Miasto (test)", "variant": "urban", "company_id": cls.company.id,
            "area_ids": [Command.set(cls.commune.ids)], "strategic_partner_id": cls.pcpr.id,
            "authorisation_number": "1", "authorisation_date": LONG_AGO,
        }).with_user(cls.maria)
        cls.urban.action_begin()

    def _join(self, *institutions, partnership=None, **values):
        memberships = self.env["kooperacje.membership"].with_user(self.piotr).create([{
            "partnership_id": (partnership or self.urban).id, "institution_id": institution.id,
            "date_from": LONG_AGO, "representative_id": self._head(institution).id, **values,
        } for institution in institutions])
        memberships.action_join()
        return memberships

    def test_urban_partnership_works_once_all_three_dimensions_are_there(self):
        self._join(self.pcpr)
        self.assertIn("between sectors", self.urban.missing_dimensions)
        with self.assertRefused("besides public institutions invite an association"):
            self.urban.action_activate()
        self._join(self.school)
        with self.assertRefused("between sectors") as refusal:
            self.urban.action_activate()
        self.assertNotIn("between departments", str(refusal.exception))
        self._join(self.ngo)
        self.assertFalse(self.urban.missing_dimensions)
        self.urban.action_activate()
        self.assertEqual(self.urban.state, "active")

    def test_a_suspended_member_realises_nothing(self):
        self._join(self.pcpr, self.school)
        ngo = self._join(self.ngo)
        ngo._suspend(office_today(), "Reorganizacja")
        self.assertIn("between sectors", self.urban.missing_dimensions)
        self.assertEqual(self.urban.suspended_count, 1)
        ngo.action_return()
        self.assertFalse(self.urban.missing_dimensions)

    def test_areas_without_a_member_are_shown(self):
        self.assertIn(self.sector_education, self.urban.missing_sector_ids)
        self._join(self.school)
        self.assertNotIn(self.sector_education, self.urban.missing_sector_ids)

    def test_rural_partnership_is_shown_what_is_missing_and_not_stopped(self):
        rural = self.env["kooperacje.partnership"].create({
            "name": "PZK Wieś (test)", "variant": "rural", "company_id": self.company.id,
            "area_ids": [Command.set(self.commune.ids)], "strategic_partner_id": self.pcpr.id,
            "authorisation_number": "1", "authorisation_date": LONG_AGO,
        }).with_user(self.maria)
        rural.action_begin()
        self._join(self.pcpr, partnership=rural)
        self.assertTrue(rural.missing_dimensions)
        rural.action_activate()
        self.assertEqual(rural.state, "active")

    def test_ownership_follows_the_type_and_may_be_corrected(self):
        club = self._institution("Klub", self.env.ref("kooperacje.institution_type_ngo"), self.commune)
        self.assertEqual(club.ownership, "social")
        club.ownership = "private"
        self.assertEqual(club.ownership, "private")
        club.institution_type_id = self.type_school
        self.assertEqual(club.ownership, "public")

    def test_supplementary_institution_of_the_rural_model_joins_by_decision_of_the_animators(self):
        court = self._institution("Sąd (test)", self.type_ppp, self.county)
        membership = self.env["kooperacje.membership"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": court.id, "kind": "supplementary",
            "date_from": LONG_AGO, "representative_id": self._head(court).id,
        })
        with self.assertRefused("by decision of the animators"):
            membership.action_join()
        membership.animators_decided_on = office_today()
        membership.action_join()
        self.assertEqual(membership.state, "member")
        self.assertNotIn(membership, self.partnership.membership_ids._votes())
        self._join(self.ngo, kind="supplementary")
        self.assertIn(self.ngo, self.urban.membership_ids._votes().institution_id, "the urban Model knows no core")

    def test_core_signs_the_agreement(self):
        self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.ngo).kind = "supplementary"
        agreement = self.env["kooperacje.agreement"].with_user(self.piotr).create({
            "name": "Powołanie PZK", "kind": "partnership", "company_id": self.company.id,
            "partnership_ids": [Command.set(self.partnership.ids)],
        })
        agreement.action_add_core()
        self.assertEqual(agreement.party_ids, self.ops | self.pcpr | self.school | self.ppp)
        with self.assertRefused("parties already"):
            agreement.action_add_core()

    def test_list_of_partnerships_costs_the_same_for_many(self):
        fields = {"missing_dimensions": {}, "suspended_count": {}, "member_count": {}}
        many = self.env["kooperacje.partnership"].create([{
            "name": f"PZK {number}", "variant": "rural", "company_id": self.company.id,
        } for number in range(24)])
        self.env["kooperacje.membership"].create([{
            "partnership_id": one.id, "institution_id": institution.id, "state": "member",
        } for one in many for institution in (self.school, self.ngo)])

        def queries(count):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Partnership = self.env["kooperacje.partnership"].with_user(self.piotr)
            rows = Partnership.web_search_read([("id", "in", many[:count].ids)], fields)["records"]
            self.assertEqual(len(rows), count)
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(4), queries(24))
