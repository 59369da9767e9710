from datetime import UTC, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import OFFICE_TZ, office_today
from odoo.addons.kooperacje.models.evaluation.measures import DEPENDS, MEASURES, SOURCES

from .common import FigureCommon


@tagged("post_install", "-at_install")
class TestIndicatorDefinitions(FigureCommon):
    """Words and SQL of each indicator belong together."""

    def test_every_definition_is_counted_and_every_count_defined(self):
        indicators = self.Indicator.with_context(active_test=False).search([])
        self.assertEqual(set(indicators.mapped("code")), set(MEASURES))
        self.assertGreater(len(indicators), 45)
        for indicator in indicators:
            self.assertTrue(indicator.definition and indicator.requirement, indicator.code)
            self.assertRegex(indicator.requirement, r"^(K3D|RUR)-\d+", indicator.code)

    def test_requirements_of_monitoring_are_met(self):
        """K3D-146–150 and the rural ones, each by at least one indicator."""
        told = " ".join(self.Indicator.search([]).mapped("requirement"))
        for number in ("K3D-146", "K3D-147", "K3D-148", "K3D-149", "K3D-150", "RUR-99", "RUR-103", "RUR-104",
                       "RUR-105", "RUR-163", "RUR-165", "RUR-180"):
            self.assertIn(number, told)

    def test_what_counts_families_is_protected(self):
        """A figure of a source with a family is open only if its rows are those of the partnership itself."""
        families = {code for code, one in MEASURES.items() if one.protection != "open"}
        for code, measure in MEASURES.items():
            source = SOURCES[measure.source]
            if code in families:
                self.assertTrue(source.family, code)
            elif source.family:
                self.assertIn("'partnership'", measure.where, code)

    def test_units_and_bases(self):
        for code, measure in MEASURES.items():
            self.assertEqual(bool(measure.base), measure.unit in ("percent", "days", "score", "mean"), code)
            self.assertFalse(measure.is_state and measure.base, code)

    def test_fields_counted_exist(self):
        for model, names in DEPENDS.items():
            for name in names:
                self.assertIn(name, self.env[model]._fields, model)
        for code, measure in MEASURES.items():
            self.assertIn(measure.records[0], self.env, code)
            if measure.part and measure.part.selection:
                model, name = measure.part.selection
                self.assertEqual(self.env[model]._fields[name].type, "selection", code)

    def test_definition_is_kept_by_the_program(self):
        """The administrator renames and switches off; what is counted stays comparable between municipalities."""
        indicator = self.Indicator.search([("code", "=", "teams_open")]).with_user(
            self.env.ref("base.user_admin"),
        )
        indicator.write({"name": "Zespoły w pracy", "active": False, "sequence": 1, "is_headline": False})
        for name, value in (
            ("definition", "Coś innego"), ("code", "teams_new"), ("requirement", ""), ("area", "work"),
            ("variant", "rural"), ("good", "less"),
        ):
            with self.assertRefused(Exception, "not changed by hand"):
                indicator.write({name: value})
        with self.assertRefused(Exception, "."):
            indicator.copy()
        with self.assertRefused(Exception, "."):
            indicator.unlink()
        for user in (self.adam, self.maria, self.piotr, self.anna, self.robert):
            with self.assertRefused(Exception, "."):
                indicator.with_user(user).write({"name": "X"})
        self.assertIn("teams_open", self.Indicator._values(self.partnership, self.first, self.last)[
            self.partnership.id
        ])

    def test_kinds_of_contacts(self):
        """RUR-180: letters and minuted meetings are formal, talks are not, work with the family is no contact."""
        kinds = {kind.code: kind.formality for kind in self.env["kooperacje.activity.kind"].search([])}
        self.assertEqual(kinds["LETTER"], "formal")
        self.assertEqual(kinds["CONSULTATION"], "informal")
        self.assertFalse(kinds["VISIT"])
        kind = self.env["kooperacje.activity.kind"].search([("code", "=", "VISIT")])
        kind.formality = "informal"
        self.assertEqual(kind.formality, "informal")


