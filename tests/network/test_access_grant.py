from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

AUTHORISED = {
    "authorisation_number": "UP/12/2026", "authorisation_date": "2026-01-02", "secrecy_date": "2026-01-02",
}


@tagged("post_install", "-at_install")
class TestAccessGrant(KooperacjeCommon):
    """The administrator gives access on the institution's tab, in one step; and cannot reach further than that."""

    def _grant(self, user=None, **values):
        values = {"institution_id": self.school.id, "company_id": self.company.id, "role": "specialist", **values}
        wizard = self.env["kooperacje.access.grant"].with_user(user or self.adam).create(values)
        wizard.action_grant()
        return self.env["kooperacje.role.assignment"].search([
            ("institution_id", "=", values["institution_id"]), ("role", "=", values["role"]),
            ("create_uid", "=", wizard.env.uid),
        ], limit=1, order="id desc")

    def _assign(self, giver, user, institution=None, role="specialist", company=None, **values):
        return self.env["kooperacje.role.assignment"].with_user(giver).create({
            "user_id": user.id, "institution_id": (institution or self.school).id, "role": role,
            "company_id": (company or self.company).id, **values,
        })

    # -- one step ------------------------------------------------------------

    def test_new_person_gets_an_account_with_the_role_and_no_more(self):
        role = self._grant(name="Wanda Nowa", email=" Wanda.Nowa@Example.com ", function="pedagog", **AUTHORISED)
        user = role.user_id
        self.assertEqual((user.login, user.email), ("wanda.nowa@example.com",) * 2)
        self.assertEqual(user.partner_id.parent_id, self.school)
        self.assertEqual(user.partner_id.function, "pedagog")
        self.assertEqual((user.company_id, user.company_ids), (self.company, self.company))
        self.assertEqual(
            user.group_ids, self.env.ref("base.group_user") | self.env.ref("kooperacje.group_specialist"),
        )
        self.assertTrue(user._is_internal())
        self.assertFalse(user.has_group("base.group_partner_manager"))
        self.assertEqual(role.status, "current")

    def test_member_of_staff_who_has_no_account_yet(self):
        contact = self.env["res.partner"].create({
            "name": "Iwona", "parent_id": self.school.id, "email": "iwona@example.com",
        })
        role = self._grant(person_id=contact.id, role="coordinator")
        self.assertEqual(role.user_id.partner_id, contact)
        second = self._grant(person_id=contact.id, role="specialist")
        self.assertEqual(second.user_id, role.user_id, "one account for two roles")
        self.assertEqual(second.status, "incomplete", "no authorisation yet: opens no case")

    def test_person_typed_anew_is_recognised_by_e_mail(self):
        role = self._grant(name="Ewa", email="ewa@example.com", role="specialist")
        self.assertEqual(role.user_id, self.ewa)

    def test_stranger_with_the_same_e_mail_gets_nothing(self):
        before = self.env["kooperacje.role.assignment"].search_count([])
        with self.assertRefused("outside"):
            self._grant(name="Olga", email="olga@example.com")
        self.assertEqual(self.env["kooperacje.role.assignment"].search_count([]), before)

    def test_without_e_mail_no_account(self):
        for email in (False, "not an address"):
            with self.assertRefused("correct e-mail"):
                self._grant(name="Wanda", email=email)

    def test_guest_account_is_not_turned_into_an_employee(self):
        guest = self.env["res.users"].create({
            "name": "Guest", "login": "guest@example.com", "email": "guest@example.com",
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        guest.partner_id.parent_id = self.school
        with self.assertRefused("guest"):
            self._grant(person_id=guest.partner_id.id)

    # -- who may not ---------------------------------------------------------

    @mute_logger("odoo.models")
    def test_only_the_administrator_gives_access(self):
        for role in ("social_worker", "network_worker", "manager", "coordinator", "specialist", "regional", "dpo"):
            user = self.user_by_role[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._grant(user=user, name="X", email="x@example.com")
                with self.assertRaises(AccessError):
                    self._assign(user, self.tomasz)
                with self.assertRaises(AccessError):
                    user.role_assignment_ids.with_user(user).write({"date_to": "2030-01-01"})
        self.assertFalse(self.env["res.users"].search([("login", "=", "x@example.com")]))

    @mute_logger("odoo.models")
    def test_administrator_reaches_no_other_office(self):
        with self.assertRaises(AccessError):
            self._assign(self.adam, self.adam, self.gops_nur, "admin", self.company_nur)
        with self.assertRaises(AccessError):
            self._assign(self.adam, self.tomasz, self.ppp, "specialist", self.company_nur)
        with self.assertRaises(AccessError):
            self._grant(institution_id=self.gops_nur.id, company_id=self.company_nur.id, role="admin", name="X",
                        email="x@example.com")
        with self.assertRaises(AccessError):
            self.olga.role_assignment_ids.with_user(self.adam).action_end()
        self.assertFalse(self.env["kooperacje.role.assignment"].with_user(self.adam).search([
            ("company_id", "=", self.company_nur.id),
        ]))
        self.assertFalse(self.env["res.users"].search([("login", "=", "x@example.com")]))

    @mute_logger("odoo.models")
    def test_administrator_does_not_move_an_assignment_elsewhere(self):
        """A record rule is not asked again after a write."""
        role = self.tomasz.role_assignment_ids.with_user(self.adam)
        for values in (
            {"company_id": self.company_nur.id}, {"institution_id": self.gops_nur.id}, {"user_id": self.adam.id},
            {"role": "manager"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                role.write(values)

    def test_no_coordinator_in_an_institution_the_office_has_nothing_to_do_with(self):
        """A coordinator edits the institution: appointing one there would be a way round."""
        stranger = self._institution("Szkoła w Nurze", self.type_school, self.commune_nur)
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership_nur.id, "institution_id": stranger.id, "state": "member",
        })
        for institution in (stranger, self.gops_nur):
            with self.assertRefused("Invite the institution"):
                self._assign(self.adam, self.adam, institution, "coordinator")
            with self.assertRaises(UserError):
                self._grant(institution_id=institution.id, role="coordinator", name="X", email="x@example.com")

    def test_nobody_opens_cases_to_oneself(self):
        """Four eyes: roles that open cases, or the register of who read them, are given by somebody else."""
        for institution, role in (
            (self.ops, "social_worker"), (self.ops, "manager"), (self.ops, "dpo"), (self.school, "specialist"),
        ):
            with self.subTest(role=role), self.assertRefused("give yourself"):
                self._assign(self.adam, self.adam, institution, role, **AUTHORISED)
        self.assertEqual(self.adam.role_assignment_ids.mapped("role"), ["admin"])

    def test_nobody_prolongs_or_authorises_the_own_role(self):
        year = office_today().year
        own = self._role(self.adam, self.ops, "social_worker", authorised=False, date_to=f"{year + 2}-12-31")
        own = own.with_user(self.adam)
        for values in (
            {"date_to": f"{year + 3}-12-31"}, {"date_to": False}, AUTHORISED, {"date_from": "2019-01-01"},
            {"date_to": f"{year + 2}-01-01", "secrecy_date": "2026-01-01"},
        ):
            with self.subTest(values=values), self.assertRefused("give yourself"):
                own.write(values)
        own.action_end()
        self.assertEqual(own.status, "ended", "everybody may lay a role down")

    def test_second_administrator_may(self):
        eve = self._user("eve", self.ops, "admin")
        role = self._assign(eve, self.adam, self.ops, "social_worker", **AUTHORISED)
        self.assertTrue(self.adam.has_group("kooperacje.group_social_worker"))
        self.assertEqual(role.create_uid, eve)

    @mute_logger("odoo.models")
    def test_administrator_of_access_administers_no_users(self):
        with self.assertRaises(AccessError):
            self.anna.with_user(self.adam).password = "taken over"
        with self.assertRaises(AccessError):
            self.anna.with_user(self.adam).group_ids += self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            self.anna.partner_id.with_user(self.adam).email = "adam@example.com"
        with self.assertRaises(AccessError):
            self.env["res.users"].with_user(self.adam).create({"name": "X", "login": "x"})

    @mute_logger("odoo.models")
    def test_wizards_of_others_are_closed(self):
        eve = self._user("eve", self.ops, "admin")
        wizard = self.env["kooperacje.access.grant"].with_user(eve).create({
            "institution_id": self.school.id, "role": "specialist", "name": "X", "email": "x@example.com",
        })
        with self.assertRaises(AccessError):
            wizard.with_user(self.adam).action_grant()

    # -- the first administrator ---------------------------------------------

    @mute_logger("odoo.models")
    def test_administrator_of_the_database_names_the_first_administrator_and_nobody_else(self):
        root = self.env["res.users"].create({
            "name": "Root", "login": "root.test", "company_id": self.company.id,
            "company_ids": [Command.set((self.company | self.company_nur).ids)],
            "group_ids": [Command.set(self.env.ref("base.group_system").ids)],
        })
        role = self._grant(user=root, institution_id=self.gops_nur.id, company_id=self.company_nur.id, role="admin",
                           name="Ada", email="ada@example.com")
        self.assertTrue(role.user_id._has_role("admin", company=self.company_nur))
        for other in ("manager", "network_worker"):
            with self.subTest(role=other), self.assertRaises(AccessError):
                self._assign(root, self.jan, self.ops, other)
        with self.assertRaises(AccessError):
            self._grant(user=root, role="specialist", name="X", email="x@example.com")

    # -- ending --------------------------------------------------------------

    def test_role_given_today_by_mistake_is_taken_back_today(self):
        role = self._grant(name="Wanda", email="wanda@example.com", **AUTHORISED)
        self.assertTrue(role.user_id._has_role("specialist"))
        role.with_user(self.adam).action_end()
        self.assertFalse(role.user_id._has_role("specialist"))
        self.assertFalse(role.user_id.has_group("kooperacje.group_specialist"))
        self.assertEqual(role.status, "ended")
        self.assertLess(role.case_until, office_today())
        again = self._grant(name="Wanda", email="wanda@example.com", **AUTHORISED)
        self.assertEqual(again.status, "current", "the same role can be given anew")

    def test_status_tells_what_a_role_opens(self):
        today = office_today()
        role = self.tomasz.role_assignment_ids
        self.assertEqual(role.status, "current")
        role.authorisation_date_to = today - timedelta(days=1)
        self.assertEqual(role.status, "incomplete")
        role.write({"authorisation_date_to": False, "date_from": today + timedelta(days=1)})
        self.assertEqual(role.status, "planned")
        self.assertEqual(self.ewa.role_assignment_ids.status, "current")

    def test_register_is_read_by_those_who_answer_for_it(self):
        Role = self.env["kooperacje.role.assignment"]
        in_office = Role.search([("company_id", "=", self.company.id)])
        for name in ("adam", "maria", "irena"):
            self.assertEqual(Role.with_user(getattr(self, name)).search([]), in_office, name)
        for name in ("anna", "piotr", "ewa", "tomasz", "robert"):
            user = getattr(self, name)
            self.assertEqual(Role.with_user(user).search([]), user.role_assignment_ids, name)


@tagged("post_install", "-at_install")
class TestOfficeSettings(KooperacjeCommon):
    """Periods of an office: its own, changed by its manager or its administrator of access."""

    def _settings(self, user, company=None, **values):
        Settings = self.env["kooperacje.office.settings"].with_user(user)
        return Settings.with_company(company or self.company).create(values)

    def test_manager_and_administrator_change_them(self):
        self._settings(self.maria, kooperacje_consent_months=6).action_save()
        self.assertEqual(self.company.kooperacje_consent_months, 6)
        settings = self._settings(self.adam, kooperacje_plan_label_urban="Plan rodziny")
        self.assertEqual(settings.kooperacje_consent_months, 6, "the form opens with what holds")
        settings.action_save()
        self.assertEqual(self.company.kooperacje_plan_label_urban, "Plan rodziny")
        self.assertEqual(self.company_nur.kooperacje_consent_months, 12, "each office its own")

    def test_limits(self):
        for values in (
            {"kooperacje_review_months": 13}, {"kooperacje_review_months": 0}, {"kooperacje_consent_months": 0},
            {"kooperacje_invitation_days": 0}, {"kooperacje_aftercare_months": -1},
        ):
            with (
                self.subTest(values=values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError),
            ):
                self._settings(self.maria, **values).action_save()
                self.env.flush_all()

    @mute_logger("odoo.models")
    def test_others_do_not(self):
        for role in ("social_worker", "network_worker", "coordinator", "specialist", "regional", "dpo"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._settings(self.user_by_role[role], kooperacje_consent_months=1)
        with self.assertRaises(AccessError):
            self._settings(self.adam, company_id=self.company_nur.id).action_save()
        with self.assertRaises(AccessError):
            self.company.with_user(self.maria).kooperacje_consent_months = 1
