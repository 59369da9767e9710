from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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
        with self.assertRaises(AccessError):
            self.event.with_user(self.olga).read(["display_name"])

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
            with self.assertRaises(AccessError):
                attendee.with_user(self.tomasz).do_decline()
            attendee.with_user(self.env.ref("base.public_user")).sudo().do_decline()
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


@tagged("post_install", "-at_install")
class TestCalendarDoors(TeamCommon):
    """What the calendar keeps of a meeting is told to those who sit in it, while the case is open to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._meeting()
        cls.held = cls._meeting(days=-1)
        cls.held.participant_ids.action_present()
        cls.held.action_hold()
        cls.of_all = cls._meeting(user=cls.piotr, kind="partnership", chair_id=cls.maria.partner_id.id)
        for meeting in cls.planned | cls.held | cls.of_all:
            cls.env["calendar.event"].browse(meeting.event_id.id).message_post(
                body="Mama przyjdzie z Kubą", message_type="comment", subtype_xmlid="mail.mt_comment",
                author_id=cls.tomasz.partner_id.id, partner_ids=cls.tomasz.partner_id.ids,
            )

    def _ways(self, user, meeting):
        event = meeting.event_id
        Event, here = self.env["calendar.event"].with_user(user), [("id", "=", event.id)]
        mine, partner = event.with_user(user), self.tomasz.partner_id
        about, about_res = (
            [(name, "=", "calendar.event"), ("res_id", "=", event.id)] for name in ("model", "res_model")
        )
        return {
            "search": lambda: Event.search(here),
            "count": lambda: Event.search_count(here),
            "by number": lambda: Event.search([*here, ("name", "=", event.name)]),
            "by time": lambda: Event.search([*here, ("start", "=", event.start)]),
            "by guest": lambda: Event.search([*here, ("partner_ids.name", "!=", False)]),
            "by length": lambda: Event.search([*here, ("duration", ">", 0)], order="start, name"),
            "by what is written": lambda: Event.search([*here, ("message_ids.body", "ilike", "Kubą")]),
            "groups": lambda: sum(
                row["__count"] for row in Event.formatted_read_group(here, ["start:hour"], ["__count", "duration:sum"])
            ),
            "time": lambda: mine.read(["start"]),
            "name": lambda: mine.name_search(event.name, here),
            "export": lambda: mine.export_data(["start"])["datas"],
            "guests": lambda: self.env["calendar.attendee"].with_user(user).search([("event_id", "=", event.id)]),
            "guests by time": lambda: self.env["calendar.attendee"].with_user(user).search_count(
                [("event_id", "=", event.id), ("event_id.start", "!=", False)],
            ),
            "guests shown": lambda: event.partner_ids.with_user(user).get_attendee_detail(event.ids),
            "contact": lambda: self.env["res.partner"].with_user(user).search([("meeting_ids", "in", event.ids)]),
            "contact's meetings": lambda: event.id in (partner.with_user(user)._compute_meeting()[partner.id]),
            "chatter": lambda: self.env["mail.message"].with_user(user).search(about),
            "words": lambda: self.env["mail.message"].with_user(user).search([*about, ("body", "ilike", "Kubą")]),
            "followers": lambda: self.env["mail.followers"].with_user(user).search(about_res),
            "files": lambda: self.env["ir.attachment"].with_user(user).search(about_res),
        }

    def _told(self, user, meeting):
        self.env.flush_all()
        told = set()
        user.group_ids += self.env.ref("base.group_allow_export")
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            for name, way in self._ways(user, meeting).items():
                self.env.invalidate_all()
                try:
                    if way():
                        told.add(name)
                except AccessError:
                    pass
        return told

    def test_nobody_else_is_told(self):
        """Neither the head, who reads the meeting itself, nor a colleague, nor an employee without a role."""
        clerk = self.env["res.users"].create({
            "name": "Kadry", "login": "kadry.test", "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        for meeting in (self.planned, self.held, self.of_all):
            for user in (self.olga, self.jan, clerk):
                with self.subTest(meeting=meeting.kind, state=meeting.state, user=user.login):
                    self.assertEqual(self._told(user, meeting), set())
        self.assertFalse(self._told(self.maria, self.held))

    def test_who_sits_in_it_is_told(self):
        # Core groups private events for nobody; no file hangs on these.
        silent = {"files", "groups"}
        for user, meeting in (
            (self.anna, self.planned), (self.tomasz, self.planned), (self.tomasz, self.held),
            (self.maria, self.of_all),
        ):
            with self.subTest(user=user.login, meeting=meeting.state):
                self.assertGreaterEqual(
                    self._told(user, meeting) | silent | {"contact's meetings"}, set(self._ways(user, meeting)),
                )

    def test_held_meetings_close_and_open_with_the_consent(self):
        sharing = self.consent.statement_ids.filtered("institution_id")
        for meeting in (self.planned, self.held):
            self.assertIn("words", self._told(self.tomasz, meeting))
        sharing.withdrawn_on = self.today
        for meeting in (self.planned, self.held):
            with self.subTest(meeting.state):
                self.assertEqual(self._told(self.tomasz, meeting), set())
                self.assertIn("words", self._told(self.anna, meeting))
        sharing.withdrawn_on = False
        for meeting in (self.planned, self.held):
            with self.subTest(meeting.state):
                self.assertGreaterEqual(self._told(self.tomasz, meeting), {"search", "time", "guests", "words"})

    def test_the_consent_that_ends_at_midnight(self):
        """No job has run; he still stands among the guests."""
        self.consent.statement_ids.date_to = self.today + timedelta(days=2)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            for meeting in (self.planned, self.held):
                self.assertIn(self.tomasz.partner_id, meeting.event_id.partner_ids)
                self.assertEqual(self._told(self.tomasz, meeting), set())

    def test_who_lost_the_case_hears_nothing_of_the_chatter(self):
        event = self.held.event_id
        event.message_subscribe(self.tomasz.partner_id.ids)
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        message = event.with_user(self.anna).message_post(
            body="Kuba był u lekarza", message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        self.assertNotIn(self.tomasz.partner_id, message.sudo().notified_partner_ids)

    def test_a_mail_says_only_that_there_is_news(self):
        self.tomasz.notification_type = "email"
        self.planned.event_id.with_user(self.anna).with_context(mail_notify_force_send=False).message_post(
            body="Kuba był u lekarza", message_type="comment", subtype_xmlid="mail.mt_comment",
            partner_ids=self.tomasz.partner_id.ids,
        )
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.tomasz.partner_id.ids)], limit=1)
        self.assertIn(self.planned.name, f"{mail.subject} {mail.body_html}")
        for outgoing in mail._prepare_outgoing_list():
            self.assertNotIn("lekarza", str(outgoing["body"]))
            self.assertIn("There is news", outgoing["body"])

    def test_a_meeting_does_not_recur_in_the_calendar(self):
        """Its copies would be events of nobody's case."""
        with self.assertRefused("does not repeat"):
            self.planned.event_id.with_user(self.anna).write({"recurrency": True, "rrule_type": "daily", "count": 3})

    def test_what_hangs_on_other_events_bears_no_key(self):
        event = self.env["calendar.event"].with_user(self.anna).create({
            "name": "Dentysta", "start": self.now, "stop": self.now + timedelta(hours=1),
        })
        self.assertFalse(event.sudo().message_ids.case_id)
        self.assertFalse(event.sudo().message_follower_ids.case_id)
        self.assertEqual(self.planned.event_id.message_ids.case_id, self.case)
        self.assertFalse(self.of_all.event_id.message_ids.case_id)


@tagged("post_install", "-at_install")
class TestCalendarLinks(HttpCase, TeamCommon):
    """The link of an invitation shows the meeting as long as its guest may see the case."""

    def test_link_closes_with_the_case(self):
        meeting = self._held()
        guest = meeting.event_id.attendee_ids.filtered(lambda one: one.partner_id == self.tomasz.partner_id)
        link = f"/calendar/meeting/view?token={guest.access_token}&id={meeting.event_id.id}"
        self.assertIn(meeting.name, self.url_open(link).text)
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        self.env.flush_all()
        with mute_logger("odoo.http"):
            answer = self.url_open(link)
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn(meeting.name, answer.text)
