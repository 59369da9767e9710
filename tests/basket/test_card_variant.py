import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.tests.basket.common import BasketCommon

# Extra fields of tool 7 (label, type) by variant: of the institution, and of each service.
TOOL = {
    "A": (
        [("Typ placówki", "selection")],
        [("Tryb", "selection"), ("Kryterium dochodowe", "boolean"), ("Limit rodzin", "integer"),
         ("Całodobowość", "boolean")],
    ),
    "B": (
        [("RSPO", "char"), ("Specjaliści", "tags"), ("Oddziały integracyjne", "boolean")],
        [("Etap edukacyjny", "tags"), ("Opinie i orzeczenia", "tags"), ("Zgoda rodzica", "boolean")],
    ),
    "C": (
        [("Nr RPWDL", "char"), ("Tajemnica medyczna", "text")],
        [("Kontrakt NFZ", "boolean"), ("Skierowanie", "boolean"), ("Pilne / stabilne", "tags"),
         ("Wizyty domowe", "boolean")],
    ),
    "D": (
        [],
        [("Status wymagany", "tags"), ("Instrument", "selection"), ("Miejsca pracy lub staży", "integer"),
         ("Wsparcie trenera pracy", "boolean")],
    ),
    "E": (
        [("Sprzęt", "text"), ("Sale", "text")],
        [("Karnety i ulgi", "char"), ("Grupy wiekowe", "tags"), ("Opiekun grupy", "boolean")],
    ),
    "F": (
        [("Wydział", "char"), ("Zakres informacji możliwych do przekazania", "text")],
        [("Tryb", "selection"), ("Terminy", "char")],
    ),
    "G": (
        [("Rejon dzielnicowego", "text")],
        [("Interwencja 24/7", "boolean"), ("Asysta przy wizycie", "boolean"), ("Działania profilaktyczne", "char")],
    ),
    "H": (
        [("OPP", "boolean"), ("Wolontariusze", "integer"), ("Weryfikacja osób pracujących z dziećmi", "boolean")],
        [("Zadanie zlecone", "boolean"), ("Umowa zadania zleconego", "char"), ("Dary rzeczowe", "char")],
    ),
    "I": (
        [],
        [("Forma wsparcia", "selection"), ("JST macierzysta", "char"), ("Opiekun lub źródło zgłoszenia", "char"),
         ("Weryfikacja OPS", "boolean"), ("Termin ważności zgłoszenia", "date")],
    ),
}


def sample(prop):
    """A value for a field of the variant, another one than an empty form has."""
    options = prop.get("selection") or prop.get("tags") or [("",)]
    return {
        "char": "wg umowy 12/2026", "text": "zgodnie z art. 13\ni 14", "integer": 25, "float": 1.5, "boolean": True,
        "date": "2027-06-30", "selection": options[-1][0], "tags": [option[0] for option in options[:2]],
    }[prop["type"]]


class VariantCommon(BasketCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Variant = cls.env["kooperacje.card.variant"]
        cls.variants = cls.Variant.search([("company_id", "=", False)])
        cls.by_letter = {variant.sector_id.code: variant for variant in cls.variants}

    def filled(self, definition):
        return {prop["name"]: sample(prop) for prop in definition}

    def full_card(self, letter):
        """The school's card as if it were of another sector, all fields of the variant filled in."""
        variant = self.by_letter[letter]
        card = self._card(services=["Usługa złożona"], sector_id=variant.sector_id.id)
        card.extra = self.filled(variant.card_extra_definition)
        card.service_ids.write({
            "kind": "complex", "activities": "Rozpoznanie\nSpotkania\nPodsumowanie", "duration": "10 spotkań",
            "capacity": 20, "capacity_free": 1, "visibility": "public",
            "extra": self.filled(variant.service_extra_definition),
        })
        return card

    def printed(self, card):
        """Text of the PDF of the card."""
        content, _kind = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            card._document_report(), card.ids,
        )
        return " ".join(" ".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages).split())

    def upload(self, data, user=None):
        wizard = self.env["kooperacje.card.upload"].with_user(user or self.ewa).create({
            "partnership_id": self.partnership.id, "institution_id": self.school.id, "file": base64.b64encode(data),
        })
        return self.Card.with_user(user or self.ewa).browse(wizard.action_import()["res_id"])