@tagged("post_install", "-at_install")
class TestIndicatorsOfFamilies(FigureCommon):
    """Figures of cases, teams and services against a file counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = [cls.before, cls.first, cls.last, cls.after]
        cls.cases = [
            cls._family(day, cls.need_school, unit_kind="person" if day == cls.first else "family",
                        source="institution" if day == cls.last else "person")
            for day in days
        ]
        cls.old, cls.on_first, cls.on_last, cls.late = cls.cases
        cls.foreign = cls.env["kooperacje.case"].create({
            "partnership_id": cls.partnership_nur.id, "user_id": cls.olga.id, "reported_on": cls.middle,
        })

    def test_families_reported(self):
        """The first and the last day count, the days around them do not; neighbours count their own."""
        self.assertEqual(self._value("cases_new"), 2)
        self.assertEqual(self._value("cases_new", self.partnership_nur), 1)
        self.assertEqual(self._value("cases_new", date_from=self.before, date_to=self.after), 4)

    def test_families_in_care(self):
        """A state is that of the last day: who was reported until then and is not closed yet."""
        self.assertEqual(self._value("cases_open"), 3)
        self._closed(self.old, self.last)
        self.assertEqual(self._value("cases_open"), 2, "closed on the last day is not open on it")
        self.assertEqual(self._value("cases_open", date_to=self.last - timedelta(days=1)), 2)
        self.assertEqual(self._value("cases_closed"), 1)
        self.assertEqual(self._value("cases_closed", date_to=self.last - timedelta(days=1)), 0)

    def test_needs(self):
        self.on_first.need_line_ids = [Command.create({"need_id": self.need_debts.id})]
        self.assertEqual(self._value("needs"), 3)
        self.assertEqual(self._value("needs_uncovered"), 0)
        self.on_first.need_line_ids[0].write({"is_uncovered": True, "uncovered_kind": "missing"})
        self.old.need_line_ids.write({"is_uncovered": True, "uncovered_kind": "full"})
        self.assertEqual(self._value("needs_uncovered"), 1)

    def test_teams(self):
        running = self._task_team(self.on_first, self.first)
        ended = self._task_team(self.old, self.before, self.last)
        self._task_team(self.on_last, self.last)
        self._task_team(self.late, self.after)
        self.assertEqual(self._value("teams_new"), 2)
        self.assertEqual(self._value("teams_open"), 2, "the ended and the later one are not at work")
        self.assertEqual(self._value("teams_open", date_to=self.last - timedelta(days=1)), 2)
        self.assertEqual(self._value("teams_closed"), 1)
        self.assertEqual(self._value("days_to_team"), 0)
        running.write({"decided_on": self.first + timedelta(days=10)})
        self.assertEqual(self._value("days_to_team"), 5, "10 days and none")
        # A second team of the same family is no answer to its report.
        ended.case_id = self.old
        self._task_team(self.old, self.middle)
        self.assertEqual(self._value("days_to_team"), 5)

    def test_institutions_of_a_team(self):
        one, other = self._task_team(self.on_first), self._task_team(self.on_last, self.last)
        for user in (self.tomasz, self.zofia):
            self._invited(one, user, state="accepted", date_from=self.middle)
        self._invited(other, self.tomasz, state="accepted", date_from=self.last)
        self._invited(other, self.zofia, state="declined", invited_on=self.last, answered_on=self.last)
        self.assertEqual(self._value("team_institutions"), 1.5)

    def test_invitations(self):
        team = self._task_team(self.on_first)
        self._invited(team, self.tomasz, state="accepted", invited_on=self.first,
                      answered_on=self.first + timedelta(days=4))
        self._invited(team, self.zofia, state="declined", invited_on=self.before, answered_on=self.before
                      + timedelta(days=2), decline_premise_id=self.decline[:1].id)
        self._invited(self._task_team(self.on_last), self.ewa, state="invited", invited_on=self.last)
        self.assertEqual(self._value("invitations"), 2)
        self.assertEqual(self._value("invitation_days"), 3, "4 days and 2")
        self.assertEqual(self._value("invitations_declined"), 1)
        self.assertEqual(self._value("invitations_declined", date_to=self.first), 0)

    def test_requests_for_services(self):
        plan = self._plan(self.on_first)
        lines = [self._plan_line(plan, service) for service in (self.therapy, self.advice)]
        other = self._plan(self.on_last)
        lines.append(self._plan_line(other))
        self._signed(plan, other)
        self._asked(lines[0], self.first, self.first + timedelta(days=7), state="done",
                    answered_on=self.first + timedelta(days=2), starts_on=self.first + timedelta(days=12))
        self._asked(lines[1], self.first, self.first + timedelta(days=7), state="declined",
                    answered_on=self.first + timedelta(days=8), decline_premise_id=self.decline[:1].id)
        waiting = self._asked(lines[2], self.last, self.last + timedelta(days=7), state="requested")
        self.assertEqual(self._value("referrals"), 3)
        self.assertEqual(self._value("referral_days"), 5, "2 days and 8")
        self.assertEqual(self._value("referrals_in_time"), 50)
        self.assertEqual(self._value("referrals_declined"), 1)
        self.assertEqual(self._value("service_wait_days"), 12)
        # One that never was answered is late on the day it should have been.
        self.assertEqual(self._value("referrals_in_time", date_to=self.last + timedelta(days=7)), 33.33)
        waiting.write({"state": "cancelled"})
        self.assertEqual(self._value("referrals_in_time", date_to=self.last + timedelta(days=7)), 50)

    def test_services_in_plans(self):
        plan = self._plan(self.on_first)
        self._plan_line(plan, status="done", status_date=self.last)
        self._plan_line(plan, self.advice, status="planned")
        self._signed(plan, on=self.first)
        self._plan_line(self._plan(self.on_last))
        self.assertEqual(self._value("services_in_plans"), 2)
        self.assertEqual(self._value("services_in_plans", date_to=self.first), 1)

    def test_actions_of_plans(self):
        plan = self._plan(self.on_first)
        Action = self.env["kooperacje.plan.action"]
        actions = Action.create([
            {"plan_id": plan.id, "name": f"Działanie {number}", "owner_kind": "family", "deadline": deadline}
            for number, deadline in enumerate([self.middle, self.middle, self.middle, office_today()])
        ])
        self._signed(plan)
        actions[0].write({"state": "done", "state_date": self.middle})
        actions[1].write({"state": "done", "state_date": self.middle + timedelta(days=1)})
        actions[2].write({"state": "dropped", "state_date": self.middle})
        self.assertEqual(self._value("plan_actions_in_time"), 50)
        actions[2].write({"state": "started"})
        self.assertEqual(self._value("plan_actions_in_time"), 33.33, "not done by the day is late")

    def _assess(self, case, day, lines=(), **values):
        assessment = self.env["kooperacje.assessment"].create({
            "case_id": case.id, "assessed_on": day, **values,
        })
        assessment.line_ids.create([{"assessment_id": assessment.id, **line} for line in lines])
        assessment.write({"state": "done"})
        return assessment

    def test_results(self):
        goals = [{"kind": "goal", "name": "Cel", "attainment": level} for level in ("0", "2", "-1")]
        self._assess(self.on_first, self.first, [
            *goals, {"kind": "service", "name": "Terapia", "effect": "5"},
            {"kind": "service", "name": "Terapia", "effect": "2"},
        ], kind="final", family_score="4", family_activity="2", family_nearness="3", due_on=self.first)
        self._assess(self.on_last, self.last, [{"kind": "goal", "name": "Cel", "attainment": "-2"}],
                     kind="periodic", family_score="1", family_activity="5", due_on=self.before)
        self._assess(self.on_last, self.after, goals[:1], kind="final", family_score="5")
        self.env["kooperacje.assessment"].create({
            "case_id": self.old.id, "assessed_on": self.middle, "kind": "final", "family_score": "5",
        })
        self.assertEqual(self._value("goals_reached"), 66.67, "of the final ones that are done")
        self.assertEqual(self._value("service_effect"), 3.5)
        self.assertEqual(self._value("family_score"), 2.5)
        self.assertEqual(self._value("family_activity"), 3.5, "RUR-145")
        self.assertEqual(self._value("family_nearness"), 3, "RUR-164: of those that were asked")
        self.assertEqual(self._value("assessments_in_time"), 50)

    def test_both_dimensions_of_ended_teams(self):
        """K3D-200, 201: effects with the family, and the closing survey."""
        first, second = self._task_team(self.on_first, self.first, self.last), self._task_team(
            self.on_last, self.last, self.last)
        self.assertEqual(self._value("teams_effects_assessed"), 0)
        self._assess(self.on_first, self.middle, kind="final")
        self._assess(self.on_last, self.middle, kind="final")
        self.assertEqual(self._value("teams_effects_assessed"), 50, "one was made before there was a team")
        self.env["kooperacje.closing.survey"].create({
            "team_id": second.id, "sent_on": self.last, "sent_by_id": self.anna.id, "channel": "meeting",
        })
        self.assertEqual(self._value("teams_surveyed"), 50)
        self.assertFalse(first.closing_survey_ids)

    def test_hours_and_contacts(self):
        kind = {kind.code: kind for kind in self.env["kooperacje.activity.kind"].search([])}
        self.env["kooperacje.activity.log"].create([
            {"case_id": self.on_first.id, "user_id": self.anna.id, "date": day, "kind_id": kind[code].id,
             "duration": hours}
            for day, code, hours in (
                (self.first, "VISIT", 1.5), (self.last, "LETTER", 0.5), (self.middle, "CONSULTATION", 1),
                (self.middle, "CONSULTATION", 0.25), (self.after, "LETTER", 8), (self.before, "CONSULTATION", 8),
            )
        ])
        self.assertEqual(self._value("work_hours"), 3.25)
        self.assertEqual(self._value("contacts"), 3)
        self.assertEqual(self._value("contacts_formal"), 33.33)

    def test_nothing_is_no_share(self):
        """No team ended: neither none nor all of them were assessed."""
        values = self.Indicator._values(self.partnership_nur, self.first, self.last)[self.partnership_nur.id]
        for code, measure in MEASURES.items():
            if code not in ("cases_new", "cases_open", "members"):
                self.assertEqual(values[code], None if measure.base else 0, code)


@tagged("post_install", "-at_install")
class TestIndicatorsOfPartnership(FigureCommon):
    """Figures of meetings, requests, the basket and the plan of the year against registers counted by hand."""

    def _at(self, day, hour, minute=0):
        """A moment by the clock of the office, as the database keeps it."""
        return datetime.combine(day, time(hour, minute), OFFICE_TZ).astimezone(UTC).replace(tzinfo=None)

    def test_meetings_by_the_clock_of_the_office(self):
        """A meeting at a quarter past midnight belongs to the day of the office, though in UTC it is the day before."""
        self._met(self._at(self.first, 0, 15))
        self._met(self._at(self.last, 23, 30))
        self._met(self._at(self.after, 0, 15))
        self._met(self._at(self.before, 23, 45))
        self._met(self._at(self.middle, 12), state="cancelled")
        self.assertEqual(self._value("partnership_meetings"), 2)
        self.assertEqual(self._value("team_meetings"), 0)

    def test_meetings_of_teams(self):
        team = self._task_team(self._family())
        first = self._met(self._at(self.middle, 9), team, "team_first")
        self._met(self._at(self.last, 9), team, "team_next")
        self._met(self._at(self.middle, 15), team, "team_next", state="cancelled")
        first.participant_ids = [Command.create({"kind": "guardian", "guest_name": "Opiekun", "presence": "present"})]
        self.assertEqual(self._value("team_meetings"), 2)
        self.assertEqual(self._value("meetings_with_family"), 50)
        self.assertEqual(self._value("partnership_meetings"), 0)

    def test_tasks_in_time(self):
        meeting = self._met(self._at(self.first, 9))
        tasks = self.env["kooperacje.decision"].create([{
            "meeting_id": meeting.id, "name": f"Ustalenie {number}", "deadline": self.middle, "owner_kind": "partner",
            "partner_id": self.maria.partner_id.id,
        } for number in range(4)])
        self.assertEqual(self._value("partnership_tasks_in_time"), 0)
        tasks[0].write({"state": "done", "done_on": self.middle})
        tasks[1].write({"state": "done", "done_on": self.middle + timedelta(days=1)})
        tasks[2].write({"state": "dropped", "done_on": self.middle})
        self.assertEqual(self._value("partnership_tasks_in_time"), 33.33)
        self.assertIsNone(self._value("team_tasks_in_time"))
        team = self._task_team(self._family(), self.first)
        member = self._invited(team, self.tomasz, state="accepted", date_from=self.first)
        of_team = self._met(self._at(self.first, 12), team, "team_first")
        self.env["kooperacje.decision"].create({
            "meeting_id": of_team.id, "name": "Ustalenie", "deadline": self.middle, "owner_kind": "member",
            "member_id": member.id,
        }).write({"state": "done", "done_on": self.middle})
        self.assertEqual(self._value("team_tasks_in_time"), 100)
        self.assertEqual(self._value("partnership_tasks_in_time"), 33.33)

    def _file(self, model, **values):
        extra = {"name": "Usługa"} if model == "kooperacje.basket.request" else {}
        request = self.env[model].create({
            "partnership_id": self.partnership.id, "description": "Czego brakuje", "requested_by_id": self.anna.id,
            "filed_on": values.pop("filed_on", self.middle), **extra,
        })
        request.write(values)
        return request

    def test_requests(self):
        """K3D-147, 148: filed, realised, refused and how long it took."""
        for model, prefix in (
            ("kooperacje.composition.request", "composition"), ("kooperacje.basket.request", "basket"),
        ):
            self._file(model, filed_on=self.first, state="done", decided_on=self.first + timedelta(days=4),
                       done_on=self.last)
            self._file(model, filed_on=self.before, state="rejected", decision_reason="Jest już taka",
                       decided_on=self.first + timedelta(days=1))
            self._file(model, filed_on=self.last, state="new")
            self._file(model, filed_on=self.middle, state="taken_back")
            self.assertEqual(self._value(f"{prefix}_filed"), 2, "the one taken back was none")
            self.assertEqual(self._value(f"{prefix}_done"), 1)
            self.assertEqual(self._value(f"{prefix}_rejected"), 1)
            self.assertEqual(self._value(f"{prefix}_decision_days"), 3, "4 days and 2")
            self.assertEqual(self._value(f"{prefix}_done", date_to=self.last - timedelta(days=1)), 0)

    def test_consultations_and_problems(self):
        """K3D-149, 150."""
        team = self._task_team(self._family())
        self.env["kooperacje.consultation"].create([
            {"team_id": team.id, "user_id": self.piotr.id, "date": day} for day in (self.first, self.last, self.after)
        ])
        problems = self.env["kooperacje.problem"].create([{
            "partnership_id": self.partnership.id, "description": "Spór", "reported_by_id": self.piotr.id,
            "reported_on": day, "occurred_on": self.before,
        } for day in (self.before, self.first, self.last)])
        problems[0].write({"state": "solved", "closed_on": self.first})
        problems[1].write({"state": "unsolved", "closed_on": self.first})
        self.assertEqual(self._value("consultations"), 2)
        self.assertEqual(self._value("problems"), 2)
        self.assertEqual(self._value("problems_solved"), 1)

    def test_basket(self):
        """Services count from the day they entered the basket to the day they left it."""
        held = self._value("services")
        service = self._service("Świetlica", self.school, self.need_school)
        service.write({"verified_on": self.last, "confirmed_on": self.last})
        self.assertEqual(self._value("services"), held + 1)
        self.assertEqual(self._value("services", date_to=self.last - timedelta(days=1)), held)
        service.write({"date_to": self.last})
        self.assertEqual(self._value("services"), held + 1, "offered until the end of its last day")
        self.assertEqual(self._value("services", date_to=self.after), held)
        service.write({"date_to": False, "state": "withdrawn", "withdrawn_on": self.last})
        self.assertEqual(self._value("services"), held)

    def test_stale_services(self):
        """As the basket itself says it (``is_stale``): the last day of the confirmation is not stale yet."""
        stale = self._value("services_stale", date_to=office_today())
        self.assertEqual(stale, self.env["kooperacje.service"].search_count([
            ("partnership_id", "=", self.partnership.id), ("is_stale", "=", True),
        ]))
        service = self._service("Świetlica", self.school, self.need_school)
        service.write({"verified_on": self.before, "confirmed_on": self.last - relativedelta(months=12)})
        # The last day of the month but where that is 29 February, which no confirmation of a year before reaches.
        due = service.review_due
        self.assertLessEqual(self.last - due, timedelta(days=1))
        self.env.flush_all()
        on_last = self._value("services_stale", date_to=due)
        self.assertEqual(self._value("services_stale", date_to=due + timedelta(days=1)), on_last + 1)
        self.assertEqual(self._value("services_stale", date_to=office_today()), self.env[
            "kooperacje.service"].search_count([("partnership_id", "=", self.partnership.id), ("is_stale", "=", True)]))

    def test_members(self):
        """Joined on the last day counts, left on it does not."""
        self.assertEqual(self._value("members"), 5)
        membership = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.ngo)
        membership.write({"date_from": self.after})
        self.assertEqual(self._value("members"), 4)
        membership.write({"date_from": self.last})
        self.assertEqual(self._value("members"), 5)
        membership.write({"date_from": self.first, "date_to": self.last, "state": "left"})
        self.assertEqual(self._value("members"), 4)

    def test_recommendations_and_support(self):
        Recommendation = self.env["kooperacje.recommendation"]
        common = {"partnership_id": self.partnership.id, "name": "Zmiana", "date": self.middle}
        made = Recommendation.create([
            {**common, "kind": kind} for kind in ("recommendation", "recommendation", "recommendation", "presentation")
        ])
        made[:2].write({"state": "presented"})
        made[3].write({"state": "presented"})
        made[1].write({"state": "taken_up", "fate": "strategy", "closed_on": self.last})
        self.assertEqual(self._value("recommendations"), 2, "a draft is not presented")
        self.assertEqual(self._value("presentations"), 1)
        self.assertEqual(self._value("recommendations_taken_up"), 1)
        request = self.env["kooperacje.support.request"].create({
            "partnership_id": self.partnership.id, "provider_id": self.rops.id, "description": "Szkolenie zespołów",
        })
        self.assertEqual(self._value("support_delivered"), 0)
        request.write({"delivered_on": self.last})
        self.assertEqual(self._value("support_delivered"), 1)

    def test_plan_of_the_year(self):
        plan = self.env["kooperacje.action.plan"].create({"partnership_id": self.partnership.id,
                                                           "year": self.middle.year})
        goal = self.env["kooperacje.partnership.goal"].search([], limit=1)
        lines = self.env["kooperacje.action.plan.line"].create([
            {"plan_id": plan.id, "goal_id": goal.id, "name": f"Działanie {number}", "date_to": self.middle}
            for number in range(3)
        ])
        lines[0].write({"state": "done", "state_changed_on": self.first})
        lines[1].write({"state": "not_done", "state_changed_on": self.last})
        self.assertEqual(self._value("plan_lines_done"), 33.33)
        self.assertEqual(self._value("plan_lines_done", date_to=self.first), 100)

    def test_queries_do_not_grow(self):
        """One query per source, for one partnership as for many."""
        self.env.flush_all()
        partnerships = self.partnership
        with self.assertQueryCount(len(SOURCES)):
            self.Indicator._values(partnerships, self.first, self.last)
        partnerships |= self.partnership.create([
            {"name": f"PZK {number}", "company_id": self.company.id, "variant": "rural"} for number in range(30)
        ])
        self.env.flush_all()
        with self.assertQueryCount(len(SOURCES)):
            found = self.Indicator._values(partnerships, self.first, self.last)
        self.assertEqual(set(found), set(partnerships.ids))
        self.assertFalse(self.Indicator._values(self.partnership.browse(), self.first, self.last))
