from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_closing_doors import SECRET, DoorsCommon


@tagged("post_install", "-at_install")
class TestModuleUninstall(DoorsCommon):
    """Before the program goes, the administrator is told what offices lose, and reads nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.module = cls.env["ir.module.module"]._get("kooperacje")

    def _wizard(self, module=None):
        return self.env["base.module.uninstall"].with_user(self.admin).with_context(lang="pl_PL").create({
            "module_ids": (module or self.module).ids,
        })

    def test_each_office_is_listed_with_its_head(self):
        self.case.write({"resources": SECRET})
        losses = str(self._wizard().kooperacje_losses)
        self.assertIn(self.company.name, losses)
        self.assertIn(self.maria.name, losses)
        self.assertNotIn(SECRET, losses)
        self.assertNotIn(self.case.display_name, losses)
        counts = self._wizard()._kooperacje_counts()[self.company]
        cases = self.env["kooperacje.case"].with_context(active_test=False).search_count([
            ("company_id", "=", self.company.id),
        ])
        self.assertEqual(counts[0], cases)
        loggers = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
        with mute_logger(*loggers), self.assertRaises(AccessError):
            self.case.with_user(self.admin).read(["resources"])

    def test_nothing_goes_before_offices_have_exported(self):
        with self.assertRaises(UserError):
            self._wizard().action_uninstall()
        self.assertEqual(self.module.state, "installed")

    def test_other_modules_go_as_before(self):
        other = self.env["ir.module.module"].search([("state", "=", "installed"), ("name", "=", "snailmail")], limit=1)
        wizard = self._wizard(other) if other else self._wizard(self.env["ir.module.module"]._get("contacts"))
        self.assertEqual(bool(wizard.kooperacje_losses), wizard._kooperacje_goes())

    def test_what_the_program_needs_takes_it_along(self):
        """Uninstalling surveys uninstalls the program as well."""
        self.assertTrue(self._wizard(self.env["ir.module.module"]._get("survey")).kooperacje_losses)

    def test_nobody_else_opens_the_window(self):
        for user in (self.adam, self.maria, self.anna):
            with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                self.env["base.module.uninstall"].with_user(user).create({"module_ids": self.module.ids})
