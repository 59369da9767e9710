from datetime import UTC, datetime, timedelta

import icalendar
import vobject

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import invitation

MEETING = {
    "method": invitation.REQUEST, "uid": "meeting-7@b9f1", "sequence": 0, "stamp": datetime(2026, 12, 1, 8),
    "start": datetime(2026, 12, 14, 9), "stop": datetime(2026, 12, 14, 10, 30), "title": "Spotkanie PZK/2026/0002",
    "language": "pl", "organizer": ('Ośrodek "Razem"', "ops@gmina.example"), "guest": "szkola@gmina.example",
    "place": "Urząd Gminy, sala 3; I piętro",
    "text": "1. Lista obecności\n2. Realizacja ustaleń poprzedniego protokołu",
}


@tagged("post_install", "-at_install")
class TestInvitationKernel(BaseCase):
    """The calendar file as two libraries that know nothing of each other read it."""

    def _read(self, **values):
        content = invitation.calendar_file(**{**MEETING, **values})
        theirs, [event] = icalendar.Calendar.from_ical(content), icalendar.Calendar.from_ical(content).walk("VEVENT")
        other = vobject.readOne(content.decode())
        return content, theirs, event, other

    def test_what_a_guest_is_told(self):
        content, theirs, event, other = self._read()
        self.assertEqual((theirs["METHOD"], other.method.value), ("REQUEST", "REQUEST"))
        for uid, sequence, title in (
            (event["UID"], event["SEQUENCE"], event["SUMMARY"]),
            (other.vevent.uid.value, int(other.vevent.sequence.value), other.vevent.summary.value),
        ):
            self.assertEqual((uid, sequence, title), ("meeting-7@b9f1", 0, "Spotkanie PZK/2026/0002"))
        self.assertEqual(event["SUMMARY"].params["LANGUAGE"], "pl")
        for place, text in (
            (event["LOCATION"], event["DESCRIPTION"]),
            (other.vevent.location.value, other.vevent.description.value),
        ):
            self.assertEqual((place, text), (MEETING["place"], MEETING["text"]))
        self.assertEqual(event["ORGANIZER"].params["CN"], "Ośrodek 'Razem'", "no way to write the sign itself")
        self.assertEqual(event["ATTENDEE"], "mailto:szkola@gmina.example", "one reader, and nobody else")
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "TRUE")
        self.assertTrue(all(len(line) <= 75 for line in content.split(b"\r\n")))
        self.assertNotIn(b"\n", content.replace(b"\r\n", b""))

    def test_the_clock_of_the_office_in_summer_and_winter(self):
        """In the very hours in which other rules err, and when those of a table of years have run out."""
        for start in (
            datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 24, 23, 30),
            datetime(2026, 10, 25, 2, 30), datetime(2026, 7, 1, 8), datetime(2027, 1, 14, 9), datetime(2044, 6, 1, 8),
        ):
            with self.subTest(start=start):
                _content, _theirs, event, other = self._read(start=start, stop=start + timedelta(hours=1))
                for begin in (event.decoded("DTSTART"), other.vevent.dtstart.value):
                    self.assertEqual(begin.astimezone(UTC), start.replace(tzinfo=UTC))

    def test_the_rule_of_the_zone_says_the_same(self):
        """A calendar that knows no zone by its name goes by the rule that is sent along."""
        zone = icalendar.Calendar.from_ical(invitation.calendar_file(**MEETING)).walk("VTIMEZONE")[0].to_tz()
        for month, hours in ((1, 1), (7, 2)):
            for year in (2026, 2037, 2044):
                with self.subTest(month=month, year=year):
                    moment = datetime(year, month, 15, 10)
                    self.assertEqual(zone.utcoffset(moment), timedelta(hours=hours))
        for day, before, after in ((datetime(2026, 3, 29), 1, 2), (datetime(2026, 10, 25), 2, 1)):
            self.assertEqual(zone.utcoffset(day + timedelta(hours=1)), timedelta(hours=before))
            self.assertEqual(zone.utcoffset(day + timedelta(hours=4)), timedelta(hours=after))

    def test_called_off(self):
        _content, theirs, event, other = self._read(method=invitation.CANCEL, sequence=3)
        self.assertEqual((theirs["METHOD"], event["STATUS"], event["SEQUENCE"]), ("CANCEL", "CANCELLED", 3))
        self.assertEqual((event["UID"], other.vevent.status.value), ("meeting-7@b9f1", "CANCELLED"))
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "FALSE", "there is nothing to answer")

    def test_nobody_writes_a_line_of_the_file(self):
        content, _theirs, event, _other = self._read(
            title="Spotkanie\r\nATTENDEE:mailto:obcy@example.com", guest="a@b.example\r\nSTATUS:CANCELLED",
            organizer=("Ośrodek\r\nATTENDEE:mailto:inny@example.com", "ops@gmina.example"), place="", text="", link="",
        )
        self.assertEqual(event["STATUS"], "CONFIRMED")
        self.assertEqual(content.count(b"\r\nATTENDEE"), 1)
        self.assertNotIn("LOCATION", event)
