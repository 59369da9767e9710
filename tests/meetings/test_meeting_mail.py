import re
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.kooperacje.kernels.office_day import office_time

from .common import TeamCommon
from .test_language_at_night import NightMixin
from .test_partnership_meeting import PartnershipMeetingCommon

KEPT = re.compile(r"^(UID|SEQUENCE|METHOD|STATUS|SUMMARY[^:]*|LOCATION[^:]*|DTSTART[^:]*):(.*?)\r$", re.MULTILINE)


class MailMixin(NightMixin):

    def _news(self, event, partner):
        """Mails queued for ``partner`` since the last look."""
        seen = self.__dict__.setdefault("seen", {}).setdefault(partner, self.env["mail.mail"].sudo())
        mails = self.env["mail.mail"].sudo().search([
            ("model", "=", "calendar.event"), ("res_id", "=", event.id), ("recipient_ids", "in", partner.ids),
        ], order="id")
        self.seen[partner] = mails
        return mails - seen

    def _entry(self, mail):
        """What the calendar file of ``mail`` says, by the name of the property."""
        content = mail.attachment_ids.raw.decode().replace("\r\n ", "")
        return {name.split(";")[0]: value for name, value in KEPT.findall(content)}, content


@tagged("post_install", "-at_install")
class TestMeetingMail(MailMixin, PartnershipMeetingCommon):
    """An invitation, a new date, another place, the end: one entry in each guest's calendar, as the office left it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ngo.write({"email": "most@example.com", "lang": "pl_PL"})

    def test_a_moved_meeting_replaces_and_one_called_off_removes(self):
        meeting = self._meeting(20, location="Urząd Gminy")
        meeting.start += timedelta(hours=1)
        meeting.action_invite()
        event = meeting.sudo().event_id
        [invited] = self._news(event, self.ngo)
        first, content = self._entry(invited)
        self.assertEqual((first["METHOD"], first["STATUS"]), ("REQUEST", "CONFIRMED"))
        self.assertEqual(first["SUMMARY"], f"Spotkanie {event.name}")
        self.assertEqual(first["DTSTART"], office_time(meeting.start).strftime("%Y%m%dT%H%M%S"))
        for other in meeting.participant_ids.partner_id - self.ngo:
            self.assertNotIn(other.email or "nobody", content, "nobody else is named")
        last = int(first["SEQUENCE"])
        for change, subject, method in (
            (lambda: meeting.write({"start": meeting.start + timedelta(days=1)}), "Nowy termin", "REQUEST"),
            (lambda: meeting.write({"location": "Szkoła, sala 5"}), "Zmiana spotkania", "REQUEST"),
            (lambda: meeting.write({"duration": 3}), "Zmiana spotkania", "REQUEST"),
            (meeting.action_cancel, "Odwołane spotkanie", "CANCEL"),
        ):
            change()
            [mail] = self._news(event, self.ngo)
            entry, _content = self._entry(mail)
            self.assertIn(subject, mail.subject)
            self.assertEqual((entry["UID"], entry["METHOD"]), (first["UID"], method))
            self.assertGreater(int(entry["SEQUENCE"]), last, subject)
            last = int(entry["SEQUENCE"])
        self.assertEqual(entry["LOCATION"], "Szkoła\\, sala 5")
        self.assertFalse(event.active)
        self.assertNotIn("Przyjdę", mail.body_html, "there is nothing to come to")
        self.assertEqual(mail.attachment_ids.name, "spotkanie.ics")
        self.assertIn("method=cancel", mail.attachment_ids.mimetype)

    def test_agenda_and_planned_meetings_make_no_noise(self):
        meeting = self._meeting(20)
        meeting.location = "Szkoła"
        meeting.action_cancel()
        self.assertFalse(self._news(meeting.sudo().event_id, self.ewa.partner_id), "nobody had been told")
        meeting = self._meeting(20)
        meeting.action_invite()
        event = meeting.sudo().event_id
        self._news(event, self.ewa.partner_id)
        meeting.agenda_ids[:1].name = "Powitanie"
        self.assertFalse(self._news(event, self.ewa.partner_id))

    def test_who_is_taken_off_the_list_is_told(self):
        meeting = self._meeting(20)
        meeting.action_invite()
        event = meeting.sudo().event_id
        self._news(event, self.ngo)
        meeting.participant_ids.filtered(lambda line: line.partner_id == self.ngo).unlink()
        [mail] = self._news(event, self.ngo)
        self.assertIn("Zaproszenie nieaktualne", mail.subject)
        self.assertEqual(self._entry(mail)[0]["METHOD"], "CANCEL")

    def test_the_event_is_handed_out_as_it_is_sent(self):
        meeting = self._meeting(20)
        meeting.action_invite()
        event = meeting.sudo().event_id
        content = event._get_ics_file()[event.id].decode()
        self.assertIn(self._entry(self._news(event, self.ngo))[0]["UID"], content)
        self.assertNotIn("ATTENDEE", content)
        other = self.env["calendar.event"].create({
            "name": "Urlop", "start": event.start, "stop": event.stop, "user_id": self.ewa.id,
        })
        self.assertIn(b"PYVOBJECT", other._get_ics_file()[other.id], "core's own")

    def test_who_has_no_address_gets_a_letter(self):
        self.ngo.email = False
        meeting = self._meeting(20, location="Urząd Gminy")
        self.assertEqual(meeting.letter_count, len(meeting.participant_ids.filtered(lambda o: not o.partner_id.email)))
        action = meeting.action_invite()
        lines = meeting.participant_ids.browse(action["context"]["active_ids"])
        self.assertIn(self.ngo, lines.partner_id)
        self.assertNotIn(self.ewa.partner_id, lines.partner_id, "she has a mail")
        page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            "kooperacje.report_meeting_invitation", lines.ids,
        )[0].decode()
        text = html2plaintext(page)
        for word in (self.ngo.name, "Urząd Gminy", "Realizacja ustaleń", self.partnership.name):
            self.assertIn(word, text)
        lines.presence = "excused"
        with self.assertRefused("Nobody needs a letter"):
            meeting.action_print_invitations()
        meeting.action_cancel()
        self.assertEqual(meeting.letter_count, 0)
        with self.assertRefused("planned meeting"):
            meeting.action_print_invitations()


@tagged("post_install", "-at_install")
class TestTeamMeetingMail(MailMixin, TeamCommon):
    """The team of a family: who has no account is told all the same, and nobody is told anything of the family."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna.partner_id.phone = "29 555 01 02"
        cls.pedagogue = cls.env["res.partner"].create({
            "name": "Paulina Pedagog", "parent_id": cls.ppp.id, "email": "paulina@example.com", "lang": "pl_PL",
        })
        cls.outside = cls.env["kooperacje.team.member"].create({
            "team_id": cls.team.id, "institution_id": cls.ppp.id, "partner_id": cls.pedagogue.id, "state": "accepted",
            "date_from": cls.member.date_from,
        })

    def _guarded_words(self, mail):
        text = f"{mail.subject} {mail.body_html} {self._entry(mail)[1]}"
        for word in ("Nowak", "Leśna", "Barbara", self.case.name):
            self.assertNotIn(word, text)

    def test_who_has_no_account_is_invited_and_told_whom_to_call(self):
        meeting = self._meeting(location="ul. Leśna 5, mieszkanie Nowaków")
        event = meeting.sudo().event_id
        [mail] = self._news(event, self.pedagogue)
        self.assertEqual(mail.subject, f"Zaproszenie na spotkanie {meeting.name}")
        self.assertIn("29 555 01 02", mail.body_html, "who leads the case tells where")
        self._guarded_words(mail)
        meeting.start += timedelta(days=1)
        [moved] = self._news(event, self.pedagogue)
        self.assertEqual(self._entry(moved)[0]["UID"], self._entry(mail)[0]["UID"])
        meeting.action_cancel()
        [end] = self._news(event, self.pedagogue)
        self.assertEqual(self._entry(end)[0]["METHOD"], "CANCEL")
        self._guarded_words(end)

    def test_not_where_the_family_shares_nothing(self):
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        meeting = self._meeting()
        self.assertNotIn(self.pedagogue, meeting.sudo().event_id.partner_ids)

    def test_a_consent_taken_back_ends_what_is_told(self):
        meeting = self._meeting()
        event = meeting.sudo().event_id
        self.assertIn(self.pedagogue, event.partner_ids)
        self.consent.statement_ids.filtered("institution_id").withdrawn_on = self.today
        self.night["kooperacje.meeting"]._cron_sync_calendar()
        self.assertNotIn(self.pedagogue, event.partner_ids)

    def test_the_letter_of_a_member_names_no_family(self):
        self.pedagogue.email = False
        meeting = self._meeting(location="Poradnia, sala 2")
        action = meeting.action_print_invitations()
        lines = meeting.participant_ids.browse(action["context"]["active_ids"])
        self.assertEqual(lines.member_id, self.outside)
        text = html2plaintext(self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_meeting_invitation", lines.ids,
        )[0].decode())
        for word in ("Paulina Pedagog", "Poradnia, sala 2", self.team.name, "29 555 01 02"):
            self.assertIn(word, text)
        for word in ("Nowak", "Barbara", self.case.name):
            self.assertNotIn(word, text)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            meeting.with_user(self.olga).action_print_invitations()

    def test_a_list_of_meetings_asks_as_many_queries(self):
        meetings = [self._meeting(days=day, **({"kind": "team_next"} if day > 7 else {})) for day in range(7, 17)]
        some = meetings[0].union(*meetings[:3]).with_env(self.env)
        all_ = meetings[0].union(*meetings).with_env(self.env)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            return self._queries(records._sync_calendar)

        cost(all_)
        self.assertEqual(cost(some), cost(all_))
