from datetime import timedelta
from unittest import SkipTest
from urllib.parse import parse_qs, urlsplit

from freezegun import freeze_time

from odoo import Command, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.mail.tests.common import MockEmail


class MunicipalityCommon(KooperacjeCommon):
    """The office of a municipality that has been on Odoo for years before it takes up the Model.

    Its accounts came to be as Odoo makes them: by the form of users (Halina, without a parent contact; Igor, the
    computer specialist, under the contact of the municipality), and Root administers the database.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls._account("root", groups="base.group_system")
        cls.halina = cls._account("halina")
        cls.town_hall = cls.env["res.partner"].create({"name": "Urząd Gminy (test)", "is_company": True})
        cls.igor = cls._account("igor", parent_id=cls.town_hall.id)
        cls.role_group = cls.env.ref("kooperacje.group_social_worker")

    @classmethod
    def _account(cls, login, groups="base.group_user", company=None, **partner):
        company = company or cls.company
        user = cls.env["res.users"].create({
            "name": login.capitalize(), "login": f"{login}.test", "email": f"{login}@example.com",
            "tz": "Europe/Warsaw", "company_id": company.id, "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(cls.env.ref(groups).ids)],
        })
        user.partner_id.write(partner)
        return user

    def _grant(self, giver, **values):
        values = {"institution_id": self.ops.id, "company_id": self.company.id, **values}
        grant = self.env["kooperacje.access.grant"].with_user(giver).with_company(self.company).create(values)
        grant.action_grant()
        domain = [("role", "=", grant.role), ("institution_id", "=", grant.institution_id.id)]
        return self.env["kooperacje.role.assignment"].search(domain, order="id desc", limit=1)

    def _offered(self, giver, institution=None):
        """People whom the form of “Give access” offers for ``institution``."""
        institution = institution or self.ops
        return self.env["res.partner"].with_user(giver).search([
            "|", ("workplace_ids", "=", institution.id), ("user_ids", "=", giver.id),
        ])


@tagged("post_install", "-at_install")
class TestExistingAccounts(MunicipalityCommon):
    """Nobody of the municipality is a stranger: accounts that were there before can be named."""

    def test_who_installed_names_himself_and_begins(self):
        role = self._grant(self.root, person_id=self.root.partner_id.id)
        self.assertEqual((role.user_id, role.role, role.status), (self.root, "admin", "current"))
        self.assertTrue(self.root.has_group("kooperacje.group_admin"))
        head = self._grant(self.root, person_id=self.halina.partner_id.id, role="manager")
        self.assertEqual(head.user_id, self.halina)

    def test_himself_by_his_own_e_mail_too(self):
        role = self._grant(self.root, name="Root", email="root@example.com", role="admin")
        self.assertEqual(role.user_id, self.root)

    def test_who_installed_names_anybody_of_the_database_as_first_administrator(self):
        for person in (self.halina, self.igor):
            with self.subTest(person=person.login):
                role = self._grant(self.root, person_id=person.partner_id.id, role="admin")
                self.assertEqual(role.user_id, person)
                self.assertTrue(person._has_role("admin", company=self.company))

    def test_administrator_of_access_names_an_account_without_a_parent_contact(self):
        self.assertIn(self.halina.partner_id, self._offered(self.adam))
        role = self._grant(self.adam, person_id=self.halina.partner_id.id, role="manager")
        self.assertEqual(role.user_id, self.halina)
        self.assertFalse(self.halina.partner_id.parent_id, "the contact stays as it was")
        by_mail = self._grant(self.adam, name="Halina", email="halina@example.com", role="network_worker")
        self.assertEqual(by_mail.user_id, self.halina)

    def test_contact_of_the_municipality_or_of_a_department_works_in_the_office_by_the_account(self):
        department = self.env["res.partner"].create({"name": "Dział pomocy", "parent_id": self.ops.id})
        dorota = self._account("dorota", parent_id=department.id)
        for person in (self.igor, dorota):
            with self.subTest(person=person.login):
                self.assertIn(person.partner_id, self._offered(self.adam))
                self.assertEqual(
                    self._grant(self.adam, person_id=person.partner_id.id, role="network_worker").user_id, person,
                )

    def test_employee_record_without_an_account(self):
        if "hr.employee" not in self.env:
            raise SkipTest("database without the personnel application")
        employee = self.env["hr.employee"].create({
            "name": "Ela", "company_id": self.company.id, "work_email": "ela@example.com",
        })
        contact = employee.work_contact_id
        self.assertIn(contact, self._offered(self.adam))
        role = self._grant(self.adam, person_id=contact.id, role="social_worker")
        self.assertEqual(role.user_id.partner_id, contact)

    def test_staff_of_another_institution_and_of_another_office_stay_strangers(self):
        """Their accounts bear the office too: it made them when it gave them their roles."""
        abroad = self._account("abroad", company=self.company_nur)
        for person in (self.ewa, self.tomasz, self.olga, abroad):
            with self.subTest(person=person.login):
                self.assertNotIn(person.partner_id, self._offered(self.adam))
                with self.assertRefused("not on the staff"):
                    self._grant(self.adam, person_id=person.partner_id.id, role="network_worker")
        with self.assertRefused("outside"):
            self._grant(self.adam, name="Abroad", email="abroad@example.com", role="network_worker")

    def test_office_opened_by_a_role_makes_nobody_its_staff(self):
        abroad = self._account("abroad", company=self.company_nur)
        self._role(abroad, self.gops_nur, "specialist", self.company)
        self.assertIn(self.company, abroad.company_ids)
        self.assertNotIn(self.ops, abroad.partner_id.workplace_ids)
        self.assertNotIn(abroad.partner_id, self._offered(self.adam))

    def test_guest_and_switched_off_accounts_are_refused_with_a_word(self):
        """By sign-up (OAuth, portal) a guest's account comes to be."""
        guest = self._account("guest", groups="base.group_portal")
        with self.assertRefused("guest"):
            self._grant(self.root, person_id=guest.partner_id.id, role="admin")
        self.halina.active = False
        with self.assertRefused("switched off"):
            self._grant(self.root, person_id=self.halina.partner_id.id, role="admin")

    def test_search_and_field_say_the_same(self):
        people = self.env["res.partner"].search([("is_company", "=", False)], limit=200)
        for institution in (self.ops, self.gops_nur, self.school, self.town_hall):
            with self.subTest(institution=institution.name):
                found = people.filtered_domain([("id", "in", people.search([
                    ("workplace_ids", "=", institution.id),
                ]).ids)])
                self.assertEqual(found, people.filtered(lambda p, i=institution: i in p.workplace_ids))

    def test_named_head_does_what_staff_does(self):
        """Appointed, authorised, reimbursed, in the team, present: wherever staff is asked for."""
        self._grant(self.adam, person_id=self.halina.partner_id.id, role="social_worker")
        person, key = self.halina.partner_id, {"partnership_id": self.partnership.id}
        self.env["kooperacje.appointment"].create({**key, "authority": "Wójt", "person_id": person.id})
        self.env["kooperacje.authorisation"].create({**key, "authority": "Wójt", "person_id": person.id})
        cost = self.env["kooperacje.cost"].create({
            **key, "name": "Posiedzenie", "kind": "pay", "partner_id": person.id,
        })
        self.assertEqual(cost.institution_id, self.ops)
        course = self.env["kooperacje.school.course"].create({
            "name": "Rozmowa z rodziną", "provider_id": self.rops.id, "hours": 6, "date_from": office_today(),
        })
        enrolment = self.env["kooperacje.school.enrolment"].create({
            **key, "course_id": course.id, "partner_id": person.id,
        })
        self.assertEqual(enrolment.institution_id, self.ops)
        of_office = self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.ops)
        of_office.write({"representative_id": person.id, "deputy_id": self.maria.partner_id.id})
        line = self.env["kooperacje.action.plan"].create({**key, "line_ids": [Command.create({
            "name": "Szkolenie", "goal_id": self.env["kooperacje.partnership.goal"].search([], limit=1).id,
            "owner_id": person.id, "date_to": office_today(),
        })]}).line_ids
        self.assertEqual(line.owner_id, person)
        stranger = self._account("stranger", company=self.company_nur).partner_id
        for model, values in (
            ("kooperacje.appointment", {**key, "authority": "Wójt", "person_id": stranger.id}),
            ("kooperacje.authorisation", {**key, "authority": "Wójt", "person_id": stranger.id}),
            ("kooperacje.cost", {**key, "name": "X", "kind": "pay", "partner_id": stranger.id}),
            ("kooperacje.school.enrolment", {**key, "course_id": course.id, "partner_id": stranger.id}),
        ):
            with self.subTest(model=model), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env[model].create(values)

    def test_offering_staff_asks_a_constant_number_of_queries(self):
        def offer():
            self._offered(self.adam).mapped("display_name")

        for number in range(10):
            self._account(f"clerk{number}")
        offer()
        ten = self._queries(offer)
        for number in range(10, 100):
            self._account(f"clerk{number}")
        offer()
        self.assertEqual(self._queries(offer), ten)


