"""Services of the local basket as Human Services Data Specification 3.1 (Open Referral). Pure Python, no ORM.

    service = build_service(facts)          # a fully nested HSDS service
    tables = tabulate([service, …])         # {"service": [row, …], …} for the tabular form
    archive = write_tables(tables, "koszyk")  # a zip of CSV files and their datapackage.json

Ids are UUIDs that stay the same from export to export: a service and an institution have a key of their own, what hangs
on them (location, address, schedule …) derives its id from it. Nothing is written where nothing is known, for the
standard knows no null. ``FIELDS`` lists what is written; everything in it is a property of the standard's schemas, so
an export is valid with additional properties forbidden.

``facts``: ``key name description available verified_on office_email written_on needs area target_groups sector form
access_mode fee fee_note place age_from age_to documents_needed conditions address teryt territory schedule waiting_days
capacity capacity_free capacity_stated_on accessibility contact_name contact_phone contact_email contact_title
date_from date_to`` and ``institution`` with ``key name kind email website phone nip regon krs street zip city
voivodeship``. Choices come as pairs (code, label).
"""
import csv
import io
import json
import re
import zipfile
from uuid import UUID, uuid5

VERSION = "3.1"
PROFILE = "https://docs.openreferral.org/en/v3.1/hsds/"
NAMESPACE = UUID("6a0d6f1c-5f0e-5d7b-9a53-6f1b1f0f4a11")
COUNTRY = "PL"
CURRENCY = "PLN"
# Taxonomies of the basket: what the codes of a service mean.
TAXONOMIES = {
    "need": ("Powody i potrzeby", "Powody przyznawania pomocy społecznej (art. 7 ustawy o pomocy społecznej)."),
    "area": ("Obszary usług społecznych", "Art. 2 ustawy o realizowaniu usług społecznych przez centrum usług "
                                          "społecznych."),
    "target_group": ("Adresaci", "Grupy osób, dla których jest usługa."),
    "sector": ("Obszary kooperacji", "Obszary kooperacji Modelu Kooperacji (wersje karty usług 7A–7I)."),
    "form": ("Forma usługi", "Forma usługi w karcie usług kooperanta."),
    "access_mode": ("Tryb dostępu", "Sposób skorzystania z usługi."),
    "fee": ("Odpłatność", "Odpłatność usługi."),
    "place": ("Miejsce realizacji", "Gdzie usługa jest świadczona."),
}
LOCATION_TYPES = {"remote": "virtual"}

