from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import TeamCommon

STEPS = {
    "action_issue", "action_document_sign", "action_document_print", "action_document_correct", "action_document_void",
}


@tagged("post_install", "-at_install")
class TestDocumentBar(TeamCommon):
    """Steps of a paper stand in a bar of their own, apart from the steps of the work, and only when they make sense."""

    def _form(self, model, user=None):
        Model = self.env[model].with_user(user) if user else self.env[model]
        arch = Model.get_view(view_type="form")["arch"]
        return etree.fromstring(arch)

    def test_no_step_of_a_paper_among_the_steps_of_the_work(self):
        models = [
            model for name, model in self.env.registry.items()
            if name.startswith("kooperacje.") and not model._abstract and "document_state" in model._fields
        ]
        self.assertGreater(len(models), 4)
        for model in models:
            with self.subTest(model._name):
                if not self.env["ir.ui.view"].search_count([("model", "=", model._name), ("type", "=", "form")]):
                    continue
                form = self._form(model._name)
                # As stored: buttons of other roles are there too.
                for view in self.env["ir.ui.view"].search([
                    ("model", "=", model._name), ("type", "=", "form"), ("mode", "=", "primary"),
                ]):
                    stored = etree.fromstring(view.get_combined_arch())
                    in_header = {button.get("name") for button in stored.findall("header//button")}
                    self.assertFalse(STEPS & in_header, view.name)
                bars = form.findall("div[@name='document_bar']")
                self.assertEqual(len(bars), 1)
                self.assertTrue(bars[0].findtext(".//span[@name='document_bar_name']"), "says which paper")
                self.assertIn("action_issue", {button.get("name") for button in bars[0].iter("button")})

    def test_protocol_appears_when_the_meeting_was_held(self):
        form = self._form("kooperacje.meeting", self.anna)
        bar = form.find("div[@name='document_bar']")
        self.assertEqual(bar.get("invisible"), "state != 'held'")
        self.assertEqual(form.find(".//page[@name='document']").get("invisible"), "state != 'held'")
        self.assertEqual(bar.findtext(".//span[@name='document_bar_name']"), "Protocol")

    def test_no_print_where_nothing_is_printed(self):
        """An agreement drawn up elsewhere has only its signed copy."""
        bar = self._form("kooperacje.agreement").find("div[@name='document_bar']")
        invisible = {button.get("name"): button.get("invisible") for button in bar.iter("button")}
        self.assertEqual(invisible["action_document_print"], "not id or is_external")

    def test_signature_of_a_paper_drawn_up_elsewhere_needs_no_issue(self):
        for model in ("kooperacje.agreement", "kooperacje.authority.decision"):
            with self.subTest(model):
                form = self._form(model, self.maria)
                sign = form.find("div[@name='document_bar']//button[@name='action_document_sign']")
                self.assertTrue(form.findall(".//field[@name='is_external']"))
                for state, external, may_write, hidden in (
                    ("draft", True, True, False), ("draft", False, True, True), ("draft", True, False, True),
                    ("issued", False, True, False), ("issued", True, True, False), ("signed", True, True, True),
                ):
                    values = {
                        "document_state": state, "id": 1, "is_external": external, "document_user_may_write": may_write,
                    }
                    self.assertEqual(bool(safe_eval(sign.get("invisible"), values)), hidden, values)

    def test_a_meeting_without_a_report_is_not_printed_by_another_papers_pdf(self):
        """The copies and the protocol hang on one record; only the protocol is stored."""
        meeting = self._held(
            family_perspective="a", worker_perspective="b", members_perspective="c", outcome="project",
        )
        self.assertEqual(meeting._document_report(), "kooperacje.report_meeting")
        meeting.action_issue()
        report = self.env["ir.actions.report"].with_user(self.anna)
        html = str(report._render_qweb_html("kooperacje.report_meeting_family", meeting.ids)[0])
        self.assertIn("Co razem", html)
        self.assertNotIn("PROTOKÓŁ", html)


@tagged("post_install", "-at_install")
class TestMeetingRedTeam(TeamCommon):
    """Protocols and their history over RPC: nothing signed is edited, reverted, copied or lost."""

    def setUp(self):
        super().setUp()
        self.meeting = self._held(family_perspective="a", worker_perspective="b", members_perspective="c")
        self.meeting.write({"outcome": "project"})
        self.meeting.action_issue()

    def test_history_is_not_edited(self):
        meeting, anna = self.meeting, self.anna
        line = meeting.participant_ids[0]
        attempts = {
            "content": {"family_perspective": "inaczej"}, "outcome": {"outcome": "end"}, "course": {"course": "x"},
            "start": {"start": self.now}, "kind": {"kind": "team_next"}, "assessment": {"assessment_id": False},
            "state of the document": {"document_state": "draft"}, "state": {"state": "planned"},
            "number": {"document_number": "N19/1/2020"}, "presence": {
                "participant_ids": [Command.update(line.id, {"presence": "absent"})],
            }, "nobody there": {"participant_ids": [Command.clear()]},
            "agenda": {"agenda_ids": [Command.create({"name": "dopisane"})]},
        }
        for name, values in attempts.items():
            with self.subTest(name), self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
                meeting.with_user(anna).write(values)
            self.assertIn(type(refusal.exception).__name__, ("UserError", "AccessError", "ValidationError"))
        self.assertEqual(meeting.document_state, "issued")

    def test_a_copy_is_a_new_meeting_without_its_signature(self):
        copy = self.meeting.with_user(self.anna).copy({"kind": "team_next", "start": self.now})
        self.assertEqual((copy.state, copy.document_state, copy.document_number), ("planned", "draft", False))
        self.assertFalse(copy.assessment_id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_refusals_for_every_role(self):
        others = (
            self.tomasz, self.zofia, self.piotr, self.jan, self.olga, self.irena, self.adam, self.ewa, self.robert,
        )
        for user in others:
            meeting = self.meeting.with_user(user)
            for name, attempt in {
                "write": lambda m=meeting: m.write({"course": "x"}),
                "hold": lambda m=meeting: m.action_hold(),
                "cancel": lambda m=meeting: m.action_cancel(),
                "present": lambda m=meeting: m.action_all_present(),
                "agenda": lambda m=meeting: m.env["kooperacje.meeting.agenda"].create({
                    "meeting_id": m.id, "name": "x",
                }),
                "secrecy": lambda m=meeting: m.action_prepare_secrecy(),
                "carry out": lambda m=meeting: m.env["kooperacje.case.stage.wizard"].create({
                    "case_id": m.sudo().case_id.id, "kind": "close",
                    "premise_id": m.env.ref("kooperacje.premise_end_goals").id,
                }).action_confirm(),
            }.items():
                with self.subTest(f"{user.login} {name}"), self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
