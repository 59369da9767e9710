from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.casework.course import CourseCommon


@tagged("post_install", "-at_install")
class TestCasePage(CourseCommon):
    """The page of a case: its whole state on one screen, and what is due now in order."""

    def _due(self, user=None, case=None):
        self.env.invalidate_all()
        return [item["key"] for item in (case or self.case).with_user(user or self.anna).due_items or ()]

    def test_first_things_first(self):
        empty = self._case(self.anna)
        self.assertEqual(self._due(case=empty), ["step_persons"])
        self.assertEqual(self._due(), ["step_qualify"])
        bare = self._case(self.anna, self.halina, needs=self.env["kooperacje.need"])
        item = bare.with_user(self.anna).due_items[0]
        self.assertIn("at least one need", item["text"])
        self.assertFalse(item["button"], "what is missing is written on the page")
        self.case.with_user(self.anna).action_due("step_qualify")
        self.assertEqual(self._due(), ["step_consent"])
        self._consent(self.case, self.ppp, self.ngo)
        self.assertEqual(self._due(), ["step_team"])

    def test_every_button_opens_what_it_says(self):
        self._at_work()
        case = self.case.with_user(self.anna)
        for key, method in case._due_actions().items():
            if key in ("step_sign", "step_protocol", "step_qualify"):
                continue
            with self.subTest(key):
                # Only the head of the office gives a case to another worker.
                user = self.maria if key == "without_worker" else self.anna
                action = case.with_user(user).action_due(key)
                if action["type"] == "ir.actions.report":
                    self.assertEqual(self.env["ir.actions.report"]._get_report(action["report_name"]).model, case._name)
                    continue
                self.assertTrue(action.get("res_model"), method)
                self.assertTrue(self.env[action["res_model"]].with_user(user).has_access("read"))
        with self.assertRaisesRegex(AccessError, "Only the manager"):
            case.action_due("without_worker")

    def test_a_key_calls_nothing_else(self):
        case = self.case.with_user(self.anna)
        for key in ("unlink", "action_archive", "_move_to_phase", "sudo", "", None):
            with self.subTest(key):
                self.assertFalse(call_kw(case.browse(), "action_due", [case.ids, key], {}))
        with self.assertRaises(AccessError):
            call_kw(self.case.with_user(self.jan).browse(), "action_due", [self.case.ids, "close"], {})

    def test_what_is_late_comes_first(self):
        self._at_work()
        with freeze_time(self.today + timedelta(days=350)):
            self.env.invalidate_all()
            items = self.case.with_user(self.anna).due_items
            self.assertEqual([item["key"] for item in items if item["late"]], ["assess"])
            self.assertEqual(items[0]["key"], "assess")
            self.assertIn("step_renew", [item["key"] for item in items], "the consent ends too")

    def test_suspension_after_care_and_end(self):
        team = self._at_work()
        self._wizard(self.case, "suspend", "suspension_absence", suspended_until=self.today)
        self.assertEqual(self._due(), ["step_return", "return"])
        self._wizard(self.case, "return", "return_ceased", stage_id=self.stage["realisation"].id)
        self.assertIn("plan_meeting", self._due())
        self._assessed(self.case, "final", conclusion="end")
        self.assertIn("survey", self._due())
        self._survey(team)
        self.assertIn("close", self._due())
        self._wizard(self.case, "close", "end_goals")
        self.assertEqual(set(self._due()) - {"survey_open"}, {"contact"})
        with freeze_time(self.case.aftercare_until + timedelta(days=1)):
            self.env["kooperacje.aftercare.contact"].with_user(self.anna).create({
                "case_id": self.case.id, "contact_on": self.case.aftercare_until,
            })
            self.assertEqual(self._due(), ["close"])

    def test_needs_nothing_covers_are_due_until_asked_for(self):
        self._at_work()
        self.assertIn("needs", self._due(), "the debts: the plan holds the therapy alone")
        wizard = self.env["kooperacje.need.request.wizard"].with_user(self.anna).create({"case_id": self.case.id})
        wizard.action_file()
        self.assertNotIn("needs", self._due())

    def test_member_sees_own_tasks_and_nothing_of_the_office(self):
        self._at_work()
        self.assertEqual(self._due(self.tomasz), [])
        case = self.case.with_user(self.tomasz)
        self.assertFalse(case.has_access("write"))
        with self.assertRaises(AccessError):
            case.read(["consent_scope_text"])

    def test_consent_is_told_by_institution_and_scope(self):
        self._at_work()
        text = self.case.with_user(self.anna).consent_scope_text
        self.assertIn(self.ppp.name, text)
        self.assertIn(self.scope.name.lower(), text)
        self._withdraw(self.case)
        self.env.invalidate_all()
        self.assertFalse(self.case.with_user(self.anna).consent_scope_text)

    def test_progress_of_a_goal(self):
        self._at_work()
        goal = self.case.overview_goal_ids
        self.assertEqual(goal.progress, 50, "the only service has begun")
        goal.service_line_ids.with_user(self.anna).action_finish()
        self.assertEqual(goal.progress, 100)

    def test_pages_cards_and_lists_show_no_name_to_list(self):
        for view in ("kanban", "list"):
            arch = self.env["kooperacje.case"].with_user(self.anna).get_view(view_type=view)["arch"]
            self.assertNotIn("case_person_ids", arch)
            if view == "kanban":
                self.assertNotIn("main_person_id", arch)

    # Cost

    def _grow(self, case, lines):
        """``lines`` services, actions, decisions and assessments on the page of ``case``."""
        user = case.user_id
        self._consent(case, self.ppp, self.ngo, signer=case.main_person_id or self.halina)
        team = self._team(case, self.ppp, self.ngo, accepted=(self.tomasz, self.zofia))
        member = self._member(team, self.tomasz)
        plan = self.env["kooperacje.plan"].with_user(user).create({
            "case_id": case.id, "goal_ids": [Command.create({
                "name": f"Cel {index}", "measure": "Lista obecności", "deadline": self.today,
                "service_line_ids": [Command.create({"service_id": self.therapy.id})],
            }) for index in range(lines)],
        })
        self.env["kooperacje.plan.action"].with_user(user).create([{
            "plan_id": plan.id, "name": f"Działanie {index}", "member_id": member.id,
        } for index in range(lines)])
        plan._freeze(self.today)
        self.env["kooperacje.assessment"].create([{
            "case_id": case.id, "assessed_on": self.today, "conclusion": "continue",
        } for _index in range(lines // 10)])

    def _page_cost(self, case):
        """Queries of reading the form of ``case`` as the web client asks for it, the second time."""
        arch = self.env["kooperacje.case"].with_user(self.anna).get_views([(False, "form")])
        models_ = arch["models"]
        def specification(node, model):
            result = {}
            for field in node.iter("field"):
                if any(parent.tag == "field" for parent in field.iterancestors() if parent is not node):
                    continue
                name, info = field.get("name"), models_.get(model, {}).get("fields", {}).get(field.get("name"), {})
                spec = result.setdefault(name, {})
                if info.get("type") in ("one2many", "many2many"):
                    views = [child for child in field if child.tag in ("list", "kanban")]
                    spec.setdefault("fields", {"display_name": {}})
                    for view in views:
                        spec["fields"].update(specification(view, info["relation"]))
                elif info.get("type") == "many2one":
                    spec["fields"] = {"display_name": {}}
            return result

        spec = specification(etree.fromstring(arch["views"]["form"]["arch"]), "kooperacje.case")
        record = case.with_user(self.anna)
        for _turn in ("warm", "measured"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            [values] = record.web_read(spec)
        return self.env.cr.sql_log_count - before, values

    def test_page_costs_the_same_with_10_and_with_100_lines(self):
        few_case, many_case = self.case, self._case(self.anna, self.halina, self.kuba)
        self._grow(few_case, 10)
        self._grow(many_case, 100)
        few, _values = self._page_cost(few_case)
        many, values = self._page_cost(many_case)
        self.assertEqual((len(values["overview_goal_ids"]), len(values["overview_service_ids"])), (100, 100))
        self.assertEqual(few, many)
