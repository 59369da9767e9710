"""Reads a list of services in HSDS 3.x as JSON. Pure Python, no ORM.

``read_hsds(data)`` never raises on a bad file. It returns an :class:`HsdsReading`; when ``issues`` is not empty,
nothing of it may be used. ``unmapped`` names what the file says and the local basket has no place for; it stops
nothing.

Accepted: an array of services, a page of the API (``contents``), ``{"services": […]}``, or a single service. Codes of
the basket's own taxonomies come back as they went out; of foreign ones nothing is guessed. What a service costs is read
from its cost options: it is free where all of them are 0, and where none states an amount nothing is said of its fee.
The days of a schedule are those of the schedule; only in a list of our own they are the days of the service.

Issue codes: ``empty too_big not_json too_deep no_services too_many_services not_object required not_text text_too_long
not_number age_order twice``; ``row`` counts the services from 1, ``column`` is the path within the service.
"""
import json
import re
from dataclasses import dataclass, field
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.pl import nip as nip_number

from .card_layout import CHOICES
from .cells import FIRST_DATE, LAST_DATE
from .hsds import EMAIL, TAXONOMIES, URI
from .workbook import Issue, clean_text

MAX_BYTES = 8 * 1024 * 1024
MAX_SERVICES = 2_000
MAX_ISSUES = 200
MAX_UNMAPPED = 500
MAX_DEPTH = 40
BY_TITLE = {title: name for name, (title, _description) in TAXONOMIES.items()}
# What our own export calls a fee.
WORDS = {None, *(label for _code, label in CHOICES["fee"])}
# Of a schedule the text has no place for these.
SCHEDULE_LEFT = {"interval", "bymonthday", "byyearday", "byweekno", "until", "count", "dtstart", "wkst", "notes"}
TAKEN = {
    "id", "name", "description", "status", "organization", "organization_id", "minimum_age", "maximum_age",
    "eligibility_description", "application_process", "fees_description", "wait_time", "schedules", "phones",
    "contacts", "capacities", "attributes", "required_documents", "service_at_locations", "service_areas",
    "cost_options", "email", "last_modified", "assured_date", "assurer_email", "url",
}


@dataclass
class HsdsReading:
    """``services``: ``[(number, values)]`` by the fields of the basket; ``unmapped``: ``[(number, path, text)]``."""

    services: list = field(default_factory=list)
    unmapped: list = field(default_factory=list)
    issues: list = field(default_factory=list)


class _Enough(Exception):
    """So many mistakes that looking for more tells nothing."""


def read_hsds(data):
    """Read the bytes of a JSON file."""
    reading = HsdsReading()
    try:
        services = _services(data, reading)
        for number, service in enumerate(services, start=1):
            _ServiceReader(number, service, reading).read()
        _check_twice(reading)
    except _Enough:
        pass
    return reading


