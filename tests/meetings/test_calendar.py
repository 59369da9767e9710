from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
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

    def test_partnership_meeting(self):
        meeting = self._meeting(user=self.piotr, kind="partnership", chair_id=self.maria.partner_id.id)
        self.assertEqual(meeting.event_id.partner_ids, self.maria.partner_id)
