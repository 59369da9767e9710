from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import format_date, format_datetime, html2plaintext

from .common import TeamCommon
from .test_partnership_meeting import PartnershipMeetingCommon


class NightMixin:
    """A Polish office; Anna has chosen English. ``night`` is what a job has: no language, no time zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        (cls.maria | cls.piotr | cls.ewa | cls.tomasz | cls.zofia).lang = "pl_PL"
        cls.night = cls.env(user=cls.env.ref("base.user_root"), su=True, context={})

    def _mails(self, event, partner):
        return self.env["mail.message"].sudo().search([
            ("model", "=", "calendar.event"), ("res_id", "=", event.id), ("partner_ids", "in", partner.ids),
        ])


@tagged("post_install", "-at_install")
class TestCalendarLanguage(NightMixin, PartnershipMeetingCommon):
    """What the calendar says of a meeting is read by all who are invited: it is in the language of the office."""

    def test_title_is_nobodys_last_language(self):
        meeting = self._meeting(20, is_remote=True, video_url="https://spotkanie.example/pzk")
        meeting.video_url = False
        event = meeting.sudo().event_id
        told = event.name, event.location
        self.assertIn("(kolejne)", event.name)
        self.assertEqual(event.location, "zdalnie")
        meeting.with_user(self.piotr).with_context(lang="en_US").start += timedelta(hours=1)
        self.assertEqual((event.name, event.location), told, "a colleague works in English")
        self.night["kooperacje.meeting"]._cron_sync_calendar()
        self.env.invalidate_all()
        self.assertEqual((event.name, event.location), told, "the night speaks no language")
        event.name = f"{meeting.name} – {self.partnership.name} (next)"
        self.night["kooperacje.meeting"]._cron_sync_calendar()
        self.assertEqual(event.name, told[0], "what a night before has put into English is put right")
        self.assertIn("(kolejne)", event._get_ics_file()[event.id].decode().replace("\r\n ", ""))

    def test_invitation_speaks_to_its_reader(self):
        """Each in the own language and by the own clock, and in no word English to a Polish reader."""
        self.anna.tz = "Atlantic/Azores"
        meeting = self._meeting(20, location="Urząd Gminy")
        meeting.participant_ids = [Command.create({"kind": "institution", "partner_id": self.anna.partner_id.id})]
        meeting.with_env(self.night).action_invite()
        event = meeting.sudo().event_id
        polish, english = self._mails(event, self.ewa.partner_id), self._mails(event, self.anna.partner_id)
        self.assertEqual(polish.subject, f"Zaproszenie na spotkanie {event.name}")
        self.assertEqual(english.subject, f"Invitation to meeting {meeting.name} – {self.partnership.name} (next)")
        for mail, lang, zone, pattern in (
            (polish, "pl_PL", "Europe/Warsaw", "EEEE, d MMMM y 'r., godz.' HH:mm"),
            (english, "en_US", "Atlantic/Azores", "EEEE, d MMMM y, HH:mm"),
        ):
            when = format_datetime(self.env, event.start, tz=zone, dt_format=pattern, lang_code=lang)
            self.assertIn(when, html2plaintext(mail.body))
        for word in ("Invitation", "Accept", "Decline", "Attendees", "Location", "Hello", "Details"):
            self.assertNotIn(word, polish.body)
        self.assertIn("Przyjdę", polish.body)
        sent = self.env["mail.mail"].sudo().search([("mail_message_id", "=", polish.id)]).body_html
        self.assertIn(event.name, sent)
        self.assertIn(self.company.name, sent, "the office speaks, not the company of whoever pressed the button")
        self.assertNotIn("Odoo", sent)
        self.assertNotIn("Zajęty", sent)
        self.assertIn("Realizacja ustaleń", polish.body, "its agenda")

    def test_no_language_of_ones_own_is_that_of_the_office(self):
        self.ngo.write({"email": "most@example.com", "lang": False})
        meeting = self._meeting(20)
        meeting.with_env(self.night).action_invite()
        self.assertIn("Zaproszenie", self._mails(meeting.sudo().event_id, self.ngo).subject)

    def test_moved_meeting_is_told_in_ones_language(self):
        meeting = self._meeting(20)
        meeting.action_invite()
        event = meeting.sudo().event_id
        meeting.with_env(self.night).start += timedelta(days=1)
        self.assertIn(f"Nowy termin spotkania {event.name}", self._mails(event, self.ewa.partner_id).mapped("subject"))

    def test_events_that_are_no_meetings_keep_cores_mail(self):
        for privacy in ("private", False):
            event = self.env["calendar.event"].with_user(self.anna).create({
                "name": "Szkolenie", "start": fields.Datetime.now() + timedelta(days=3), "privacy": privacy,
                "stop": fields.Datetime.now() + timedelta(days=3, hours=1),
                "partner_ids": [Command.set((self.anna | self.piotr).partner_id.ids)],
            })
            mail = self._mails(event, self.piotr.partner_id)
            core = self.env.ref("calendar.calendar_template_meeting_invitation").with_context(lang="pl_PL")
            self.assertEqual(mail.subject, core._render_field("subject", event.attendee_ids[:1].ids)[
                event.attendee_ids[0].id])


@tagged("post_install", "-at_install")
class TestNightlyWords(NightMixin, TeamCommon):
    """What the night writes for people: to each in the own language, in the history that of the office."""

    def _at_night(self, model, method, days=0):
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            getattr(self.night[model], method)()
            self.env.flush_all()
            self.env.invalidate_all()

    def test_invitation_to_a_team_says_neither_place_nor_people(self):
        meeting = self._meeting(location="ul. Leśna 5, mieszkanie Nowaków")
        mail = self._mails(meeting.sudo().event_id, self.tomasz.partner_id)
        self.assertEqual(mail.subject, f"Zaproszenie na spotkanie {meeting.name}")
        for word in ("Nowak", "Leśna", "Barbara", self.anna.name, self.case.name):
            self.assertNotIn(word, mail.subject + mail.body)

    def test_reminder_of_an_invitation(self):
        self.member_zofia.write({"invited_on": self.today, "answer_due": self.today + timedelta(days=7)})
        jan = self._member(self.team, self.jan, self.ops, state="invited")
        jan.write({"invited_on": self.today, "answer_due": self.today + timedelta(days=7)})
        self._at_night("kooperacje.team.member", "_cron_invitations", days=6)
        zofia = self.member_zofia.activity_ids
        self.assertEqual(zofia.summary, f"Odpowiedz na zaproszenie do zespołu {self.team.name}")
        self.assertEqual(jan.activity_ids.summary, f"Answer the invitation to team {self.team.name}")
        core = self.env["mail.message"].sudo().search([
            ("model", "=", "kooperacje.team.member"), ("res_id", "in", (self.member_zofia | jan).ids),
            ("partner_ids", "in", (self.zofia | self.jan).partner_id.ids),
        ])
        subject = {message.partner_ids: message.subject for message in core}
        self.assertTrue(subject[self.zofia.partner_id].startswith("Do zrobienia: "))
        self.assertTrue(subject[self.jan.partner_id].startswith("To do: "))

    def test_request_for_a_service_that_waits(self):
        self._role(self.jan, self.ppp, "coordinator")
        self._role(self.piotr, self.ppp, "coordinator")
        plan = self._plan()
        plan._freeze(self.today)
        referral = self._ask(plan.service_line_ids[:1])
        referral.sudo().answer_due = due = self.today + timedelta(days=3)
        self._at_night("kooperacje.referral", "_cron_deadlines", days=2)
        messages = self.env["mail.message"].sudo().search([
            ("model", "=", "kooperacje.referral"), ("res_id", "=", referral.id),
            ("message_type", "=", "user_notification"),
        ])
        said = {message.partner_ids: message for message in messages.sorted("id")}
        self.assertIn(format_date(self.env, due, lang_code="pl_PL"), said[self.piotr.partner_id].body)
        self.assertIn("czeka", said[self.piotr.partner_id].subject)
        self.assertIn(format_date(self.env, due, lang_code="en_US"), said[self.jan.partner_id].body)

    def test_history_of_a_withdrawal_is_in_the_words_of_the_office(self):
        """Anna's screen is English; the note that all of the office read is not."""
        self.consent.statement_ids.filtered("institution_id").with_user(self.anna).with_context(
            lang="en_US", tracking_disable=False,
        )._withdraw(self.today)
        bodies = " ".join(self.case.sudo().message_ids.mapped("body"))
        self.assertIn(format_date(self.env, self.today, lang_code="pl_PL"), bodies)
        self.assertNotIn("Consent withdrawn", bodies)

    def _ask(self, line):
        action = line.with_user(self.anna).action_open_request()
        wizard = self.env["kooperacje.referral.request"].with_user(self.anna).with_context(**action["context"])
        wizard.create({}).action_confirm()
        return line.sudo().referral_ids[0].with_env(self.env)