@tagged("post_install", "-at_install")
class TestFirstScreen(MunicipalityCommon):
    """Who installed sees the application and what is needed to begin, and nothing of families."""

    def _menus(self, user):
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.env["ir.ui.menu"].browse(visible)
        return {name for menu in menus for name in menu.get_external_id().values() if name.startswith("kooperacje.")}

    def test_application_appears_with_configuration_alone(self):
        menus = self._menus(self.root)
        self.assertLessEqual({
            "kooperacje.menu_root", "kooperacje.menu_configuration", "kooperacje.menu_first_steps",
            "kooperacje.menu_configuration_role",
        }, menus)
        for name in ("casework", "meetings", "basket", "network", "evaluation", "privacy"):
            self.assertNotIn(f"kooperacje.menu_{name}", menus)
        self.assertNotIn("kooperacje.menu_root", self._menus(self.halina), "not for everybody")

    def test_opens_with_the_first_steps(self):
        action = self.root.with_user(self.root)._kooperacje_home()
        self.assertEqual(action["res_model"], "kooperacje.first.run")
        Settings = self.env["res.config.settings"].with_user(self.root).with_company(self.company_nur.sudo())
        self.root.company_ids = [Command.link(self.company_nur.id)]
        self.assertFalse(Settings.create({}).kooperacje_administrators)
        self._grant(self.root, institution_id=self.gops_nur.id, company_id=self.company_nur.id,
                    person_id=self.root.partner_id.id)
        self.assertEqual(Settings.create({}).kooperacje_administrators, "Root")

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_sees_no_family(self):
        for model in ("kooperacje.case", "kooperacje.person", "kooperacje.consent", "kooperacje.team",
                      "kooperacje.plan", "kooperacje.access"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.root).search([])

    def test_list_and_form_of_roles_open(self):
        Role = self.env["kooperacje.role.assignment"].with_user(self.root)
        for kind in ("list", "form"):
            view = Role.get_view(self.env.ref(f"kooperacje.role_assignment_view_{kind}").id, kind)
            names = [name for name in view["models"]["kooperacje.role.assignment"] if name in Role._fields]
            rows = Role.search([("company_id", "=", self.company.id)]).web_read({
                name: {"fields": {"display_name": {}}} if Role._fields[name].type == "many2one" else {}
                for name in names
            })
            self.assertTrue(rows)


