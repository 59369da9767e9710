import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

HEADER = 4
SCHOOL = {"Instytucja": "Przedszkole Słoneczko (nowe)", "Typ": "Przedszkole", "NIP": "5252248481", "TERYT": "1416062"}
CLUB = {"Instytucja": "Klub Seniora (nowy)", "Typ": "Organizacja pozarządowa"}


@tagged("post_install", "-at_install")
class TestInstitutionImport(KooperacjeCommon):
    """Piotr has the institutions of the commune, and their staff, in a workbook."""

    def _upload(self, kind="institutions", user=None, **values):
        return self.env["kooperacje.institution.import"].with_user(user or self.piotr).with_company(
            self.company,
        ).create({"kind": kind, **values})

    def _filled(self, rows, kind="institutions"):
        """The empty workbook as it is downloaded, with ``rows`` written below its headings."""
        template = self._upload(kind).template
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(template)))
        page = book.worksheets[0]
        columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[HEADER] if cell.value}
        for number, row in enumerate(rows, start=HEADER + 1):
            for heading, value in row.items():
                page.cell(number, columns[heading], value)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _types(self):
        return [self.env["kooperacje.institution.type"].search([("code", "=", code)]).name for code in (
            "PRZEDSZKOLE", "NGO",
        )]

    def _rows(self):
        kindergarten, ngo = self._types()
        return [{**SCHOOL, "Typ": kindergarten}, {**CLUB, "Typ": ngo}]

    def _named(self, name):
        return self.env["res.partner"].search([("name", "=", name), ("is_institution", "=", True)])

    def test_institutions_come_in_and_are_invited_once(self):
        file = self._filled(self._rows())
        upload = self._upload(file=file)
        self.assertEqual(upload.partnership_id, self.partnership, "the only one that Piotr keeps")
        upload.action_import()
        self.assertEqual(upload.state, "done")
        school, club = self._named(SCHOOL["Instytucja"]), self._named(CLUB["Instytucja"])
        self.assertEqual((school.vat, school.area_id, school.institution_type_id.code), (
            "5252248481", self.commune_nur, "PRZEDSZKOLE",
        ))
        self.assertEqual(club.area_id, self.ops.area_id, "without a code: the commune of the office")
        memberships = self.partnership.membership_ids.filtered(lambda one: one.institution_id in school | club)
        self.assertEqual(memberships.mapped("state"), ["invited", "invited"])
        before = self.env["res.partner"].search_count([]), len(self.partnership.membership_ids)
        again = self._upload(file=file)
        again.action_import()
        self.assertEqual((self.env["res.partner"].search_count([]), len(self.partnership.membership_ids)), before)
        self.assertIn("left as they are: 2", str(again.report))

    def test_faults_are_marked_and_good_rows_taken_if_wished(self):
        kindergarten, ngo = self._types()
        upload = self._upload(file=self._filled([
            *self._rows(),
            {"Instytucja": "Zły NIP (nowy)", "Typ": ngo, "NIP": "123"},
            {"Instytucja": "Zły typ (nowy)", "Typ": "Zamek"},
            {"Instytucja": "Bez gminy (nowa)", "Typ": ngo, "TERYT": "9999999"},
            {**CLUB, "Typ": ngo},
            {"Typ": kindergarten},
        ]))
        before = self.env["res.partner"].search_count([])
        upload.action_import()
        self.assertEqual((upload.state, upload.good_count), ("wrong", 2))
        self.assertEqual(self.env["res.partner"].search_count([]), before, "nothing yet")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(upload.marked_file)))
        marked = {
            cell.row for row in book["Instytucje"].iter_rows() for cell in row if cell.comment
        }
        self.assertEqual(marked, {7, 8, 9, 10, 11})
        self.assertIn("row 6", str(upload.report), "which row the double repeats")
        upload.action_import_good()
        self.assertEqual(self.env["res.partner"].search_count([]), before + 2)
        self.assertEqual(upload.state, "done")

    def test_staff_comes_in_once_and_only_where_one_may_add_it(self):
        rows = [
            {"Instytucja": self.school.name, "Imię i nazwisko": "Zenon Nowy", "E-mail": "zenon.new@example.com",
             "Decyduje o współpracy": "tak", "Do zespołów (ZZK)": "nie"},
            {"Instytucja": self.school.name.upper(), "Imię i nazwisko": "Wanda Nowa", "Do zespołów (ZZK)": "TAK"},
        ]
        file = self._filled(rows, "staff")
        self._upload("staff", file=file).action_import()
        people = self.school.child_ids.filtered(lambda person: person.name in ("Zenon Nowy", "Wanda Nowa"))
        self.assertEqual(
            {(person.name, person.is_decision_maker, person.team_available) for person in people},
            {("Zenon Nowy", True, False), ("Wanda Nowa", False, True)},
        )
        self.assertFalse(people.user_ids, "no account comes with a workbook")
        before = self.env["res.partner"].search_count([])
        self._upload("staff", file=file).action_import()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        upload = self._upload("staff", file=self._filled([
            {"Instytucja": "Nie ma takiej", "Imię i nazwisko": "Ktoś"},
            {"Instytucja": self.gops_nur.name, "Imię i nazwisko": "Ktoś Inny"},
        ], "staff"))
        upload.action_import()
        self.assertEqual((upload.state, upload.good_count), ("wrong", 0))
        self.assertIn("no institution", str(upload.report))
        self.assertIn("keeps its data itself", str(upload.report))
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_files_that_are_no_such_workbook_change_nothing(self):
        before = self.env["res.partner"].search_count([])
        with self.assertRefused("Choose the filled workbook"):
            self._upload().action_import()
        good = base64.b64decode(self._filled(self._rows()))
        for name, content in (
            ("text", b"Instytucja;Typ"), ("half", good[: len(good) // 2]),
            ("empty", base64.b64decode(self._filled([]))),
            ("other sheet", base64.b64decode(self._filled([], "staff"))),
        ):
            upload = self._upload(file=base64.b64encode(content))
            upload.action_import()
            with self.subTest(name):
                self.assertEqual((upload.state, upload.good_count), ("wrong", 0))
                upload.action_import_good()
                self.assertEqual(self.env["res.partner"].search_count([]), before)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_keeps_no_institutions_brings_none_in(self):
        portal = new_test_user(self.env, "portal.import", groups="base.group_portal")
        for role, user in {**self.user_by_role, "portal": portal}.items():
            if role in ("admin", "manager", "network_worker"):
                continue
            with self.subTest(role), self.assertRaises(AccessError):
                self._upload(user=user)
        upload = self._upload(user=self.adam, file=self._filled(self._rows()))
        self.assertFalse(upload.partnership_id, "who gives access invites nobody")
        upload.partnership_id = self.partnership
        with self.assertRaises(UserError):
            upload.action_import()
        with self.assertRaises(AccessError):
            upload.with_user(self.piotr).read(["file"])

    def test_a_hundred_rows_cost_as_many_queries_as_ten(self):
        _kindergarten, ngo = self._types()

        def imported(number, offset):
            upload = self._upload(file=self._filled([
                {"Instytucja": f"Stowarzyszenie {offset + n}", "Typ": ngo} for n in range(number)
            ]), partnership_id=False)
            count = self._queries(upload.action_import)
            self.assertEqual(upload.state, "done")
            return count

        imported(10, 0)
        self.assertEqual(imported(90, 2000), imported(10, 1000))
