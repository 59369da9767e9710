from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.documents import SCAN


class EvaluationCommon(KooperacjeCommon):
    """The partnership of Małkinia evaluates the two years that are behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.date_from = cls.today.replace(month=1, day=1) - relativedelta(years=1)
        cls.date_to = cls.today.replace(month=1, day=1) - timedelta(days=1)
        cls.goal = cls.env.ref("kooperacje.partnership_goal_1")
        cls.meeting = cls.env["kooperacje.meeting"].create({
            "kind": "partnership", "partnership_id": cls.partnership.id, "state": "held",
            "start": cls.env.cr.now() - timedelta(hours=2),
        })

    @classmethod
    def _evaluation(cls, user=None, **values):
        return cls.env["kooperacje.evaluation"].with_user(user or cls.piotr).create({
            "partnership_id": cls.partnership.id, "date_from": cls.date_from, "date_to": cls.date_to, **values,
        })

    @classmethod
    def _running(cls, **values):
        evaluation = cls._evaluation(**values)
        evaluation.action_start()
        return evaluation

    @classmethod
    def _answered(cls, **values):
        """Running, with everything that the conclusion asks for."""
        evaluation = cls._running(**values)
        evaluation.line_ids.filtered("is_obligatory").answer = "Tak, widać to w rozmowach z pracownikami."
        evaluation.write({"summary": "Współpraca się utrwaliła.", "decision": "continue"})
        return evaluation

    @classmethod
    def _concluded(cls, **values):
        evaluation = cls._answered(**values)
        evaluation.action_conclude()
        return evaluation

    def _recommend(self, evaluation, **values):
        return evaluation.env["kooperacje.recommendation"].create({
            "name": "Dowóz rodzin do poradni", "partnership_id": self.partnership.id, "evaluation_id": evaluation.id,
            "owner_id": self.ppp.id, "date_due": self.today + timedelta(days=60), **values,
        })

    def _adopt(self, evaluation):
        evaluation.meeting_id = self.meeting
        evaluation._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")


@tagged("post_install", "-at_install")
class TestEvaluation(EvaluationCommon):
    """From the plan to the adoption by the members (K3D-151–159), and what each step refuses."""

    def test_catalogue_is_the_one_of_the_model(self):
        """Tool 13: fifteen questions, each with a criterion and a way to answer it; those on goals are obligatory."""
        questions = self.env["kooperacje.evaluation.question"].browse(
            self.env.ref(f"kooperacje.evaluation_question_{number}").id for number in range(1, 16)
        )
        self.assertEqual(questions.filtered("is_obligatory"), questions.filtered("goal_id"))
        self.assertEqual(
            [number for number, question in enumerate(questions, 1) if question.by_interview],
            [1, 3, 4, 8, 9, 11, 14, 15],
        )
        self.assertEqual(
            [number for number, question in enumerate(questions, 1) if question.by_focus],
            [1, 2, 3, 5, 8, 10, 12, 14, 15],
        )
        self.assertEqual(
            [number for number, question in enumerate(questions, 1) if question.by_data], [6, 8, 11, 13],
        )
        self.assertEqual(questions[6].name, "Jak wzrosła wiedza członków PZK i ZZK?")

    def test_question_needs_a_method(self):
        question = self.env.ref("kooperacje.evaluation_question_13").with_user(
            self.env.ref("base.user_admin"),
        )
        with self.assertRefused("choose how it is answered", ValidationError):
            question.by_data = False

    def test_plan_run_conclude_adopt(self):
        evaluation = self._evaluation()
        self.assertEqual(evaluation.state, "planned")
        self.assertEqual(evaluation.question_count, self.env["kooperacje.evaluation.question"].search_count([]))
        evaluation.action_start()
        self.assertEqual(evaluation.state, "running")
        self.assertEqual(evaluation.goal_ids.goal_id, self.env["kooperacje.partnership.goal"].search([]))
        self.assertTrue(evaluation.value_ids)
        evaluation.line_ids.filtered("is_obligatory").answer = "Tak"
        evaluation.write({"summary": "Dobrze", "decision": "continue"})
        evaluation.action_conclude()
        self.assertEqual((evaluation.state, evaluation.document_state), ("concluded", "issued"))
        with self.assertRefused("keeps the name"):
            evaluation = evaluation.sudo()
            self.env.cr.execute(
                "UPDATE kooperacje_evaluation SET document_state = 'signed' WHERE id = %s", evaluation.ids,
            )
            evaluation.invalidate_recordset()
            evaluation.user_id = self.olga
        evaluation.invalidate_recordset()
        self.assertRegex(evaluation.document_number, r"^EW/")
        self.assertEqual(evaluation.concluded_on, self.today)
        self._adopt(evaluation)
        self.assertEqual(evaluation.state, "adopted")
        self.assertIn("Przyjęto na posiedzeniu PZK", evaluation._print_adoption())

    def test_adoption_needs_a_meeting_that_was_held(self):
        evaluation = self._concluded()
        with self.assertRefused("Adopted at"):
            evaluation._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")
        self.meeting.state = "planned"
        evaluation.meeting_id = self.meeting
        with self.assertRefused("Adopted at"):
            evaluation._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")
        self.assertEqual(evaluation.state, "concluded")

    def test_meeting_of_another_partnership_adopts_nothing(self):
        evaluation = self._concluded()
        other = self.meeting.copy({"partnership_id": self.partnership_nur.id})
        with self.assertRefused("does not exist or belongs", AccessError):
            evaluation.meeting_id = other
        with self.assertRefused("not a meeting of this partnership", ValidationError):
            evaluation.sudo().meeting_id = other

    def test_copy_asks_the_same_and_concludes_nothing(self):
        """The next evaluation begins with the questions alone: what the last one found is not its finding."""
        concluded = self._concluded()
        self._recommend(self._running(scope="model"))
        copy = concluded.copy()
        self.assertEqual(copy.line_ids.mapped("name"), concluded.line_ids.mapped("name"))
        self.assertEqual((copy.state, copy.document_number), ("planned", False))
        self.assertGreater(copy.date_from, concluded.date_to)
        self.assertFalse(any((
            copy.summary, copy.decision, copy.pool_ids, copy.value_ids, copy.goal_ids, copy.recommendation_ids,
            copy.meeting_id, copy.line_ids.filtered("is_answered"), copy.support_request_id,
        )))

    def test_conclusion_names_what_is_missing(self):
        evaluation = self._running()
        self._recommend(evaluation, owner_id=False)
        with self.assertRefused("Missing") as refusal:
            evaluation.action_conclude()
        message = str(refusal.exception)
        for part in ("Na ile działania PZK", "the conclusions", "Dowóz rodzin", "decision on continuing"):
            self.assertIn(part, message)
        self.assertNotIn("skład", message, "what is not obligatory may stay unanswered")
        self.assertEqual(evaluation.missing.count("\n") + 1, message.count("•"))
        self.assertEqual(evaluation.state, "running")

    def test_blank_answers_are_none(self):
        evaluation = self._answered()
        line = evaluation.line_ids.filtered("is_obligatory")[:1]
        line.answer = "  \n "
        with self.assertRefused("an answer to"):
            evaluation.action_conclude()
        line.grade = 4.5
        evaluation.action_conclude()

    def test_period_has_to_be_over(self):
        evaluation = self._answered()
        evaluation.date_to = self.today
        with self.assertRefused("the end of the period"):
            evaluation.action_conclude()
        with freeze_time(self.today + timedelta(days=1)):
            evaluation.action_conclude()
        self.assertEqual(evaluation.state, "concluded")

    def test_not_begun_not_concluded(self):
        evaluation = self._evaluation()
        with self.assertRefused("Begin the evaluation first"):
            evaluation.action_conclude()
        evaluation.line_ids.filtered("is_obligatory").is_obligatory = False
        evaluation.line_ids.unlink()
        with self.assertRefused("at least one question"):
            evaluation.action_start()

    def test_future_period_is_not_begun(self):
        evaluation = self._evaluation(date_from=self.today + timedelta(days=1), date_to=self.today + timedelta(days=9))
        with self.assertRefused("has not begun yet"):
            evaluation.action_start()

    def test_begun_once(self):
        evaluation = self._running()
        with self.assertRefused("begun already"):
            evaluation.action_start()

    def test_periods_do_not_overlap(self):
        evaluation = self._evaluation()
        with self.assertRefused("overlaps", ValidationError):
            self._evaluation(date_from=self.date_to, date_to=self.date_to + timedelta(days=5))
        # Another kind, another partnership, the day after: no overlap.
        self._evaluation(scope="families")
        self._evaluation(date_from=self.date_to + timedelta(days=1), date_to=self.date_to + timedelta(days=5))
        with self.assertRefused("overlaps", ValidationError):
            evaluation.date_to = self.date_to + timedelta(days=2)

    def test_voided_one_leaves_its_period(self):
        evaluation = self._concluded()
        evaluation._document_void("pomyłka w okresie")
        self.assertEqual(evaluation.state, "void")
        self._evaluation()
        copy = evaluation.copy()
        self.assertEqual((copy.state, copy.line_ids.mapped("answer")), ("planned", [False] * len(copy.line_ids)))
        self.assertGreater(copy.date_from, self.date_to)

    def test_period_in_order(self):
        with self.assertRaisesRegex(Exception, "evaluation_period_order"), mute_logger("odoo.sql_db"):
            self._evaluation(date_from=self.date_to, date_to=self.date_from)

    def test_grade_on_the_scale(self):
        line = self._running().line_ids[:1]
        with self.assertRaisesRegex(Exception, "grade_scale"), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            line.grade = 5.5
            line.flush_recordset()

    def test_concluded_stays_as_it_was(self):
        evaluation = self._answered()
        recommendation = self._recommend(evaluation)
        evaluation.action_conclude()
        for change in (
            lambda: evaluation.write({"summary": "inaczej"}),
            lambda: evaluation.write({"date_from": self.date_from - timedelta(days=1)}),
            lambda: evaluation.line_ids[0].write({"answer": "inaczej"}),
            lambda: evaluation.line_ids[0].write({"name": "Inne pytanie"}),
            lambda: evaluation.write({"line_ids": [Command.create({"name": "Nowe?", "by_data": True})]}),
            lambda: evaluation.goal_ids[0].write({"attainment": 99}),
            evaluation.goal_ids[0].unlink,
            lambda: recommendation.write({"name": "Inna rekomendacja"}),
            recommendation.unlink,
            lambda: self._recommend(evaluation),
            evaluation.action_start,
            evaluation.action_refresh_figures,
            evaluation.action_add_questions,
            evaluation.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_states_are_not_typed(self):
        """Over RPC too: by write, by create and through the context."""
        evaluation = self._evaluation()
        for values in ({"state": "adopted"}, {"started_on": self.today}, {"concluded_on": self.today},
                       {"document_state": "signed"}, {"document_number": "EW/1"},
                       {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                evaluation.write(values)
        for values in ({"started_on": self.today}, {"document_state": "issued"}):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                self._evaluation(scope="model", **values)
        with self.assertRaises(AccessError):
            self.env["kooperacje.evaluation"].with_user(self.piotr).with_context(
                default_started_on=self.today,
            ).create({"partnership_id": self.partnership.id, "scope": "model", "date_from": self.date_from,
                      "date_to": self.date_to})

    def test_figures_are_not_typed(self):
        evaluation = self._running()
        with self.assertRaises(AccessError):
            evaluation.value_ids[0].with_user(self.maria).value_text = "100"
        with self.assertRaises(AccessError):
            self.env["kooperacje.evaluation.value"].with_user(self.maria).create({
                "evaluation_id": evaluation.id, "code": "x", "name": "x",
            })
        with self.assertRaises(AccessError):
            evaluation.goal_ids[0].with_user(self.maria).done_count = 5

    def test_obligatory_questions_are_not_thrown_out(self):
        evaluation = self._evaluation()
        obligatory = evaluation.line_ids.filtered("is_obligatory")
        with self.assertRefused("is obligatory"):
            obligatory[0].unlink()
        (evaluation.line_ids - obligatory).unlink()
        self.assertEqual(evaluation.line_ids, obligatory)
        evaluation.action_add_questions()
        self.assertEqual(len(evaluation.line_ids), self.env["kooperacje.evaluation.question"].search_count([]))

    def test_catalogue_changes_leave_evaluations_alone(self):
        evaluation = self._evaluation()
        question = self.env.ref("kooperacje.evaluation_question_1")
        question.with_user(self.env.ref("base.user_admin")).name = "Nowe brzmienie"
        self.assertIn("Na ile działania", evaluation.line_ids[0].name)
        question.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertIn("Na ile działania", evaluation.line_ids[0].name)

    def test_goals_take_the_actions_of_the_plans(self):
        plan = self.env["kooperacje.action.plan"].create({
            "partnership_id": self.partnership.id, "year": self.date_to.year,
        })
        self.env["kooperacje.action.plan.line"].create([{
            "plan_id": plan.id, "goal_id": self.goal.id, "name": f"Działanie {number}", "state": state,
        } for number, state in enumerate(("done", "done", "planned"))])
        plan.document_state = "signed"
        evaluation = self._running()
        row = evaluation.goal_ids.filtered(lambda one: one.goal_id == self.goal)
        self.assertEqual((row.planned_count, row.done_count, row.attainment), (3, 2, 67))
        row.attainment = 50
        self.assertEqual(row.attainment, 50, "the evaluation may assess it otherwise")
        others = evaluation.goal_ids - row
        self.assertEqual(set(others.mapped("attainment")), {0})
        self.assertFalse(any(others.mapped("is_assessed")), "nothing was planned for them")

    def test_goal_without_actions_is_not_assessed_rather_than_not_attained(self):
        """Nothing planned is no failure (K3D-151): neither the table nor the graph may say 0 %."""
        evaluation = self._answered()
        first, second, third, *rest = evaluation.goal_ids
        self.assertFalse(first.is_assessed)
        self.assertEqual(first._print_attainment(), "nie oceniono")
        self.assertEqual(evaluation._print_goal_graph(), "", "no picture of nothing")
        second.attainment = 40
        third.is_assessed = True
        self.assertEqual((second._print_attainment(), third._print_attainment()), ("40%", "0%"))
        second.attainment = 0
        self.assertEqual(second._print_attainment(), "nie oceniono")
        table = self.env["kooperacje.report.tables"]._goals_table(
            self.partnership, evaluation.date_from, evaluation.date_to,
        )
        self.assertFalse(table["rows"], "an evaluation under way is nothing to report")
        evaluation.action_conclude()
        table = self.env["kooperacje.report.tables"]._goals_table(
            self.partnership, evaluation.date_from, evaluation.date_to,
        )
        told = [row[1] for row in table["rows"]]
        self.assertEqual(told, ["nie oceniono"] * 2 + ["0%"] + ["nie oceniono"] * len(rest))
        self.assertEqual(table["graph"], [[third.goal_id.name, 0]])

    def test_urban_partnership_decides_nothing_on_going_on(self):
        self.partnership.variant = "urban"
        evaluation = self._answered(scope="model")
        evaluation.decision = False
        evaluation.action_conclude()
        self.assertEqual(evaluation.state, "concluded")

    def test_unbegun_partnership_evaluates_nothing(self):
        self.partnership.state = "preparation"
        with self.assertRefused("Nothing may be done"):
            self._evaluation()

    def test_links_stay_in_the_partnership(self):
        request = self.env["kooperacje.support.request"].create({
            "partnership_id": self.partnership_nur.id, "kind": "evaluation", "provider_id": self.rops.id,
        })
        with self.assertRefused("another partnership", ValidationError):
            self._evaluation(support_request_id=request.id)


@tagged("post_install", "-at_install")
class TestEvaluationCycle(EvaluationCommon):
    """The regulation says how often (K3D-157); the partnership and its steps know."""

    def test_next_evaluation_follows_the_interval(self):
        self.partnership.write({"evaluation_months": 12, "date_established": "2024-03-01"})
        self.assertEqual(self.partnership.evaluation_due, fields.Date.to_date("2025-03-01"))
        self.assertTrue(self.partnership.is_evaluation_overdue)
        new = self.env["kooperacje.evaluation"].new({"partnership_id": self.partnership.id})
        self.assertEqual((str(new.date_from), str(new.date_to)), ("2024-03-01", "2025-02-28"))
        self._concluded()
        self.partnership.invalidate_recordset()
        self.assertEqual(self.partnership.evaluation_due, self.date_to + relativedelta(months=12))
        following = self.env["kooperacje.evaluation"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id,
        })
        self.assertEqual(following.date_from, self.date_to + timedelta(days=1))

    def test_planned_ones_do_not_count_as_done(self):
        self.partnership.write({"evaluation_months": 12, "date_established": "2024-03-01"})
        self._running()
        self.partnership.invalidate_recordset()
        self.assertEqual(self.partnership.evaluation_due, fields.Date.to_date("2025-03-01"))
        self.assertEqual(self.partnership.evaluation_count, 1)

    def test_voided_evaluation_is_due_again(self):
        self.partnership.write({"evaluation_months": 12, "date_established": "2024-03-01"})
        evaluation = self._concluded()
        evaluation._document_void("błąd")
        self.assertEqual(self.partnership.evaluation_due, fields.Date.to_date("2025-03-01"))

    def test_who_is_late_is_found(self):
        self.partnership.date_established = self.today - relativedelta(years=3)
        self.partnership_nur.date_established = self.today
        late = self.env["kooperacje.partnership"].search([
            ("evaluation_due", "<", self.today), ("id", "in", (self.partnership | self.partnership_nur).ids),
        ])
        self.assertEqual(late, self.partnership)

    def test_closed_partnership_is_due_nothing(self):
        self.partnership.write({"date_established": "2024-03-01", "state": "closed"})
        self.assertFalse(self.partnership.evaluation_due)

    def test_step_waits_for_the_evaluation(self):
        """Step 9.2 (RUR-101): closed once the evaluation is concluded, and only one of this cycle counts."""
        missing = self.partnership._missing_evidence
        self.assertEqual(missing("evaluation"), ["a concluded evaluation of the partnership"])
        self.assertEqual(missing("family_evaluation"), ["a concluded evaluation of the work with families"])
        self._concluded()
        self.assertFalse(missing("evaluation"))
        self.assertTrue(missing("family_evaluation"))
        self._concluded(scope="families")
        self.assertFalse(missing("family_evaluation"))
        self.partnership.sudo().write({"cycle": 2, "cycle_start": self.today})
        self.assertTrue(missing("evaluation"))

    def test_steps_of_the_model_ask_for_it(self):
        asked = self.env["kooperacje.process.step"].search([("evidence", "in", ("evaluation", "family_evaluation"))])
        self.assertEqual(
            set(asked), {self.env.ref(f"kooperacje.process_{step}") for step in (
                "k3d_step_4_3", "k3d_next_step_3_3", "rural_step_9_1", "rural_step_9_2", "rural_next_step_7",
            )},
        )

    def test_partnerships_cost_the_same_few_queries(self):
        def count(number):
            partnerships = self.env["kooperacje.partnership"].search([], limit=number)
            self.env.invalidate_all()
            partnerships.mapped("name")
            with self.assertQueryCount(4):
                partnerships.mapped("evaluation_due")
                partnerships.mapped("evaluation_count")

        self.env["kooperacje.partnership"].create([
            {"name": f"PZK {number}", "company_id": self.company.id} for number in range(60)
        ])
        count(10)
        count(60)


@tagged("post_install", "-at_install")
class TestRecommendationFlow(EvaluationCommon):
    """Recommendations with an owner and a date become actions of the next yearly plan in one step."""

    def test_into_the_next_plan(self):
        evaluation = self._answered()
        first = self._recommend(evaluation, goal_id=self.goal.id)
        second = self._recommend(evaluation, name="Superwizja zespołów", owner_id=self.tomasz.partner_id.id)
        with self.assertRefused("Conclude the evaluation first"):
            evaluation.action_to_plan()
        evaluation.action_conclude()
        self.assertEqual(evaluation.unplanned_count, 2)
        action = evaluation.action_to_plan()
        self.assertEqual(evaluation.unplanned_count, 0)
        plan = self.env["kooperacje.action.plan"].browse(action["res_id"])
        self.assertEqual((plan.year, plan.document_state), (self.date_to.year + 1, "draft"))
        self.assertEqual(plan.line_ids, (first | second).plan_line_id)
        self.assertEqual(first.plan_line_id.goal_id, self.goal)
        self.assertTrue(second.plan_line_id.goal_id.is_main, "without a goal of its own it serves the main one")
        self.assertEqual(second.plan_line_id.owner_id, self.tomasz.partner_id)
        self.assertEqual(first.plan_line_id.date_to, first.date_due)
        self.assertEqual(first.plan_state, "planned")
        with self.assertRefused("stand in a plan already"):
            evaluation.action_to_plan()

    def test_joins_a_draft_that_stands(self):
        evaluation = self._answered()
        self._recommend(evaluation, date_due=self.today + relativedelta(years=9))
        evaluation.action_conclude()
        plan = self.env["kooperacje.action.plan"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "year": self.date_to.year + 2,
        })
        self.assertEqual(evaluation.action_to_plan()["res_id"], plan.id)
        self.assertEqual(str(plan.line_ids.date_to), f"{plan.year}-12-31", "a date too far is the end of the year")

    def test_adopted_plan_is_not_reopened(self):
        evaluation = self._answered()
        self._recommend(evaluation)
        evaluation.action_conclude()
        adopted = self.env["kooperacje.action.plan"].create({
            "partnership_id": self.partnership.id, "year": self.date_to.year + 1,
        })
        adopted.document_state = "signed"
        plan = self.env["kooperacje.action.plan"].browse(evaluation.action_to_plan()["res_id"])
        self.assertEqual(plan.year, self.date_to.year + 2)

    def test_owner_belongs_to_the_partnership(self):
        with self.assertRefused("does not belong to the partnership", ValidationError):
            self._recommend(self._running(), owner_id=self.university.id)

    def test_evaluation_of_the_same_partnership(self):
        evaluation = self._running()
        with self.assertRefused("another partnership", ValidationError):
            self._recommend(evaluation.with_env(self.env), partnership_id=self.partnership_nur.id, owner_id=False)

    def test_plan_line_is_not_typed(self):
        record = self._recommend(self._running())
        with self.assertRaises(AccessError):
            record.plan_line_id = self.env["kooperacje.action.plan.line"].search([], limit=1).id or 1

    def test_fate_goes_on_after_the_conclusion(self):
        """The report freezes what is recommended, not what comes of it."""
        evaluation = self._answered()
        record = self._recommend(evaluation, change="organisational", addressee="wójt gminy")
        evaluation.action_conclude()
        record.write({"body": "commune_council", "date": self.today})
        record.action_present()
        record.write({"fate": "strategy", "fate_note": "uchwała nr XII/88/2026"})
        record.action_taken_up()
        self.assertEqual(record.state, "taken_up")


@tagged("post_install", "-at_install")
class TestEvaluationRights(EvaluationCommon):
    """Who reads and writes an evaluation, and the evaluator from outside: aggregates, and nothing besides (K3D-154)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.external = cls._evaluation(is_external=True, evaluator_id=cls.urszula.id)
        cls.own = cls._evaluation(scope="families")

    def _reads(self, user, record):
        with mute_logger("odoo.addons.base.models.ir_rule"):
            found = record.with_user(user).search([("id", "in", record.ids)]) == record.with_env(self.env)
            self.assertEqual(record.with_user(user).has_access("read"), found)
        return found

    def test_roles(self):
        readers = {
            role for role, user in self.user_by_role.items() if role != "evaluator" and self._reads(user, self.own)
        }
        self.assertEqual(
            readers, {
                "social_worker", "network_worker", "manager", "coordinator", "specialist", "county_animator", "dpo",
                "admin",
            },
        )
        writers = {role for role, user in self.user_by_role.items() if self.own.with_user(user).has_access("write")}
        self.assertEqual(writers, {"network_worker", "manager"})
        self.assertFalse(self._reads(self.olga, self.own), "the office next door")

    def test_regional_centre_reads_what_is_concluded(self):
        self.assertFalse(self._reads(self.robert, self.own))
        concluded = self._concluded(scope="model")
        for record in (concluded, concluded.line_ids[:1], concluded.goal_ids[:1], concluded.value_ids[:1]):
            self.assertTrue(self._reads(self.robert, record), record._name)

    def test_evaluator_reads_the_own_and_the_adopted(self):
        self.assertTrue(self._reads(self.urszula, self.external))
        self.assertTrue(self._reads(self.urszula, self.external.line_ids[:1]))
        self.assertFalse(self._reads(self.urszula, self.own))
        self.assertFalse(self._reads(self.urszula, self.own.line_ids[:1]))
        adopted = self._concluded(scope="model")
        self.assertFalse(self._reads(self.urszula, adopted))
        self._adopt(adopted)
        self.assertTrue(self._reads(self.urszula, adopted))

    def test_evaluator_answers_while_it_runs(self):
        mine = self.external.with_user(self.urszula)
        self.assertFalse(mine.has_access("write"), "planned")
        self.external.action_start()
        mine.line_ids[0].write({"answer": "Tak", "evidence": "6 wywiadów", "grade": 4, "conclusion": "Kontynuować"})
        mine.write({"summary": "Wnioski", "line_ids": [Command.update(mine.line_ids[1].id, {"answer": "Brakuje NGO"})]})
        mine.goal_ids[0].note = "Na podstawie wywiadów"
        draft = self._recommend(mine)
        draft.name = "Inaczej"
        self.external.line_ids.filtered("is_obligatory").answer = "Tak"
        self.external.decision = "continue"
        self.external.action_conclude()
        self.assertFalse(mine.has_access("write"), "concluded")
        self.assertFalse(draft.has_access("write"))

    def test_evaluator_decides_nothing(self):
        self.external.action_start()
        mine = self.external.with_user(self.urszula)
        for step in (
            lambda: mine.write({"date_to": self.today}), lambda: mine.write({"decision": "end"}),
            lambda: mine.write({"is_external": False, "evaluator_id": False}),
            lambda: mine.line_ids[0].write({"name": "Inne pytanie"}),
            lambda: mine.line_ids[0].write({"is_obligatory": False}),
            mine.line_ids[0].unlink, mine.unlink, mine.copy,
            lambda: mine.write({"line_ids": [Command.create({"name": "Nowe", "by_data": True})]}),
            mine.action_conclude, mine.action_issue, mine.action_refresh_figures,
            mine.action_to_plan, mine.action_add_questions,
            lambda: mine._document_void("x"),
            lambda: self._evaluation(user=self.urszula, scope="model"),
            lambda: self._recommend(self.own.with_user(self.urszula)),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
                step()

    def test_evaluator_reaches_nothing_else(self):
        """Every model of the addon: those of the evaluation, the partnership's name, and no other."""
        self.external.action_start()
        open_models = {
            "kooperacje.evaluation", "kooperacje.evaluation.line", "kooperacje.evaluation.goal",
            "kooperacje.evaluation.value", "kooperacje.evaluation.question", "kooperacje.partnership",
            "kooperacje.partnership.goal", "kooperacje.recommendation",
        } | EVALUATOR_MODELS
        reached = {
            name for name, model in self.env.registry.items()
            if name.startswith("kooperacje.") and not model._abstract
            and self.env[name].with_user(self.urszula).has_access("read")
        }
        self.assertEqual(reached, open_models)

    def test_exact_figures_are_read_by_who_sees_them_on_the_dashboard(self):
        """K3D-152, 153: one family is told to the manager, and to nobody else by any way of asking."""
        case = self.env["kooperacje.case"].create({
            "partnership_id": self.partnership.id, "user_id": self.anna.id, "reported_on": self.date_from,
        })
        self.env["kooperacje.team"].create({
            "case_id": case.id, "decided_on": self.date_from, "state": "active",
        })
        self.external.action_start()
        values = self.external.value_ids

        def told(user, code, field="office_text"):
            self.env.invalidate_all()
            return values.filtered(lambda one: one.code == code).with_user(user)[field]

        withheld = told(self.maria, "cases_new", "value_text")
        self.assertRegex(withheld, "za mało")
        self.assertEqual(told(self.maria, "cases_new"), "1")
        self.assertEqual(told(self.maria, "teams_new", "value_text"), "1", "the number of teams is no personal figure")
        self.assertEqual(told(self.piotr, "cases_new"), withheld, "counted in cases: the network worker opens none")
        self.assertEqual(told(self.piotr, "invitations"), "0", "registers are the network worker's own")
        for user in (self.urszula, self.anna, self.tomasz):
            with self.subTest(user.login):
                self.assertEqual(told(user, "cases_new"), withheld)
                self.assertEqual(told(user, "invitations"), told(user, "invitations", "value_text"))
        Value = self.env["kooperacje.evaluation.value"]
        for user in (self.urszula, self.maria, self.adam):
            with self.subTest(user.login), self.assertRaises(AccessError):
                Value.with_user(user).search([("exact_text", "=", "1")])
            with self.subTest(user.login), self.assertRaises(AccessError):
                values[:1].with_user(user).read(["exact_text"])
        self.assertNotIn(
            "exact_text", Value.with_user(self.urszula).fields_get(), "neither offered nor exported",
        )

    def test_a_form_being_typed_gives_out_no_exact_figure(self):
        """Whose figure it is and what it counts is asked of the record, never of what a form says."""
        cases = self.env["kooperacje.case"].create([{
            "partnership_id": self.partnership.id, "user_id": self.anna.id, "reported_on": self.date_from,
        } for _number in range(3)])
        self.env["kooperacje.team"].create({
            "case_id": cases[0].id, "decided_on": self.date_from, "state": "active",
        })
        self.external.action_start()
        value = self.external.value_ids.filtered(lambda one: one.code == "cases_new")
        self.assertEqual(value.sudo().exact_text, "3")
        self.env.flush_all()
        self.env.invalidate_all()
        mine = value.with_user(self.piotr)
        for said in ({"code": "members"}, {"code": "members", "evaluation_id": False}):
            with self.subTest(said=said):
                self.assertNotEqual(mine.new(said, origin=mine).office_text, "3")
        mine.env.invalidate_all()
        self.assertEqual(value.with_user(self.maria).office_text, "3")

    def test_exact_figures_freeze_with_the_evaluation(self):
        evaluation = self._concluded(scope="model")
        value = evaluation.value_ids.filtered(lambda one: one.code == "cases_new").with_user(self.maria)
        before = value.office_text
        self.env["kooperacje.case"].create({
            "partnership_id": self.partnership.id, "user_id": self.anna.id, "reported_on": self.date_from,
        })
        self.env.invalidate_all()
        self.assertEqual(value.office_text, before)

    def test_exact_figures_cost_no_query_each(self):
        self.external.action_start()
        values = self.external.value_ids
        three = values.filtered(lambda one: one.code in ("cases_new", "invitations", "members"))
        self.assertGreater(len(values), 10 * len(three))

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.evaluation.value"].with_user(self.maria).browse(some.ids).mapped("office_text")
            return self.env.cr.sql_log_count - before

        count(three)
        self.assertEqual(count(three), count(values), "one question for each kind of protection")

    def test_chatter_of_the_partnership_is_not_the_evaluators(self):
        said = self.partnership.with_user(self.piotr).message_post(body="Szkoła chce wystąpić.")
        self.external.action_start()
        asked = self.external.with_user(self.piotr).message_post(body="Kiedy wywiady?")
        Message = self.env["mail.message"].with_user(self.urszula)
        self.assertEqual(Message.search([("id", "in", (said | asked).ids)]), asked)
        self.assertEqual(Message.browse((said | asked).ids)._filtered_access("read"), asked)
        fetched = Message._message_fetch(domain=None, thread=self.partnership.with_user(self.urszula))["messages"]
        self.assertFalse(fetched)
        for user in (self.anna, self.maria):
            self.assertEqual(said.with_user(user).body, said.body)
        mine = self.partnership.with_user(self.urszula)
        for domain in (
            [("message_ids.body", "ilike", "chce wyst")], [("message_ids", "any", [("body", "ilike", "chce wyst")])],
            [("activity_ids.summary", "ilike", "odejście")],
        ):
            self.partnership.with_user(self.piotr).activity_schedule(
                "mail.mail_activity_data_todo", summary="Odejście szkoły", user_id=self.piotr.id,
            )
            self.assertFalse(mine.search(domain), "nor is it guessed letter by letter")
            self.assertEqual(mine.with_user(self.piotr).search(domain), self.partnership)
        self.env.invalidate_all()
        self.assertFalse(mine.activity_summary)

    def test_files_of_the_partnership_are_not_the_evaluators(self):
        """Files that its people sent one another; those of the evaluation that she works on are hers."""
        sent, hers = (record.with_user(self.piotr).message_post(
            body="Pismo", attachments=[("pismo.txt", b"Szkola chce wystapic.")],
        ).attachment_ids for record in (self.partnership, self.external))
        self.external.action_start()
        files = (sent | hers).with_user(self.urszula)
        self.assertEqual(files.search([("id", "in", files.ids)]), hers)
        self.assertEqual(files._filtered_access("read"), hers)
        self.assertEqual(sent.with_user(self.maria).raw, b"Szkola chce wystapic.")

    def test_role_ends_at_midnight(self):
        role = self.urszula.role_assignment_ids
        role.date_to = self.today
        self.assertTrue(self._reads(self.urszula, self.external))
        with freeze_time(self.today + timedelta(days=1, hours=3)):
            self.env.invalidate_all()
            self.assertFalse(self._reads(self.urszula, self.external))

    def test_evaluator_is_offered_the_room_of_evaluation_only(self):
        """Nothing else of the addon stands in the menu; the first thing that opens is the own evaluation."""
        menus = self.env["ir.ui.menu"].with_user(self.urszula).load_menus(False)
        room = self.env.ref("kooperacje.menu_evaluation").id
        everywhere = [self.env.ref(f"kooperacje.menu_{name}").id for name in ("my_day", "registries")]
        self.assertEqual(
            menus[self.env.ref("kooperacje.menu_root").id]["children"], [everywhere[0], room, everywhere[1]],
        )
        screens = [one for child in menus[room]["children"] for one in (child, *menus[child]["children"])]
        actions = self.env["ir.actions.act_window"].browse(
            [menus[one]["action_id"] for one in screens if menus[one]["action_id"]],
        )
        self.assertEqual(actions[0], self.env.ref("kooperacje.action_evaluation"))
        for action in actions:
            model = self.env[action.res_model].with_user(self.urszula)
            model.check_access("read")
            model.get_views([(False, "form")])

    def test_evaluator_is_named_among_evaluators(self):
        with self.assertRefused("does not hold the role", ValidationError):
            self._evaluation(scope="model", is_external=True, evaluator_id=self.anna.id)
        with self.assertRefused("Tick “External evaluation”", ValidationError):
            self._evaluation(scope="model", evaluator_id=self.urszula.id)

    def test_outsider_is_engaged_nowhere(self):
        """Rules for the engaged ask for any role: whoever evaluates from outside holds no other."""
        with self.assertRefused("external evaluator and hold another role", ValidationError):
            self._role(self.urszula, self.ppp, "specialist", self.company_nur)
        with self.assertRefused("external evaluator and hold another role", ValidationError):
            self._role(self.zofia, self.university, "evaluator", self.company_nur)
        self.assertFalse(self.urszula.has_group("kooperacje.group_user"))
        self.zofia.role_assignment_ids.date_to = self.today
        later = self._role(self.zofia, self.university, "evaluator", date_from=self.today + timedelta(days=1))
        self.assertEqual(later.status, "planned")

    def test_administrator_names_an_evaluator_from_outside_the_network(self):
        user = self.env["res.users"].create({
            "login": "ewaluator.test", "name": "Ewaluator", "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        values = {"user_id": user.id, "institution_id": self.university.id, "company_id": self.company.id,
                  "date_to": self.today + timedelta(days=90)}
        Role = self.env["kooperacje.role.assignment"].with_user(self.adam)
        Role.create({**values, "role": "evaluator"})
        self.assertTrue(user.has_group("kooperacje.group_evaluator"))
        with self.assertRefused("belongs to no partnership"):
            Role.create({**values, "role": "specialist", "date_from": self.today + timedelta(days=100),
                         "date_to": False})


# Results of questionnaires, published from five people on.
EVALUATOR_MODELS = {"kooperacje.survey.pool", "kooperacje.survey.report", "kooperacje.survey.result"}