@tagged("post_install", "-at_install")
class TestRoleAgainstOutside(MunicipalityCommon):
    """Account and role agree after whatever another hand or program does to the account, or the screen says not."""

    def _has(self, user=None):
        self.env.invalidate_all()
        return (user or self.anna).has_group("kooperacje.group_social_worker")

    def test_form_of_the_user_takes_nothing_that_a_role_gives(self):
        role = self.anna.role_assignment_ids
        self.anna.with_user(self.root).group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertTrue(self._has())
        self.assertEqual(
            (role.disturbance, role.disturbed_by_id, role.account_issue), ("group", self.root, False),
        )
        self.assertTrue(role.disturbed_on)
        role.with_user(self.adam).action_disturbance_seen()
        self.assertFalse(role.disturbed_on)

    def test_program_of_user_roles_takes_groups_at_each_save(self):
        """As community role modules do: each write of a user ends with the groups replaced by their own."""
        own = self.env["res.groups"].create({"name": "Pracownik biura", "implied_ids": [
            Command.link(self.env.ref("base.group_user").id),
        ]})

        users, write = type(self.env["res.users"]), type(self.env["res.users"]).write

        def write_and_replace(user, vals):
            result = write(user, vals)
            models.BaseModel.write(user.sudo(), {"group_ids": [Command.set((own | own.all_implied_ids).ids)]})
            return result

        self.patch(users, "write", write_and_replace)
        for vals in ({"signature": "Anna"}, {"group_ids": [Command.link(own.id)]}, {"tz": "Europe/Paris"}):
            with self.subTest(vals=vals):
                self.anna.write(vals)
                self.assertTrue(self._has())
                self.assertIn(own, self.anna.group_ids, "its own groups stay")
        second = self._role(self.anna, self.gops_nur, "specialist", self.company_nur)
        self.assertTrue(self._has(), "a company that comes with a role is such a write too")
        self.assertTrue(self.anna.has_group("kooperacje.group_specialist"))
        second.action_end()
        self.assertTrue(self._has())
        self.assertFalse(self.anna.has_group("kooperacje.group_specialist"))

    def test_no_other_group_brings_ours_along(self):
        """A program of user roles keeps a group for each of its roles, and puts into it what the role is to give."""
        other = self.env["res.groups"].create({"name": "Rola (test)", "user_ids": [Command.set(self.halina.ids)]})
        shared = self.env.ref("kooperacje.group_user")
        for group, vals in (
            (other, {"implied_ids": [Command.link(self.role_group.id)]}),
            (other, {"implied_ids": [Command.link(shared.id)]}),
            (self.role_group, {"implied_by_ids": [Command.link(other.id)]}),
            (self.env.ref("base.group_user"), {"implied_ids": [Command.link(self.role_group.id)]}),
        ):
            with self.subTest(group.name, **vals), self.assertRefused("follow from roles", ValidationError):
                group.write(vals)
        with self.assertRefused("follow from roles", ValidationError):
            self.env["res.groups"].create({"name": "Inna", "implied_ids": [Command.link(self.role_group.id)]})
        self.assertFalse(self._has(self.halina))
        # Its own groups it may arrange as it likes.
        other.implied_ids = self.env.ref("base.group_partner_manager")

    def test_group_that_brought_ours_along_before_is_found_and_ended(self):
        """By a module's data files, or by an earlier release."""
        other = self.env["res.groups"].create({
            "name": "Rola (test)", "user_ids": [Command.set((self.halina | self.anna).ids)],
        })
        Check = self.env["kooperacje.system.check"]
        self.assertEqual([line["state"] for line in Check._check_groups()], ["ok"])

        def bring_along():
            other.with_context(install_mode=True).implied_ids += self.role_group
            self.assertTrue(self._has(self.halina))

        for mend in (
            lambda: Check._repair({"_repair_groups"}), self.env["kooperacje.role.assignment"]._cron_sync_groups,
        ):
            bring_along()
            (line,) = Check._check_groups()
            self.assertEqual(line["state"], "fault")
            self.assertIn("Rola (test)", line["finding"])
            with self.assertLogs("odoo.addons.kooperacje.models.network.res_groups", "WARNING"):
                mend()
            self.assertEqual((self._has(self.halina), self._has()), (False, True), "Anna holds the role")
            self.assertIn(other, self.halina.group_ids, "its own group stays")
            self.assertEqual([line["state"] for line in Check._check_groups()], ["ok"])

    def test_program_that_works_past_the_user_is_found_at_night_and_at_sign_in(self):
        def strip():
            self.env.cr.execute(
                "DELETE FROM res_groups_users_rel WHERE uid = %s AND gid = %s", [self.anna.id, self.role_group.id],
            )
            self.env.invalidate_all()
            self.env.registry.clear_cache()

        role = self.anna.role_assignment_ids
        strip()
        self.assertEqual(role.account_issue, "group", "said on the list meanwhile")
        self.env["kooperacje.role.assignment"]._cron_sync_groups()
        self.assertTrue(self._has())
        self.assertEqual((role.account_issue, role.disturbance), (False, "group"))
        strip()
        self.anna.with_user(self.anna)._update_last_login()
        self.assertTrue(self._has())

    def test_list_of_users_on_the_group(self):
        self.role_group.user_ids -= self.anna
        self.assertTrue(self._has())
        self.role_group.user_ids |= self.halina
        self.assertFalse(self._has(self.halina))

    def test_group_given_by_hand_is_taken_and_said(self):
        self.halina.with_user(self.root).group_ids += self.role_group
        self.assertFalse(self._has(self.halina))
        self.assertEqual(self.halina.kooperacje_taken_by_id, self.root)
        self.env.cr.precommit.run()
        notes = self.env["bus.bus"].sudo().search([("channel", "like", f'"res.partner",{self.root.partner_id.id}')])
        self.assertTrue(any("groups of the Model follow from roles" in note.message for note in notes))

    def test_group_of_an_ended_role_goes_without_a_word(self):
        self.env.cr.execute(
            "UPDATE kooperacje_role_assignment SET date_to = %s, valid_until = %s WHERE id = %s",
            [office_today() - timedelta(days=1)] * 2 + [self.jan.role_assignment_ids.id],
        )
        self.env.invalidate_all()
        self.env["kooperacje.role.assignment"]._cron_sync_groups()
        self.assertFalse(self._has(self.jan))
        self.assertFalse(self.jan.kooperacje_taken_on or self.jan.role_assignment_ids.disturbed_on)

    def test_copy_of_an_account_brings_no_role(self):
        """By the form's “Duplicate”, and as LDAP and sign-up copy a template with its groups."""
        copy = self.anna.copy({"login": "copy.test"})
        self.assertFalse(self._has(copy))
        self.assertFalse(copy.role_assignment_ids)
        self.assertTrue(copy.kooperacje_taken_on)
        self.assertTrue(self._has())

    def test_office_of_the_role_is_given_back(self):
        self._role(self.tomasz, self.ppp, "specialist", self.company_nur)
        role = self.tomasz.role_assignment_ids.filtered(lambda r: r.company_id == self.company_nur)
        self.tomasz.with_user(self.root.sudo()).company_ids = [Command.set(self.company.ids)]
        self.assertIn(self.company_nur, self.tomasz.company_ids)
        self.assertEqual(role.disturbance, "company")

    def test_archived_account(self):
        role = self.anna.role_assignment_ids
        self.anna.active = False
        self.assertEqual(role.account_issue, "archived")
        self.assertFalse(self.env["kooperacje.access"].search([("user_id", "=", self.anna.id)]))
        self.anna.active = True
        self.assertFalse(role.account_issue)
        self.assertTrue(self._has())

    def test_account_that_becomes_a_guests(self):
        role = self.anna.role_assignment_ids
        self.anna.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        self.assertTrue(self.anna.share)
        self.assertFalse(self._has())
        self.assertEqual(role.account_issue, "guest")
        self.env["kooperacje.role.assignment"]._cron_sync_groups()
        self.assertFalse(self._has())
        with mute_logger("odoo.models"), self.assertRaises(AccessError):
            self.env["kooperacje.case"].with_user(self.anna).search([])
        self.anna.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertTrue(self._has(), "employee again")

    def test_account_with_roles_is_archived_instead_of_deleted(self):
        with self.assertRefused("archive the account"):
            self.anna.unlink()
        self.halina.unlink()
        self.assertFalse(self.halina.exists())

    def test_account_without_a_role_is_core_s_alone(self):
        self.halina.write({"group_ids": [Command.link(self.env.ref("base.group_no_one").id)]})
        self.halina.write({"company_ids": [Command.link(self.company_nur.id)]})
        self.assertFalse(self.halina.kooperacje_taken_on)
        self.assertIn(self.company_nur, self.halina.company_ids)

    @mute_logger("odoo.models")
    def test_what_was_found_is_not_typed_nor_dismissed_by_others(self):
        role = self.anna.role_assignment_ids
        self.anna.group_ids -= self.role_group
        with self.assertRaises(AccessError):
            role.with_user(self.adam).disturbed_on = False
        for login in ("anna", "maria", "irena", "olga"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                role.with_user(getattr(self, login)).action_disturbance_seen()
        self.assertTrue(role.disturbed_on)
        # The button is shown to who administers the database, whose rights to roles end with those of administrators.
        role.with_user(self.root).action_disturbance_seen()
        self.assertFalse(role.disturbed_on)

    def test_night_asks_a_constant_number_of_queries(self):
        def night():
            self.env["kooperacje.role.assignment"]._cron_sync_groups()

        night()
        self._users([(f"ten{n}", self.ops, "network_worker", self.company) for n in range(10)])
        ten = self._queries(night)
        self._users([(f"hundred{n}", self.ops, "network_worker", self.company) for n in range(90)])
        self.assertEqual(self._queries(night), ten)

    def test_list_asks_a_constant_number_of_queries(self):
        Role = self.env["kooperacje.role.assignment"].with_user(self.adam)
        fields_shown = {"account_state": {}, "account_issue": {}, "may_invite": {}, "missing_papers": {}, "status": {}}

        def show():
            Role.search([("role", "=", "network_worker"), ("company_id", "=", self.company.id)]).web_read(fields_shown)

        self._users([(f"ten{n}", self.ops, "network_worker", self.company) for n in range(10)])
        show()
        ten = self._queries(show)
        self._users([(f"hundred{n}", self.ops, "network_worker", self.company) for n in range(90)])
        self.assertEqual(self._queries(show), ten)


class InvitationCommon(MunicipalityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].search([]).active = False

    def _invite(self, giver=None, **values):
        values = {
            "institution_id": self.ops.id, "company_id": self.company.id, "role": "network_worker",
            "name": "Nina Nowa", "email": "nina@example.com", **values,
        }
        grant = self.env["kooperacje.access.grant"].with_user(giver or self.adam).with_company(values["company_id"])
        grant = grant.with_context(no_reset_password=False).create(values)
        action = grant.action_grant()
        user = self.env["res.users"].search([("login", "=", values["email"])])
        return user.role_assignment_ids, action

    def _broken_server(self):
        """A mail server nobody listens at, and the test's own silence about mail lifted."""
        self.env["ir.mail_server"].create({"name": "Broken", "smtp_host": "127.0.0.1", "smtp_port": 1})
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda cls: False))

    def _link(self, role, user=None):
        action = role.with_user(user or self.adam).action_invitation_link()
        return self.env[action["res_model"]].with_user(user or self.adam).browse(action["res_id"]).link

    def _opens(self, link):
        [token] = parse_qs(urlsplit(link).query)["token"]
        return self.env["res.partner"].sudo()._get_partner_from_token(token)


