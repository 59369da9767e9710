import csv
import io
import json
import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from unittest import SkipTest
from unittest.mock import patch
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from odoo.addons.kooperacje.controllers.rate import machines
from odoo.addons.kooperacje.kernels import card_layout, hsds
from odoo.addons.kooperacje.kernels.cells import FIRST_DATE, LAST_DATE
from odoo.addons.kooperacje.kernels.hsds_reader import MAX_BYTES, MAX_DEPTH, MAX_SERVICES, read_hsds
from odoo.addons.kooperacje.kernels.rate_limit import RateLimit, per_process

INSTITUTION = {
    "key": "0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0001", "name": "Szkoła Podstawowa w Nurze", "kind": "szkoła podstawowa",
    "email": "szkola@example.com", "website": "https://szkola.example", "phone": "29 745 00 00", "nip": "8567346215",
    "regon": "123456785", "krs": "0000012345", "street": "Szkolna 1", "zip": "07-322", "city": "Nur",
    "voivodeship": "mazowieckie",
}
FACTS = {
    "key": "0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0002", "name": "Świetlica", "description": "Zajęcia po lekcjach.",
    "available": True, "verified_on": date(2026, 9, 1), "office_email": "gops@example.com",
    "written_on": datetime(2026, 9, 2, 10, 30, 15, 99), "needs": [("7.1", "Ubóstwo"), ("7.13", "Trudności")],
    "area": ("CUS.7", "Edukacja publiczna"), "target_groups": [("children", "Dzieci")], "sector": ("B", "Edukacja"),
    "form": ("classes", "zajęcia"), "access_mode": ("enrolment", "zapisy"), "fee": ("free", "bezpłatna"),
    "place": ("seat", "w siedzibie"), "age_from": 7, "age_to": 15, "documents_needed": "legitymacja",
    "conditions": "zgoda rodzica", "address": "ul. Długa 5, 07-320 Małkinia Górna", "teryt": "1416052",
    "territory": "Małkinia Górna", "schedule": "pn–pt 8:00–16:00, sob. 9–13", "waiting_days": 14, "capacity": 20,
    "capacity_free": 0, "capacity_stated_on": date(2026, 9, 1), "accessibility": "podjazd",
    "date_from": date(2026, 9, 1), "date_to": date(2027, 6, 30), "institution": INSTITUTION,
}
MINIMAL = {"key": FACTS["key"], "name": "X", "institution": {"key": INSTITUTION["key"], "name": "I"}}
TYPES = {
    "uuid": lambda v: isinstance(v, str) and str(UUID(v)) == v, "text": lambda v: isinstance(v, str) and v != "",
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "uri": lambda v: v.startswith(("http://", "https://")), "email": lambda v: "@" in v,
    "date": lambda v: date.fromisoformat(v) and len(v) == 10,
    "datetime": lambda v: datetime.fromisoformat(v).tzinfo is not None,
    "status": ("active", "inactive", "defunct", "temporarily closed").__contains__,
    "location_type": ("physical", "postal", "virtual").__contains__, "freq": ("WEEKLY", "MONTHLY").__contains__,
}


def problems(name, values, path=""):
    """What of an object the standard would refuse: a missing or unknown property, a null, a value of another type."""
    here = path or name
    fields, many, one = hsds.FIELDS[name], hsds.MANY.get(name, {}), hsds.ONE.get(name, {})
    for field in values.keys() - fields.keys() - many.keys() - one.keys():
        yield f"{here}.{field}: unknown"
    for field, kind in fields.items():
        if field not in values:
            if kind.endswith("*"):
                yield f"{here}.{field}: missing"
        elif not TYPES[kind.rstrip("*")](values[field]):
            yield f"{here}.{field}: {values[field]!r}"
    for prop, (child, _key) in one.items():
        if prop in values:
            yield from problems(child, values[prop], f"{here}.{prop}")
    for prop, (child, _key) in many.items():
        for number, value in enumerate(values.get(prop, ())):
            yield from problems(child, value, f"{here}.{prop}[{number}]")


