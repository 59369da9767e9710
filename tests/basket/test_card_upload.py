import base64
import io

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.card_writer import write_card
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.basket.common import BasketCommon
from odoo.addons.kooperacje.wizards.basket.card_upload import MESSAGES

INSTITUTION = {"name": "Szkoła", "nip": "8567346215"}
STATEMENTS = {
    "terms_accepted": True, "changes_reported": True, "declared_by": "Jan Nowak", "declared_on": office_today(),
}


@tagged("post_install", "-at_install")
class TestCardUpload(BasketCommon):
    """A workbook becomes the draft of the card, all of it or nothing (tool 7)."""

    def _wizard(self, data, user=None, institution=None, partnership=None):
        return self.env["kooperacje.card.upload"].with_user(user or self.ewa).create({
            "partnership_id": (partnership or self.partnership).id, "institution_id": (institution or self.school).id,
            "file": base64.b64encode(data), "filename": "karta.xlsx",
        })

    def _upload(self, services, user=None, institution=INSTITUTION, specialists=(), statements=STATEMENTS):
        data = write_card(institution, services, specialists, statements, self.Card._card_dictionaries())
        action = self._wizard(data, user).action_import()
        return self.Card.with_user(user or self.ewa).browse(action["res_id"])

    def test_coordinator_uploads_the_own_card(self):
        card = self._upload([{
            "name": "Świetlica", "needs": ["7.1", "7.5"], "area": "CUS.7", "target_groups": ["children"], "age_from": 7,
            "age_to": 15, "teryt": "1416052", "fee": "free", "capacity": 20, "capacity_free": 2, "kind": "complex",
            "date_from": fields.Date.to_date("2026-09-01"), "contact_phone": "+48 600 000 000",
        }, {"name": "Logopeda"}])
        self.assertEqual(card.state, "draft")
        self.assertEqual((card.institution_id, card.partnership_id), (self.school, self.partnership))
        self.assertEqual((card.terms_accepted, card.declared_by), (True, "Jan Nowak"))
        speech, club = card.service_ids.sorted("name")
        self.assertEqual(speech.name, "Logopeda")
        self.assertEqual((speech.kind, speech.origin, speech.fee), ("simple", "partnership", False))
        self.assertEqual(club.need_ids, self.need_poverty | self.need_disability)
        self.assertEqual(club.need_area_id, self.env.ref("kooperacje.need_cus_7"))
        self.assertEqual(club.target_group_ids, self.env.ref("kooperacje.target_group_children"))
        self.assertEqual((club.age_from, club.age_to, club.capacity_free, club.kind), (7, 15, 2, "complex"))
        self.assertEqual(club.territory_id, self.commune)
        self.assertEqual(club.date_from, fields.Date.to_date("2026-09-01"))
        card.action_submit()

    def test_check_shows_what_would_happen_and_does_nothing(self):
        wizard = self._wizard(write_card(INSTITUTION, [{"name": "A"}, {"name": "B"}], statements=STATEMENTS))
        wizard.action_check()
        self.assertEqual(wizard.state, "ready")
        self.assertIn("new on the card: 2", wizard.report)
        self.assertFalse(self.Card.search([("institution_id", "=", self.school.id)]))

    def test_uploaded_again_updates_by_name_and_by_number(self):
        card = self._upload([{"name": "Świetlica"}, {"name": "Logopeda"}, {"name": "Basen"}])
        by_name = {service.name: service for service in card.service_ids}
        again = self._upload([
            {"name": "świetlica", "age_from": 7},
            {"name": "Terapia logopedyczna", "id": by_name["Logopeda"].id},
            {"name": "Korepetycje"},
        ])
        self.assertEqual(again, card)
        self.assertEqual(by_name["Świetlica"].age_from, 7)
        self.assertEqual(by_name["Logopeda"].name, "Terapia logopedyczna")
        self.assertFalse(by_name["Basen"].exists(), "the workbook is the whole card")
        self.assertEqual(len(card.service_ids), 3)

    def test_empty_cell_empties_the_field(self):
        card = self._upload([{"name": "Świetlica", "needs": ["7.1"], "fee": "free", "teryt": "1416052", "capacity": 5}])
        self._upload([{"name": "Świetlica"}])
        service = card.service_ids
        self.assertFalse(service.need_ids or service.fee or service.territory_id or service.capacity)

    def test_verified_card_gets_a_new_version_and_the_basket_waits(self):
        card = self._verified_card()
        club = card.service_ids.filtered(lambda s: s.name == "Świetlica")
        new = self._upload([{"name": "Świetlica letnia", "id": club.id, "fee": "free"}])
        self.assertEqual((new.version, new.previous_id, new.state), (2, card, "draft"))
        self.assertEqual(new.service_ids.replaces_id, club)
        self.assertEqual(club.name, "Świetlica")
        self.assertEqual(set(card.service_ids.mapped("state")), {"verified"})
        new.action_submit()
        new.with_user(self.piotr).action_verify()
        self.assertEqual(club.name, "Świetlica letnia")

    def test_downloaded_card_comes_back_unchanged(self):
        card = self._upload([{
            "name": "Świetlica", "needs": ["7.1"], "target_groups": ["children"], "age_from": 7, "capacity": 20,
            "capacity_free": 0, "teryt": "1416052", "origin": "partnership", "form": "classes",
        }], specialists=[{"name": "Maria Lis", "function": "pedagog"}])
        data = card._card_workbook()
        reading = read_card(data, self.Card._card_dictionaries(), {"B": card.variant_id._layout_extra()})
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.services[0].values["id"], card.service_ids.id)
        self.assertEqual(reading.services[0].values["capacity_free"], 0)
        self.assertEqual([row.values["name"] for row in reading.specialists], ["Maria Lis"])
        before = card.service_ids.read()[0]
        self.env.flush_all()
        self._wizard(data).action_import()
        after = card.service_ids.read()[0]
        self.assertEqual({k: v for k, v in after.items() if not k.startswith("message")},
                         {k: v for k, v in before.items() if not k.startswith("message")})

    def test_network_worker_uploads_for_a_member(self):
        card = self._upload([{"name": "Świetlica"}], user=self.piotr)
        self.assertEqual(card.institution_id, self.school)
        self.assertEqual(card.create_uid, self.piotr)

    def test_card_of_another_institution_is_refused(self):
        """Part I names whose card it is."""
        with self.assertRaisesRegex(UserError, "of another institution.*5260250274"):
            self._upload([{"name": "X"}], institution={**INSTITUTION, "nip": "5260250274"})
        self.school.vat = False
        with self.assertRaisesRegex(UserError, "not known here"):
            self._upload([{"name": "X"}])

    def test_coordinator_uploads_for_nobody_else(self):
        data = write_card(INSTITUTION, [{"name": "X"}])
        for user, institution, partnership in [
            (self.kamil, self.school, None), (self.ewa, self.ppp, None), (self.ewa, self.school, self.partnership_nur),
            (self.nadia, self.school, None),
        ]:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._wizard(data, user, institution, partnership).action_import()
        for role in ("social_worker", "specialist", "regional", "dpo", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._wizard(data, self.user_by_role[role])

    def test_submitted_card_is_not_overwritten(self):
        card = self._card()
        card.action_submit()
        for user in (self.ewa, self.piotr):
            with self.assertRaisesRegex(UserError, "being checked"):
                self._upload([{"name": "X"}], user=user)

    def test_nothing_is_imported_when_anything_is_wrong(self):
        partners = self.env["res.partner"].search_count([])
        for bad in (
            {"name": "Zła", "fee": "za darmo"}, {"name": "Zła", "teryt": "9999999"}, {"name": "Zła", "id": 999999999},
            {"name": "Zła", "age_from": 9, "age_to": 3},
        ):
            with self.subTest(bad=bad), self.assertRaises(UserError):
                self._upload([{"name": "Dobra"}, bad], specialists=[{"name": "Maria Lis"}])
        self.assertFalse(self.Card.search([("institution_id", "=", self.school.id)]))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_service_of_another_card_is_not_reached_by_its_number(self):
        other = self._card(user=self.kamil, institution_id=self.ppp.id, services=("Terapia",))
        with self.assertRaisesRegex(UserError, "no service with number"):
            self._upload([{"name": "Przejęta", "id": other.service_ids.id}])
        self.assertEqual(other.service_ids.name, "Terapia")

    def test_message_names_sheet_row_and_column_in_polish(self):
        """Issue 2, section 6: a message in Polish naming sheet, row and column."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.ewa.lang = "pl_PL"
        data = write_card(INSTITUTION, [{"name": "A"}, {"name": "B", "age_from": 9, "age_to": 3}])
        with self.assertRaises(UserError) as caught:
            self._wizard(data).with_context(lang="pl_PL").action_import()
        self.assertIn("arkusz „Usługi”, wiersz 5, kolumna „Wiek od”:", str(caught.exception))
        self.assertIn("Niczego nie ", str(caught.exception))

    def test_wrong_files_are_reported_and_not_raised(self):
        protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        for data, hint in [
            (b"", "empty"), (b"abc", "not an Excel"), (protected, "password"), (b"PK\x03\x04", "damaged"),
        ]:
            wizard = self._wizard(data)
            wizard.action_check()
            self.assertEqual(wizard.state, "wrong")
            self.assertIn(hint, wizard.report)
            with self.assertRaises(UserError):
                wizard.action_import()

    def test_report_does_not_run_what_a_cell_holds(self):
        wizard = self._wizard(write_card(INSTITUTION, [{"name": "A", "fee": "<img src=x onerror=alert(1)>"}]))
        wizard.action_check()
        self.assertNotIn("<img", wizard.report)

    def test_another_file_has_to_be_checked_anew(self):
        wizard = self._wizard(write_card(INSTITUTION, [{"name": "A"}]))
        wizard.action_check()
        self.assertEqual(wizard.state, "ready")
        wizard.file = base64.b64encode(b"abc")
        self.assertEqual(wizard.state, "choose")

    def test_every_issue_of_the_reader_has_its_wording(self):
        source = (read_card.__globals__["__doc__"] or "").split("Issue codes", 1)[1]
        codes = {word.strip("`;:.,") for word in source.replace("``", " ").split()}
        codes &= set(MESSAGES) | {word for word in codes if "_" in word}
        self.assertLessEqual(codes - {"", "read_card"}, set(MESSAGES))
        for code in MESSAGES:
            issue = type("Issue", (), {"code": code, "sheet": "S", "row": 1, "column": "C", "params": dict.fromkeys(
                ("limit", "value", "length", "start", "end", "free", "places", "first", "institution", "nip"), 1,
            )})
            self.assertTrue(self.env["kooperacje.card.upload"]._issue_line(issue))

    def test_contact_data_of_part_one(self):
        self.school.write({"phone": "111", "city": "Małkinia"})
        self._upload([{"name": "A"}], institution={
            **INSTITUTION, "phone": "29 745 00 00", "email": "szkola@example.com", "regon": "123456785",
            "name": "Inna nazwa w karcie",
        })
        self.assertEqual((self.school.phone, self.school.city), ("29 745 00 00", "Małkinia"))
        self.assertEqual(self.school.regon, "123456785")
        self.assertEqual(self.school.name, "Szkoła w Małkini (test)", "the name is kept by the office")

    def test_another_office_keeps_its_own_data(self):
        """GOPS Nur is a member too: its services come in, its address and staff are its own."""
        self.gops_nur.write({"vat": "7740001454", "phone": "111"})
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id, "state": "member",
        })
        staff = self.gops_nur.child_ids
        data = write_card(
            {"name": "GOPS", "nip": "7740001454", "phone": "222"}, [{"name": "Mieszkanie chronione"}],
            [{"name": "Obca Osoba"}],
        )
        action = self._wizard(data, self.piotr, self.gops_nur).action_import()
        card = self.Card.browse(action["res_id"])
        self.assertEqual(card.service_ids.name, "Mieszkanie chronione")
        self.assertEqual((self.gops_nur.phone, self.gops_nur.child_ids), ("111", staff))
        self.assertIn("left out", card.message_ids[0].body)

    def test_staff_for_teams(self):
        """People of part I become contacts of the institution, known again by e-mail or name."""
        for _time in range(2):
            self._upload([{"name": "A"}], specialists=[
                {"name": "Maria Lis", "function": "pedagog", "email": "lis@example.com", "decision_maker": True},
                {"name": "Ewa", "function": "sekretarz"},
            ])
        staff = self.env["res.partner"].search([("parent_id", "=", self.school.id)])
        self.assertEqual(sorted(staff.mapped("name")), ["Ewa", "Maria Lis"])
        maria = staff.filtered(lambda p: p.name == "Maria Lis")
        self.assertTrue(maria.team_available and maria.is_decision_maker)
        self.assertEqual(self.ewa.partner_id.function, "sekretarz")
        self.assertEqual(self.ewa.partner_id.email, "ewa@example.com")

    def test_layout_and_model_speak_of_the_same_values(self):
        for key in ("kind", "origin", "form", "access_mode", "fee", "place"):
            codes = [code for code, _label in layout.CHOICES[key]]
            self.assertEqual(codes, [code for code, _label in self.Service._fields[key].selection], key)
        levels = self.env["res.partner"]._fields["institution_level"].selection
        self.assertEqual([code for code, _label in layout.CHOICES["level"]], [code for code, _label in levels])

    def test_layout_and_dictionary_say_the_same_in_polish(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        for key in ("kind", "origin", "form", "access_mode", "fee", "place"):
            words = dict(self.Service.with_context(lang="pl_PL")._fields[key]._description_selection(
                self.env(context={"lang": "pl_PL"}),
            ))
            for code, label in layout.CHOICES[key]:
                self.assertEqual(words[code].casefold(), label.casefold())


@tagged("post_install", "-at_install")
class TestBasketWorkbook(BasketCommon):
    """The local basket as a workbook (tool 11) for everyone engaged (K3D-216, 217)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card()
        club = cls.card.service_ids.filtered(lambda s: s.name == "Świetlica").with_user(cls.piotr)
        club.write({
            "need_ids": [(6, 0, cls.need_poverty.ids)], "schedule": "=1+1", "contact_phone": "+48 600 000 000",
            "conditions": "-", "date_from": "2026-01-01", "capacity": 4, "capacity_free": 0, "fee": "free",
        })
        (cls.card.service_ids - club).with_user(cls.piotr)._withdraw("Koniec")
        cls.env["res.partner"].create({
            "name": "Maria Lis", "parent_id": cls.school.id, "team_available": True, "function": "@pedagog",
        })

    def _book(self, user):
        data = self.partnership.with_user(user)._basket_workbook()
        return openpyxl.load_workbook(io.BytesIO(data))

    def _rows(self, sheet):
        """Rows of a sheet below its heads, by head without the star of what is required."""
        lines = [list(line) for line in sheet.iter_rows(values_only=True)]
        start = next(index for index, line in enumerate(lines) if line[0] == "Lp.")
        heads = [(head or "").removesuffix(" *") for head in lines[start]]
        return [dict(zip(heads, line, strict=True)) for line in lines[start + 1:] if any(line)]

    def test_institutions_stand_in_the_order_of_the_alphabet(self):
        for institution, name in ((self.school, "Świetlica"), (self.ppp, "Zespół poradni"), (self.ngo, "Ćma")):
            institution.name = name
        services = self.Service.create([{
            "name": "Usługa", "partnership_id": self.partnership.id, "institution_id": institution.id,
            "state": "verified",
        } for institution in self.school | self.ppp | self.ngo])
        rows = self.partnership._basket_sheets(services)["institutions"]
        names = [row["name"] for row in rows if row["name"] in ("Świetlica", "Zespół poradni", "Ćma")]
        self.assertEqual(names, ["Ćma", "Świetlica", "Zespół poradni"])

    def test_sheets_and_columns_of_tool_11(self):
        book = self._book(self.anna)
        self.assertEqual(book.sheetnames, [
            "Usługi", "Instytucje", "Specjaliści do ZZK", "Wnioski o aktualizację", "Słowniki", "Historia zmian",
        ])
        rows = self._rows(book["Usługi"])
        row = next(row for row in rows if row["Nazwa usługi"] == "Świetlica")
        self.assertEqual(row["Instytucja"], self.school.name)
        self.assertEqual(row["Powody i potrzeby"], "7.1 Ubóstwo")
        self.assertEqual(row["Odpłatność"], "bezpłatna")
        self.assertEqual(row["Wolne miejsca"], 0)
        self.assertEqual(row["Status"], "w koszyku")
        self.assertEqual(row["Ważne od"].date(), fields.Date.to_date("2026-01-01"))
        statuses = {row["Nazwa usługi"]: row["Status"] for row in rows}
        self.assertNotIn("w koszyku", [status for name, status in statuses.items() if name != "Świetlica"])
        names = {row["Instytucja"] for row in self._rows(book["Instytucje"])}
        self.assertEqual(names, set(self.partnership.member_ids.mapped("name")))
        self.assertIn("Maria Lis", str(self._rows(book["Specjaliści do ZZK"])))

    def test_nothing_runs_when_the_file_is_opened(self):
        book = self._book(self.anna)
        for sheet in book.worksheets:
            for line in sheet.iter_rows():
                for cell in line:
                    self.assertNotEqual(cell.data_type, "f")
                    if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                        self.assertTrue(cell.quotePrefix, cell.value)

    def test_everyone_engaged_gets_the_same_basket(self):
        for role, user in self.engaged_by_role.items():
            with self.subTest(role=role):
                names = [row["Nazwa usługi"] for row in self._rows(self._book(user)["Usługi"])]
                self.assertIn("Świetlica", names)

    def test_other_office_gets_nothing(self):
        with self.assertRaises(AccessError):
            self._book(self.olga)
