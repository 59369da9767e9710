from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.documents import SCAN


class AdoptionCommon(KooperacjeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.goal = cls.env.ref("kooperacje.partnership_goal_3")
        cls.meeting = cls._held(cls.partnership)

    @classmethod
    def _held(cls, partnership, days_ago=1):
        meeting = cls.env["kooperacje.meeting"].create({
            "partnership_id": partnership.id, "kind": "partnership",
            "start": fields.Datetime.now() - timedelta(days=days_ago), "location": "Urząd Gminy",
        })
        meeting.state = "held"
        return meeting

    def _regulation(self, user=None, **values):
        return self.env["kooperacje.regulation"].with_user(user or self.maria).create({
            "partnership_id": self.partnership.id, "meeting_id": self.meeting.id, **values,
        })

    def _plan(self, user=None, year=None, lines=None, **values):
        lines = lines if lines is not None else [{"name": "Szkolenie z lokalnego koszyka"}]
        return self.env["kooperacje.action.plan"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "year": year or self.today.year, "meeting_id": self.meeting.id,
            "line_ids": [Command.create({
                "name": "Działanie", "goal_id": self.goal.id, "owner_id": self.school.id,
                "date_to": self.today + timedelta(days=30),
                "indicator": "liczba osób", "target": 20, **line,
            }) for line in lines], **values,
        })

    def _sign(self, paper, day=None):
        paper._document_register_signature(day or self.today, "handwritten", SCAN)


@tagged("post_install", "-at_install")
class TestRegulation(AdoptionCommon):
    """Framework rules (tool 9, K3D-68): their parameters drive the program."""

    def test_signed_regulation_sets_the_rules(self):
        regulation = self._regulation(meeting_months=3, quorum_percent=60, request_days=21, review_months=6)
        self.assertEqual(self.partnership.quorum_percent, 50, "a draft changes nothing")
        self._sign(regulation)
        self.assertTrue(regulation.is_in_force)
        rules = self.partnership.read(["meeting_months", "quorum_percent", "request_days", "review_months"])[0]
        rules.pop("id")
        self.assertEqual(rules, {
            "meeting_months": 3, "quorum_percent": 60, "request_days": 21, "review_months": 6,
        })
        self.assertTrue(self.partnership.has_regulation)

    def test_rules_change_by_the_next_regulation_only(self):
        partnership = self.partnership.with_user(self.maria)
        partnership.quorum_percent = 40
        self._sign(self._regulation(quorum_percent=60))
        for name, value in (("quorum_percent", 10), ("meeting_months", 12), ("review_months", 3)):
            with self.subTest(name), self.assertRefused("set by the regulation"):
                partnership.write({name: value})
        partnership.write({"quorum_percent": 60})  # unchanged: a form sends what it shows
        partnership.name = "PZK Małkinia"

    def test_next_regulation_replaces_the_earlier_one(self):
        with freeze_time(self.today - timedelta(days=40)):
            self.meeting = self._held(self.partnership)
            first = self._regulation(quorum_percent=60)
            self._sign(first, self.today - timedelta(days=40))
        self.meeting = self._held(self.partnership)
        second = self._regulation(quorum_percent=70, date_from=self.today)
        self._sign(second)
        self.assertEqual((first.is_in_force, first.replaced_on), (False, self.today))
        self.assertEqual(self.partnership.quorum_percent, 70)
        second._document_void("Przyjęto bez wymaganej większości")
        self.assertTrue(first.is_in_force)
        self.assertEqual(self.partnership.quorum_percent, 60, "the earlier rules are back")

    def test_one_is_in_force_when_one_in_the_middle_is_voided(self):
        papers = []
        for days, quorum in ((80, 60), (40, 70), (0, 80)):
            day = self.today - timedelta(days=days)
            with freeze_time(day):
                self.meeting = self._held(self.partnership)
                papers.append(self._regulation(quorum_percent=quorum, date_from=day))
                self._sign(papers[-1], day)
        first, second, third = papers
        second._document_void("Przyjęto bez wymaganej większości")
        self.assertEqual([paper.is_in_force for paper in papers], [False, False, True])
        self.assertEqual(first.replaced_on, third.date_from)
        self.assertEqual(self.partnership.quorum_percent, 80, "the rules of the one in force")

    def test_regulation_signed_ahead_waits_for_its_day(self):
        regulation = self._regulation(quorum_percent=75, date_from=self.today + timedelta(days=10))
        self._sign(regulation)
        self.assertEqual(self.partnership.quorum_percent, 50)
        self.assertFalse(self.partnership.has_regulation)
        with freeze_time(self.today + timedelta(days=10, hours=12)):
            self.env.invalidate_all()
            self.assertTrue(regulation.is_in_force)
            self.env["kooperacje.regulation"]._cron_apply()
            self.assertEqual(self.partnership.quorum_percent, 75)

    def test_two_regulations_from_the_same_day_are_refused(self):
        self._sign(self._regulation())
        with self.assertRefused("comes into force after that day", ValidationError):
            self._sign(self._regulation())

    def test_figures_out_of_reason_are_refused(self):
        for values in ({"quorum_percent": 0}, {"quorum_percent": 101}, {"meeting_months": 0}, {"request_days": 0},
                       {"review_months": 13}, {"evaluation_months": 0}, {"meeting_notice_days": -1}):
            with self.subTest(values), self.assertRaises(IntegrityError), \
                    mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._regulation(**values)

    def test_signed_regulation_is_frozen(self):
        regulation = self._regulation()
        self._sign(regulation)
        for values in ({"quorum_percent": 10}, {"date_from": "2020-01-01"}, {"review_months": 2}):
            with self.subTest(values), self.assertRefused("cannot change any more"):
                regulation.write(values)
        with self.assertRefused("not changed by hand", AccessError):
            regulation.replaced_on = "2020-01-01"
        with self.assertRefused("stays in the files"):
            regulation.unlink()
        copy = regulation.copy()
        self.assertEqual((copy.document_state, copy.meeting_id.id, copy.replaced_on), ("draft", False, False))

    def test_step_of_the_process_asks_for_it(self):
        """Gate 3 (K3D-68)."""
        self.assertTrue(self.partnership._missing_evidence("regulation"))
        self._sign(self._regulation())
        self.assertFalse(self.partnership._missing_evidence("regulation"))


