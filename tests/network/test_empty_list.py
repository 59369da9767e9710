import lxml.html

from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

# Lists with an empty text that says what to press, by the role that presses it and one that only reads.
LISTS = {
    "kooperacje.action_membership": ("network_worker", "social_worker"),
    "kooperacje.action_regulation": ("network_worker", "coordinator"),
    "kooperacje.action_appointment": ("network_worker", "specialist"),
    "kooperacje.action_basket_review": ("network_worker", "social_worker"),
    "kooperacje.action_role_assignment": ("admin", "dpo"),
}


@tagged("post_install", "-at_install")
class TestEmptyList(KooperacjeCommon):
    """An empty list tells those who may fill it what to press, and does not send others to a button they lack."""

    def _told(self, action, role):
        # What the client asks for; without sudo, as the person.
        told = self.env["ir.actions.act_window"].with_user(self.user_by_role[role])._for_xml_id(action)["help"]
        return lxml.html.fragment_fromstring(told, create_parent="div").text_content()

    def test_only_who_may_add_to_a_list_is_told_how(self):
        for action, (writer, reader) in LISTS.items():
            model = self.env.ref(action).res_model
            with self.subTest(action=action):
                self.assertTrue(self.env[model].with_user(self.user_by_role[writer]).has_access("create"))
                self.assertFalse(self.env[model].with_user(self.user_by_role[reader]).has_access("create"))
                whole = self.env.ref(action).help
                for paragraph in lxml.html.fragment_fromstring(whole, create_parent="div").iter("p"):
                    self.assertIn(paragraph.text_content(), self._told(action, writer))
                self.assertTrue(self._told(action, reader).strip())
                for word in ("Press", "Choose", "Invite", "Begin", "Draft"):
                    self.assertNotIn(word, self._told(action, reader))

    def test_a_heading_that_states_a_fact_is_left_to_both(self):
        self.assertIn("No role has been given yet", self._told("kooperacje.action_role_assignment", "dpo"))
        self.assertIn("There is nothing here yet", self._told("kooperacje.action_basket_review", "social_worker"))

    def test_lists_of_other_applications_say_what_they_said(self):
        contacts = self.env.ref("base.action_partner_form")
        reader = self.user_by_role["specialist"]
        self.assertEqual(
            contacts.with_user(reader).sudo().help,
            self.env["ir.actions.act_window"].with_user(reader)._for_xml_id("base.action_partner_form")["help"],
        )

    def test_every_window_says_in_polish_what_it_is_for_and_what_to_do(self):
        """No blank page: what a window would be used for, and the next thing to do, stand where nothing is yet."""
        self.env["res.lang"]._activate_lang("pl_PL")
        windows = self.env["ir.actions.act_window"].browse(self.env["ir.model.data"].search([
            ("module", "=", "kooperacje"), ("model", "=", "ir.actions.act_window"),
        ]).mapped("res_id")).exists()
        # A dialog and a single form are never empty.
        windows = windows.filtered(lambda one: one.target != "new" and one.view_mode != "form")
        self.assertGreater(len(windows), 80)
        silent, short, foreign = [], [], []
        for action in windows:
            name = action.get_external_id()[action.id]
            if not action.help:
                silent.append(name)
                continue
            told, polish = (lxml.html.fragment_fromstring(text, create_parent="div") for text in (
                action.help, action.with_context(lang="pl_PL").help,
            ))
            if not told.xpath(".//*[contains(@class, 'o_view_nocontent')]") or len(told.findall(".//p")) < 2:
                short.append(name)
            if told.text_content().strip() == polish.text_content().strip():
                foreign.append(name)
        self.assertEqual((silent, short, foreign), ([], [], []))
