from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestAgenda(TeamCommon):
    """Scenarios of tools 17, 18 and 21 become the agenda of a meeting; presence and calendar follow."""

    def test_each_kind_has_its_scenario_the_family_first(self):
        for kind, xmlid in (("team_first", "first"), ("team_next", "next"), ("team_final", "final")):
            scenario = self.env.ref(f"kooperacje.scenario_{xmlid}")
            self.assertEqual(scenario.kind, kind)
            perspectives = [item.perspective for item in scenario.item_ids if item.perspective]
            self.assertEqual(perspectives, ["family", "worker", "members"], "three views, the family's first (K3D-185)")
        self.assertEqual(self.env.ref("kooperacje.scenario_first").minutes, 135)
        self.assertEqual(len(self.env.ref("kooperacje.scenario_first").item_ids), 12)

    def test_agenda_of_the_first_meeting_and_the_next(self):
        first = self._meeting()
        self.assertEqual(first.scenario_id, self.env.ref("kooperacje.scenario_first"))
        self.assertEqual(first.agenda_ids.mapped("name"), first.scenario_id.item_ids.mapped("name"))
        self.assertEqual(first.agenda_minutes, 135)
        following = self._meeting(days=9)
        self.assertEqual(following.scenario_id, self.env.ref("kooperacje.scenario_next"))
        partnership = self._meeting(kind="partnership", user=self.piotr, partnership_id=self.partnership.id)
        self.assertEqual(partnership.scenario_id, self.env.ref("kooperacje.scenario_pzk_next"))
        partnership.scenario_id = False
        self.assertFalse(partnership.agenda_ids, "no scenario, no agenda: an aid, not a duty (K3D-34)")

    def test_the_offices_own_scenario_goes_first(self):
        common = self.env.ref("kooperacje.scenario_first")
        action = common.with_user(self.maria).action_customise()
        own = self.env["kooperacje.agenda.scenario"].with_user(self.maria).browse(action["res_id"])
        self.assertEqual((own.company_id, len(own.item_ids)), (self.company, 12))
        own.item_ids[0].name = "Herbata i powitanie"
        own.item_ids[5:].unlink()
        meeting = self._meeting()
        self.assertEqual(meeting.scenario_id, own)
        self.assertEqual(meeting.agenda_ids[0].name, "Herbata i powitanie")
        self.assertEqual(len(meeting.agenda_ids), 5)
        self.assertEqual(common.item_ids[0].name[:8], "Powitani", "the common one stays")
        with self.assertRefused("version of an office already"):
            own.action_customise()
        again = common.with_user(self.maria).action_customise()
        self.assertEqual(again["res_id"], own.id, "one version of an office")

    def test_a_first_meeting_is_prepared_by_a_checklist_with_dates(self):
        """Tool 17: thirteen points; what the office knows bears its day, the rest is entered when it is done."""
        meeting = self._meeting()
        points = meeting.preparation_ids
        self.assertEqual(
            points.mapped("name"), self.env.ref("kooperacje.scenario_first").preparation_item_ids.mapped("name"),
        )
        self.assertEqual(len(points), 13)
        self.assertFalse(points & meeting.agenda_ids, "the agenda is what is talked about at the meeting")
        known = {point.evidence: point.done_on for point in points if point.evidence}
        self.assertEqual(known["team"], meeting.team_id.decided_on)
        self.assertTrue(known["consent"])
        self.assertFalse(known["consultation"])
        self.assertFalse(any(point.done_on for point in points if not point.evidence))
        safety = points.filtered(lambda point: point.name == "Bezpieczeństwo")
        left = meeting.preparation_left
        safety.with_user(self.anna).write({"done_on": self.today, "notes": "Ojciec przychodzi osobno."})
        self.assertEqual(meeting.preparation_left, left - 1)
        with self.assertRefused("a day to come"):
            safety.done_on = self.today + timedelta(days=1)
        with self.assertRefused(".", AccessError):
            safety.with_user(self.tomasz).done_on = self.today

    def test_what_is_known_later_is_taken_from_the_records(self):
        meeting = self._meeting()
        points = {point.evidence: point for point in meeting.preparation_ids if point.evidence}
        by_hand = self.today - timedelta(days=3)
        points["members"].done_on = by_hand
        points["team"].done_on = False
        meeting.with_user(self.anna).action_fill_preparation()
        self.assertEqual(points["team"].done_on, meeting.team_id.decided_on)
        self.assertEqual(points["members"].done_on, by_hand, "what was entered by hand stays")
        meeting.preparation_ids.unlink()
        meeting.with_user(self.anna).action_fill_preparation()
        self.assertEqual(len(meeting.preparation_ids), 13, "planned before there was a checklist")
        self.assertIn(meeting.team_id.decided_on, meeting.preparation_ids.mapped("done_on"))
        meeting.scenario_id = self.env.ref("kooperacje.scenario_next")
        self.assertEqual(meeting.agenda_ids.mapped("name"), meeting.scenario_id.item_ids.mapped("name"))
        self.assertFalse(meeting.preparation_ids, "another scenario has no checklist; nothing was noted")

    def test_an_older_version_of_the_office_takes_the_common_checklist(self):
        own = self.env["kooperacje.agenda.scenario"].create({
            "name": "Nasze pierwsze", "kind": "team_first", "company_id": self.company.id,
        })
        meeting = self._meeting()
        self.assertEqual((meeting.scenario_id, len(meeting.preparation_ids)), (own, 13))

    def test_a_meeting_of_the_partnership_has_its_checklist(self):
        """Tool 5: eight points, the authority's acceptance among them."""
        meeting = self._meeting(
            kind="partnership", user=self.piotr, partnership_id=self.partnership.id, purpose="initiating",
        )
        self.assertEqual(len(meeting.preparation_ids), 8)
        self.assertEqual(meeting.preparation_ids[0].done_on, self.partnership.authorisation_date)
        self.assertEqual(meeting.preparation_left, 7)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_keeps_scenarios(self):
        common = self.env.ref("kooperacje.scenario_first")
        own = self.env["kooperacje.agenda.scenario"].with_user(self.piotr).create({
            "name": "Nasze", "kind": "team_next", "item_ids": [Command.create({"name": "Zaczynamy"})],
        })
        self.assertEqual(own.company_id, self.company)
        for user in (self.piotr, self.maria, self.adam):
            self.assertTrue(own.with_user(user).has_access("write"), user.login)
            self.assertFalse(common.with_user(user).has_access("write"), f"{user.login} the common version")
            self.assertTrue(common.with_user(user).has_access("read"))
        for user in (self.anna, self.tomasz, self.ewa, self.irena, self.robert):
            self.assertFalse(own.with_user(user).has_access("write"), user.login)
        self.assertFalse(own.with_user(self.olga).has_access("read"), "another office's")
        with self.assertRaises(AccessError):
            own.with_user(self.piotr).company_id = False

    def test_what_was_noted_stays_when_the_scenario_changes(self):
        meeting = self._meeting()
        mine = self.env["kooperacje.meeting.agenda"].with_user(self.anna).create({
            "meeting_id": meeting.id, "name": "Nasz punkt",
        })
        noted = meeting.agenda_ids[1]
        noted.notes = "Umówiono się na przerwę po godzinie."
        own = self.env["kooperacje.agenda.scenario"].with_user(self.maria).create({
            "name": "Krótki", "kind": "team_first", "item_ids": [Command.create({"name": "Jedyny punkt"})],
        })
        meeting.scenario_id = own.id
        self.assertIn(mine, meeting.agenda_ids)
        self.assertIn(noted, meeting.agenda_ids)
        self.assertEqual(len(meeting.agenda_ids), 3)

    def test_perspectives_are_typed_once(self):
        """A point that looks from one side writes where the protocol prints it, and the other way round."""
        meeting = self._meeting()
        point = meeting.agenda_ids.filtered(lambda point: point.perspective == "family")
        point.notes = "Najtrudniejsze są poranki."
        self.assertEqual(meeting.family_perspective, "Najtrudniejsze są poranki.")
        meeting.family_perspective = "Poranki i długi."
        self.assertEqual(point.notes, "Poranki i długi.")
        other = meeting.agenda_ids.filtered(lambda point: not point.perspective)[0]
        other.notes = "Dobrze."
        self.assertEqual((other.notes, meeting.family_perspective), ("Dobrze.", "Poranki i długi."))

    def test_through_the_form(self):
        form = Form(self.env["kooperacje.meeting"].with_user(self.anna).with_context(default_team_id=self.team.id))
        form.start = self.now
        meeting = form.save()
        self.assertEqual(len(meeting.agenda_ids), 12)
        with Form(meeting) as form:
            with form.agenda_ids.edit(0) as line:
                line.is_done = True
                line.notes = "Wszyscy się przedstawili."
            form.family_perspective = "Najtrudniejsze są poranki."
        self.assertEqual(meeting.agenda_ids[0].notes, "Wszyscy się przedstawili.")
        self.assertEqual(meeting.agenda_ids[2].notes, "Najtrudniejsze są poranki.")

    def test_frozen_with_the_protocol(self):
        meeting = self._held(
            family_perspective="a", worker_perspective="b", members_perspective="c", outcome="project",
        )
        meeting.agenda_ids[0].notes = "Powitano."
        meeting.action_issue()
        for change in (
            lambda: meeting.agenda_ids[0].write({"notes": "inaczej"}),
            lambda: meeting.agenda_ids[2].write({"notes": "inaczej"}),
            meeting.agenda_ids[0].unlink,
            lambda: meeting.write({"agenda_ids": [Command.create({"name": "dopisany"})]}),
            lambda: meeting.write({"agenda_ids": [Command.clear()]}),
            lambda: meeting.write({"scenario_id": False}),
        ):
            with self.assertRefused("frozen"):
                change()

    def test_one_click_marks_all_present(self):
        meeting = self._meeting(days=-1)
        excused = self._participant(meeting, self.member)
        excused.action_excused()
        meeting.action_all_present()
        others = meeting.participant_ids - excused
        self.assertEqual(set(others.mapped("presence")), {"present"})
        self.assertEqual(excused.presence, "excused", "what was noted stays")
        meeting.action_hold()
        cancelled = self._meeting()
        cancelled.action_cancel()
        with self.assertRefused("was cancelled"):
            cancelled.action_all_present()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_reads_the_agenda(self):
        point = self._meeting().agenda_ids[0].with_env(self.env)
        for user, reads in ((self.anna, True), (self.maria, True), (self.tomasz, True), (self.zofia, False),
                            (self.olga, False), (self.jan, False), (self.piotr, False)):
            self.assertEqual(point.with_user(user).has_access("read"), reads, user.login)
        for user in (self.tomasz, self.piotr, self.jan):
            self.assertFalse(point.with_user(user).has_access("write"), user.login)
        self.consent.statement_ids.withdrawn_on = self.today
        self.env.invalidate_all()
        self.assertFalse(point.with_user(self.tomasz).has_access("read"))

    def test_agenda_of_a_meeting_costs_the_same(self):
        meeting = self._meeting()
        meeting.agenda_ids = [Command.create({"name": f"Punkt {number}"}) for number in range(100)]
        points = meeting.agenda_ids
        specification = {"name": {}, "notes": {}, "is_done": {}, "minutes": {}}
        self.assertEqual(self._read_cost(points[:10], specification), self._read_cost(points, specification))

    def test_minutes_make_sense(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.env["kooperacje.agenda.scenario"].with_user(self.maria).create({
                "name": "Za długi", "kind": "team_next", "item_ids": [Command.create({"name": "x", "minutes": 500})],
            }).flush_recordset()


@tagged("post_install", "-at_install")
class TestOutcome(TeamCommon):
    """Section K: how the work goes on; decided with the family, never at a consultation (K3D-13)."""

    def _premise(self, kind):
        return self.env["kooperacje.premise"].search([("kind", "=", kind)], limit=1)

    def test_suspending_needs_its_premise(self):
        meeting = self._held(family_perspective="a", worker_perspective="b", members_perspective="c")
        meeting.outcome = "suspend"
        with self.assertRefused("Choose the premise"):
            meeting.action_issue()
        with self.assertRefused("not a premise of this kind", ValidationError):
            meeting.outcome_premise_id = self._premise("end")
        meeting.outcome_premise_id = self._premise("suspension")
        meeting.action_issue()
        self.assertEqual(meeting.document_state, "issued")
        with self.assertRefused("frozen"):
            meeting.outcome = "end"

    def test_the_premise_goes_with_its_outcome(self):
        meeting = self._held()
        meeting.write({"outcome": "suspend", "outcome_premise_id": self._premise("suspension").id})
        meeting.outcome = "continue"
        self.assertFalse(meeting.outcome_premise_id)

    def test_carried_out_from_the_protocol(self):
        meeting = self._held()
        meeting.write({
            "outcome": "suspend", "outcome_premise_id": self._premise("suspension").id, "outcome_until": self.today,
        })
        action = meeting.action_carry_out()
        self.assertEqual(action["context"]["default_premise_id"], self._premise("suspension").id)
        self.assertEqual(action["context"]["default_suspended_until"], self.today)
        meeting.outcome = "continue"
        with self.assertRefused("nothing to carry out"):
            meeting.action_carry_out()

    def test_a_consultation_decides_nothing(self):
        """Red team: over every field and line that holds a decision about the family, by whatever way."""
        self._consent(self.case, "consultation")
        consultation = self._meeting(kind="consultation", days=-1)
        assessment = self.env["kooperacje.assessment"].with_user(self.anna).create({"case_id": self.case.id})
        decision = {
            "name": "Odebrać zasiłek", "deadline": self.today, "owner_kind": "family",
        }
        attempts = {
            "decision": lambda: self.env["kooperacje.decision"].with_user(self.anna).create({
                **decision, "meeting_id": consultation.id,
            }),
            "line": lambda: consultation.write({"decision_ids": [Command.create(decision)]}),
            "outcome": lambda: consultation.write({"outcome": "end"}),
            "premise": lambda: consultation.write({"outcome_premise_id": self._premise("end").id}),
            "assessment": lambda: consultation.write({"assessment_id": assessment.id}),
            "plan": lambda: consultation.write({"plan_id": self._plan().id}),
            "new": lambda: self._meeting(kind="consultation", outcome="continue"),
            "made one afterwards": lambda: self._meeting(days=20, outcome="continue").write({"kind": "consultation"}),
            "context": lambda: self.env["kooperacje.meeting"].with_user(self.anna).with_context(
                default_outcome="end",
            ).create({"team_id": self.team.id, "kind": "consultation", "start": self.now}),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(ValidationError), self.env.cr.savepoint():
                attempt()
        with self.assertRefused("with the family"):
            consultation.action_assess()
        with self.assertRefused("with the family"):
            consultation.action_print_family_copy() if consultation.state == "held" else consultation._document_family()
        for who in (self.member, self.member_anna):
            self._participant(consultation, who).action_present()
        consultation.action_hold()
        consultation.course = "Pracownicy uzgodnili, kto zadzwoni do szkoły."

    def test_assessment_of_another_case_is_refused(self):
        other = self._case(self.anna, persons=False)
        assessment = self.env["kooperacje.assessment"].with_user(self.anna).create({"case_id": other.id})
        with self.assertRefused("assessment of this case", ValidationError):
            self._held().assessment_id = assessment

    def test_effects_are_assessed_on_the_day_of_the_meeting(self):
        meeting = self._held()
        action = meeting.action_assess()
        assessment = self.env["kooperacje.assessment"].browse(action["res_id"])
        self.assertEqual((assessment.case_id, assessment.assessed_on), (self.case, meeting._day()))
        self.assertEqual(meeting.action_assess()["res_id"], assessment.id, "once")
        with self.assertRefused("that was held"):
            self._meeting(days=5).action_assess()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_members_do_not_decide_alone(self):
        meeting = self._held()
        for user in (self.tomasz, self.piotr, self.jan, self.olga):
            with self.subTest(user.login), self.assertRaises(AccessError):
                meeting.with_user(user).write({"outcome": "end"})

    def test_a_meeting_is_never_deleted(self):
        """Red team: delete a protocol, whatever its state, whoever asks."""
        meeting = self._held()
        for user in (self.anna, self.maria):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                meeting.with_user(user).unlink()
        with self.assertRefused("stay on record"):
            meeting.sudo().unlink()
