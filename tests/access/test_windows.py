from odoo.tests import tagged

from odoo.addons.kooperacje.models.access.windows import count_by, dialog, form, window, window_of
from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestWindows(PrivacyCommon):
    """Opening a window and counting related records, as every room does it."""

    def test_a_window_takes_what_it_is_given(self):
        action = window(self.env, "action_consent", domain=[("case_id", "=", self.case.id)], context={"create": False})
        plain = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_consent")
        self.assertEqual(action, {**plain, "domain": [("case_id", "=", self.case.id)], "context": {"create": False}})

    def test_a_window_of_a_record(self):
        """It shows what points at the record; what is made there points at it, if anything may be made."""
        plain = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_activity_log")
        shown = [("case_id", "=", self.case.id)]
        self.assertEqual(window_of(self.case, "action_activity_log", "case_id", search_default_mine=1), {
            **plain, "domain": shown, "context": {"default_case_id": self.case.id, "search_default_mine": 1},
        })
        self.assertEqual(window_of(self.case, "action_activity_log", "case_id", create=False), {
            **plain, "domain": shown, "context": {"create": False},
        })
        with self.assertRaises(ValueError):
            window_of(self.case.browse(), "action_activity_log", "case_id")

    def test_a_worker_opens_it_without_reading_actions(self):
        """Actions are the administrator's to read; their windows are opened by everybody whose work they are."""
        env = self.env(user=self.anna)
        self.assertFalse(env["ir.actions.act_window"].has_access("read"))
        self.assertEqual(window(env, "action_team")["res_model"], "kooperacje.team")

    def test_a_form_and_a_dialogue(self):
        self.assertEqual(form(self.case, name="X"), {
            "type": "ir.actions.act_window", "res_model": "kooperacje.case", "res_id": self.case.id,
            "view_mode": "form", "name": "X",
        })
        self.assertFalse(form(self.case.browse())["res_id"], "a new one")
        self.assertEqual(dialog("X", "kooperacje.team.leave", context={"a": 1}), {
            "type": "ir.actions.act_window", "name": "X", "res_model": "kooperacje.team.leave", "view_mode": "form",
            "target": "new", "context": {"a": 1},
        })

    def test_counting_follows_rules_and_conditions(self):
        other = self._case(self.anna)
        ids = (self.case | other).ids
        Member = self.env["kooperacje.team.member"]
        self.assertEqual(count_by(Member, "case_id", ids), {self.case.id: 3})
        self.assertEqual(
            count_by(Member, "case_id", ids, [("institution_id", "=", self.ppp.id)]), {self.case.id: 1},
        )
        self.assertEqual(count_by(Member.with_user(self.olga), "case_id", ids), {}, "a worker of another office")

    def test_counting_costs_one_query(self):
        Member = self.env["kooperacje.team.member"]
        for number in (1, 10):
            cases = self.case.browse().concat(*(self._case(self.anna) for _ in range(number)))
            self.env.flush_all()
            with self.assertQueryCount(1):
                count_by(Member, "case_id", cases.ids)
