from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestBesideOthers(PrivacyCommon):
    """What the addons of the community would do to the Model; `make core-test` runs these tests with them installed."""

    def _needs(self, model):
        if model not in self.env:
            self.skipTest(f"there is no {model} here")

    def test_no_log_of_others_copies_records_of_the_model(self):
        self._needs("auditlog.rule")
        Rule, model = self.env["auditlog.rule"], self.env["ir.model"]._get_id
        for name in ("kooperacje.case", "kooperacje.person", "kooperacje.meeting"):
            with self.subTest(name), self.assertRefused("record of the Model", ValidationError):
                Rule.create({"name": name, "model_id": model(name)})
        rule = Rule.create({"name": "Kontakty", "model_id": model("res.country")})
        with self.assertRefused("record of the Model", ValidationError):
            rule.model_id = model("kooperacje.case")

    def test_role_of_others_gives_no_group_of_ours(self):
        self._needs("res.users.role")
        group = self.env.ref("kooperacje.group_social_worker")
        role = self.env["res.users.role"].create({"name": "Urzędnik (test)"})
        with self.assertRefused("follow from roles", ValidationError):
            role.implied_ids = group
        with self.assertRefused("follow from roles", ValidationError):
            self.env["res.users.role"].create({"name": "Pracownik (test)", "implied_ids": [Command.link(group.id)]})

    def test_groups_taken_by_a_role_of_others_are_given_back(self):
        self._needs("res.users.role")
        role = self.env["res.users.role"].create({
            "name": "Urzędnik (test)", "implied_ids": [Command.link(self.env.ref("base.group_partner_manager").id)],
        })
        assignment = self.anna.role_assignment_ids
        role.line_ids = [Command.create({"user_id": self.anna.id})]
        for change in (
            role.update_users, lambda: self.anna.write({"tz": "Europe/Paris"}),
            self.env["res.users.role"].cron_update_users, lambda: role.write({"comment": "Zmieniona"}),
        ):
            change()
            self.env.invalidate_all()
            self.assertTrue(self.anna.has_group("kooperacje.group_social_worker"))
            self.assertTrue(self.anna.has_group("base.group_partner_manager"))
            self.assertFalse(assignment.account_issue)
        self.assertEqual(assignment.disturbance, "group", "the conflict is shown")
        self.assertTrue(self._can_read(self.anna))
        role.unlink()
        self.assertTrue(self.anna.has_group("kooperacje.group_social_worker"))

    def test_first_and_last_name_of_staff(self):
        if "firstname" not in self.env["res.partner"]._fields:
            self.skipTest("names are not split here")
        person = self.env["res.partner"].create({"name": "Nowa Osoba", "parent_id": self.ppp.id})
        person.with_user(self.env.ref("base.user_admin")).name = "Inna Osoba"
        self.assertEqual(person.name, "Inna Osoba")
        self.assertEqual(self.ppp.name, "PPP w Ostrowi (test)")