@tagged("post_install", "-at_install")
class TestCardVariant(VariantCommon):
    """Nine variants, each with the fields tool 7 gives its sector beside the common ones (K3D-208)."""

    def test_the_nine_variants_have_the_fields_of_the_tool(self):
        self.assertEqual("".join(sorted(self.by_letter)), "ABCDEFGHI")
        for letter, (institution, service) in TOOL.items():
            variant = self.by_letter[letter]
            for definition, expected in (
                (variant.card_extra_definition, institution), (variant.service_extra_definition, service),
            ):
                self.assertEqual([(p["string"], p["type"]) for p in definition], expected, letter)

    def test_each_variant_goes_out_and_comes_back(self):
        """Download, upload, download: the same workbook, whatever the variant."""
        for letter in TOOL:
            card = self.full_card(letter)
            before = (dict(card.extra._values or {}), dict(card.service_ids.extra._values))
            data = card._card_workbook()
            extra = card.variant_id._layout_extra()
            reading = read_card(data, self.Card._card_dictionaries(), {letter: extra})
            self.assertEqual(reading.issues, [], letter)
            self.assertEqual(
                [value for key, value in reading.services[0].values.items() if key.startswith("service.")],
                [date(2027, 6, 30) if p["type"] == "date" else sample(p)
                 for p in card.variant_id.service_extra_definition], letter,
            )
            self.assertEqual(reading.services[0].values["activities"], ["Rozpoznanie", "Spotkania", "Podsumowanie"])
            card.extra, card.service_ids.extra = {}, {}
            card.service_ids.write({"activities": False, "duration": False, "visibility": "office"})
            self.assertEqual(self.upload(data), card)
            self.assertEqual((dict(card.extra._values or {}), dict(card.service_ids.extra._values)), before, letter)
            self.assertEqual(card.service_ids.part_ids.mapped("name"), ["Rozpoznanie", "Spotkania", "Podsumowanie"])
            self.assertEqual((card.service_ids.duration, card.service_ids.visibility), ("10 spotkań", "public"))
            again = read_card(card._card_workbook(), self.Card._card_dictionaries(), {letter: extra})
            self.assertEqual(again.services[0].values, reading.services[0].values, letter)
            self.assertEqual(again.institution, reading.institution, letter)
            card.unlink()

    def test_each_variant_comes_as_a_blank_workbook(self):
        for letter, variant in self.by_letter.items():
            book = openpyxl.load_workbook(io.BytesIO(variant.with_user(self.piotr)._blank_workbook()))
            headings = {cell.value for cell in book["Usługi"][layout.TABLE_HEADER_ROW]}
            labels = {cell.value for cell in book["Instytucja"]["A"]}
            self.assertLessEqual({label for label, _type in TOOL[letter][1]}, headings, letter)
            self.assertLessEqual({label for label, _type in TOOL[letter][0]}, labels, letter)
            self.assertIn(f"{letter} {variant.sector_id.name}", {cell.value for cell in book["Instytucja"]["B"]})

    def test_each_variant_is_printed_with_its_fields(self):
        for letter, (institution, service) in TOOL.items():
            card = self.full_card(letter)
            text = self.printed(card)
            self.assertIn(f"wersja 7{letter}", text)
            for label, _type in institution + service:
                self.assertIn(label, text, letter)
            for part in ("Rozpoznanie", "Spotkania", "20, w tym wolnych 1", "10 spotkań"):
                self.assertIn(part, text, letter)
            card.unlink()

    def test_values_of_the_print_are_words(self):
        card = self.full_card("D")
        card.service_ids.extra = {
            "status_required": ["bezrobotny", "bierny_zawodowo"], "instrument": "staz", "jobs": 3, "job_coach": False,
        }
        self.assertEqual(card.service_ids._extra_print(), [
            ("Status wymagany", "bezrobotny, bierny zawodowo"), ("Instrument", "staż"),
            ("Miejsca pracy lub staży", "3"), ("Wsparcie trenera pracy", "nie"),
        ])
        card.service_ids.extra = {"instrument": "zniesiony"}
        self.assertEqual(card.service_ids._extra_print(), [], "an option that is gone is not printed")

    def test_fields_follow_the_sector_of_the_card(self):
        card = self._card()
        self.assertEqual((card.variant_id, card.service_ids.variant_id), (self.by_letter["B"],) * 2)
        card.sector_id = self.by_letter["H"].sector_id
        self.assertEqual((card.variant_id, card.service_ids.variant_id), (self.by_letter["H"],) * 2)

    def test_service_without_a_card_has_the_fields_of_its_institution(self):
        service = self.Service.with_user(self.piotr).create({
            "name": "Pomoc sąsiedzka", "institution_id": self.ngo.id, "partnership_id": self.partnership.id,
            "origin": "self_help",
        })
        self.assertEqual(service.variant_id, self.by_letter["H"])
        service.extra = {"gifts": "odzież"}
        self.assertEqual(service._extra_print(), [("Dary rzeczowe", "odzież")])

    def test_new_version_takes_the_fields_over_and_brings_them_back(self):
        card = self.full_card("B")
        card.action_submit()
        card.with_user(self.piotr).action_verify()
        self.env.flush_all()
        service = card.service_ids
        newer = card._open_new_version()
        copy = newer.service_ids
        self.assertEqual(dict(newer.extra._values), dict(card.extra._values))
        self.assertEqual(dict(copy.extra._values), dict(service.extra._values))
        self.assertEqual(copy.activities, service.activities)
        copy.extra = {**copy.extra._values, "parental_consent": False}
        copy.activities = "Rozpoznanie\nWarsztaty"
        kept = service.part_ids[0]
        newer.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        newer.action_submit()
        self.assertTrue(service.extra["parental_consent"], "the basket waits for the office")
        newer.with_user(self.piotr).action_verify()
        self.assertFalse(service.extra["parental_consent"])
        self.assertEqual(service.part_ids.mapped("name"), ["Rozpoznanie", "Warsztaty"])
        self.assertEqual(service.part_ids[0], kept, "a part whose name stays is the same part")

    def test_leader_changes_parts_of_the_basket_and_of_untouched_copies(self):
        card = self.full_card("B")
        card.action_submit()
        card.with_user(self.piotr).action_verify()
        self.env.flush_all()
        service = card.service_ids.with_user(self.piotr)
        copy = card._open_new_version().service_ids
        service.part_ids = [(0, 0, {"name": "Rodzinny piknik", "sequence": 9})]
        self.assertEqual(copy.activities, service.activities)
        self.assertIn("Rodzinny piknik", copy.activities)
        copy.with_user(self.ewa).activities = "Tylko to"
        service.part_ids[0].name = "Rozpoznanie potrzeb"
        service.part_ids = [(1, service.part_ids[0].id, {"sequence": 1})]
        self.assertEqual(copy.activities, "Tylko to", "what the institution has changed is its own")

    def test_signed_card_keeps_its_fields(self):
        card = self.full_card("B")
        card.action_submit()
        card.with_user(self.piotr).action_issue()
        for values in ({"extra": {"rspo": "1"}}, {"sector_id": self.sector_help.id}):
            with self.assertRefused("frozen"):
                card.with_user(self.piotr).write(values)
        with self.assertRefused("frozen"):
            card.service_ids.with_user(self.piotr).extra = {}
        with self.assertRefused("frozen"):
            card.service_ids.part_ids.with_user(self.piotr)[0].name = "Inna"