def _services(data, reading):
    def refuse(code, **params):
        reading.issues.append(Issue(code, params=params))
        return []

    if not data or not data.strip():
        return refuse("empty")
    if len(data) > MAX_BYTES:
        return refuse("too_big", limit=MAX_BYTES // 1024 // 1024)
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError:
        return refuse("too_deep")
    except ValueError as error:  # not UTF-8, not JSON, a number of a million digits
        line = getattr(error, "lineno", None)
        return refuse("not_json", line=line or "?")
    if _depth(content) > MAX_DEPTH:
        return refuse("too_deep")
    if isinstance(content, dict):
        for name in ("contents", "services"):
            if isinstance(content.get(name), list):
                content = content[name]
                break
        else:
            content = [content]
    if not isinstance(content, list) or not content:
        return refuse("no_services")
    if len(content) > MAX_SERVICES:
        return refuse("too_many_services", limit=MAX_SERVICES)
    return content


def _no_constant(name):
    raise ValueError(name)


def _depth(content):
    deepest, waiting = 0, [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
        if isinstance(value, dict):
            waiting += [(child, depth + 1) for child in value.values()]
        elif isinstance(value, list):
            waiting += [(child, depth + 1) for child in value]
    return deepest


def _check_twice(reading):
    first = {}
    for number, values in reading.services:
        key = values.get("external_key")
        if key and first.setdefault(key, number) != number:
            reading.issues.append(Issue("twice", None, number, "id", {"first": first[key]}))


class _ServiceReader:
    """One service; every look into it minds that anything may stand anywhere."""

    def __init__(self, number, service, reading):
        self.number = number
        self.service = service
        self.reading = reading

    def _issue(self, code, path, **params):
        self.reading.issues.append(Issue(code, None, self.number, path, params))
        if len(self.reading.issues) >= MAX_ISSUES:
            raise _Enough

    def _leave(self, path, value):
        if len(self.reading.unmapped) < MAX_UNMAPPED:
            self.reading.unmapped.append((self.number, path, str(value)[:120]))

    def read(self):
        service = self.service
        if not isinstance(service, dict):
            self._issue("not_object", None)
            return
        before = len(self.reading.issues)
        values = {
            "external_key": self._text(service, "id", 64, required=True),
            "name": self._text(service, "name", 200, required=True),
            "description": self._text(service, "description", 5000),
            "conditions": self._text(service, "eligibility_description", 500),
            "age_from": self._age(service, "minimum_age"),
            "age_to": self._age(service, "maximum_age"),
            "institution": self._organization(service.get("organization")),
        }
        if values["age_from"] and values["age_to"] and values["age_from"] > values["age_to"]:
            self._issue("age_order", "minimum_age", start=values["age_from"], end=values["age_to"])
        values.update(self._access(service))
        values.update(self._documents(service))
        values.update(self._where(service))
        terms = self._terms(service)
        values.update(self._when(service, own=bool(terms)))
        values.update(self._places(service))
        values.update(self._contact(service))
        fee, values["fee_note"] = self._cost(service)
        if fee and "fee" not in terms:
            terms["fee"] = [fee]
        values["terms"] = terms or None
        if service.get("status") not in (None, "active"):
            self._leave("status", service["status"])
        for name in service.keys() - TAKEN:
            if service[name] not in (None, "", [], {}):
                self._leave(str(name)[:60], service[name])
        if len(self.reading.issues) == before:
            self.reading.services.append((self.number, {
                name: value for name, value in values.items() if value not in (None, "", [])
            }))

    # ------------------------------------------------------------------

    def _text(self, values, name, limit, required=False, path=None):
        value, path = values.get(name), f"{path}.{name}" if path else name
        if value is None or (isinstance(value, str) and not clean_text(value)):
            if required:
                self._issue("required", path)
            return None
        if not isinstance(value, str):
            self._issue("not_text", path)
            return None
        text = clean_text(value)
        if len(text) > limit:
            self._issue("text_too_long", path, limit=limit, length=len(text))
            return None
        return text

    def _age(self, values, name):
        """Whole years; a part of a year is told, for the basket has none."""
        age = self._number(values, name, 120, whole=False)
        if age is not None and age != int(age):
            self._leave(name, age)
        return None if age is None else int(age)

    def _number(self, values, name, limit, path=None, whole=True):
        value, path = values.get(name), f"{path}.{name}" if path else name
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value or not 0 <= value <= limit:
            self._issue("not_number", path, value=str(value)[:30], limit=limit)
            return None
        return int(value) if whole else value

    def _objects(self, values, name, path=None):
        """Objects of the list ``name`` with their paths; anything else in it is refused."""
        found, path = values.get(name), f"{path}.{name}" if path else name
        if found is None:
            return
        if not isinstance(found, list):
            self._issue("not_object", path)
            return
        for index, value in enumerate(found):
            if isinstance(value, dict):
                yield f"{path}[{index}]", value
            else:
                self._issue("not_object", f"{path}[{index}]")

    def _object(self, values, name, path=None):
        value, path = values.get(name), f"{path}.{name}" if path else name
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._issue("not_object", path)
            return {}
        return value

    def _organization(self, organization):
        if not isinstance(organization, dict):
            self._issue("required", "organization")
            return None
        path = "organization"
        institution = {
            "name": self._text(organization, "name", 250, required=True, path=path),
            "email": self._matching(organization, "email", EMAIL, path),
            "website": self._matching(organization, "website", URI, path),
            "nip": self._text(organization, "tax_id", 40, path=path),
        }
        for where, identifier in self._objects(organization, "organization_identifiers", path):
            kind = (self._text(identifier, "identifier_type", 40, path=where) or "").upper()
            number = self._text(identifier, "identifier", 40, path=where)
            if kind in ("NIP", "REGON", "KRS") and number:
                institution[kind.lower()] = re.sub(r"[\s-]", "", number)
        try:
            institution["nip"] = nip_number.validate(institution["nip"] or "")
        except ValidationError:
            if institution["nip"]:
                self._leave("organization.tax_id", institution["nip"])
            institution["nip"] = None
        for where, phone in self._objects(organization, "phones", path):
            institution.setdefault("phone", self._text(phone, "number", 60, path=where))
        return {name: value for name, value in institution.items() if value}

    def _matching(self, values, name, pattern, path=None):
        text = self._text(values, name, 200, path=path)
        if text and not pattern.fullmatch(text):
            self._leave(f"{path}.{name}" if path else name, text)
            return None
        return text

    def _access(self, service):
        """How one comes to the service is text in HSDS; the mode itself comes with the taxonomy of the basket."""
        text, wait = self._text(service, "application_process", 500), self._text(service, "wait_time", 200)
        days = re.fullmatch(r"(\d{1,4}) dni", wait or "")
        if wait and not days:
            self._leave("wait_time", wait)
        return {"application_process": text, "waiting_days": int(days[1]) if days else None}

    def _documents(self, service):
        documents = [
            self._text(document, "document", 500, path=path)
            for path, document in self._objects(service, "required_documents")
        ]
        text = "; ".join(filter(None, documents))
        return {"documents_needed": text[:500]}

    def _where(self, service):
        result = {}
        for number, (at, place) in enumerate(self._objects(service, "service_at_locations")):
            location, path = self._object(place, "location", at), f"{at}.location"
            if number:
                self._leave(path, location.get("name") or at)
                continue
            for where, address in self._objects(location, "addresses", path):
                parts = [self._text(address, name, 200, path=where) for name in ("address_1", "postal_code", "city")]
                if all(parts):
                    result["address"] = f"{parts[0]}, {parts[1]} {parts[2]}"
                break
            for where, access in self._objects(location, "accessibility", path):
                result.setdefault("accessibility", self._text(access, "description", 500, path=where))
            if location.get("external_identifier_type") == "TERYT":
                result["teryt"] = self._text(location, "external_identifier", 7, path=path)
            if location.get("location_type") == "virtual":
                result["place"] = "remote"
        for path, area in self._objects(service, "service_areas"):
            if area.get("extent_type") == "TERYT":
                result.setdefault("teryt", self._text(area, "extent", 7, path=path))
            else:
                self._leave(path, area.get("name") or area.get("extent") or "")
        return result

    def _when(self, service, own):
        """Hours as a text. The days of a schedule are those of the service in lists of our own alone (``own``)."""
        texts, result = [], {}
        for path, schedule in self._objects(service, "schedules"):
            text = self._text(schedule, "description", 500, path=path)
            if not text:
                parts = [self._text(schedule, name, 60, path=path) for name in ("byday", "opens_at", "closes_at")]
                text = f"{parts[0]} {parts[1]}–{parts[2]}" if all(parts) else None
            days = {name: self._day(schedule, name, path) for name in ("valid_from", "valid_to")}
            if own:
                for name, target in (("valid_from", "date_from"), ("valid_to", "date_to")):
                    if days[name]:
                        result.setdefault(target, days[name])
            elif any(days.values()):
                said = [f"{word} {days[name]:%d.%m.%Y}" for name, word in (("valid_from", "od"), ("valid_to", "do"))
                        if days[name]]
                text = f"{text or ''} ({' '.join(said)})".strip()
            texts.append(text)
            for name in SCHEDULE_LEFT & schedule.keys():
                if schedule[name] not in (None, "", 1):
                    self._leave(f"{path}.{name}", schedule[name])
        start, end = result.get("date_from"), result.get("date_to")
        if start and end and start > end:
            self._leave("schedules", f"{start} – {end}")
            result = {}
        text = "; ".join(dict.fromkeys(filter(None, texts)))
        if len(text) > 500:
            self._leave("schedules", text[499:])
        result["schedule"] = f"{text[:499]}…" if len(text) > 500 else text
        return result

    def _day(self, values, name, path):
        text = self._text(values, name, 40, path=path)
        if not text:
            return None
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            day = None
        if day is None or not FIRST_DATE <= day <= LAST_DATE:
            self._leave(f"{path}.{name}", text)
            return None
        return day

    def _places(self, service):
        for path, capacity in self._objects(service, "capacities"):
            places = self._number(capacity, "maximum", 100_000, path)
            free = self._number(capacity, "available", 100_000, path)
            if places and free is not None and free <= places:
                return {
                    "capacity": places, "capacity_free": free,
                    "capacity_stated_on": self._day(capacity, "updated", path),
                }
            self._leave(path, f"{free} / {places}")
        return {}

    def _contact(self, service):
        result = {"contact_email": self._matching(service, "email", EMAIL)}
        for path, phone in self._objects(service, "phones"):
            number, extension = self._text(phone, "number", 60, path=path), phone.get("extension")
            if extension and number:
                number = f"{number} wew. {str(extension)[:10]}"
            self._first(result, "contact_phone", number, path)
        for path, contact in self._objects(service, "contacts"):
            self._first(result, "contact_name", self._text(contact, "name", 120, path=path), path)
        return result

    def _first(self, result, name, value, path):
        """The first value stands; those after it are told."""
        if value and result.setdefault(name, value) != value:
            self._leave(path, value)

    def _terms(self, service):
        """Codes of the basket's own taxonomies by taxonomy; foreign terms are named, not guessed."""
        terms = {}
        for path, attribute in self._objects(service, "attributes"):
            term = self._object(attribute, "taxonomy_term", path)
            title = self._text(term, "taxonomy", 200, path=f"{path}.taxonomy_term")
            code = self._text(term, "code", 60, path=f"{path}.taxonomy_term")
            if title in BY_TITLE and code:
                terms.setdefault(BY_TITLE[title], []).append(code)
            else:
                self._leave(path, term.get("name") or code or attribute.get("value") or "")
        return terms

    def _cost(self, service):
        """(Code of the fee or None, note): amounts decide; what they are for stays as a note."""
        described = (self._text(service, "fees_description", 500) or "").splitlines()
        amounts, notes = [], ["\n".join(line for line in described if line not in WORDS)]
        for path, option in self._objects(service, "cost_options"):
            amount = self._number(option, "amount", 10_000_000, path, whole=False)
            texts = [self._text(option, name, 500, path=path) for name in ("option", "amount_description")]
            currency = self._text(option, "currency", 10, path=path) or "PLN"
            days = [
                f"{word} {day:%d.%m.%Y}" for name, word in (("valid_from", "od"), ("valid_to", "do"))
                if (day := self._day(option, name, path))
            ]
            if amount is not None:
                amounts.append(amount)
            said = f"{amount:.2f} {currency}".replace(".", ",").replace("PLN", "zł") if amount else None
            # What our own export writes of a service without a note says no more than the fee itself.
            if said or texts[1] or days or texts[0] not in WORDS:
                notes.append(" ".join(filter(None, (texts[0], said, texts[1], *days))))
        fee = None
        if amounts:
            fee = "free" if not any(amounts) else "partial" if not all(amounts) else "full"
        note = "; ".join(dict.fromkeys(filter(None, notes)))
        if len(note) > 500:
            self._leave("cost_options", note[499:])
        return fee, f"{note[:499]}…" if len(note) > 500 else note