def changed(**values):
    """A valid file of one service, changed: a value of ``...`` takes the property away."""
    service = {**json.loads(json.dumps(hsds.build_service(FACTS))), **values}
    return json.dumps([{name: value for name, value in service.items() if value is not ...}]).encode()


def codes(data):
    return [(issue.code, issue.row, issue.column) for issue in read_hsds(data).issues]


def pairs(name):
    return st.none() | st.sampled_from(card_layout.CHOICES[name])


WORDS = st.none() | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
DAYS = st.none() | st.dates(FIRST_DATE, LAST_DATE)
ANY_FACTS = st.fixed_dictionaries({
    "key": st.uuids(version=4).map(str), "name": WORDS.map(lambda text: f"Usługa {text}"),
    "description": WORDS, "available": st.booleans(), "verified_on": DAYS, "office_email": WORDS, "written_on": DAYS,
    "needs": st.lists(st.sampled_from([("7.1", "Ubóstwo"), ("7.5", "Sprawność")]), unique=True),
    "form": pairs("form"), "access_mode": pairs("access_mode"), "fee": pairs("fee"), "place": pairs("place"),
    "age_from": st.integers(0, 60), "age_to": st.just(0) | st.integers(60, 120), "address": WORDS,
    "teryt": st.none() | st.just("1416052"), "schedule": WORDS, "waiting_days": st.integers(0, 99),
    "capacity": st.integers(0, 50), "capacity_free": st.integers(0, 50), "capacity_stated_on": DAYS,
    "contact_name": WORDS, "contact_phone": WORDS, "contact_email": WORDS, "accessibility": WORDS,
    "documents_needed": WORDS, "date_from": DAYS, "date_to": DAYS,
    "institution": st.fixed_dictionaries({
        "key": st.uuids(version=4).map(str), "name": st.just("Instytucja"), "website": WORDS, "email": WORDS,
        "street": WORDS, "zip": WORDS, "city": WORDS, "voivodeship": st.none() | st.just("mazowieckie"),
    }),
})