@tagged("post_install", "-at_install")
class TestExtraGarbage(VariantCommon):
    """What a field cannot hold is refused: Odoo keeps it, and then nobody can open the card or print the basket."""

    VALUES = ("x", 5, -1.5, True, ["a"], {"a": 1}, "2020-13-45", [["a", "b"]], [5])

    def test_written_and_created_over_rpc(self):
        card = self._card()
        refused = 0
        for record, part in ((card, "card"), (card.service_ids[0], "service")):
            for prop in card.sudo().variant_id[f"{part}_extra_definition"]:
                for value in self.VALUES:
                    try:
                        with self.env.cr.savepoint():
                            record.with_user(self.ewa).extra = {prop["name"]: value}
                    except ValidationError:
                        refused += 1
                        record.invalidate_recordset(["extra"])
                    record.read(["extra"])
                    record._extra_print()
                    card._card_workbook()
        self.assertGreater(refused, 20)
        tags = next(
            prop["name"] for prop in card.sudo().variant_id.service_extra_definition if prop["type"] == "tags"
        )
        with self.assertRefused("cannot hold", ValidationError):
            self.Service.with_user(self.ewa).create({"card_id": card.id, "name": "x", "extra": {tags: 5}})

    def test_definitions_are_not_written_through_a_value(self):
        card = self._card()
        variant = card.sudo().variant_id
        for user in (self.ewa, self.piotr):
            for record, part in ((card, "card"), (card.service_ids[0], "service")):
                before = variant[f"{part}_extra_definition"]
                with self.assertRefused(".", AccessError):
                    record.with_user(user).extra = [{
                        "name": "mine", "type": "char", "string": "Moje", "value": "x", "definition_changed": True,
                    }]
                self.env.invalidate_all()
                self.assertEqual(variant[f"{part}_extra_definition"], before)


