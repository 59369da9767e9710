"""A meeting as a calendar file (RFC 5545) that a calendar takes in by itself (RFC 5546). Pure Python, no ORM.

One and the same ``uid`` stays with a meeting for its life. A later file with a higher ``sequence`` replaces the entry,
one of method CANCEL takes it out. Times are those of the office's clock: the rule of its time zone is written out here,
for two libraries write Warsaw's summer time an hour late, or end it with the year 2037.
"""
from datetime import UTC

from .office_day import OFFICE_TZ, office_time

REQUEST, CANCEL = "REQUEST", "CANCEL"
MAX_OCTETS = 75
# Directive 2000/84/EC: from the last Sunday of March, 2.00, to the last Sunday of October, 3.00 by the clock.
TIME_ZONE = f"""\
BEGIN:VTIMEZONE
TZID:{OFFICE_TZ.key}
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE""".splitlines()


def calendar_file(
    *, method, uid, sequence, stamp, start, stop, title, language, organizer, guest=None, place="", link="", text="",
):
    """Return the file as bytes.

    :param method: ``REQUEST`` or ``CANCEL``
    :param int sequence: how often time or place has changed so far
    :param stamp, start, stop: moments; without a time zone they are UTC, as the database keeps them
    :param language: of the texts, as in ``pl``
    :param organizer: name and e-mail address of the office that invites
    :param guest: e-mail address of the one reader; nobody else's stands in the file
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kooperacje//Kooperacje//PL", f"METHOD:{method}",
        *TIME_ZONE,
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART;TZID={OFFICE_TZ.key}:{_local(start)}", f"DTEND;TZID={OFFICE_TZ.key}:{_local(stop)}",
        f"SUMMARY;LANGUAGE={language}:{_text(title)}",
    ]
    if place:
        lines.append(f"LOCATION;LANGUAGE={language}:{_text(place)}")
    if text:
        lines.append(f"DESCRIPTION;LANGUAGE={language}:{_text(text)}")
    if link:
        lines.append(f"URL:{_address(link)}")
    name, address = organizer
    if address:
        lines.append(f"ORGANIZER;CN={_parameter(name)}:mailto:{_address(address)}")
    if guest:
        lines.append(
            f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP={'FALSE' if method == CANCEL else 'TRUE'}"
            f":mailto:{_address(guest)}"
        )
    status = "CANCELLED" if method == CANCEL else "CONFIRMED"
    lines += ["CLASS:PRIVATE", f"STATUS:{status}", "END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _utc(moment):
    return office_time(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _local(moment):
    return office_time(moment).strftime("%Y%m%dT%H%M%S")


def _text(value):
    for char in ("\\", ";", ","):
        value = value.replace(char, f"\\{char}")
    return "\\n".join(value.splitlines())


def _parameter(value):
    """A quoted value knows no way to write a quotation mark or a line break."""
    value = " ".join(value.replace('"', "'").split())
    return f'"{value}"'


def _address(value):
    return "".join(value.split())


def _folded(line):
    """The line and its end, as lines of at most 75 octets; no letter is cut in two."""
    parts, size = [""], 0
    for char in line:
        width = len(char.encode())
        if size + width > MAX_OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += char
        size += width
    return "".join(f"{part}\r\n" for part in parts).encode()