@tagged("post_install", "-at_install")
class TestHsdsExport(BaseCase):
    """What goes out is valid HSDS 3.1 with additional properties forbidden, and stays the same every time."""

    def test_a_full_service(self):
        service = hsds.build_service(FACTS)
        self.assertEqual(list(problems("service", service)), [])
        self.assertEqual((service["id"], service["status"]), (FACTS["key"], "active"))
        self.assertEqual((service["minimum_age"], service["maximum_age"]), (7, 15))
        self.assertEqual((service["assured_date"], service["assurer_email"]), ("2026-09-01", "gops@example.com"))
        self.assertEqual(service["last_modified"], "2026-09-02T10:30:15Z")
        self.assertEqual({one["identifier_type"] for one in service["organization"]["organization_identifiers"]}, {
            "NIP", "REGON", "KRS",
        })
        [place] = service["service_at_locations"]
        [address] = place["location"]["addresses"]
        self.assertEqual((address["address_1"], address["postal_code"], address["city"], address["state_province"]), (
            "ul. Długa 5", "07-320", "Małkinia Górna", "mazowieckie",
        ))
        self.assertEqual(place["location"]["external_identifier"], "1416052")
        [capacity] = service["capacities"]
        self.assertEqual((capacity["available"], capacity["maximum"], capacity["unit"]["name"]), (0, 20, "miejsce"))
        self.assertEqual([one["byday"] for one in service["schedules"]], ["MO,TU,WE,TH,FR", "SA"])
        self.assertEqual({one["taxonomy_term"]["code"] for one in service["attributes"]}, {
            "7.1", "7.13", "CUS.7", "children", "B", "classes", "enrolment", "free", "seat",
        })
        self.assertNotIn("contacts", service)

    def test_where_nothing_is_known_nothing_is_written(self):
        service = hsds.build_service(MINIMAL)
        self.assertEqual(list(problems("service", service)), [])
        self.assertNotIn("null", json.dumps(service))
        self.assertEqual(service["organization"]["description"], "I", "an organization must have a description")
        self.assertNotIn("addresses", service["service_at_locations"][0]["location"])

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.lists(ANY_FACTS, max_size=3, unique_by=lambda facts: facts["key"]))
    def test_whatever_is_known_the_export_is_valid(self, all_facts):
        services = [hsds.build_service(facts) for facts in all_facts]
        for service in services:
            self.assertEqual(list(problems("service", service)), [])
        tables = hsds.tabulate(services)
        for name, rows in tables.items():
            for row in rows:
                self.assertLessEqual(row.keys(), set(hsds.columns(name)), name)
        self.assertEqual(read_hsds(json.dumps(services).encode()).issues if services else [], [])

    def test_ids_stay(self):
        first, second = (json.dumps(hsds.build_service(FACTS), sort_keys=True) for _number in range(2))
        self.assertEqual(first, second)
        moved = hsds.build_service({**FACTS, "name": "Inna nazwa", "age_from": 3})
        self.assertEqual(moved["id"], FACTS["key"])
        self.assertEqual(
            moved["service_at_locations"][0]["id"], json.loads(first)["service_at_locations"][0]["id"],
        )
        ids = []

        def collect(value):
            if isinstance(value, dict):
                ids.append(value.get("id"))
                for child in value.values():
                    collect(child)
            elif isinstance(value, list):
                for child in value:
                    collect(child)
        collect(json.loads(first))
        shared = [hsds.taxonomy_id(name) for name in hsds.TAXONOMIES]
        own = [one for one in ids if one and one not in shared]
        self.assertEqual(len(own), len(set(own)), "no two things share an id")

    def test_opening_hours(self):
        week = "MO,TU,WE,TH,FR"
        for text, expected in (
            ("pn–pt 8:00–16:00", [(week, "08:00", "16:00")]),
            ("pon.-śr. 7.30-15.30; pt 8-14", [("MO,TU,WE", "07:30", "15:30"), ("FR", "08:00", "14:00")]),
            ("wtorki i czwartki 15:00-18:00", [("TU,TH", "15:00", "18:00")]),
            ("środa: w godz. 10–12", [("WE", "10:00", "12:00")]),
            ("po umówieniu", []), ("codziennie", []), ("pn 8-16, poza tym po umówieniu", []), ("pn 25-30", []),
            ("pt–pn 8-16", []), ("", []),
        ):
            found = [(one["byday"], one["opens_at"], one["closes_at"]) for one in hsds.opening_hours(text)]
            self.assertEqual(found, expected, text)

    def test_tables(self):
        other = {**FACTS, "key": str(uuid4()), "name": "=1+1", "description": "@x", "contact_phone": "+48 29 1"}
        data = hsds.write_tables(hsds.tabulate(map(hsds.build_service, (FACTS, other))), "Koszyk")
        self.assertEqual(data, hsds.write_tables(hsds.tabulate(map(hsds.build_service, (FACTS, other))), "Koszyk"))
        archive = zipfile.ZipFile(io.BytesIO(data))
        package = json.loads(archive.read("datapackage.json"))
        self.assertEqual({one["path"] for one in package["resources"]} | {"datapackage.json"}, set(archive.namelist()))
        rows = {}
        for resource in package["resources"]:
            reader = csv.DictReader(io.StringIO(archive.read(resource["path"]).decode()))
            rows[resource["name"]] = list(reader)
            self.assertEqual(reader.fieldnames, [field["name"] for field in resource["schema"]["fields"]])
            ids = [row["id"] for row in rows[resource["name"]]]
            self.assertEqual(len(ids), len(set(ids)), resource["name"])
        for resource in package["resources"]:
            for key in resource["schema"].get("foreignKeys", ()):
                there = {row["id"] for row in rows[key["reference"]["resource"]]}
                self.assertLessEqual({row[key["fields"]] for row in rows[resource["name"]]}, there)
        self.assertEqual(len(rows["services"]), 2)
        self.assertEqual(len(rows["organizations"]), 1, "what two services share stands there once")
        self.assertEqual([row["name"] for row in rows["services"]], ["Świetlica", "'=1+1"])
        self.assertIn("+48 29 1", [row["number"] for row in rows["phones"]], "a number is no formula")