@tagged("post_install", "-at_install")
class TestOwnVariant(VariantCommon):
    """A municipality changes the fields of a card on the screen, for itself alone."""

    def own(self, letter="B", user=None):
        variant = self.by_letter[letter].with_user(user or self.maria).with_company(self.company)
        return self.Variant.browse(variant.action_customise()["res_id"]).with_user(user or self.maria)

    def with_field(self, own, **prop):
        own.service_extra_definition = [
            *own.service_extra_definition, {"name": "new_field", "string": "Obiady", "type": "boolean", **prop},
        ]

    def test_own_version_begins_as_a_copy_and_keeps_what_was_entered(self):
        card = self.full_card("B")
        before = dict(card.service_ids.extra._values)
        own = self.own()
        self.assertEqual(own.company_id, self.company)
        self.assertEqual((card.variant_id, card.service_ids.variant_id), (own, own))
        self.assertEqual(dict(card.service_ids.extra._values), before)
        self.with_field(own)
        self.assertIn("Obiady", [prop["string"] for prop in card.service_ids.read(["extra"])[0]["extra"]])
        self.assertNotIn("Obiady", [p["string"] for p in self.by_letter["B"].service_extra_definition])
        self.assertEqual(self.own(), own, "one version of an office")

    def test_office_next_door_keeps_the_common_one(self):
        own = self.own()
        service = self.Service.with_user(self.nadia).create({
            "name": "Świetlica w Nurze", "partnership_id": self.partnership_nur.id, "institution_id": self.school.id,
        })
        self.assertEqual(service.variant_id, self.by_letter["B"])
        sector, companies = self.sector_education, self.company | self.company_nur
        self.assertEqual(self.Variant._variants_for(sector, companies), {
            (sector.id, self.company.id): own, (sector.id, self.company_nur.id): self.by_letter["B"],
            (sector.id, False): self.by_letter["B"],
        })
        with self.assertRaises(AccessError):
            own.with_user(self.nadia).read(["service_extra_definition"])

    def test_new_field_is_in_the_workbook_and_on_paper(self):
        card = self.full_card("B")
        old = card._card_workbook()
        own = self.own()
        self.with_field(own, string="Stołówka", type="selection", selection=[("own", "własna"), ("out", "katering")])
        card.service_ids.extra = {**card.service_ids.extra._values, "new_field": "out"}
        data = card._card_workbook()
        card.service_ids.extra = {}
        self.upload(data)
        self.assertIn(("Stołówka", "katering"), card.service_ids._extra_print())
        self.upload(old)
        self.assertIn(("Stołówka", "katering"), card.service_ids._extra_print(), "an older workbook says nothing of it")

    def test_workbook_with_a_field_that_is_gone_is_refused_with_its_place(self):
        card = self.full_card("B")
        data = card._card_workbook()
        own = self.own()
        own.service_extra_definition = own.service_extra_definition[:-1]
        with self.assertRefused("Zgoda rodzica.*no such column"):
            self.upload(data)

    def test_without_its_own_version_an_office_has_the_common_one_again(self):
        card = self.full_card("B")
        own = self.own()
        own.unlink()
        self.assertEqual((card.variant_id, card.service_ids.variant_id), (self.by_letter["B"],) * 2)
        self.assertEqual(card.service_ids.extra["parental_consent"], True)

    def test_fields_that_no_workbook_could_carry_are_refused(self):
        own = self.own()
        for prop, message in (
            ({"type": "many2one", "comodel": "res.partner"}, "cannot be written in the workbook"),
            ({"type": "datetime"}, "cannot be written in the workbook"),
            ({"string": "nazwa usługi *"}, "a field of every card already"),
            ({"string": "ZGODA RODZICA"}, "two fields"),
            ({"string": " "}, "Give each field a name"),
        ):
            with self.assertRefused(message, ValidationError), self.cr.savepoint():
                self.with_field(own, **prop)
        self.with_field(own, type="separator", string="Wyżywienie")

    def test_who_keeps_the_fields(self):
        own = self.own()
        for role, user in self.user_by_role.items():
            may = role in ("manager", "admin")
            self.assertEqual(own.with_user(user).has_access("write"), may, role)
            self.assertFalse(self.by_letter["B"].with_user(user).has_access("write"), role)
            self.assertEqual(self.Variant.with_user(user).has_access("create"), may, role)
        with self.assertRaises(AccessError):
            self.own("A", self.piotr)
        with self.assertRaises(AccessError):
            own.with_user(self.maria).company_id = False
        with self.assertRefused("version of an office already"):
            own.action_customise()
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        with self.assertRaises(AccessError):
            own.with_user(helena).note = "u nas inaczej"
        with self.assertRaises(AccessError):
            self.Variant.with_user(helena).create({"sector_id": self.sector_help.id, "company_id": self.company.id})
        with self.assertRefused("common variants stay"):
            self.by_letter["B"].with_user(self.env.ref("base.user_admin")).unlink()

    def test_fields_are_not_changed_from_a_card(self):
        """The web client sends a changed definition along with the values; rights on the variant decide."""
        card = self._card()
        changed = [{**prop, "definition_changed": True, "string": "Inna"} for prop in card.read(["extra"])[0]["extra"]]
        with self.assertRaises(AccessError):
            card.extra = changed
        self.assertNotIn("Inna", [prop["string"] for prop in self.by_letter["B"].card_extra_definition])

    def test_fields_are_edited_on_the_variant_itself(self):
        own = self.own()
        sample_values = own.read(["service_sample"])[0]["service_sample"]
        self.assertEqual([p["string"] for p in sample_values], [label for label, _type in TOOL["B"][1]])
        own.service_sample = [
            *sample_values,
            {"name": "trips", "string": "Wycieczki", "type": "boolean", "definition_changed": True, "value": True},
        ]
        self.assertEqual(own.service_extra_definition[-1]["string"], "Wycieczki")