@tagged("post_install", "-at_install")
class TestAdoption(AdoptionCommon):
    """Regulation and plan are adopted by the members at a meeting, not by the leader at the desk (K3D-68, 136)."""

    def test_not_without_a_held_meeting(self):
        for paper in (self._regulation(meeting_id=False), self._plan(meeting_id=False)):
            with self.assertRefused("The members adopt it at a meeting"):
                self._sign(paper)
        planned = self.env["kooperacje.meeting"].create({
            "partnership_id": self.partnership.id, "kind": "partnership",
            "start": fields.Datetime.now() + timedelta(days=5),
        })
        with self.assertRefused("The members adopt it at a meeting"):
            self._sign(self._regulation(meeting_id=planned.id))

    def test_not_before_the_meeting(self):
        with self.assertRefused("before the meeting that adopted it"):
            self._sign(self._regulation(), self.meeting._day() - timedelta(days=1))

    def test_meeting_of_another_partnership_or_team_is_refused(self):
        other = self._held(self.partnership_nur)
        with self.assertRefused("not a meeting of this partnership", ValidationError):
            self._regulation(user=self.env.user, meeting_id=other.id)
        with self.assertRefused("not a meeting of this partnership", ValidationError):
            self._plan(user=self.env.user, meeting_id=other.id)

    def test_adopted_paper_keeps_its_meeting(self):
        regulation = self._regulation()
        self._sign(regulation)
        other = self._held(self.partnership, 2)
        with self.assertRefused("adopted already"):
            regulation.meeting_id = other

    def test_paper_of_a_partnership_not_accepted_is_not_begun(self):
        """K3D-129: nothing before the authority's acceptance."""
        raw = self.env["kooperacje.partnership"].create({
            "name": "PZK bez upoważnienia", "variant": "urban", "company_id": self.company.id,
        })
        with self.assertRefused("before the authority has accepted"):
            self.env["kooperacje.action.plan"].with_user(self.maria).create({
                "partnership_id": raw.id, "year": self.today.year,
            })


