from datetime import timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestMeeting(TeamCommon):
    """Anna plans, holds and records the meetings of the team of the Nowaks."""

    # Planning

    def test_numbers(self):
        first = self._meeting()
        second = self._meeting(days=14)
        self.assertEqual([first.name, second.name], [f"{self.team.name}/1", f"{self.team.name}/2"])
        first.action_cancel()
        self.assertEqual(self._meeting(days=15).name, f"{self.team.name}/3", "a cancelled meeting keeps its number")
        year = (self.today + timedelta(days=7)).year
        series = [self._meeting(user=self.piotr, kind="partnership").name for _i in range(2)]
        self.assertEqual(series, [f"PZK/{year}/0001", f"PZK/{year}/0002"])

    def test_each_office_and_year_counts_for_itself(self):
        piotrek = self._user("piotrek", self.gops_nur, "network_worker", company=self.company_nur)
        self._meeting(user=self.piotr, kind="partnership")
        nur = self._meeting(user=piotrek, kind="partnership", partnership_id=self.partnership_nur.id)
        self.assertTrue(nur.name.endswith("/0001"))
        later = self._meeting(days=370, user=self.piotr, kind="partnership")
        self.assertTrue(later.name.endswith("/0001"))

    def test_who_is_invited_to_a_meeting_with_the_family(self):
        """K3D-162, 165–167: accepted members; household and guardian take part and are no members."""
        meeting = self._meeting()
        kinds = {p.display_name: p.kind for p in meeting.participant_ids}
        self.assertEqual(kinds, {
            "Anna": "member", "Tomasz": "member", "Barbara Nowak": "family", "Jakub Nowak": "family",
            "Ewa Lis": "guardian",
        })
        self.assertEqual(set(meeting.participant_ids.mapped("presence")), {"invited"})
        self.assertEqual(meeting.chair_id, self.anna.partner_id)
        self.assertEqual(self._participant(meeting, self.member).institution_id, self.ppp)

    def test_form_of_a_new_meeting(self):
        """What the form proposes before saving is what is saved."""
        Meeting = self.env["kooperacje.meeting"].with_user(self.anna)
        with Form(Meeting.with_context(default_kind="team_first", default_team_id=self.team.id)) as form:
            self.assertEqual(len(form.participant_ids), 5)
            form.start = self.now + timedelta(days=2)
        meeting = form.record
        self.assertEqual(
            (meeting.participant_ids.member_id, meeting.participant_ids.person_id),
            (self.member_anna | self.member, self.barbara | self.kuba | self.aunt),
        )
        partnership = Form(self.env["kooperacje.meeting"].with_user(self.piotr).with_context(
            default_kind="partnership", default_partnership_id=self.partnership.id,
        ))
        partnership.start = self.now + timedelta(days=2)
        self.assertIn(self.school, partnership.save().participant_ids.partner_id)

    def test_relatives_and_guests_are_added(self):
        meeting = self._meeting()
        meeting.participant_ids = [
            Command.create({"kind": "relative", "person_id": self.halina.id}),
            Command.create({"kind": "relative", "guest_name": "Sąsiadka, pani Krysia"}),
            Command.create({"kind": "guest", "guest_name": "Tłumaczka PJM"}),
        ]
        self.assertIn("Tłumaczka PJM", meeting.participant_ids.mapped("display_name"))
        uncle = self._person("Adam", "Nowak")
        self.case.case_person_ids = [Command.create({"person_id": uncle.id, "in_household": False})]
        stranger = self._person("Obca", "Osoba")
        self._case(self.anna, persons=False).case_person_ids = [Command.create({"person_id": stranger.id})]
        for values in (
            {"kind": "guest"}, {"kind": "relative"}, {"kind": "member"}, {"kind": "institution"},
            {"kind": "family", "guest_name": "Ktoś"}, {"kind": "member", "person_id": uncle.id},
            {"kind": "guest", "member_id": self.member_zofia.id},
            {"kind": "relative", "person_id": stranger.id},
        ):
            with self.subTest(values), self.assertRefused(".", ValidationError):
                meeting.participant_ids = [Command.create(values)]

    def test_nobody_twice(self):
        meeting = self._meeting()
        for values in ({"kind": "member", "member_id": self.member.id}, {"kind": "family", "person_id": self.kuba.id}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                meeting.participant_ids = [Command.create(values)]

    def test_second_meeting_is_the_next_one(self):
        first = self._meeting()
        self.assertEqual((first.kind, self._meeting(days=9).kind), ("team_first", "team_next"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._meeting(kind="team_first")
        first.action_cancel()
        self.assertEqual(self._meeting(days=9).kind, "team_first", "the first one was called off")

    def test_plan_next_takes_over(self):
        meeting = self._held(next_start=fields.Datetime.now() + timedelta(days=20), location="OPS, sala 3")
        context = meeting.action_plan_next()["context"]
        following = self.env["kooperacje.meeting"].with_user(self.anna).with_context(**context).create({})
        self.assertEqual((following.team_id, following.kind), (self.team, "team_next"))
        self.assertEqual((following.start, following.location), (meeting.next_start, "OPS, sala 3"))

    def test_dates_are_sane(self):
        for values in ({"duration": 0}, {"duration": -1}, {"duration": 13}, {"days": 3000}):
            with self.subTest(values), self.assertRefused("duration|two years", ValidationError):
                self._meeting(**values)
        meeting = self._meeting()
        with self.assertRefused("comes after this one", ValidationError):
            meeting.next_start = meeting.start - timedelta(hours=1)

    def test_team_and_partnership_meetings_do_not_mix(self):
        for values in ({"kind": "partnership", "team_id": self.team.id}, {"kind": "team_next", "team_id": False}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), (
                self.env.cr.savepoint()
            ):
                self.env["kooperacje.meeting"].create({
                    "start": self.now, "partnership_id": self.partnership.id, **values,
                })

    def test_closed_team_does_not_meet(self):
        """From the day after it was put on hold or ended: what took place before can be recorded at any time."""
        meeting = self._meeting(days=-1)
        self._participant(meeting, self.barbara).action_present()
        for state, day in (("suspended", "suspended_on"), ("closed", "closed_on")):
            self.team.write({"state": state, day: self.today})
            with self.assertRefused("on hold or has ended since"):
                self._meeting()
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")

    def test_state_number_and_keys_are_not_written(self):
        """Over RPC too, also by a default smuggled in with the context."""
        meeting = self._meeting()
        other = self._case(self.jan)
        for values in (
            {"state": "held"}, {"name": "ZZK/1"}, {"ordinal": 9}, {"case_id": other.id},
            {"company_id": self.company_nur.id}, {"document_state": "signed"}, {"document_number": "1"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                meeting.write(values)
            with self.subTest(create=values), self.assertRaises(UserError):
                self._meeting(**values)
        Meeting = self.env["kooperacje.meeting"].with_user(self.anna)
        with self.assertRaises(UserError):
            Meeting.with_context(default_state="held").create({"team_id": self.team.id, "start": self.now})
        participant = meeting.participant_ids[0]
        for values in ({"case_id": other.id}, {"meeting_id": self._meeting(days=8).id}):
            with self.subTest(values), self.assertRaises(UserError):
                participant.write(values)

    def test_meeting_stays_with_its_team(self):
        other = self._case(self.anna)
        self._consent(other, "method")
        team = self.env["kooperacje.team"].create({"case_id": other.id})
        meeting = self._meeting()
        with self.assertRefused("number of its team"):
            meeting.team_id = team
        with self.assertRaises(UserError):
            meeting.unlink()
        with self.assertRefused("stay on record"):
            meeting.sudo().unlink()

    def test_who_accepts_later_joins_the_planned_meeting(self):
        meeting = self._meeting()
        self.member_zofia.state = "accepted"
        self.assertTrue(self._participant(meeting, self.member_zofia))
        self.member_zofia.state = "left"
        self.assertFalse(self._participant(meeting, self.member_zofia))

    def test_who_leaves_stays_in_the_record_of_meetings_held(self):
        meeting = self._held()
        self.member.state = "left"
        self.assertEqual(self._participant(meeting, self.member).presence, "present")

    def test_missing_participants_are_added_by_the_button(self):
        meeting = self._meeting()
        self._participant(meeting, self.kuba).unlink()
        meeting.action_add_participants()
        self.assertEqual(len(self._participant(meeting, self.kuba)), 1)
        self.assertEqual(len(meeting.participant_ids), 5)

    # The family stays out of a consultation

    def test_consultation_needs_the_familys_consent_to_it(self):
        with self.assertRefused("not agreed to a consultation"):
            self._meeting(kind="consultation")
        meeting = self._meeting()
        with self.assertRefused("not agreed to a consultation"):
            meeting.kind = "consultation"
        self._consent(self.case, "consultation")
        self.assertEqual(set(self._meeting(kind="consultation").participant_ids.mapped("kind")), {"member"})

    def test_consultation_is_held_without_the_family(self):
        paper = self._consent(self.case, "consultation")
        self._plan()
        meeting = self._meeting(days=-1, kind="consultation")
        self.assertFalse(meeting.plan_id)
        for values in ({"kind": "family", "person_id": self.barbara.id}, {"kind": "guardian", "guest_name": "Opiekun"},
                       {"kind": "relative", "person_id": self.halina.id}):
            with self.subTest(values), self.assertRefused("without the family", ValidationError):
                meeting.participant_ids = [Command.create(values)]
        with self.assertRefused("takes no decisions", ValidationError):
            self._decide(meeting, owner_kind="family", member_id=False)
        with self.assertRefused("settles no plan", ValidationError):
            meeting.plan_id = self.case.plan_ids
        with self.assertRefused("meeting with the family"):
            meeting.action_prepare_plan()
        self._participant(meeting, self.member).action_present()
        paper.statement_ids.date_to = self.today - timedelta(days=30)
        with self.assertRefused("not agreed to a consultation"):
            meeting.action_hold()
        paper.statement_ids.date_to = self.today
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")

    def test_changing_to_a_consultation_takes_the_family_off_the_list(self):
        self._consent(self.case, "consultation")
        meeting = self._meeting()
        meeting.participant_ids = [Command.create({"kind": "guest", "guest_name": "Prawniczka"})]
        meeting.kind = "consultation"
        self.assertEqual(set(meeting.participant_ids.mapped("kind")), {"member", "guest"})
        meeting.kind = "team_next"
        self.assertEqual(len(meeting.participant_ids), 6)

    # Holding

    def test_meeting_of_the_future_is_not_held(self):
        meeting = self._meeting(days=1)
        self._participant(meeting, self.barbara).action_present()
        with self.assertRefused("not taken place yet"):
            meeting.action_hold()
        today = self._meeting(days=0)
        self._participant(today, self.barbara).action_present()
        today.action_hold()
        with self.assertRefused("future", ValidationError):
            today.start += timedelta(days=3)

    def test_nobody_present(self):
        meeting = self._meeting(days=-1)
        with self.assertRefused("Nobody is marked as present"):
            meeting.action_hold()
        meeting.participant_ids.action_excused()
        with self.assertRefused("Nobody is marked as present"):
            meeting.action_hold()

    def test_family_takes_part(self):
        """K3D-12: the family, or its representative, or a reason."""
        for kind in ("team_first", "team_next", "team_final"):
            meeting = self._meeting(days=-1, kind=kind)
            (self._participant(meeting, self.member) | self._participant(meeting, self.member_anna)).action_present()
            with self.subTest(kind):
                with self.assertRefused("takes part in the team's meetings"):
                    meeting.action_hold()
                meeting.family_absence_reason = "  "
                with self.assertRefused("takes part in the team's meetings"):
                    meeting.action_hold()
                meeting.family_absence_reason = "Barbara w szpitalu, poprosiła o spotkanie bez niej"
                meeting.action_hold()

    def test_guardian_speaks_for_the_family_a_relative_does_not(self):
        meeting = self._meeting(days=-1)
        meeting.participant_ids = [Command.create({
            "kind": "relative", "person_id": self.halina.id, "presence": "present",
        })]
        with self.assertRefused("takes part in the team's meetings"):
            meeting.action_hold()
        self._participant(meeting, self.aunt).action_present()
        meeting.action_hold()

    def test_consent_holds_on_the_day_of_the_meeting(self):
        """Gate 4; what was held under a consent can still be recorded after it has been withdrawn."""
        meeting = self._meeting(days=-10)
        self._participant(meeting, self.barbara).action_present()
        statements = self.consent.statement_ids
        statements.withdrawn_on = self.today - timedelta(days=20)
        with self.assertRefused("no valid consent"):
            meeting.action_hold()
        statements.withdrawn_on = self.today
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")

    def test_each_state_allows_its_steps(self):
        held = self._held()
        with self.assertRefused("not planned any more"):
            held.action_hold()
        with self.assertRefused("planned meeting is cancelled"):
            held.action_cancel()
        with self.assertRefused("no longer change"):
            held.kind = "team_next"
        cancelled = self._meeting(days=3)
        cancelled.action_cancel()
        for attempt in (
            cancelled.action_hold, cancelled.action_cancel,
            lambda: cancelled.write({"location": "x"}),
            lambda: cancelled.write({"participant_ids": [Command.create({"kind": "guest", "guest_name": "x"})]}),
            cancelled.participant_ids[0].action_present, lambda: self._decide(cancelled),
        ):
            with self.assertRefused("."):
                attempt()

    # Protocol

    def _record_views(self, meeting):
        """The three views; the first protocol decides on a project where it holds no plan (K3D-186)."""
        if not meeting.plan_id:
            meeting.outcome = "project"
        meeting.write({
            "family_perspective": "Chcemy spokoju", "worker_perspective": "Kuba opuszcza lekcje",
            "members_perspective": "Kuba zgłasza się do poradni",
        })

    def test_protocol_follows_the_meeting(self):
        meeting = self._meeting(days=-1)
        self._record_views(meeting)
        with self.assertRefused("issued after the meeting"):
            meeting.action_issue()

    def test_first_meeting_hears_three_views(self):
        """K3D-185."""
        meeting = self._held()
        meeting.worker_perspective = "Kuba opuszcza lekcje"
        with self.assertRefused("The family's view, The other members' view"):
            meeting.action_issue()
        self._record_views(meeting)
        meeting.action_issue()
        self.assertEqual(meeting.document_state, "issued")

    def test_protocol_with_an_unfinished_plan_is_not_issued(self):
        meeting = self._held()
        self._record_views(meeting)
        action = meeting.action_prepare_plan()
        plan = self.env["kooperacje.plan"].with_user(self.anna).browse(action["res_id"])
        self.assertEqual((meeting.plan_id, plan.team_id), (plan, self.team))
        with self.assertRefused("no goal yet"):
            meeting.action_issue()
        plan.goal_ids = [Command.create({"name": "x", "measure": "y", "service_line_ids": [
            Command.create({"service_id": self.therapy.id}),
        ]})]
        self.therapy.state = "withdrawn"
        with self.assertRefused("no longer in the local basket"):
            meeting.action_issue()

    def _issued_draft(self):
        meeting = self._held()
        self._record_views(meeting)
        meeting.plan_id = self._plan()
        self._decide(meeting)
        return meeting

    def _issued(self):
        meeting = self._issued_draft()
        meeting.action_issue()
        return meeting

    def test_issued_protocol_holds_meeting_and_plan_still(self):
        meeting = self._issued()
        plan, decision = meeting.plan_id, meeting.decision_ids
        attempts = {
            "view": lambda: meeting.write({"family_perspective": "x"}),
            "place": lambda: meeting.write({"location": "x"}),
            "date": lambda: meeting.write({"start": self.now - timedelta(days=2)}),
            "presence": meeting.participant_ids[0].action_absent,
            "new participant": lambda: meeting.write({
                "participant_ids": [Command.create({"kind": "guest", "guest_name": "x"})],
            }),
            "participant away": meeting.participant_ids[0].unlink,
            "decision": lambda: decision.write({"name": "x"}),
            "deadline": lambda: decision.write({"deadline": self.today + timedelta(days=99)}),
            "new decision": lambda: self._decide(meeting),
            "decision away": decision.unlink,
            "other plan": lambda: meeting.write({"plan_id": False}),
            "plan": lambda: plan.write({"main_goal": "x"}),
            "goal": lambda: plan.goal_ids.write({"name": "x"}),
            "new goal": lambda: plan.write({"goal_ids": [Command.create({"name": "x"})]}),
            "service": plan.service_line_ids.unlink,
        }
        for what, attempt in attempts.items():
            with self.subTest(what), self.assertRefused("."):
                attempt()
        meeting.action_document_correct()
        meeting.family_perspective = "Chcemy spokoju w domu"
        plan.main_goal = "Spokój"

    def test_signing_the_protocol_freezes_the_plan(self):
        meeting = self._issued()
        plan = meeting.plan_id
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        self.assertEqual((meeting.document_state, plan.state), ("signed", "signed"))
        self.assertEqual(plan.signed_on, self.today)
        for attempt in (
            lambda: meeting.write({"family_perspective": "x"}), lambda: plan.write({"main_goal": "x"}),
            lambda: meeting.participant_ids[0].write({"presence": "absent"}), lambda: self._decide(meeting),
            lambda: meeting.participant_ids.sudo().unlink(),
        ):
            with self.assertRefused("."):
                attempt()
        meeting.participant_ids[0].has_signed = True
        meeting.decision_ids.action_done()
        self.assertEqual(meeting.decision_ids.state, "done", "work goes on")

    def test_protocol_is_not_signed_before_the_meeting(self):
        meeting, before = self._issued_draft(), self.today - timedelta(days=2)
        for correct in (False, True):
            with self.subTest(draft=not correct), self.assertRefused("before the meeting"):
                meeting._document_register_signature(before, "trusted", **self._e_file(before))
            if not correct:
                meeting.document_date = self.today - timedelta(days=9)
                meeting.action_issue()
        yesterday = self.today - timedelta(days=1)
        meeting._document_register_signature(yesterday, "trusted", **self._e_file(yesterday))
        self.assertEqual(meeting.plan_id.signed_on, yesterday)

    def test_day_of_the_meeting_is_that_of_the_office(self):
        """01:30 in Warsaw: for a caller further west the meeting has not begun, further east it is no other day."""
        with freeze_time("2026-03-10 06:00:00"):
            meeting = self._meeting()
            for start, day in (("2026-03-09 23:30:00", "2026-03-10"), ("2026-03-09 22:30:00", "2026-03-09")):
                meeting.start = start
                for tz in ("Europe/Warsaw", "Asia/Tokyo", "America/Los_Angeles", False):
                    with self.subTest(tz):
                        self.assertEqual(str(meeting.with_context(tz=tz)._day()), day)
            meeting.start = "2026-03-10 23:30:00"  # tomorrow at the office
            self.assertFalse(meeting.with_context(tz="America/Los_Angeles")._has_begun())
            with self.assertRefused("has not taken place"):
                meeting.with_context(tz="America/Los_Angeles").action_hold()

    def test_next_protocol_revises_the_plan(self):
        first = self._issued()
        first._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        second = self._meeting(days=0)
        self.assertEqual(second.plan_id, first.plan_id, "the plan in force is on the table")
        action = second.action_prepare_plan()
        self.assertEqual((second.plan_id.id, second.plan_id.version), (action["res_id"], 2))
        self.assertEqual(first.plan_id.version, 1)
        self._participant(second, self.barbara).action_present()
        second.action_hold()
        second._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        self.assertEqual((first.plan_id.state, second.plan_id.state), ("superseded", "signed"))

    def test_protocol_without_a_plan_is_signed_too(self):
        """K3D-186: a plan, or a social project."""
        meeting = self._held()
        self._record_views(meeting)
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        self.assertEqual(meeting.document_state, "signed")
        self.assertFalse(self.case.plan_ids)

    def _decide(self, meeting, **values):
        return self.env["kooperacje.decision"].with_user(self.anna).create({
            "meeting_id": meeting.id, "name": "Umówić wizytę w poradni", "member_id": self.member.id,
            "deadline": self.today + timedelta(days=10), **values,
        })

    # Who sees it

    def test_readers_of_a_team_meeting(self):
        meeting = self._held()
        for user in (self.anna, self.maria, self.tomasz):
            self.assertEqual(meeting.with_user(user).kind, "team_first")
            self.assertTrue(meeting.with_user(user).participant_ids.mapped("display_name"))
        closed = (
            self.jan, self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga,
        )
        for user in closed:
            with self.subTest(user.login):
                self.assertFalse(self.env["kooperacje.meeting"].with_user(user).search([("id", "=", meeting.id)]))
                for record in (meeting, meeting.participant_ids):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])

    def test_specialist_reads_and_does_not_write(self):
        meeting = self._held().with_user(self.tomasz)
        for attempt in (
            lambda: meeting.write({"course": "x"}), meeting.action_cancel, meeting.action_hold,
            meeting.participant_ids[0].action_absent, meeting.participant_ids.unlink,
            lambda: self._meeting(user=self.tomasz, days=9), meeting.action_issue,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_withdrawal_closes_the_meetings_at_once(self):
        meeting = self._held()
        Meeting = self.env["kooperacje.meeting"].with_user(self.tomasz)
        self.assertTrue(Meeting.search([]))
        self.consent.statement_ids.withdrawn_on = self.today
        self.assertFalse(Meeting.search([]))
        self.assertFalse(Meeting.name_search(meeting.name))
        self.assertFalse(Meeting._read_group([], ["kind"], ["__count"]))
        with self.assertRaises(AccessError):
            Meeting.browse(meeting.id).message_ids.read(["body"])
        self.assertEqual(meeting.with_user(self.anna).state, "held", "the social worker goes on")

    def test_meetings_of_the_partnership(self):
        meeting = self._meeting(days=-1, user=self.piotr, kind="partnership")
        self.assertIn(self.school, meeting.participant_ids.partner_id)
        for user in (self.anna, self.maria, self.tomasz, self.ewa):
            self.assertTrue(meeting.with_user(user).read(["name"]))
        for user in (self.anna, self.tomasz, self.ewa):
            with self.subTest(user.login), self.assertRaises(AccessError):
                meeting.with_user(user).write({"course": "x"})
        with self.assertRaises(AccessError):
            meeting.with_user(self.olga).read(["name"])
        with self.assertRaises(AccessError):
            self._meeting(user=self.piotr)
        with self.assertRefused("do not sit in a partnership", ValidationError):
            meeting.participant_ids = [Command.create({"kind": "family", "guest_name": "Nowak"})]
        meeting.participant_ids[0].action_present()
        decision = self.env["kooperacje.decision"].with_user(self.piotr).create({
            "meeting_id": meeting.id, "name": "Przesłać kartę usług", "deadline": self.today,
            "partner_id": self.ewa.partner_id.id,
        })
        meeting.with_user(self.maria).action_hold()
        self.assertEqual((decision.owner_kind, decision.user_id), ("partner", self.ewa))
        self.assertEqual(decision.activity_id.user_id, self.ewa)
        decision.with_user(self.ewa).action_done()

    def test_partnership_meets_once_accepted_and_until_closed(self):
        """Gate 1 (K3D-129)."""
        urban = self.env["kooperacje.partnership"].with_user(self.piotr).create({
            "name": "PZK (test)", "variant": "urban", "company_id": self.company.id,
        })

        def meet():
            return self._meeting(user=self.piotr, kind="partnership", partnership_id=urban.id)

        with self.assertRefused("before the authority has accepted"):
            meet()
        urban.write({"authorisation_number": "Or.1", "authorisation_date": self.today})
        with self.assertRefused("Begin"):
            meet()
        urban.sudo().state = "initiation"
        self.assertTrue(meet())
        urban.sudo().state = "closed"
        with self.assertRefused("is closed"):
            meet()

    def test_meeting_stays_with_its_partnership(self):
        meeting = self._meeting(user=self.piotr, kind="partnership", partnership_id=self.partnership.id)
        second = self._partnership("PZK II (test)", self.company, self.commune)
        for partnership in (second, self.partnership_nur):
            with self.assertRefused("not changed by hand", AccessError):
                meeting.partnership_id = partnership.id

    def test_buttons_of_the_protocol_are_for_who_may_write_it(self):
        """Who only reads the case sees the protocol, without steps that would be refused."""
        meeting = self._issued_draft()
        for user, may in ((self.anna, True), (self.maria, True), (self.tomasz, False)):
            self.env.invalidate_all()
            with self.subTest(user.login):
                self.assertEqual(meeting.with_user(user).document_user_may_write, may)
        self.assertTrue(self.env["kooperacje.meeting"].with_user(self.anna).new({}).document_user_may_write)
        view = etree.fromstring(meeting.with_user(self.tomasz).get_view(view_type="form")["arch"])
        for step in ("action_issue", "action_document_sign", "action_document_correct", "action_document_void"):
            self.assertIn("not document_user_may_write", view.find(f".//button[@name='{step}']").get("invisible"), step)

    # Figures on other screens

    def test_next_meeting_of_a_case(self):
        self.assertFalse(self.case.next_meeting_date)
        past, later, sooner = self._meeting(days=-3), self._meeting(days=20), self._meeting(days=5)
        self.assertEqual((self.case.next_meeting_date, self.case.meeting_count), (sooner.start, 3))
        sooner.action_cancel()
        self.assertEqual((self.case.next_meeting_date, self.case.meeting_count), (later.start, 2))
        self.assertEqual(self.team.with_user(self.piotr).meeting_count, 2)
        self.assertEqual(past.state, "planned")

    def test_board_costs_one_query_for_the_next_meeting(self):
        cases = self.env["kooperacje.case"].browse(self._case(self.anna, persons=False).id for _i in range(30))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            cases.mapped("next_meeting_date")

    def test_lists_cost_the_same_for_ten_and_a_hundred(self):
        def cost(number):
            meetings = self.env["kooperacje.meeting"].with_user(self.anna).create([{
                "team_id": self.team.id, "kind": "team_next", "start": self.now + timedelta(days=9),
            } for _i in range(number)])
            decisions = self.env["kooperacje.decision"].with_user(self.anna).create([{
                "meeting_id": meeting.id, "name": "x", "member_id": self.member.id,
                "deadline": self.today + timedelta(days=30),
            } for meeting in meetings])
            many2one = {"fields": {"display_name": {}}}
            return self._read_cost(meetings, {
                "name": {}, "start": {}, "kind": {}, "case_id": many2one, "present_count": {}, "state": {},
                "chair_id": many2one, "document_state": {},
            }), self._read_cost(decisions, {
                "name": {}, "deadline": {}, "owner_name": {}, "can_close": {}, "is_overdue": {}, "case_id": many2one,
                "meeting_id": many2one,
            })

        self.assertEqual(cost(10), cost(100))
