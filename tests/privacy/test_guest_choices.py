from odoo.tests import TransactionCase, tagged

OURS = "kooperacje."


@tagged("post_install", "-at_install")
class TestGuestChoices(TransactionCase):
    """What this program adds to the lists from which other applications choose: nothing they could choose by mistake.

    Walks whatever the program has put into the database, so that the next data file is looked at as well.
    """

    def _made(self, model):
        """Records of ``model`` that came with the program."""
        ids = self.env["ir.model.data"].search([("module", "=", "kooperacje"), ("model", "=", model)]).mapped("res_id")
        return self.env[model].with_context(active_test=False).browse(ids).exists()

    def test_no_activity_type_is_offered_elsewhere(self):
        kinds = self._made("mail.activity.type")
        self.assertGreaterEqual(len(kinds), 14)
        for kind in kinds:
            with self.subTest(kind=kind.name):
                self.assertTrue((kind.res_model or "").startswith(OURS), "offered on every record of every application")
                self.assertIn(kind.res_model, self.env)
                self.assertFalse(kind.previous_type_ids | kind.suggested_next_type_ids | kind.triggered_next_type_id)
        # As the dialogue of the web client asks, on the records of each application.
        for model in self.env["ir.model"].search([("is_mail_activity", "=", True)]).mapped("model"):
            offered = self.env["mail.activity.type"].search(["|", ("res_model", "=", False), ("res_model", "=", model)])
            if not model.startswith(OURS):
                self.assertFalse(offered & kinds, model)

    def test_each_decision_has_a_type_of_its_own(self):
        """The type that a request schedules is one that is offered there."""
        for model, xmlid in (
            ("kooperacje.basket.request", self.env["kooperacje.basket.request"]._request_activity),
            ("kooperacje.composition.request", self.env["kooperacje.composition.request"]._request_activity),
            ("kooperacje.support.request", "kooperacje.activity_decide_request"),
        ):
            self.assertEqual(self.env.ref(xmlid).res_model, model)

    def test_nothing_hangs_in_menus_of_other_records(self):
        """The gear and the printer of a contact, a lead or an event show no paper and no action of ours."""
        for model in ("ir.actions.report", "ir.actions.server", "ir.actions.act_window", "ir.actions.client"):
            for action in self._made(model):
                bound = action.binding_model_id.model
                self.assertTrue(not bound or bound.startswith(OURS), (action.name, bound))
        for report in self._made("ir.actions.report"):
            self.assertTrue(report.model.startswith(OURS), report.name)

    def test_no_template_filter_or_subtype_for_others(self):
        for model, field in (
            ("mail.template", "model"), ("ir.filters", "model_id"), ("mail.message.subtype", "res_model"),
            ("mail.activity.plan", "res_model"),
        ):
            for record in self._made(model):
                # Letters about our meetings go out by core's guests of an event, for which no screen offers letters.
                if record[field] != "calendar.attendee":
                    self.assertTrue((record[field] or "").startswith(OURS), (model, record.display_name))

    def test_paper_formats_say_whose_they_are_and_are_no_default(self):
        for paper in self._made("report.paperformat"):
            self.assertTrue(paper.name.startswith("Kooperacje"), paper.name)
            self.assertFalse(paper.default)
            self.assertFalse(self.env["res.company"].search([("paperformat_id", "=", paper.id)]))

    def test_no_screen_of_ours_takes_the_place_of_core_s(self):
        """Views of our own on models of core are opened by our actions only: core's stay the first ones."""
        for view in self._made("ir.ui.view"):
            if view.type == "qweb" or view.mode != "primary" or view.inherit_id or view.model.startswith(OURS):
                continue
            others = self.env["ir.ui.view"].search([
                ("model", "=", view.model), ("type", "=", view.type), ("mode", "=", "primary"),
            ]) - self._made("ir.ui.view")
            if others:
                with self.subTest(view=view.xml_id):
                    first = self.env["ir.ui.view"].default_view(view.model, view.type)
                    self.assertNotEqual(first, view.id)

    def test_menus_are_for_those_with_a_role(self):
        """And for the system administrator, who sets the program up."""
        root = self.env.ref("kooperacje.menu_root")
        groups = self._made("res.groups") | self.env.ref("base.group_system")
        self.assertTrue(root.group_ids)
        self.assertLessEqual(root.group_ids, groups)
        for menu in self._made("ir.ui.menu") - root:
            self.assertTrue(menu.parent_path.startswith(root.parent_path), menu.complete_name)

    def test_no_other_choice(self):
        """Models of core into which the program puts nothing at all; whoever adds some has to look at the screens."""
        for model in (
            "mail.message.subtype", "mail.activity.plan", "ir.filters", "mail.alias", "ir.default",
            "calendar.event.type", "calendar.alarm", "res.partner.category", "utm.source",
        ):
            if model in self.env:
                self.assertFalse(self._made(model), model)