@tagged("post_install", "-at_install")
class TestHsdsSchemas(BaseCase):
    """Against the standard's own schemas, where the machine has them: KOOPERACJE_HSDS_SCHEMAS names their folder.

    They are not part of this repository (CC BY-SA); ``problems`` above holds in every run.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = os.environ.get("KOOPERACJE_HSDS_SCHEMAS")
        try:
            import jsonschema  # pylint: disable=import-outside-toplevel
            import referencing.jsonschema  # pylint: disable=import-outside-toplevel
        except ImportError:
            folder = None
        if not folder:
            raise SkipTest("the schemas of HSDS are not on this machine")
        cls.schemas = {}
        for path in Path(folder).glob("*.json"):
            schema = json.loads(path.read_text("utf-8"))
            if "properties" in schema:
                cls.schemas[path.name] = {**schema, "additionalProperties": False}
        draft = referencing.jsonschema.DRAFT202012
        registry = referencing.Registry().with_resources([
            (name, referencing.Resource.from_contents(schema, default_specification=draft))
            for name, schema in cls.schemas.items()
        ])
        cls.validators = {
            name.removesuffix(".json"): jsonschema.Draft202012Validator(
                schema, registry=registry, format_checker=jsonschema.FormatChecker(),
            ) for name, schema in cls.schemas.items()
        }

    def test_services(self):
        for facts in (FACTS, MINIMAL, {**FACTS, "contact_name": "Jan", "contact_phone": "1", "contact_email": "a@b.c"}):
            errors = list(self.validators["service"].iter_errors(hsds.build_service(facts)))
            self.assertEqual([error.message for error in errors], [])

    def test_tables(self):
        tables = hsds.tabulate([hsds.build_service(FACTS)])
        for name, rows in tables.items():
            schema = self.schemas[f"{name}.json"]
            self.assertEqual(schema["path"], f"{hsds.FILES[name]}.csv")
            self.assertLessEqual(set(hsds.columns(name)), schema["properties"].keys(), name)
            nested = {prop for prop in schema["properties"] if prop in hsds.ONE.get(name, {})}
            for row in rows:
                self.assertLessEqual(set(schema.get("tabular_required", ())) - nested, row.keys(), name)


@tagged("post_install", "-at_install")
class TestHsdsReader(BaseCase):
    """A foreign list is taken apart with care: mistakes are named with their place, the rest is kept or reported."""

    def test_our_own_export_comes_back(self):
        reading = read_hsds(json.dumps([hsds.build_service(FACTS)]).encode())
        self.assertEqual((reading.issues, reading.unmapped), ([], []))
        [(number, values)] = reading.services
        self.assertEqual(number, 1)
        for name in ("name", "description", "age_from", "age_to", "documents_needed", "address", "teryt", "schedule",
                     "waiting_days", "capacity", "capacity_stated_on", "accessibility", "date_from", "date_to"):
            self.assertEqual(values[name], FACTS[name], name)
        self.assertEqual(values["external_key"], FACTS["key"])
        self.assertEqual(values["institution"]["nip"], INSTITUTION["nip"])
        self.assertEqual(values["terms"]["need"], ["7.1", "7.13"])
        self.assertEqual(values["terms"]["fee"], ["free"])

    def test_what_it_costs_is_read_and_never_taken_for_free(self):
        def cost(*options, **values):
            [(_number, service)] = read_hsds(changed(**{
                "cost_options": [{"id": f"1{number}", **option} for number, option in enumerate(options)],
                "attributes": [], "fees_description": None, **values,
            })).services
            return (service.get("terms") or {}).get("fee"), service.get("fee_note")

        self.assertEqual(cost(), (None, None), "nothing said")
        self.assertEqual(cost({"option": "bez zniżek"}), (None, "bez zniżek"), "no amount: not stated")
        self.assertEqual(cost({"amount": 0, "currency": "PLN"}), (["free"], None))
        self.assertEqual(
            cost({"amount": 20, "currency": "PLN", "amount_description": "za spotkanie"}),
            (["full"], "20,00 zł za spotkanie"),
        )
        self.assertEqual(
            cost({"option": "dzieci", "amount": 0}, {"option": "dorośli", "amount": 12.5, "currency": "EUR"}),
            (["partial"], "dzieci; dorośli 12,50 EUR"),
        )
        self.assertEqual(
            cost({"amount": 5, "valid_from": "2027-01-01", "valid_to": "2027-06-30"})[1],
            "5,00 zł od 01.01.2027 do 30.06.2027",
        )
        self.assertEqual(cost({"amount": 5}, fees_description="Ulgi dla rodzin")[1], "Ulgi dla rodzin; 5,00 zł")
        for amount in ("dużo", True, -1, 1e12):
            self.assertIn(
                ("not_number", 1, "cost_options[0].amount"),
                codes(changed(cost_options=[{"id": "1", "amount": amount}])), amount,
            )

    def test_days_of_a_schedule_are_not_the_end_of_the_service(self):
        schedules = [
            {"id": "1", "description": "pn 8–12", "valid_from": "2026-09-01", "valid_to": "2027-06-30"},
            {"id": "2", "description": "wt 9–10", "valid_to": "2027-08-31", "interval": 2, "bymonthday": "1"},
        ]
        reading = read_hsds(changed(attributes=[], schedules=schedules))
        [(_number, service)] = reading.services
        self.assertNotIn("date_to", service)
        self.assertEqual(service["schedule"], "pn 8–12 (od 01.09.2026 do 30.06.2027); wt 9–10 (do 31.08.2027)")
        self.assertLessEqual(
            {"schedules[1].interval", "schedules[1].bymonthday"}, {path for _one, path, _text in reading.unmapped},
        )

    def test_what_there_are_several_of_is_told(self):
        reading = read_hsds(changed(
            phones=[{"id": "1", "number": "29 1", "extension": 7}, {"id": "2", "number": "29 2"}],
            contacts=[{"id": "1", "name": "Ala"}, {"id": "2", "name": "Ola"}], minimum_age=2.5, maximum_age=None,
        ))
        [(_number, service)] = reading.services
        self.assertEqual((service["contact_phone"], service["contact_name"]), ("29 1 wew. 7", "Ala"))
        self.assertEqual(service["age_from"], 2)
        self.assertEqual(
            {path: text for _one, path, text in reading.unmapped},
            {"phones[1]": "29 2", "contacts[1]": "Ola", "minimum_age": "2.5"},
        )

    def test_shapes_of_files(self):
        service = hsds.build_service(MINIMAL)
        for content in ([service], {"contents": [service], "total_items": 1}, {"services": [service]}, service):
            self.assertEqual(len(read_hsds(json.dumps(content).encode()).services), 1)
        self.assertEqual(len(read_hsds(b"\xef\xbb\xbf" + json.dumps([service]).encode()).services), 1)

    def test_files_that_are_none(self):
        deep = b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2)
        for data, code in (
            (b"", "empty"), (b"  ", "empty"), (b"x" * (MAX_BYTES + 1), "too_big"), (b"nazwa;opis", "not_json"),
            (b"\xff\xfe", "not_json"), (b"[NaN]", "not_json"), (b"[1e999", "not_json"), (b"[]", "no_services"),
            (b"7", "no_services"), (deep, "too_deep"), (b"[" * 100_000, "too_deep"),
            (json.dumps([{}] * (MAX_SERVICES + 1)).encode(), "too_many_services"),
        ):
            self.assertEqual([code for code, *_place in codes(data)], [code], data[:20])

    def test_mistakes_are_named_with_their_place(self):
        for values, expected in (
            ({"name": ...}, ("required", 1, "name")), ({"name": "  "}, ("required", 1, "name")),
            ({"name": 7}, ("not_text", 1, "name")), ({"id": ...}, ("required", 1, "id")),
            ({"organization": ...}, ("required", 1, "organization")),
            ({"organization": {}}, ("required", 1, "organization.name")),
            ({"minimum_age": "siedem"}, ("not_number", 1, "minimum_age")),
            ({"minimum_age": True}, ("not_number", 1, "minimum_age")),
            ({"maximum_age": -1}, ("not_number", 1, "maximum_age")),
            ({"minimum_age": 20, "maximum_age": 10}, ("age_order", 1, "minimum_age")),
            ({"description": "x" * 5001}, ("text_too_long", 1, "description")),
            ({"phones": "29"}, ("not_object", 1, "phones")), ({"phones": ["29"]}, ("not_object", 1, "phones[0]")),
            ({"attributes": [{"taxonomy_term": 5}]}, ("not_object", 1, "attributes[0].taxonomy_term")),
            ({"schedules": [{"description": []}]}, ("not_text", 1, "schedules[0].description")),
        ):
            self.assertIn(expected, codes(changed(**values)), values)
        service = json.loads(changed())[0]
        self.assertEqual(codes(json.dumps([service, service]).encode()), [("twice", 2, "id")])
        self.assertEqual(codes(b"[7]"), [("not_object", 1, None)])

    def test_what_has_no_place_here_is_told(self):
        reading = read_hsds(changed(
            status="defunct", alert="Remont", languages=[{"name": "uk"}], wait_time="długo",
            attributes=[{"taxonomy_term": {"name": "Food", "taxonomy": "Open Eligibility", "code": "1101"}}],
            service_areas=[{"name": "Mazovia", "extent_type": "geojson"}],
        ))
        self.assertEqual(reading.issues, [])
        self.assertEqual({path for _number, path, _text in reading.unmapped}, {
            "status", "alert", "languages", "wait_time", "attributes[0]", "service_areas[0]",
        })
        self.assertEqual(reading.services[0][1]["terms"], {"fee": ["free"]}, "its cost option says 0")

    def test_a_wrong_nip_is_no_nip(self):
        organization = {"name": "X", "tax_id": "123"}
        reading = read_hsds(changed(organization=organization))
        self.assertNotIn("nip", reading.services[0][1]["institution"])
        self.assertIn((1, "organization.tax_id", "123"), reading.unmapped)


@tagged("post_install", "-at_install")
class TestTablesAreText(BaseCase):
    def test_no_cell_is_a_formula(self):
        """A plus or minus is harmless before digits alone: a spreadsheet program runs what follows “-1+”."""
        for text in ("=1", "@SUM(A1)", "-1+1|cmd", "- cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-1\n+cmd|x"):
            with self.subTest(text):
                self.assertEqual(hsds._safe(text), f"'{text}")
        for text in ("+48 29 745 00 00", "-5", "pn–pt 8–16", "(29) 745-00-00", ""):
            with self.subTest(text):
                self.assertEqual(hsds._safe(text), text)


@tagged("post_install", "-at_install")
class TestRateLimit(BaseCase):
    def test_all_workers_together_keep_to_the_limit(self):
        for workers in (1, 2, 3, 8, 16):
            with self.subTest(workers=workers):
                limits = [RateLimit(limit=per_process(240, workers)) for _worker in range(workers)]
                passed = sum(not limit.wait("one") for limit in limits for _request in range(240))
                self.assertGreaterEqual(passed, 240)
                self.assertLess(passed, 240 + workers)

    def test_one_process_alone_and_a_limit_smaller_than_the_workers(self):
        self.assertEqual(per_process(240, 0), 240)
        self.assertEqual(per_process(240, 4, 2), 30, "two machines with four workers each")
        self.assertEqual(per_process(3, 8), 1)

    def test_number_of_machines_as_an_administrator_writes_it(self):
        for said, meant in (("2", 2), (" 3 ", 3), ("", 1), (None, 1), ("dwie", 1), ("-2", 1), ("0", 0), ("9" * 9, 1)):
            with patch.dict(config.options, {"kooperacje_machines": said}):
                self.assertEqual(machines(), meant, said)

    def test_so_many_a_minute_each(self):
        now = [0.0]
        limit = RateLimit(limit=2, seconds=60, callers=2, clock=lambda: now[0])
        self.assertEqual([limit.wait("a"), limit.wait("a"), limit.wait("b")], [0, 0, 0])
        self.assertEqual(limit.wait("a"), 60)
        now[0] = 45
        self.assertEqual(limit.wait("a"), 15)
        now[0] = 61
        self.assertEqual(limit.wait("a"), 0)
        for caller in "bcd":
            limit.wait(caller)
        self.assertLessEqual(len(limit._windows), 2, "memory does not grow with the callers")
