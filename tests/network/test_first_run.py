from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.network.test_role_account import InvitationCommon

PEOPLE = [
    ("manager", "Helena Głowa", "helena.first@example.com"),
    ("network_worker", "Paweł Sieć", "pawel.first@example.com"),
    ("social_worker", "Olga Praca", "olga.first@example.com"),
]


class FirstRunCommon(InvitationCommon):
    """A database into which the program has just been installed: one company without a name of its own, and Iwona,
    who administers the database and holds no role.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new_company = cls.env["res.company"].create({"name": "YourCompany (test)"})
        cls.iwona = cls._account("iwona", groups="base.group_system", company=cls.new_company)
        cls.iwona.lang = "en_US"

    def _page(self, user=None, company=None):
        FirstRun = self.env["kooperacje.first.run"].with_user(user or self.iwona).with_company(
            company or self.new_company,
        ).with_context(no_reset_password=False)
        return FirstRun.browse(FirstRun.action_open()["res_id"])

    def _fill(self, page, people=PEOPLE, **values):
        today = office_today()
        page.write({
            "name": "GOPS w Nurze (nowy)", "area_id": self.commune_nur.id, "city": "Nur",
            "authorisation_number": "Z 1/2026", "authorisation_date": today, **values,
        })
        for role, name, email in people:
            line = page.person_ids.filtered(lambda one, role=role: one.role == role and not one.name)[:1]
            values = {"role": role, "name": name, "email": email}
            if role != "network_worker":
                values |= {"authorisation_date": today, "secrecy_date": today}
            if line:
                line.write(values)
            else:
                page.person_ids = [Command.create(values)]
        return page

    def _set_up(self, page):
        action = page.action_set_up()
        return page.browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestFirstRun(FirstRunCommon):
    """From an empty database to people who can sign in and a partnership at work, in one step."""

    def test_one_step_founds_the_office(self):
        self._broken_server()
        with mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server"):
            page = self._set_up(self._fill(self._page()))
        office = self.new_company.partner_id
        self.assertEqual((self.new_company.name, office.area_id, office.city, office.is_institution), (
            "GOPS w Nurze (nowy)", self.commune_nur, "Nur", True,
        ))
        roles = self.env["kooperacje.role.assignment"].search([("company_id", "=", self.new_company.id)])
        self.assertEqual(
            {(role.role, role.user_id.name) for role in roles},
            {("admin", "Iwona"), *((role, name) for role, name, _email in PEOPLE)},
        )
        self.assertTrue(self.iwona.has_group("kooperacje.group_admin"), "seen among the roles, and can be ended")
        worker = roles.filtered(lambda role: role.role == "social_worker")
        self.assertEqual((worker.opens_cases, worker.user_id.lang, worker.user_id.company_ids), (
            True, "pl_PL", self.new_company,
        ))
        self.assertEqual(
            worker.user_id.group_ids, self.env.ref("base.group_user") | self.env.ref("kooperacje.group_social_worker"),
        )
        partnership = self.env["kooperacje.partnership"].search([("company_id", "=", self.new_company.id)])
        self.assertEqual((partnership.state, partnership.variant, partnership.area_ids, partnership.leader_id), (
            "initiation", "rural", self.commune_nur, office,
        ))
        self.assertIn("Nur", partnership.name)
        # No letter left: the page shows a link for each of the three, and it opens that account.
        links = {line.role: line.link for line in page.person_ids if line.link}
        self.assertEqual(set(links), {role for role, _name, _email in PEOPLE})
        self.assertEqual(self._opens(links["social_worker"]), worker.user_id.partner_id)
        self.assertFalse(page.missing_people)

    def test_a_second_time_doubles_nothing(self):
        self._set_up(self._fill(self._page()))
        Role, Partnership = self.env["kooperacje.role.assignment"], self.env["kooperacje.partnership"]
        before = Role.search_count([]), Partnership.search_count([]), self.env["res.users"].search_count([])
        page = self._page()
        self.assertEqual(page.person_ids.filtered("role_id").mapped("role"), [
            role.role for role in page._roles()
        ])
        page.city = "Nur Nowy"
        self._set_up(page)
        self.assertEqual(self.new_company.partner_id.city, "Nur Nowy")
        self.assertEqual(
            (Role.search_count([]), Partnership.search_count([]), self.env["res.users"].search_count([])), before,
        )

    def test_nothing_is_kept_when_something_is_wrong(self):
        def state():
            self.env.invalidate_all()
            return (
                self.new_company.name, self.env["res.users"].search_count([]),
                self.env["kooperacje.role.assignment"].search_count([]),
                self.env["kooperacje.partnership"].search_count([]),
            )

        before = state()
        for message, values, people in (
            ("name of the office", {"name": False}, PEOPLE), ("choose its commune", {"area_id": False}, PEOPLE),
            ("Write name and e-mail of each person .Sama Nazwa", {}, [*PEOPLE, ("dpo", "Sama Nazwa", False)]),
            ("correct e-mail", {}, [("manager", "Bez Adresu", "to nie adres")]),
            ("not a correct NIP", {"vat": "123"}, PEOPLE),
            # Four eyes: who installed gives no role that opens cases to herself.
            ("cannot give yourself", {}, [("manager", "Iwona", "iwona@example.com")]),
        ):
            with self.subTest(message), self.env.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(UserError, message):
                    self._fill(self._page(), people, **values).action_set_up()
                savepoint.rollback()
            self.assertEqual(state(), before)

    def test_without_the_authorisation_the_partnership_waits_for_its_keeper(self):
        self._set_up(self._fill(self._page(), authorisation_number=False))
        partnership = self.env["kooperacje.partnership"].search([("company_id", "=", self.new_company.id)])
        self.assertEqual(partnership.state, "preparation")
        keeper = self.env["res.users"].search([("login", "=", "pawel.first@example.com")])
        page = self._page(keeper)
        self.assertTrue(page.keeps_partnership)
        with self.assertRefused("number of the|the authorisation of the"):
            page.action_begin_partnership()
        page.write({"authorisation_number": "Z 2/2026", "authorisation_date": office_today()})
        page.action_begin_partnership()
        self.assertEqual((partnership.state, partnership.authorisation_number), ("initiation", "Z 2/2026"))
        self.assertFalse(page.person_ids, "people and their links are not the keeper's")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_page_opens_to_those_whose_steps_it_holds_alone(self):
        portal = new_test_user(self.env, "portal.first", groups="base.group_portal")
        FirstRun = self.env["kooperacje.first.run"]
        for role, user in {**self.user_by_role, "portal": portal, "none": self.halina}.items():
            with self.subTest(role):
                if role in ("admin", "manager", "network_worker"):
                    self.assertTrue(FirstRun.with_user(user).action_open())
                    continue
                with self.assertRaises(AccessError):
                    FirstRun.with_user(user).action_open()
                for model in ("kooperacje.first.run", "kooperacje.first.run.person"):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may_not_set_the_office_up_changes_nothing(self):
        for user in (self.piotr, self.maria):
            page = self._page(user, self.company)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._fill(page, []).action_set_up()
        # The office has an administrator of access: who administers the database is not another one.
        root = self._page(self.root, self.company)
        self.assertFalse(root.may_set_up)
        self.assertIn(self.adam.name, root.administrators)
        with self.assertRaises(AccessError):
            self._fill(root, PEOPLE).action_set_up()
        # Another office's page, written by hand.
        page = self._page(self.adam, self.company)
        page.company_id = self.company_nur
        with self.assertRaises(AccessError):
            page.action_set_up()
        with self.assertRaises(AccessError):
            self._page(self.adam, self.company).with_user(self.iwona).read(["name"])

    def test_link_is_for_who_may_give_the_account_out(self):
        """A line made by hand, with a role of another office, shows no link."""
        self._broken_server()
        with mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server"):
            role, _action = self._invite()
        self.assertEqual(role.account_state, "unsent")
        self.assertTrue(self._page(self.adam, self.company).person_ids.filtered(lambda one: one.role_id == role).link)
        page = self._page(self.piotr, self.company)
        page.person_ids = [Command.create({"role": "network_worker", "role_id": role.id})]
        self.assertFalse(page.person_ids.link)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_sign_up_by_strangers_is_named_and_closed(self):
        set_param = self.env["ir.config_parameter"].set_param
        set_param("auth_signup.invitation_scope", "b2c")
        page = self._page(self.adam, self.company)
        self.assertTrue(page.is_sign_up_open)
        with self.assertRaises(AccessError):
            page.action_close_sign_up()
        self.assertEqual(self.env["res.users"]._get_signup_invitation_scope(), "b2c")
        mine = self._page()
        self.assertTrue(mine.is_sign_up_open)
        mine.action_close_sign_up()
        self.assertFalse(self._page().is_sign_up_open)
        self.assertEqual(self.env["res.users"]._get_signup_invitation_scope(), "b2b")

    def test_reader_chooses_polish(self):
        self.assertFalse(self._page().speaks_polish)
        self._page().action_speak_polish()
        self.assertEqual(self.iwona.lang, "pl_PL")
        self.assertTrue(self._page().speaks_polish)

    def test_home_of_who_installed_is_this_page_until_there_is_other_work(self):
        self.assertEqual(self.iwona.with_user(self.iwona)._kooperacje_home()["res_model"], "kooperacje.first.run")
        self._set_up(self._fill(self._page()))
        self.assertEqual(self.iwona.with_user(self.iwona)._kooperacje_home()["res_model"], "kooperacje.first.run")

    def test_page_costs_as_many_queries_for_ninety_people_as_for_ten(self):
        def opened():
            self._page(self.adam, self.company).person_ids.mapped(lambda line: (line.account_state, line.link))

        self._users([(f"few{n}", self.ops, "network_worker", self.company) for n in range(10)])
        opened()
        ten = self._queries(opened)
        # Core writes the lines of the page in batches of a hundred, so all together stay below that.
        self._users([(f"many{n}", self.ops, "network_worker", self.company) for n in range(80)])
        opened()
        self.assertEqual(self._queries(opened), ten)