@tagged("post_install", "-at_install")
class TestAccessInvitation(MockEmail, InvitationCommon):
    """A new person is let in: by the letter, and where no letter leaves, by a link handed over."""

    def test_letter_is_in_the_reader_s_language_and_names_nobody_in_its_subject(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.adam.lang = "pl_PL"
        with self.mock_mail_gateway(mail_unlink_sent=True):
            role, action = self._invite()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(role.account_state, "invited")
        [letter] = self._mails
        self.assertEqual(letter["subject"], "Zaproszenie do programu Kooperacje")
        self.assertIn("Ustaw hasło", letter["body"])
        self.assertIn("/web/signup?", letter["body"])
        self.assertEqual(letter["email_to"], ['"Nina Nowa" <nina@example.com>'])
        self.assertFalse(self.env["mail.mail"].search([("body_html", "ilike", "/web/signup")]), "the link is not kept")

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_refused_letter_is_shown_with_the_link(self):
        self._broken_server()
        role, action = self._invite()
        self.assertEqual(role.account_state, "unsent")
        self.assertEqual(action["res_model"], "kooperacje.access.link")
        wizard = self.env["kooperacje.access.link"].with_user(self.adam).browse(action["res_id"])
        self.assertEqual(wizard.failure, "no_server")
        self.assertEqual(self._opens(wizard.link), role.user_id.partner_id)
        self.assertFalse(self.env["mail.mail"].search([("body_html", "ilike", "/web/signup")]))

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_sent_again_once_the_server_works(self):
        self._broken_server()
        role, _action = self._invite()
        with self.mock_mail_gateway():
            role.with_user(self.adam).action_invite()
        self.assertEqual(role.account_state, "invited")
        self.assertEqual(len(self._mails), 1)

    def test_letter_left_in_the_queue_is_followed(self):
        """A server that sends by turns keeps it; what it says later is shown as well."""
        role, _action = self._invite()
        letter = role.user_id.kooperacje_invitation_mail_id
        self.assertEqual((letter.state, role.account_state), ("outgoing", "invited"))
        letter.state = "exception"
        role.invalidate_recordset()
        self.assertEqual(role.account_state, "unsent")
        role.with_user(self.adam).action_invite()
        self.assertFalse(letter.exists(), "the letter with the old link is gone")

    def test_one_link_at_a_time(self):
        role, _action = self._invite()
        first = self._link(role)
        second = self._link(role)
        self.assertNotEqual(first, second)
        self.assertFalse(self._opens(first))
        self.assertEqual(self._opens(second), role.user_id.partner_id)
        role.with_user(self.adam).action_invite()
        self.assertFalse(self._opens(second))

    def test_link_ends_by_itself_and_with_the_role(self):
        role, _action = self._invite()
        link = self._link(role)
        with freeze_time(fields.Datetime.now() + timedelta(hours=73)):
            self.assertFalse(self._opens(link))
            role.invalidate_recordset()
            self.assertEqual(role.account_state, "expired")
        role.invalidate_recordset()
        self.assertTrue(self._opens(link))
        role.with_user(self.adam).action_end()
        self.assertFalse(self._opens(link))
        with self.assertRefused("over"):
            role.with_user(self.adam).action_invite()

    def test_link_of_an_account_that_was_switched_off_has_ended(self):
        role, _action = self._invite()
        link = self._link(role)
        role.user_id.active = False
        role.user_id.active = True
        self.assertFalse(self._opens(link))
        self.assertEqual(role.account_state, "expired")

    def test_who_has_signed_in_is_not_invited(self):
        role, _action = self._invite()
        link = self._link(role)
        role.user_id.with_user(role.user_id)._update_last_login()
        self.env.invalidate_all()
        self.assertEqual(role.account_state, "signed_in")
        self.assertFalse(self._opens(link))
        self.assertFalse(role.with_user(self.adam).may_invite)
        for method in ("action_invite", "action_invitation_link"):
            with self.assertRefused("signed in already"):
                getattr(role.with_user(self.adam), method)()

    @mute_logger("odoo.models")
    def test_only_those_who_give_access_there_see_the_link(self):
        role, _action = self._invite()
        wizard = self.env["kooperacje.access.link"].with_user(self.adam).create({"role_id": role.id})
        self.assertTrue(role.with_user(self.adam).may_invite)
        ada = self._user("ada", self.gops_nur, "admin", company=self.company_nur)
        for user in (*(self.user_by_role[name] for name in self.user_by_role if name != "admin"), ada, self.halina):
            with self.subTest(user=user.login):
                for attempt in (
                    lambda user=user: role.with_user(user).action_invitation_link(),
                    lambda user=user: role.with_user(user).action_invite(),
                    lambda user=user: wizard.with_user(user).link,
                    lambda user=user: self.env["kooperacje.access.link"].with_user(user).create(
                        {"role_id": role.id}).link,
                ):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        attempt()
        eve = self._user("eve", self.ops, "admin")
        with self.assertRaises(AccessError):
            self.assertTrue(wizard.with_user(eve).link, "another administrator opens a form of one's own")
        self.assertTrue(self._link(role, eve))
        self.assertTrue(self._link(role, self.root), "who administers the database may")

    @mute_logger("odoo.models")
    def test_nobody_takes_over_an_account_that_was_there_before(self):
        """A link sets the password: never for an account of the municipality, nor for one that opens more."""
        existing = self._grant(self.adam, person_id=self.halina.partner_id.id, role="network_worker")
        self.assertEqual(existing.account_state, "never")
        self.assertFalse(existing.with_user(self.adam).may_invite)
        with self.assertRaises(AccessError):
            existing.with_user(self.adam).action_invitation_link()
        role, _action = self._invite()
        role.user_id.group_ids += self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            role.with_user(self.adam).action_invitation_link()

    @mute_logger("odoo.models")
    def test_account_of_another_office(self):
        ada = self._user("ada", self.gops_nur, "admin", company=self.company_nur)
        role, _action = self._invite(ada, institution_id=self.gops_nur.id, company_id=self.company_nur.id)
        shown = self.env["kooperacje.access.link"].with_user(ada).create({"role_id": role.id})
        self.assertTrue(shown.link)
        here = self._role(role.user_id, self.gops_nur, "specialist", self.company)
        with self.assertRaises(AccessError):
            here.with_user(self.adam).action_invitation_link()
        # The account opens families of Małkinia by now: whoever sets its password would read them.
        role.invalidate_recordset()
        shown.invalidate_recordset()
        self.assertFalse(role.with_user(ada).may_invite)
        for attempt in (lambda: role.with_user(ada).action_invitation_link(), lambda: shown.link):
            with self.assertRaises(AccessError):
                attempt()
        self.assertTrue(self._link(role, self.root))
        here.action_end()
        self.assertTrue(self._link(role, ada), "with the other office's role the reason is gone")

    @mute_logger("odoo.models")
    def test_a_copied_link_ends_when_another_office_gives_a_role(self):
        """Whoever copied it in the first office would sign in with it to the families of the second."""
        role, _action = self._invite()
        copied = self._link(role)
        self.assertEqual(self._opens(copied), role.user_id.partner_id)
        self._role(role.user_id, self.ops, "specialist", self.company)
        self.assertEqual(self._opens(copied), role.user_id.partner_id, "another role in the same office")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self._role(role.user_id, self.gops_nur, "specialist", self.company_nur)
        self.assertFalse(self._opens(copied))
        [letter] = self._mails
        self.assertEqual(letter["email_to"], ['"Nina Nowa" <nina@example.com>'], "the person gets a new one")
        self.assertEqual(role.account_state, "invited")

    @mute_logger("odoo.models")
    def test_a_copied_link_ends_when_it_has_been_used(self):
        role, _action = self._invite()
        copied = self._link(role)
        [token] = parse_qs(urlsplit(copied).query)["token"]
        self.env["res.users"].sudo().signup({"password": "nina-nina-1"}, token)
        self.assertFalse(self._opens(copied))

    def test_list_of_those_who_never_signed_in(self):
        role, _action = self._invite()
        never = self.env["kooperacje.role.assignment"].with_user(self.adam).search([("user_id.state", "=", "new")])
        self.assertIn(role, never)


@tagged("post_install", "-at_install")
class TestAccessInvitationLink(HttpCase, InvitationCommon):
    """The person opens the link in a browser that knows nothing of Odoo and sets a password."""

    def test_password_is_set_once(self):
        role, _action = self._invite()
        link = urlsplit(self._link(role))
        path = f"{link.path}?{link.query}"
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("confirm_password", page.text)
        self.assertNotIn("alert-danger", page.text)
        token = parse_qs(link.query)["token"][0]
        form = {
            "login": "nina@example.com", "name": "Nina Nowa", "token": token, "password": "Trudne-haslo-12",
            "confirm_password": "Trudne-haslo-12",
            "csrf_token": page.text.split('csrf_token" value="')[1].split('"')[0],
        }
        self.url_open("/web/signup", data=form)
        self.env.invalidate_all()
        self.assertEqual(role.account_state, "signed_in")
        self.assertFalse(role.user_id.partner_id.sudo().signup_type)
        self.opener.cookies.clear()
        self.assertIn("alert-danger", self.url_open(path).text)
        self.authenticate("nina@example.com", "Trudne-haslo-12")
