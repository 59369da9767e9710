from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestPlanPaper(TeamCommon):
    """What the Nowaks' plan says on paper, under which name, and what changed from version to version."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.plan.main_goal = "Spokój w domu"
        self.goal = self.plan.goal_ids
        self.goal.write({"measure": "dni w szkole", "deadline": self.today, **{
            name: f"poziom {name}" for name in ("level_m2", "level_m1", "level_0", "level_p1", "level_p2")
        }, "start_level": "-2"})
        self.env["kooperacje.plan.action"].with_user(self.anna).create([
            {"plan_id": self.plan.id, "name": "Telefon do szkoły", "member_id": self.member.id, "deadline": self.today,
             "goal_id": self.goal.id, "contact_mode": "indirect"},
            {"plan_id": self.plan.id, "name": "Budzenie o 6.30", "owner_kind": "family",
             "person_id": self.barbara.id, "support_needed": "budzik"},
        ])

    def _html(self, plan=None, user=None):
        html, _kind = self.env["ir.actions.report"].with_user(user or self.anna)._render_qweb_html(
            "kooperacje.report_plan", (plan or self.plan).ids,
        )
        return html.decode()

    def _revise(self):
        self.plan._freeze(self.today)
        return self.plan.browse(self.plan.action_revise()["res_id"])

    def _changes(self, plan):
        return {title: [(change.kind, change.label) for change in changes] for title, changes in plan._changes()}

    # Name of the plan

    def test_paper_bears_the_name_of_the_variant(self):
        """RUR-137: IPW in the rural variant, what the office or the partnership calls it otherwise."""
        self.assertIn("INDYWIDUALNY PROGRAM WSPÓŁPRACY (IPW)", self._html())
        self.company.kooperacje_plan_label_rural = "Indywidualny Program Pomocy"
        self.assertIn("INDYWIDUALNY PROGRAM POMOCY", self._html())
        self.partnership.plan_label = "IPP Małkinia"
        self.assertIn("IPP MAŁKINIA", self._html())
        self.assertEqual(self.plan.with_user(self.tomasz).label, "IPP Małkinia")
        self.partnership.write({"plan_label": False, "variant": "urban"})
        self.assertIn("INDYWIDUALNY PLAN WSPÓŁPRACY", self._html())

    def test_name_is_set_by_those_who_keep_the_partnership(self):
        for user in (self.maria, self.piotr):
            self.partnership.with_user(user).plan_label = "IPP"
        for user in (self.anna, self.tomasz, self.robert, self.irena):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.partnership.with_user(user).write({"plan_label": "x"})

    # Content

    def test_paper_holds_every_part(self):
        html = self._html()
        for text in ("Spokój w domu", "Kuba chodzi do szkoły", "dni w szkole", "poziom level_0", "na początku",
                     "Terapia rodzinna (test)", "Telefon do szkoły", "(na rzecz rodziny)", "Budzenie o 6.30",
                     "budzik", self.case.name, "wersja 1"):
            self.assertIn(text, html)
        self.assertNotIn("osiągnięto", html)
        self.plan._freeze(self.today)
        self.env["kooperacje.goal.rating"].with_user(self.anna).create({"goal_id": self.goal.id, "level": "1"})
        html = self._html()
        for text in ("osiągnięto", "60,0", "30,0"):
            self.assertIn(text, html)

    def test_paper_is_for_readers_of_the_case(self):
        self.assertIn("Kuba chodzi do szkoły", self._html(user=self.tomasz))
        for user in (self.piotr, self.ewa, self.olga, self.jan, self.robert):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._html(user=user)

    def test_text_is_escaped(self):
        self.goal.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>alert", self._html())
        draft = self._revise()
        draft.goal_ids.name = "<img src=x>"
        self.assertNotIn("<img src=x>", str(draft.changes_html))
        self.assertNotIn("<script>", str(draft.changes_html))

    def test_replaced_and_annulled_papers_say_so(self):
        draft = self._revise()
        draft._freeze(self.today)
        self.assertIn("(zastąpiona)", self._html())
        draft._annul("pomyłka w dacie")
        self.assertIn("unieważniona: pomyłka w dacie", self._html(draft))

    # What changed

    def test_first_version_has_no_changes(self):
        self.assertFalse(self.plan.changes_html)
        self.assertNotIn("Co się zmieniło", self._html())

    def test_untouched_revision(self):
        draft = self._revise()
        self.assertEqual(draft._changes(), [])
        self.assertFalse(draft.changes_html)
        self.assertIn("Bez zmian.", self._html(draft))

    def test_statuses_are_no_changes_of_the_plan(self):
        self.plan._freeze(self.today)
        self.plan.service_line_ids.action_start()
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        self.assertEqual(draft._changes(), [])

    def test_changes_are_told(self):
        draft = self._revise()
        draft.main_goal = "Spokój i szkoła"
        draft.goal_ids.write({"target": "5 dni", "deadline": False})
        draft.goal_ids = [Command.create({"name": "Spłata długu"})]
        draft.service_line_ids.unlink()
        draft.goal_ids[0].service_line_ids = [Command.create({"service_id": self.club.id})]
        family, member = draft.action_ids.sorted("owner_kind")
        member.unlink()
        family.support_needed = "drugi budzik"
        self.assertEqual(self._changes(draft), {
            "Main Goal": [("changed", "")],
            "Goals": [("changed", "Kuba chodzi do szkoły"), ("added", "Spłata długu")],
            "Individual basket": [("added", "Świetlica (test)"), ("removed", "Terapia rodzinna (test)")],
            "Actions": [("changed", "Budzenie o 6.30"), ("removed", "Telefon do szkoły")],
        })
        html = str(draft.changes_html)
        for text in ("Spokój i szkoła", "Spokój w domu", "5 dni", "Added: ", "Left out: ", "drugi budzik"):
            self.assertIn(text, html)
        self.assertIn("Co się zmieniło od wersji", self._html(draft))

    def test_changes_are_for_readers_of_the_case(self):
        draft = self._revise()
        draft.goal_ids.name = "Kuba zdaje"
        self.assertIn("Kuba zdaje", str(draft.with_user(self.tomasz).changes_html))
        for user in (self.piotr, self.olga, self.jan):
            with self.subTest(user.login), self.assertRaises(AccessError):
                draft.with_user(user).read(["changes_html"])

    def test_a_service_that_its_reader_no_longer_sees_closes_no_plan(self):
        """The plan before names a service that is for the office alone by now; a form shows its name as a line does."""
        draft = self._revise()
        draft.service_line_ids.unlink()
        service = self.plan.service_line_ids.service_id
        service.sudo()._unguarded().visibility = "office"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(service.with_user(self.tomasz).has_access("read"))
        [values] = draft.with_user(self.tomasz).web_read({"changes_html": {}})
        self.assertIn(service.sudo().name, str(values["changes_html"]))

    def test_form_costs_the_same_for_ten_and_a_hundred_lines(self):
        """Goals, services, actions and what changed: the plan's page, whatever its length."""
        def queries(number):
            case = self._case(self.anna, persons=False)
            self._consent(case, "method", self.ppp)
            team = self.env["kooperacje.team"].create({"case_id": case.id})
            member = self._member(team, self.tomasz, self.ppp)
            plan = self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": case.id})
            goals = self.goal.create([{
                "plan_id": plan.id, "name": f"Cel {i}", "measure": "x",
                "service_line_ids": [Command.create({"service_id": self.therapy.id, "member_id": member.id})],
            } for i in range(number)])
            self.env["kooperacje.plan.action"].with_user(self.anna).create([{
                "plan_id": plan.id, "goal_id": goal.id, "name": "x", "member_id": member.id,
            } for goal in goals])
            plan._freeze(self.today)
            draft = plan.browse(plan.action_revise()["res_id"])
            draft.goal_ids.write({"measure": "y"})
            names = {"fields": {"display_name": {}}}
            return self._read_cost(draft, {
                "display_name": {}, "label": {}, "state": {}, "changes_html": {}, "has_lapsed": {},
                "attainment_score": {}, "overdue_action_count": {}, "uncovered_need_ids": names,
                "goal_ids": {"fields": {"name": {}, "is_scaled": {}, "current_level": {}, "level_before": {},
                                        "service_line_ids": names}},
                "service_line_ids": {"fields": {"service_id": names, "institution_id": names, "member_id": names,
                                                "status": {}, "is_lapsed": {}, "plan_state": {}}},
                "action_ids": {"fields": {"name": {}, "owner_name": {}, "is_overdue": {}, "can_move": {}, "state": {},
                                          "goal_id": names, "member_id": names}},
            })

        self.assertEqual(queries(10), queries(100))
