from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestNetworkTour(KooperacjeCommon, HttpCase):
    """The administrator of access at the screen, in Polish."""

    def test_administrator_gives_a_role(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["kooperacje"], ["pl_PL"])
        self.adam.lang = "pl_PL"
        self.start_tour("/odoo/kooperacje-institutions", "kooperacje_give_access", login=self.adam.login)
        wanda = self.env["res.users"].search([("login", "=", "wanda.nowa@example.com")])
        role = wanda.role_assignment_ids
        self.assertEqual((role.role, role.institution_id, role.company_id), ("specialist", self.school, self.company))
        self.assertEqual(role.authorisation_number, "UP/7/2026")
        self.assertEqual(role.with_user(self.adam).status, "current")
        self.assertEqual(role.create_uid, self.adam)