@tagged("post_install", "-at_install")
class TestActionPlan(AdoptionCommon):
    """Yearly action plan: goals, actions, owners, indicators; adopted, realised, reported (K3D-136, 143)."""

    def test_from_draft_to_report(self):
        plan = self._plan(lines=[{"name": "Szkolenie"}, {"name": "Piknik", "track": "families"}])
        line = plan.line_ids[0]
        with self.assertRefused("has not been adopted yet"):
            line.action_done()
        self._sign(plan)
        line.action_start()
        line.actual = 15
        self.assertEqual(line.attainment, 75)
        line.action_done()
        self.assertEqual((plan.action_count, plan.done_count), (2, 1))
        self.assertEqual(line.state_changed_on, self.today)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_action_plan_realisation_document", plan.ids,
        )[0].decode()
        self.assertIn("SPRAWOZDANIE Z REALIZACJI", html)
        self.assertIn("zaplanowane: 2, wykonane: 1", html)
        self.assertTrue(plan.action_print_realisation())

    def test_not_done_needs_its_reason(self):
        plan = self._plan()
        self._sign(plan)
        with self.assertRefused("why it was not done"):
            plan.line_ids.action_not_done()
        plan.line_ids.result_note = "Brak prowadzącego"
        plan.line_ids.action_not_done()
        self.assertEqual(plan.line_ids.state, "not_done")

    def test_adopted_actions_keep_their_content(self):
        plan = self._plan()
        self._sign(plan)
        line = plan.line_ids
        for values in ({"name": "Inne"}, {"target": 1}, {"owner_id": self.ppp.id}, {"date_to": self.today}):
            with self.subTest(values), self.assertRefused("cannot change any more"):
                line.write(values)
        with self.assertRefused("cannot change any more"):
            line.unlink()
        with self.assertRefused("cannot change any more"):
            self.env["kooperacje.action.plan.line"].with_user(self.piotr).create({
                "plan_id": plan.id, "name": "Dopisane", "goal_id": self.goal.id,
            })
        with self.assertRefused("not changed by hand", AccessError):
            line.state = "done"
        with self.assertRefused("cannot change any more"):
            plan.year = self.today.year + 1

    def test_voided_plan_keeps_what_was_reported(self):
        plan = self._plan()
        self._sign(plan)
        plan.line_ids.actual = 15
        plan._document_void("Pomyłka")
        for values in ({"actual": 20}, {"result_note": "Po fakcie"}):
            with self.subTest(values), self.assertRefused("cannot change any more"):
                plan.line_ids.write(values)

    def test_issue_asks_for_owner_and_date(self):
        plan = self._plan(lines=[{"name": "Bez nikogo", "owner_id": False}])
        with self.assertRefused("Say who answers(.|\n)*Bez nikogo"):
            plan.action_issue()
        with self.assertRefused("has no action yet"):
            self._plan(year=self.today.year + 1, lines=[]).action_issue()

    def test_owner_belongs_to_the_partnership(self):
        outsider = self._institution("Obca (test)", self.type_ngo, self.county)
        with self.assertRefused("does not belong to the partnership", ValidationError):
            self._plan(lines=[{"owner_id": outsider.id}])
        self._plan(lines=[{"owner_id": self.ewa.partner_id.id}])  # staff of a member

    def test_dates_near_the_year(self):
        with self.assertRefused("far from the year", ValidationError):
            self._plan(lines=[{"date_to": self.today + timedelta(days=3 * 366)}])

    def test_one_plan_a_year(self):
        self._plan()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._plan()
            self.env.flush_all()

    def test_what_was_not_done_goes_to_the_next_year_once(self):
        plan = self._plan(lines=[{"name": "Zrobione"}, {"name": "Niezrobione", "baseline": 2}])
        self._sign(plan)
        plan.line_ids[0].action_done()
        plan.line_ids[1].actual = 5
        following = self.env["kooperacje.action.plan"].browse(plan.action_carry_over()["res_id"])
        self.assertEqual(following.year, plan.year + 1)
        self.assertEqual(following.line_ids.mapped("name"), ["Niezrobione"])
        self.assertEqual((following.line_ids.baseline, following.line_ids.actual), (5, 0))
        self.assertEqual(plan.action_carry_over()["res_id"], following.id)

    def test_overdue_actions(self):
        plan = self._plan(lines=[{"date_to": self.today - timedelta(days=1)}, {"date_to": self.today}])
        self._sign(plan)
        self.assertEqual(plan.overdue_count, 1)
        Line = self.env["kooperacje.action.plan.line"].with_user(self.piotr)
        self.assertEqual(Line.search([("is_overdue", "=", True)]), plan.line_ids[0])
        plan.line_ids[0].action_done()
        self.assertFalse(Line.search([("is_overdue", "=", True)]))

    def test_gate_of_stage_3(self):
        self.assertTrue(self.partnership._missing_evidence("action_plan"))
        self._sign(self._plan())
        self.assertFalse(self.partnership._missing_evidence("action_plan"))

    def test_plan_is_printed_by_goals(self):
        plan = self._plan(lines=[
            {"name": "Drugi", "goal_id": self.env.ref("kooperacje.partnership_goal_4").id, "target": 2.5},
            {"name": "Pierwszy", "goal_id": self.env.ref("kooperacje.partnership_goal_1").id},
        ])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_action_plan_document", plan.ids,
        )[0].decode()
        self.assertLess(html.index("Pierwszy"), html.index("Drugi"))
        self.assertIn("2,5", html)
        self.assertIn("Przyjęto na posiedzeniu PZK nr", html)

    def test_regulation_is_printed_with_its_figures(self):
        regulation = self._regulation(quorum_percent=66, review_months=6)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_regulation_document", regulation.ids,
        )[0].decode()
        self.assertIn("co najmniej 66%", html)
        self.assertIn("nie rzadziej niż co 6 mies.", html)
        self.assertIn("§ 15.", html)


