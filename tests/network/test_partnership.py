from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestPartnership(KooperacjeCommon):
    """From the intention of an office to an active partnership, and every short cut refused."""

    def setUp(self):
        super().setUp()
        self.town = self._area("1416011", "Ostrów Mazowiecka")

    def _draft(self, user=None, **values):
        return self.env["kooperacje.partnership"].with_user(user or self.maria).create({
            "name": "PZK", "company_id": self.company.id, "area_ids": [Command.set(self.town.ids)], **values,
        })

    def _authorise(self, partnership):
        partnership.write({"authorisation_number": "Or.0052.7.2026", "authorisation_date": "2026-01-05"})

    def _begun(self, **values):
        partnership = self._draft(**values)
        self._authorise(partnership)
        partnership.action_begin()
        return partnership

    def _invite(self, partnership, institution, **values):
        return self.env["kooperacje.membership"].with_env(partnership.env).create({
            "partnership_id": partnership.id, "institution_id": institution.id,
            "representative_id": self._head(institution).id, **values,
        })

    # -- gates ---------------------------------------------------------------

    def test_nothing_before_the_authorisation(self):
        """K3D-129."""
        partnership = self._draft()
        with self.assertRefused("number of the mayor's authorisation"):
            partnership.action_begin()
        with self.assertRefused("Nothing may be done"):
            self._invite(partnership, self.school)
        self.assertIn("mayor", partnership.missing_steps)
        self._authorise(partnership)
        with self.assertRefused("Begin"):
            self._invite(partnership, self.school)
        partnership.action_begin()
        self.assertEqual(partnership.state, "initiation")
        self.assertEqual(self._invite(partnership, self.school).state, "invited")

    def test_authorisation_of_tomorrow_is_none_yet(self):
        tomorrow = office_today() + timedelta(days=1)
        partnership = self._draft(authorisation_number="Or.1", authorisation_date=tomorrow)
        with self.assertRefused("not in the future"):
            partnership.action_begin()
        rural = self._draft(
            variant="rural", area_ids=[Command.set(self.commune.ids)], authorisation_number="Or.2",
            authorisation_date=tomorrow,
        )
        with self.assertRefused("not in the future"):
            rural.action_begin()
        rural.authorisation_date = office_today()
        rural.action_begin()

    def test_rural_partnership_begins_with_the_agreement_of_county_and_communes(self):
        """RUR-88, RUR-156."""
        partnership = self._draft(variant="rural", area_ids=[Command.set(self.commune.ids)])
        with self.assertRefused("agreement of county and communes"):
            partnership.action_begin()
        agreement = self.env["kooperacje.agreement"].with_user(self.maria).create({
            "name": "County and communes", "kind": "county", "company_id": self.company.id,
            "partnership_ids": [Command.set(partnership.ids)],
        })
        with self.assertRaises(UserError):
            partnership.action_begin()  # not signed yet
        agreement.sudo().write({"document_state": "signed", "signed_on": "2026-01-02"})
        partnership.action_begin()
        self.assertEqual(partnership.state, "initiation")

    def test_leader_is_the_first_member(self):
        partnership = self._begun()
        self.assertEqual(partnership.member_ids, self.ops)
        self.assertEqual(partnership.membership_ids.date_from, office_today())

    def test_activation_says_all_that_is_missing(self):
        partnership = self._begun(area_ids=False)
        with self.assertRaises(UserError) as error:
            partnership.action_activate()
        for expected in ("territory", "strategic partner (PCPR)", "at least one member besides the leader"):
            self.assertIn(expected, error.exception.args[0])
        self.assertEqual(partnership.state, "initiation")

    def test_activation(self):
        partnership = self._begun(strategic_partner_id=self.pcpr.id)
        for institution in self.school | self.ngo:
            self._invite(partnership, institution, date_from="2026-02-01").action_join()
        partnership.action_activate()
        self.assertEqual(partnership.state, "active")
        self.assertEqual(partnership.date_established, office_today())

    def test_city_with_county_rights_needs_no_pcpr(self):
        """Art. 112 ust. 12 u.p.s."""
        city = self._area("2401011", "Będzin")
        with_rights = self._area("2462011", "Bytom")
        partnership = self._begun(area_ids=[Command.set(city.ids)])
        self.assertTrue(partnership.is_strategic_partner_required)
        partnership.area_ids = with_rights
        self.assertFalse(partnership.is_strategic_partner_required)
        for institution in self.school | self.ngo:
            self._invite(partnership, institution, date_from="2026-02-01").action_join()
        partnership.action_activate()
        self.assertEqual(partnership.state, "active")

    def test_leader_must_be_able_to_lead(self):
        self.ops.institution_type_id = self.type_school
        partnership = self._draft()
        self._authorise(partnership)
        with self.assertRefused("OPS.*CUS"):
            partnership.action_begin()

    @mute_logger("odoo.models")
    def test_state_is_no_field_to_write(self):
        """Over RPC ``readonly`` binds nobody; the gate has to."""
        partnership = self._draft()
        for state in ("initiation", "active", "closed"):
            with self.assertRaises(AccessError):
                partnership.state = state
        with self.assertRaises(AccessError):
            self._draft(state="active")
        with self.assertRaises(AccessError):
            self.env["kooperacje.partnership"].with_user(self.maria).with_context(default_state="active").create({
                "name": "PZK", "company_id": self.company.id,
            })
        membership = self._invite(self._begun(name="Second"), self.school)
        with self.assertRaises(AccessError):
            membership.state = "member"

    @mute_logger("odoo.models")
    def test_steps_are_taken_by_those_who_keep_the_partnership(self):
        partnership = self._draft()
        self._authorise(partnership)
        for role in ("social_worker", "coordinator", "specialist", "regional", "dpo", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                partnership.with_user(self.user_by_role[role]).action_begin()
        partnership.with_user(self.piotr).action_begin()
        with self.assertRaises(AccessError):
            partnership.with_user(self.anna).action_close()

    def test_steps_in_their_order(self):
        partnership = self._draft()
        self._authorise(partnership)
        with self.assertRefused("present state"):
            partnership.action_activate()
        partnership.action_begin()
        with self.assertRefused("present state"):
            partnership.action_begin()
        partnership.action_close()
        self.assertEqual(partnership.date_end, office_today())
        with self.assertRefused("present state"):
            partnership.action_activate()
        with self.assertRefused("closed"):
            self._invite(partnership, self.school)

    def test_partnership_stays_with_its_office(self):
        """A rule is asked before a write, not after it: moving a record away has to be refused by the model."""
        self._role(self.maria, self.gops_nur, "manager", self.company_nur)
        with self.assertRefused("stays with the office"):
            self.partnership.with_user(self.maria).company_id = self.company_nur
        membership = self.partnership.membership_ids[0].with_user(self.maria)
        with self.assertRefused("stays with its institution"):
            membership.partnership_id = self.partnership_nur

    def test_functions_follow_the_type(self):
        for field in ("strategic_partner_id", "regional_centre_id"):
            with self.assertRefused("cannot be the", ValidationError):
                self.partnership[field] = self.school

    # -- hints ---------------------------------------------------------------

    def test_sectors_without_a_member(self):
        """K3D-64. Business and housing is no basic area."""
        self.assertEqual(
            set(self.partnership.missing_sector_ids.mapped("code")), set("ABCDEFGH") - {"A", "B", "H"},
        )
        police = self._institution("KPP", self.env.ref("kooperacje.institution_type_policja"), self.county)
        membership = self._invite(self.partnership, police)
        self.assertIn("G", self.partnership.missing_sector_ids.mapped("code"), "invited is not yet a member")
        membership.date_from = "2026-01-01"
        membership.action_join()
        self.assertNotIn("G", self.partnership.missing_sector_ids.mapped("code"))

    def test_scope_of_the_variant_warns_and_never_blocks(self):
        """K3D-1."""
        partnership = self._begun(strategic_partner_id=self.pcpr.id)
        self.assertFalse(partnership.scope_warning)
        self.town.population = 12_000
        self.assertIn("12000", partnership.scope_warning)
        self.town.population = 22_000
        self.assertFalse(partnership.scope_warning)
        partnership.area_ids = self.commune
        self.assertIn("rural variant", partnership.scope_warning)
        for institution in self.school | self.ngo:
            self._invite(partnership, institution, date_from="2026-02-01").action_join()
        partnership.action_activate()

    def test_board_of_a_hundred_costs_as_many_queries_as_of_ten(self):
        partnerships = self.env["kooperacje.partnership"].create([{
            "name": f"PZK {n}", "company_id": self.company.id, "area_ids": [Command.set(self.town.ids)],
        } for n in range(100)])
        self.env["kooperacje.membership"].create([
            {"partnership_id": partnership.id, "institution_id": self.school.id} for partnership in partnerships
        ])
        specification = {
            "name": {}, "state": {}, "member_count": {}, "invited_count": {}, "missing_steps": {},
            "leader_id": {"fields": {"display_name": {}}}, "area_ids": {"fields": {"display_name": {}}},
        }
        self.env.flush_all()
        counts = []
        for records in (partnerships[:10], partnerships[:10], partnerships):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.partnership"].with_user(self.maria).web_search_read(
                [("id", "in", records.ids)], specification,
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestMembership(KooperacjeCommon):
    """Invited, member, left."""

    def _invite(self, institution, user=None, **values):
        return self.env["kooperacje.membership"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": institution.id,
            "representative_id": self._head(institution).id, **values,
        })

    def setUp(self):
        super().setUp()
        library = self.env.ref("kooperacje.institution_type_biblioteka")
        self.library = self._institution("Biblioteka", library, self.commune)

    def test_joins_by_the_signed_declaration(self):
        """K3D-67."""
        membership = self._invite(self.library)
        with self.assertRefused("has not signed"):
            membership.action_join()
        membership.sudo().write({"document_state": "signed", "signed_on": "2026-03-03"})
        membership.action_join()
        self.assertEqual((membership.state, str(membership.date_from)), ("member", "2026-03-03"))
        self.assertIn(self.library, self.partnership.member_ids)

    def test_joins_on_the_day_the_office_enters(self):
        membership = self._invite(self.library, date_from=office_today() + timedelta(days=1))
        with self.assertRefused("has not come yet"):
            membership.action_join()
        membership.date_from = "2026-01-10"
        membership.action_join()
        with self.assertRefused("not waiting"):
            membership.action_join()

    def test_leaves_and_may_come_back(self):
        membership = self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.school)
        membership.with_user(self.piotr).action_leave()
        self.assertEqual((membership.state, membership.date_to), ("left", office_today()))
        self.assertNotIn(self.school, self.partnership.member_ids)
        with self.assertRefused("left already"):
            membership.action_leave()
        self.assertEqual(self._invite(self.school).state, "invited")

    def test_no_institution_twice(self):
        with self.assertRefused("institution_uniq", IntegrityError), mute_logger("odoo.sql_db"):
            self._invite(self.school)

    def test_leader_does_not_leave(self):
        leader = self.partnership.membership_ids.filtered("is_leader")
        self.assertEqual(leader.institution_id, self.ops)
        with self.assertRefused("Close the partnership"):
            leader.action_leave()

    def test_only_institutions_join(self):
        neighbour = self.env["res.partner"].create({"name": "Neighbour"})
        with self.assertRefused("not an institution", ValidationError):
            self._invite(neighbour)

    def test_representative_belongs_to_the_institution(self):
        with self.assertRefused("not on the staff", ValidationError):
            self._invite(self.library, representative_id=self.tomasz.partner_id.id)

    def test_dates_in_order(self):
        with self.assertRefused("dates_order", IntegrityError), mute_logger("odoo.sql_db"):
            self._invite(self.library, date_from="2026-02-01", date_to="2026-01-01")

    @mute_logger("odoo.models")
    def test_who_joins_and_leaves_is_for_the_office_to_register(self):
        membership = self._invite(self.library, date_from="2026-01-10")
        for role in ("social_worker", "coordinator", "specialist", "regional", "dpo", "admin"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    membership.with_user(self.user_by_role[role]).action_join()
                with self.assertRaises(AccessError):
                    membership.with_user(self.user_by_role[role]).action_leave()
        with self.assertRaises(AccessError):
            self._invite(self.library, user=self.olga)

    def test_membership_is_kept_not_deleted(self):
        with self.assertRaises(UserError):
            self.partnership.membership_ids[0].unlink()