# What is written of each object: field → type; those with an asterisk are always there.
FIELDS = {
    "service": {
        "id": "uuid*", "name": "text*", "description": "text", "url": "uri", "email": "email", "status": "status*",
        "application_process": "text", "fees_description": "text", "wait_time": "text",
        "eligibility_description": "text", "minimum_age": "number", "maximum_age": "number", "assured_date": "date",
        "assurer_email": "email", "last_modified": "datetime",
    },
    "organization": {
        "id": "uuid*", "name": "text*", "alternate_name": "text", "description": "text*", "email": "email",
        "website": "uri", "tax_id": "text",
    },
    "organization_identifier": {
        "id": "uuid*", "identifier_scheme": "text", "identifier_type": "text*", "identifier": "text*",
    },
    "service_at_location": {"id": "uuid*"},
    "location": {
        "id": "uuid*", "location_type": "location_type*", "name": "text", "description": "text",
        "external_identifier": "text", "external_identifier_type": "text",
    },
    "address": {
        "id": "uuid*", "address_1": "text*", "city": "text*", "region": "text", "state_province": "text*",
        "postal_code": "text*", "country": "text*", "address_type": "location_type*",
    },
    "service_area": {"id": "uuid*", "name": "text", "extent": "text", "extent_type": "text"},
    "schedule": {
        "id": "uuid*", "freq": "freq", "interval": "number", "byday": "text", "opens_at": "text", "closes_at": "text",
        "description": "text", "valid_from": "date", "valid_to": "date",
    },
    "service_capacity": {"id": "uuid*", "available": "number*", "maximum": "number", "updated": "datetime*"},
    "unit": {"id": "uuid*", "name": "text*"},
    "phone": {"id": "uuid*", "number": "text*", "type": "text"},
    "contact": {"id": "uuid*", "name": "text", "email": "email"},
    "required_document": {"id": "uuid*", "document": "text"},
    "cost_option": {
        "id": "uuid*", "option": "text", "currency": "text", "amount": "number", "amount_description": "text",
    },
    "accessibility": {"id": "uuid*", "description": "text"},
    "attribute": {"id": "uuid*", "link_entity": "text"},
    "taxonomy_term": {"id": "uuid*", "code": "text", "name": "text*", "description": "text*", "taxonomy": "text"},
    "taxonomy": {"id": "uuid*", "name": "text*", "description": "text*"},
}
# What hangs on an object: property → (object, key that leads back in the tabular form or, for one, leads there).
MANY = {
    "service": {
        "service_at_locations": ("service_at_location", "service_id"), "schedules": ("schedule", "service_id"),
        "service_areas": ("service_area", "service_id"), "phones": ("phone", "service_id"),
        "contacts": ("contact", "service_id"), "cost_options": ("cost_option", "service_id"),
        "required_documents": ("required_document", "service_id"),
        "capacities": ("service_capacity", "service_id"), "attributes": ("attribute", "link_id"),
    },
    "organization": {
        "organization_identifiers": ("organization_identifier", "organization_id"),
        "phones": ("phone", "organization_id"),
    },
    "location": {
        "addresses": ("address", "location_id"), "accessibility": ("accessibility", "location_id"),
    },
}
ONE = {
    "service": {"organization": ("organization", "organization_id")},
    "service_at_location": {"location": ("location", "location_id")},
    "service_capacity": {"unit": ("unit", "unit_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
}
FILES = {
    "organization": "organizations", "organization_identifier": "organization_identifiers", "service": "services",
    "attribute": "attributes", "service_at_location": "service_at_location", "location": "locations",
    "phone": "phones", "contact": "contacts", "address": "addresses", "schedule": "schedules",
    "service_area": "service_areas", "required_document": "required_documents", "accessibility": "accessibility",
    "taxonomy_term": "taxonomy_terms", "cost_option": "cost_options", "taxonomy": "taxonomies",
    "service_capacity": "service_capacity", "unit": "units",
}
DATAPACKAGE_TYPES = {"uuid": "string", "number": "number", "date": "date", "datetime": "datetime"}
# A cell of a CSV file that a spreadsheet program would run; a plus or minus before a digit is a number.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*\Z)")
URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
STREET_TOWN = re.compile(r"(?P<street>.+?),?\s+(?P<zip>\d\d-\d\d\d)\s+(?P<city>[^\d,;]+)")
DAYS = {
    "pn": "MO", "pon": "MO", "poniedziałek": "MO", "poniedziałki": "MO", "wt": "TU", "wtorek": "TU", "wtorki": "TU",
    "śr": "WE", "środa": "WE", "środy": "WE", "czw": "TH", "cz": "TH", "czwartek": "TH", "czwartki": "TH", "pt": "FR",
    "piątek": "FR", "piątki": "FR", "sob": "SA", "so": "SA", "sobota": "SA", "soboty": "SA", "nd": "SU", "niedz": "SU",
    "niedziela": "SU", "niedziele": "SU",
}
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = "|".join(sorted(DAYS, key=len, reverse=True))
_HOUR = r"(\d{1,2})(?:[:.](\d\d))?"
OPENING = re.compile(
    rf"(?P<days>(?:{_DAY})\.?(?:\s*(?:[-–,]|i|oraz)\s*(?:{_DAY})\.?)*)\s*:?\s*(?:w godz(?:inach|\.)\s*)?"
    rf"{_HOUR}\s*[-–]\s*{_HOUR}", re.IGNORECASE,
)


def build_service(facts):
    """A fully nested service."""
    key, institution = UUID(facts["key"]), facts["institution"]
    service = {
        "id": str(key), "name": facts["name"], "status": "active" if facts.get("available") else "inactive",
        "description": facts.get("description"), "url": _uri(institution.get("website")),
        "email": _email(facts.get("contact_email")) or _email(institution.get("email")),
        "application_process": _lines(_label(facts, "access_mode"), facts.get("conditions")),
        "fees_description": _lines(_label(facts, "fee"), facts.get("fee_note")),
        "wait_time": f"{facts['waiting_days']} dni" if facts.get("waiting_days") else None,
        "eligibility_description": _eligibility(facts), "minimum_age": facts.get("age_from") or None,
        "maximum_age": facts.get("age_to") or None, "assured_date": _date(facts.get("verified_on")),
        "assurer_email": _email(facts.get("office_email")), "last_modified": _moment(facts.get("written_on")),
        "organization": build_organization(institution),
        "service_at_locations": _places(key, facts), "schedules": _schedules(key, facts),
        "service_areas": _areas(key, facts), "phones": _phones(key, facts.get("contact_phone")),
        "contacts": _contacts(key, facts), "cost_options": _costs(key, facts),
        "required_documents": [{"id": _id(key, "document"), "document": facts["documents_needed"]}]
        if facts.get("documents_needed") else None,
        "capacities": _capacities(key, facts), "attributes": _attributes(key, facts),
    }
    return _filled(service)


def build_organization(institution):
    """The institution with what its register and its public contact say; none of its staff."""
    key = UUID(institution["key"])
    identifiers = [
        {"id": _id(key, kind), "identifier_scheme": f"PL-{kind}", "identifier_type": kind,
         "identifier": institution[name]}
        for name, kind in (("nip", "NIP"), ("regon", "REGON"), ("krs", "KRS")) if institution.get(name)
    ]
    return _filled({
        "id": str(key), "name": institution["name"], "alternate_name": institution.get("short_name"),
        "description": institution.get("kind") or institution["name"], "email": _email(institution.get("email")),
        "website": _uri(institution.get("website")), "tax_id": institution.get("nip"),
        "organization_identifiers": identifiers, "phones": _phones(key, institution.get("phone")),
    })


def summary(service):
    """A service as it stands in a list: only what there is one of."""
    names = [*FIELDS["service"], *ONE["service"]]
    return {name: service[name] for name in names if name in service}


def _filled(values):
    return {name: value for name, value in values.items() if value not in (None, False, "", [])}


def _id(key, *parts):
    return str(uuid5(key, "/".join(parts)))


def _date(value):
    return value.isoformat()[:10] if value else None


def _moment(value):
    """A date or a moment in UTC as the standard writes it."""
    if not value:
        return None
    return f"{value.isoformat()[:19]}Z" if hasattr(value, "hour") else f"{value.isoformat()}T00:00:00Z"


def _uri(value):
    return value if value and URI.fullmatch(value) else None


def _email(value):
    return value if value and EMAIL.fullmatch(value) else None


def _label(facts, name):
    return facts[name][1] if facts.get(name) else None


def _lines(*texts):
    return "\n".join(filter(None, texts)) or None


def _eligibility(facts):
    ages = {
        (True, True): f"wiek {facts.get('age_from')}–{facts.get('age_to')} lat",
        (True, False): f"od {facts.get('age_from')} lat", (False, True): f"do {facts.get('age_to')} lat",
    }.get((bool(facts.get("age_from")), bool(facts.get("age_to"))))
    return ", ".join(filter(None, [*(label for _code, label in facts.get("target_groups") or ()), ages])) or None


def _phones(key, number):
    return [{"id": _id(key, "phone"), "number": number, "type": "voice"}] if number else None


def _contacts(key, facts):
    contact = _filled({"name": facts.get("contact_name"), "email": _email(facts.get("contact_email"))})
    return [{"id": _id(key, "contact"), **contact}] if facts.get("contact_name") else None


def _costs(key, facts):
    if not facts.get("fee"):
        return None
    code, label = facts["fee"]
    option = {"id": _id(key, "cost"), "option": label, "amount_description": facts.get("fee_note")}
    if code == "free":
        option.update(amount=0, currency=CURRENCY)
    return [{name: value for name, value in option.items() if value is not None and value is not False}]


def _capacities(key, facts):
    if not facts.get("capacity") or not facts.get("capacity_stated_on"):
        return None
    return [{
        "id": _id(key, "capacity"), "available": facts.get("capacity_free") or 0, "maximum": facts["capacity"],
        "updated": _moment(facts["capacity_stated_on"]),
        "unit": {"id": str(uuid5(NAMESPACE, "unit/place")), "name": "miejsce"},
    }]


def _areas(key, facts):
    if not facts.get("teryt"):
        return None
    return [_filled({
        "id": _id(key, "area"), "name": facts.get("territory"), "extent": facts["teryt"], "extent_type": "TERYT",
    })]


def _places(key, facts):
    """Where the service is given: at its own address or at the seat; in the environment there is no place."""
    place = (facts.get("place") or ("seat", ""))[0]
    if place == "environment" and not facts.get("address"):
        return None
    institution, kind = facts["institution"], LOCATION_TYPES.get(place, "physical")
    location = {
        "id": _id(key, "location"), "location_type": kind, "name": institution["name"],
        "description": facts.get("address") or _label(facts, "place"),
    }
    if facts.get("teryt"):
        location.update(external_identifier=facts["teryt"], external_identifier_type="TERYT")
    written = STREET_TOWN.fullmatch(facts.get("address") or "")
    address = written.groupdict() if written else {} if facts.get("address") else institution
    if kind == "physical" and all(address.get(name) for name in ("street", "zip", "city")) and (
        institution.get("voivodeship")
    ):
        location["addresses"] = [{
            "id": _id(key, "address"), "address_1": address["street"].strip(), "city": address["city"].strip(),
            "state_province": institution["voivodeship"], "postal_code": address["zip"], "country": COUNTRY,
            "address_type": "physical",
        }]
    if facts.get("accessibility"):
        location["accessibility"] = [{"id": _id(key, "accessibility"), "description": facts["accessibility"]}]
    return [{"id": _id(key, "place"), "location": _filled(location)}]


def _schedules(key, facts):
    text = facts.get("schedule")
    valid = _filled({"valid_from": _date(facts.get("date_from")), "valid_to": _date(facts.get("date_to"))})
    if not text and not valid:
        return None
    openings = opening_hours(text or "") or [{}]
    return [
        {"id": _id(key, "schedule", str(number)), **opening, **_filled({"description": text}), **valid}
        for number, opening in enumerate(openings)
    ]


def opening_hours(text):
    """Weekly hours found in a text such as “pn–pt 8:00–16:00, sob. 9–13”; empty unless all of it is understood."""
    found, rest = [], text
    for match in OPENING.finditer(text):
        rest = rest.replace(match[0], " ", 1)
        days = _days(match["days"].casefold())
        hours = [int(part or 0) for part in match.groups()[1:]]
        if not days or hours[0] > 23 or hours[2] > 24 or max(hours[1], hours[3]) > 59:
            return []
        found.append({
            "freq": "WEEKLY", "interval": 1, "byday": ",".join(days), "opens_at": f"{hours[0]:02}:{hours[1]:02}",
            "closes_at": f"{hours[2]:02}:{hours[3]:02}",
        })
    return found if not re.sub(r"[\s,;.]|\bi\b|\boraz\b", "", rest) else []


def _days(text):
    days = []
    for part in re.split(r"\s*(?:,|\bi\b|\boraz\b)\s*", text):
        ends = [DAYS.get(end.strip(" .")) for end in re.split(r"[-–]", part)]
        if None in ends or len(ends) > 2 or WEEK.index(ends[0]) > WEEK.index(ends[-1]):
            return []
        days += WEEK[WEEK.index(ends[0]):WEEK.index(ends[-1]) + 1]
    return sorted(set(days), key=WEEK.index)


def term_id(taxonomy, code):
    return str(uuid5(NAMESPACE, f"{taxonomy}/{code}"))


def taxonomy_id(taxonomy):
    return str(uuid5(NAMESPACE, taxonomy))


def _attributes(key, facts):
    terms = []
    for taxonomy in TAXONOMIES:
        values = facts.get({"need": "needs", "target_group": "target_groups"}.get(taxonomy, taxonomy)) or []
        for code, label in [values] if isinstance(values, tuple) else values:
            terms.append((taxonomy, code, label))
    return [{
        "id": _id(key, "attribute", taxonomy, code), "link_entity": "service",
        "taxonomy_term": {
            "id": term_id(taxonomy, code), "code": code, "name": label, "description": label,
            "taxonomy": TAXONOMIES[taxonomy][0],
            "taxonomy_detail": {
                "id": taxonomy_id(taxonomy), "name": TAXONOMIES[taxonomy][0], "description": TAXONOMIES[taxonomy][1],
            },
        },
    } for taxonomy, code, label in terms]


# ----------------------------------------------------------------
# Tabular form
# ----------------------------------------------------------------


def tabulate(services):
    """``{object: [row]}``; what several services share (institution, term, unit) stands there once."""
    tables = {name: {} for name in FILES}
    for service in services:
        _tabulate("service", service, {}, tables)
    return {name: list(rows.values()) for name, rows in tables.items()}


def _tabulate(name, values, back, tables):
    if values["id"] in tables[name]:
        return
    row = {field: values[field] for field in FIELDS[name] if field in values}
    row.update(back)
    tables[name][values["id"]] = row
    for prop, (child, key) in ONE.get(name, {}).items():
        if prop in values:
            row[key] = values[prop]["id"]
            _tabulate(child, values[prop], {}, tables)
    for prop, (child, key) in MANY.get(name, {}).items():
        for value in values.get(prop, ()):
            _tabulate(child, value, {key: values["id"]}, tables)


def columns(name):
    """Columns of a table in the tabular form: its own and the keys that lead to others."""
    own = list(FIELDS[name])
    keys = [key for _child, key in ONE.get(name, {}).values()]
    back = [
        key for children in MANY.values() for child, key in children.values() if child == name and key not in keys
    ]
    return list(dict.fromkeys(own + keys + back))


def write_tables(tables, title):
    """A zip with a CSV file for each table that is not empty, and the ``datapackage.json`` that describes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        resources = []
        for name, rows in tables.items():
            if rows:
                resources.append(_resource(name, tables))
                archive.writestr(_entry(f"{FILES[name]}.csv"), _csv(columns(name), rows))
        package = {"name": "hsds", "title": title, "profile": "tabular-data-package", "resources": resources}
        archive.writestr(_entry("datapackage.json"), json.dumps(package, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def _entry(name):
    """A file of the archive without the time of its making: the same data make the same archive."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _csv(names, rows):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


def _safe(value):
    """Text that a spreadsheet program would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def _resource(name, tables):
    types = FIELDS[name]
    fields = [
        {"name": column, "type": DATAPACKAGE_TYPES.get(types.get(column, "uuid").rstrip("*"), "string")}
        for column in columns(name)
    ]
    keys = [
        {"fields": key, "reference": {"resource": FILES[child], "fields": "id"}}
        for child, key in ONE.get(name, {}).values() if tables.get(child)
    ]
    return {
        "name": FILES[name], "path": f"{FILES[name]}.csv", "format": "csv", "mediatype": "text/csv",
        "profile": "tabular-data-resource", "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", **({"foreignKeys": keys} if keys else {})},
    }