@tagged("post_install", "-at_install")
class TestAdoptionRights(AdoptionCommon):

    def test_who_reads_and_who_writes(self):
        papers = (self._regulation(), self._plan(), self._plan(year=self.today.year + 1).line_ids)
        for role, user in self.engaged_by_role.items():
            for paper in papers:
                with self.subTest(role, model=paper._name):
                    self.assertTrue(paper.with_user(user).read(["display_name"]))
                    if role in ("manager", "network_worker"):
                        continue
                    with self.assertRaises(AccessError):
                        paper.with_user(user).write({"sequence" if "sequence" in paper else "document_date": False})
                    with self.assertRaises(AccessError):
                        paper.with_user(user).unlink()
                    with self.assertRaises(AccessError):
                        paper.with_user(user).copy()

    def test_other_office_sees_nothing(self):
        papers = (self._regulation(), self._plan())
        for paper in papers:
            Model = self.env[paper._name].with_user(self.olga)
            self.assertFalse(Model.search([("id", "=", paper.id)]))
            self.assertFalse(Model.name_search(paper.display_name))
            with self.assertRaises(AccessError):
                Model.browse(paper.id).read(["display_name"])

    def test_list_asks_the_same_for_ten_and_a_hundred(self):
        plan = self._plan(lines=[{"name": f"Działanie {number}"} for number in range(100)])
        shown = {
            "name": {}, "goal_id": {"fields": {"display_name": {}}}, "owner_id": {"fields": {"display_name": {}}},
            "attainment": {}, "state": {}, "is_overdue": {},
        }

        def queries(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.web_read(shown)
            return self.env.cr.sql_log_count - before

        queries(plan.line_ids[:10])  # what is cached for the whole process is loaded once
        self.assertEqual(queries(plan.line_ids[:10]), queries(plan.line_ids))
