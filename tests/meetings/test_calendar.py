from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestCalendar(TeamCommon):
    """Meetings stand in the calendars of those who take part and may see the case, under a number alone."""

    def setUp(self):
        super().setUp()
        self.meeting = self._meeting(location="ul. Leśna 5, mieszkanie Nowaków")
        self.event = self.meeting.event_id

    def _calendar_of(self, user):
        return self.env["calendar.event"].with_user(user).search([
            ("partner_ids", "in", user.partner_id.ids), ("id", "=", self.event.id),
        ])

    def test_event_says_number_and_time_only(self):
        self.assertEqual(self.event.name, self.meeting.name)
        self.assertEqual((self.event.start, self.event.stop), (self.meeting.start, self.meeting.stop))
        self.assertEqual(self.event.privacy, "private")
        self.assertFalse(self.event.location or self.event.description or self.event.res_id)
        everything = " ".join(str(value) for value in self.event.sudo().read()[0].values())
        for word in ("Nowak", "Leśna", self.case.name):
            if word != "/":
                self.assertNotIn(word, everything)
        self.assertNotIn(b"Nowak", self.event._get_ics_file().get(self.event.id, b""))

    def test_nobody_shows_it_to_everybody(self):
        for privacy in ("public", "confidential", False):
            with self.subTest(privacy=privacy), self.assertRefused("stays private", AccessError):
                self.event.with_user(self.anna).write({"privacy": privacy})
            self.assertEqual(self.event.privacy, "private")
        # An event of one's own is one's own.
        own = self.env["calendar.event"].with_user(self.anna).create({
            "name": "Dentist", "start": "2026-03-02 09:00:00", "stop": "2026-03-02 10:00:00", "privacy": "private",
        })
        own.privacy = "public"
        self.assertEqual(own.privacy, "public")

    def test_who_has_it_in_the_calendar(self):
        self.assertEqual(self.event.partner_ids, (self.anna | self.tomasz).partner_id)
        for user in (self.anna, self.tomasz):
            self.assertEqual(self._calendar_of(user).name, self.meeting.name)
        self.env.invalidate_all()
        stranger = self.event.with_user(self.olga)
        self.assertNotIn(self.meeting.name, f"{stranger.display_name} {stranger.name}")

    def test_event_follows_the_meeting(self):
        self.meeting.write({"start": self.meeting.start + timedelta(days=1), "duration": 2})
        self.assertEqual((self.event.start, self.event.stop), (self.meeting.start, self.meeting.stop))
        self._participant(self.meeting, self.member).unlink()
        self.assertEqual(self.event.partner_ids, self.anna.partner_id)
        self.meeting.action_add_participants()
        self.assertIn(self.tomasz.partner_id, self.event.partner_ids)

    def test_cancelled_meeting_leaves_the_calendars(self):
        self.meeting.action_cancel()
        self.assertFalse(self.event.active)
        self.assertFalse(self._calendar_of(self.tomasz))

    def test_who_leaves_the_team_loses_it(self):
        self.member.state = "left"
        self.assertEqual(self.event.partner_ids, self.anna.partner_id)
        self.assertNotIn(self.tomasz.partner_id, self.event.attendee_ids.partner_id)

    def test_withdrawn_consent_takes_it_out(self):
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        self.assertFalse(self._calendar_of(self.tomasz))
        self.assertTrue(self._calendar_of(self.anna))

    def test_consent_that_ends_takes_it_out_by_the_nightly_look(self):
        self.consent.statement_ids.date_to = self.today + timedelta(days=2)
        self.assertIn(self.tomasz.partner_id, self.event.partner_ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env.invalidate_all()
            self.env["kooperacje.meeting"]._cron_sync_calendar()
        self.assertEqual(self.event.partner_ids, self.anna.partner_id)

    def test_who_lost_the_case_no_longer_follows_its_meetings(self):
        self.meeting.message_subscribe(partner_ids=(self.anna | self.tomasz).partner_id.ids)
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        self.assertNotIn(self.tomasz.partner_id, self.meeting.message_partner_ids)
        self.assertIn(self.anna.partner_id, self.meeting.message_partner_ids)

    def test_meeting_opened_from_another_record_is_not_linked_to_it(self):
        context = {"active_model": "kooperacje.case", "active_id": self.case.id}
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).with_context(**context).create({
            "team_id": self.team.id, "start": self.now + timedelta(days=3),
        })
        self.assertFalse(meeting.event_id.res_id)

    # Answers

    def _attendee(self, user, meeting=None):
        return (meeting or self.meeting).event_id.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == user.partner_id
        )

    def test_who_declines_in_the_calendar_is_excused(self):
        place = self._participant(self.meeting, self.member)
        mine = self._attendee(self.tomasz).with_user(self.tomasz)
        mine.do_decline()
        self.assertEqual(place.presence, "excused")
        self.assertIn(self.tomasz.partner_id, self.event.partner_ids, "it may be taken back")
        mine.do_accept()
        self.assertEqual(place.presence, "invited")
        mine.event_id.change_attendee_status("declined", "self_only")
        self.assertEqual(place.presence, "excused")
        self.assertEqual(
            set((self.meeting.participant_ids - place).mapped("presence")), {"invited"}, "nobody else's answer",
        )

    def test_answer_by_the_link_of_the_invitation(self):
        attendee = self._attendee(self.tomasz)
        attendee.with_user(self.env.ref("base.public_user")).sudo().do_decline()
        self.assertEqual(self._participant(self.meeting, self.member).presence, "excused")

    def test_nobody_answers_for_another(self):
        """Core lets every employee write every attendee; here only one's own word counts."""
        place = self._participant(self.meeting, self.member)
        self._attendee(self.tomasz).with_user(self.anna).write({"state": "declined"})
        self.assertEqual(place.presence, "invited", "she organises the meeting")
        self._attendee(self.tomasz).sudo().write({"state": "declined"})
        self.assertEqual(place.presence, "invited", "nor does a method of somebody")
        with self.assertRaises(AccessError):
            self._attendee(self.tomasz).with_user(self.olga).do_decline()

    def test_a_reply_opens_no_door_and_changes_no_history(self):
        place = self._participant(self.meeting, self.member)
        attendee = self._attendee(self.tomasz)
        place.presence = "present"
        attendee.with_user(self.tomasz).do_decline()
        self.assertEqual(place.presence, "present", "who is there is there")
        place.presence = "invited"
        self.consent.statement_ids.date_to = self.today + timedelta(days=2)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env.invalidate_all()
            attendee.with_user(self.tomasz).do_decline()
            self.assertEqual(place.presence, "invited", "the door is closed, whatever still hangs in the calendar")
            self.assertFalse(self.case.with_user(self.tomasz).sudo().user_can_read)
        meeting = self._held()
        there = self._participant(meeting, self.member)
        there.presence = "excused"
        self._attendee(self.tomasz, meeting).with_user(self.tomasz).do_accept()
        self.assertEqual(there.presence, "excused", "the meeting has been held")

    def test_an_event_that_is_no_meeting(self):
        event = self.env["calendar.event"].with_user(self.tomasz).create({
            "name": "Dentysta", "start": self.now, "stop": self.now + timedelta(hours=1),
            "partner_ids": [fields.Command.set(self.tomasz.partner_id.ids)],
        })
        event.attendee_ids.do_decline()
        self.assertEqual(event.attendee_ids.state, "declined")

    def test_partnership_meeting(self):
        meeting = self._meeting(user=self.piotr, kind="partnership", chair_id=self.maria.partner_id.id)
        self.assertEqual(meeting.event_id.partner_ids, self.maria.partner_id)