@tagged("post_install", "-at_install")
class TestServiceOffer(VariantCommon):
    """Places in four values with the day they were stated; parts of a complex service; who sees a service."""

    def service(self, **values):
        return self._card(services=()).service_ids.create({
            "card_id": self.Card.search([("institution_id", "=", self.school.id)]).id, "name": "Świetlica", **values,
        }).with_user(self.ewa)

    def test_number_of_places_tells_how_many_are_left(self):
        service = self.service(capacity=20, capacity_free=5)
        self.assertEqual((service.capacity_status, service.capacity_stated_on), ("free", self.today))
        service.capacity_free = 1
        self.assertEqual(service.capacity_status, "few")
        service.capacity_free = 0
        self.assertEqual(service.capacity_status, "full")
        service.waiting_days = 30
        self.assertEqual(service.capacity_status, "waiting")
        service.write({"capacity": 0, "capacity_free": 0, "capacity_status": False})
        self.assertFalse(service.capacity_stated_on, "nothing is stated any more")

    def test_institution_states_places_without_counting_them(self):
        service = self.service()
        self.assertFalse(service.capacity_status or service.capacity_stated_on)
        service.capacity_status = "few"
        self.assertEqual((service.capacity_status, service.capacity_stated_on), ("few", self.today))
        service.write({"capacity_status": "full", "capacity_stated_on": "2026-01-31"})
        self.assertEqual(service.capacity_stated_on, date(2026, 1, 31), "the day is the institution's to give")

    def test_day_of_the_statement_in_the_workbook(self):
        self.service(name="Basen")
        card = self.Card.search([("institution_id", "=", self.school.id)])
        data = card._card_workbook()
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book["Usługi"]
        at = {cell.value: cell.column for cell in sheet[layout.TABLE_HEADER_ROW]}
        sheet.cell(4, at["Liczba miejsc"]).value = 10
        sheet.cell(4, at["Wolne miejsca"]).value = 0
        buffer = io.BytesIO()
        book.save(buffer)
        self.upload(buffer.getvalue())
        self.assertEqual(card.service_ids.capacity_status, "full")
        self.assertEqual(card.service_ids.capacity_stated_on, self.today)

    def test_parts_and_their_text_are_one(self):
        service = self.service(kind="complex", part_ids=[(0, 0, {"name": "Diagnoza"}), (0, 0, {"name": "Terapia"})])
        self.assertEqual(service.activities, "Diagnoza\nTerapia")
        service.activities = "Terapia\n\n Diagnoza \nTerapia"
        self.assertEqual(service.part_ids.sorted("sequence").mapped("name"), ["Terapia", "Diagnoza"])

    def test_parts_change_with_their_service_only(self):
        card = self._verified_card()
        service = card.service_ids[0]
        service.with_user(self.piotr).write({"kind": "complex", "activities": "Diagnoza"})
        part = service.part_ids
        self.assertTrue(part.with_user(self.anna).has_access("read"))
        for user in (self.ewa, self.kamil, self.anna, self.olga, self.robert, self.irena, self.adam):
            for change in (
                lambda user=user: part.with_user(user).write({"name": "Inna"}),
                lambda user=user: part.with_user(user).unlink(),
                lambda user=user: part.with_user(user).create({"service_id": service.id, "name": "Nowa"}),
            ):
                with self.assertRaises(UserError, msg=user.login), self.cr.savepoint():
                    change()
        other = self.Service.with_user(self.nadia).create({
            "name": "W Nurze", "partnership_id": self.partnership_nur.id, "institution_id": self.ngo.id,
        })
        with self.assertRaises(AccessError):
            part.with_user(self.piotr).service_id = other

    def test_service_kept_to_the_office(self):
        """Its own staff finds it, other institutions do not (tool 7, visibility)."""
        service = self._verified_card().service_ids[0]
        service.with_user(self.piotr).write({"visibility": "office", "kind": "complex", "activities": "Diagnoza"})
        for user, may in (
            (self.anna, True), (self.maria, True), (self.piotr, True), (self.ewa, True), (self.tomasz, False),
            (self.zofia, False), (self.kamil, False), (self.irena, False), (self.olga, False),
        ):
            self.assertEqual(service.with_user(user).has_access("read"), may, user.login)
            self.assertEqual(service.part_ids.with_user(user).has_access("read"), may, user.login)
            found = self.Service.with_user(user).search([("id", "=", service.id)])
            self.assertEqual(bool(found), may, user.login)
        service.with_user(self.piotr).visibility = "partnership"
        self.assertTrue(service.with_user(self.tomasz).has_access("read"))

    def test_staff_for_teams_stands_on_the_card(self):
        card = self._card()
        person = self.env["res.partner"].with_user(self.ewa).create({
            "name": "Maria Lis", "parent_id": self.school.id, "type": "contact", "function": "pedagog",
            "team_available": True,
        })
        self.assertEqual(card.staff_ids, person)
        self.assertIn(("parent_id", "=", self.school.id), card.action_open_staff()["domain"])
        self.assertIn("Maria Lis", self.printed(card))

    def test_part_one_of_the_card_is_complete(self):
        values = {
            "legal_form": "jednostka budżetowa", "operating_area": "gmina Małkinia Górna",
            "opening_hours": "pn.–pt. 7.30–15.30", "accessibility": "podjazd, pętla indukcyjna",
            "legal_basis": "Prawo oświatowe", "secrecy_limits": "tajemnica nauczyciela",
        }
        card = self._card()
        self.school.write(values)
        text = self.printed(card)
        data = card._card_workbook()
        self.school.write(dict.fromkeys(values, False))
        self.upload(data)
        for name, value in values.items():
            self.assertIn(value, text)
            self.assertEqual(self.school[name], value)
