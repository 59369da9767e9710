import io
import random
import zipfile
from datetime import date, datetime

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.card_writer import write_card
from odoo.addons.kooperacje.kernels.cells import FIRST_DATE, LAST_DATE
from odoo.addons.kooperacje.kernels.workbook import MAX_FILE_BYTES, MAX_SCANNED_ROWS, Issue, clean_text, fold
from odoo.addons.kooperacje.tests.basket.test_basket_kernel import rewritten

DICTIONARIES = {
    "sector": [("A", "A Pomoc i integracja społeczna"), ("B", "B Edukacja i wychowanie")],
    "area": [("CUS.7", "CUS.7 Edukacja publiczna"), ("CUS.9", "CUS.9 Kultura")],
    "need": [("7.1", "7.1 Ubóstwo"), ("7.5", "7.5 Niepełnosprawność"), ("7.7a", "7.7a Ochrona ofiar; handel ludźmi")],
    "target_group": [("children", "Dzieci"), ("families", "Rodziny z dziećmi")],
}
SCHOOL = {"name": "Szkoła Podstawowa nr 1", "nip": "8567346215", "sector": "B", "email": "szkola@example.com"}
SERVICE = {
    "name": "Świetlica środowiskowa", "kind": "simple", "area": "CUS.7", "needs": ["7.1", "7.7a"], "form": "classes",
    "target_groups": ["children"], "age_from": 7, "age_to": 15, "access_mode": "enrolment", "fee": "free",
    "place": "seat", "teryt": "0416052", "capacity": 20, "capacity_free": 3, "capacity_stated_on": date(2026, 9, 1),
    "contact_phone": "+48 600 000 000", "date_from": date(2026, 9, 1), "date_to": date(2027, 6, 30),
    "origin": "partnership",
}
STATEMENTS = {"terms_accepted": True, "changes_reported": True, "declared_by": "Jan Nowak, dyrektor"}
# The fields of a made-up variant: one of each kind a municipality may ask for.
EXTRA = layout.Extra(
    institution=(
        layout.Column("card.rspo", "RSPO", optional=True),
        layout.Column("card.staff", "Specjaliści", "choices", choices="card.staff", optional=True),
    ),
    services=(
        layout.Column("service.stage", "Etap edukacyjny", "choice", choices="service.stage", optional=True),
        layout.Column("service.consent", "Zgoda rodzica", "flag", optional=True),
        layout.Column("service.hours", "Godzin w tygodniu", "number", limit=168, optional=True),
        layout.Column("service.groups", "Liczba grup", "integer", limit=50, optional=True),
        layout.Column("service.until", "Ważne do", "date", optional=True),
    ),
    dictionaries={
        "card.staff": [("pedagog", "pedagog"), ("psycholog", "psycholog; terapeuta")],
        "service.stage": [("early", "klasy I–III"), ("late", "klasy IV–VIII")],
    },
)
# Positions of the columns of "Usługi", from 0.
AT = {column.key: index for index, column in enumerate(layout.SERVICES.columns)}
FIRST_ROW = layout.TABLE_HEADER_ROW + 1


def card(**changes):
    """A correct card with one service; ``changes`` are values of the service."""
    return write_card(SCHOOL, [{**SERVICE, **changes}], [], STATEMENTS, DICTIONARIES)


def with_cell(key, value, row=FIRST_ROW):
    def change(book):
        book["Usługi"].cell(row, AT[key] + 1).value = value
    return rewritten(card(), change)


def text(limit, **kwargs):
    """Text as the reader keeps it, and not a formula."""
    return st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=min(limit, 40), **kwargs,
    ).map(clean_text).filter(lambda t: not t.startswith("=") and "x005F_" not in t)


def value_of(column):
    values = {
        "text": text(column.limit), "integer": st.integers(0, column.limit),
        "number": st.decimals(0, column.limit, places=2).map(float),
        "date": st.dates(FIRST_DATE, LAST_DATE), "flag": st.booleans(),
        "email": st.just("biuro@example.com"), "nip": st.just("8567346215"), "regon": st.just("123456785"),
        "krs": st.just("0000012345"), "teryt": st.sampled_from(["14", "0416", "1416052"]),
    }.get(column.kind)
    if column.kind == "lines":
        line = text(column.limit).map(lambda t: " ".join(t.replace(";", " ").split())).filter(
            lambda t: t and not t.startswith("="),
        )
        return st.lists(line, max_size=4, unique=True)
    codes = [code for code, _label in layout.options(column, {**DICTIONARIES, **EXTRA.dictionaries})]
    if column.kind == "choice":
        values = st.sampled_from(codes)
    elif column.kind == "choices":
        return st.lists(st.sampled_from(codes), unique=True)
    if column.required:
        return values.filter(bool)
    return st.none() | values.map(lambda v: None if v == "" else v)


def row_of(sheet):
    return st.fixed_dictionaries({column.key: value_of(column) for column in sheet.columns})


def consistent(service):
    return (
        not (service["age_from"] and service["age_to"] and service["age_from"] > service["age_to"])
        and not (service["date_from"] and service["date_to"] and service["date_from"] > service["date_to"])
        and not (
            service["capacity_free"] and service["capacity"] is not None
            and service["capacity_free"] > service["capacity"]
        )
    )


@tagged("post_install", "-at_install")
class TestCardRoundTrip(BaseCase):
    """What the writer writes, the reader reads: the two share one layout."""

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(
        row_of(layout.INSTITUTION),
        st.lists(
            row_of(layout.SERVICES).filter(consistent), min_size=1, max_size=4,
            unique_by=(lambda s: fold(s["name"]), lambda s: s["id"] or object()),
        ),
        st.lists(
            row_of(layout.SPECIALISTS), max_size=2,
            unique_by=lambda s: fold(s["name"]),
        ),
        row_of(layout.STATEMENTS),
    )
    def test_what_is_written_is_read(self, institution, services, specialists, statements):
        reading = read_card(write_card(institution, services, specialists, statements, DICTIONARIES), DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.institution, institution)
        self.assertEqual(reading.sector, institution["sector"] or "")
        self.assertEqual([row.values for row in reading.services], services)
        self.assertEqual([row.values for row in reading.specialists], specialists)
        self.assertEqual(reading.statements, statements)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(
        row_of(EXTRA.sheets()[0]),
        st.lists(
            row_of(EXTRA.sheets()[2]).filter(consistent), min_size=1, max_size=3,
            unique_by=(lambda s: fold(s["name"]), lambda s: s["id"] or object()),
        ),
    )
    def test_fields_of_the_variant_are_read_with_the_common_ones(self, institution, services):
        institution = {**institution, "sector": "B"}
        data = write_card(institution, services, dictionaries=DICTIONARIES, extra=EXTRA)
        reading = read_card(data, DICTIONARIES, {"A": layout.Extra(), "B": EXTRA}, "A")
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.sector, "B", "the workbook says which variant it is")
        self.assertEqual(reading.institution, institution)
        self.assertEqual([row.values for row in reading.services], services)

    def test_workbook_made_before_a_field_was_added(self):
        """Nothing is said of the field, so nothing is emptied."""
        reading = read_card(card(), DICTIONARIES, {"B": EXTRA})
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.sector, "B")
        self.assertFalse([key for key in reading.services[0].values if key.startswith("service.")])
        self.assertFalse([key for key in reading.institution if key.startswith("card.")])

    def test_column_of_another_variant_is_not_lost_unseen(self):
        data = write_card({**SCHOOL, "sector": "A"}, [{"name": "Basen"}], dictionaries=DICTIONARIES, extra=EXTRA)
        reading = read_card(data, DICTIONARIES, {"A": layout.Extra(), "B": EXTRA})
        unknown = {issue.column for issue in reading.issues if issue.code == "column_unknown"}
        self.assertEqual(unknown, {column.label for column in EXTRA.services})

    def test_variant_of_a_workbook_without_a_sector(self):
        data = write_card({**SCHOOL, "sector": None}, [{"name": "Basen", "service.groups": 3}],
                          dictionaries=DICTIONARIES, extra=EXTRA)
        reading = read_card(data, DICTIONARIES, {"B": EXTRA}, "B")
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.services[0].values["service.groups"], 3)

    def test_lists_and_checks_of_the_variant(self):
        """Drop-downs and ranges stand behind the cells of the variant as behind the common ones."""
        extra = layout.Extra(services=tuple(
            layout.Column(f"service.f{number}", f"Pole {number}", "choice", choices=f"service.f{number}", optional=True)
            for number in range(30)
        ), dictionaries={f"service.f{number}": [("x", f"wartość {number}")] for number in range(30)})
        data = write_card({**SCHOOL, "sector": "B"}, [{"name": "Basen", "service.f29": "x"}],
                          dictionaries=DICTIONARIES, extra=extra)
        book = openpyxl.load_workbook(io.BytesIO(data))
        letter = get_column_letter([c.key for c in extra.sheets()[2].columns].index("service.f29") + 1)
        check = next(
            check for check in book["Usługi"].data_validations.dataValidation
            if f"{letter}{FIRST_ROW}" in str(check.sqref).split(":")
        )
        column = check.formula1.rsplit("$", 2)[1]
        self.assertEqual(len(column), 2, "the lists go beyond column Z")
        self.assertEqual(book["Słowniki"][f"{column}2"].value, "wartość 29")
        self.assertEqual(read_card(data, DICTIONARIES, {"B": extra}).services[0].values["service.f29"], "x")

    def test_bad_values_of_the_variant_name_their_place(self):
        data = write_card({**SCHOOL, "sector": "B"}, [{"name": "Basen"}], dictionaries=DICTIONARIES, extra=EXTRA)
        columns = {column.key: index for index, column in enumerate(EXTRA.sheets()[2].columns, start=1)}

        def change(book):
            row = book["Usługi"]
            for key, value in (("service.hours", "około 3"), ("service.groups", 51), ("service.stage", "liceum"),
                               ("service.consent", "chyba"), ("service.until", "jutro"), ("activities", "x" * 201)):
                row.cell(FIRST_ROW, columns[key]).value = value
        reading = read_card(rewritten(data, change), DICTIONARIES, {"B": EXTRA})
        self.assertEqual({(issue.code, issue.column, issue.row) for issue in reading.issues}, {
            ("not_number", "Godzin w tygodniu", FIRST_ROW), ("out_of_range", "Liczba grup", FIRST_ROW),
            ("not_choice", "Etap edukacyjny", FIRST_ROW), ("not_flag", "Zgoda rodzica", FIRST_ROW),
            ("not_date", "Ważne do", FIRST_ROW), ("text_too_long", "Czynności składowe", FIRST_ROW),
        })

    def test_numbers_as_people_write_them(self):
        data = write_card({**SCHOOL, "sector": "B"}, [{"name": "Basen"}], dictionaries=DICTIONARIES, extra=EXTRA)
        column = [c.key for c in EXTRA.sheets()[2].columns].index("service.hours") + 1
        for typed, value in (("1,5", 1.5), ("12", 12.0), ("1 00.25", 100.25), (7, 7.0), ("-1", None), ("nan", None)):
            def change(book, typed=typed):
                book["Usługi"].cell(FIRST_ROW, column).value = typed
            reading = read_card(rewritten(data, change), DICTIONARIES, {"B": EXTRA})
            self.assertEqual(reading.services[0].values["service.hours"], value, typed)

    def test_rows_keep_the_number_the_user_sees(self):
        reading = read_card(write_card(SCHOOL, [SERVICE, {"name": "Basen"}], dictionaries=DICTIONARIES), DICTIONARIES)
        self.assertEqual([row.number for row in reading.services], [FIRST_ROW, FIRST_ROW + 1])

    def test_names_and_codes_are_taken_in_any_case(self):
        reading = read_card(with_cell("needs", " 7.5 ;ubóstwo\n7.7A Ochrona ofiar, handel ludźmi"), DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.services[0].values["needs"], ["7.5", "7.1", "7.7a"])

    def test_columns_in_another_order(self):
        def change(book):
            sheet = book["Usługi"]
            for row in sheet.iter_rows(min_row=layout.TABLE_HEADER_ROW, max_row=FIRST_ROW):
                values = [(cell.value, cell.number_format) for cell in row[:len(AT)]]
                for cell, (value, number_format) in zip(row, reversed(values), strict=False):
                    cell.value, cell.number_format = value, number_format
        reading = read_card(rewritten(card(), change), DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertEqual({k: v for k, v in reading.services[0].values.items() if v}, SERVICE)

    def test_dates_typed_as_text(self):
        for typed in ("2026-09-01", "01.09.2026", datetime(2026, 9, 1)):
            reading = read_card(with_cell("date_from", typed), DICTIONARIES)
            self.assertEqual(reading.services[0].values["date_from"], date(2026, 9, 1), typed)

    def test_staff_sheet_may_be_missing(self):
        reading = read_card(rewritten(card(), lambda book: book.remove(book["Specjaliści"])), DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertEqual(reading.specialists, [])

    def test_headings_are_protected_and_cells_are_not(self):
        book = openpyxl.load_workbook(io.BytesIO(card()))
        sheet = book["Usługi"]
        self.assertTrue(sheet.protection.sheet)
        self.assertTrue(sheet.cell(layout.TABLE_HEADER_ROW, 1).protection.locked)
        self.assertFalse(sheet.cell(FIRST_ROW, 1).protection.locked)
        self.assertEqual(book["Słowniki"].sheet_state, "hidden")
        self.assertEqual(sheet.freeze_panes, f"B{FIRST_ROW}")
        lists = [check for check in sheet.data_validations.dataValidation if check.type == "list"]
        choices = [column for column in layout.SERVICES.columns if column.choices]
        self.assertEqual(len(lists), len(choices))

    def test_text_is_never_written_as_a_formula(self):
        """A name taken over from elsewhere must not run in the spreadsheet of the next office."""
        book = openpyxl.load_workbook(io.BytesIO(card(name='=HYPERLINK("http://example.com")', schedule="@SUM(A1)")))
        cell = book["Usługi"].cell(FIRST_ROW, 1)
        self.assertEqual(cell.value, '=HYPERLINK("http://example.com")')
        self.assertTrue(cell.quotePrefix)
        with zipfile.ZipFile(io.BytesIO(card(name="=1+1"))) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        self.assertFalse([sheet for sheet in sheets if b"<f>" in sheet.replace(b"<formula1>", b"")])


@tagged("post_install", "-at_install")
class TestBadCard(BaseCase):
    """Whatever is wrong comes back with its place; nothing raises."""

    def assertIssue(self, data, code, sheet=None, row=None, column=None):
        issues = read_card(data, DICTIONARIES).issues
        found = [(issue.code, issue.sheet, issue.row, issue.column) for issue in issues]
        self.assertIn((code, sheet, row, column), found)
        return issues

    def assertCell(self, key, value, code):
        label = next(column.label for column in layout.SERVICES.columns if column.key == key)
        issues = self.assertIssue(with_cell(key, value), code, "Usługi", FIRST_ROW, label)
        self.assertEqual(len(issues), 1, issues)

    def test_a_correct_card_has_no_issue(self):
        self.assertEqual(read_card(card(), DICTIONARIES).issues, [])

    def test_not_a_workbook(self):
        self.assertEqual(read_card(b"").issues, [Issue("empty")])
        self.assertEqual(read_card(b"Nazwa;Opis\nBasen;").issues, [Issue("not_workbook")])
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("zdjecie.jpg", b"x")
        self.assertEqual(read_card(buffer.getvalue()).issues, [Issue("not_workbook")])

    def test_password_and_old_format_are_told_apart(self):
        """Excel wraps a protected workbook in the container of the old format."""
        container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
        self.assertIssue(container + "EncryptedPackage".encode("utf-16-le"), "password")
        self.assertIssue(container, "old_format")

    def test_zip_bomb_is_not_unpacked(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(card())) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
            for part in source.infolist():
                bomb.writestr(part, source.read(part))
            bomb.writestr("xl/media/big.xml", b"0" * 60_000_000)
        self.assertLess(len(buffer.getvalue()), MAX_FILE_BYTES)
        self.assertIssue(buffer.getvalue(), "too_big")
        self.assertIssue(b"PK" + b"0" * MAX_FILE_BYTES, "too_big")

    def test_entities_hide_in_no_part(self):
        """The workbook says which part is a sheet: one of another name is read as well."""
        for name in ("sheet1.XML", "sheet1.bin"):
            buffer = io.BytesIO()
            with zipfile.ZipFile(io.BytesIO(card())) as source, \
                    zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
                for part in source.infolist():
                    content = source.read(part)
                    if part.filename == "xl/worksheets/sheet1.xml":
                        content = content.replace(
                            b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY a "aaaa">]><worksheet', 1,
                        )
                    bomb.writestr(
                        part.filename.replace("sheet1.xml", name), content.replace(b"sheet1.xml", name.encode()),
                    )
            with self.subTest(name):
                self.assertIssue(buffer.getvalue(), "damaged")

    def test_entities_are_not_expanded(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(card())) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
            for part in source.infolist():
                content = source.read(part)
                if part.filename == "xl/sharedStrings.xml":
                    content = content.replace(b"<sst", b'<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst', 1)
                bomb.writestr(part, content)
        self.assertIssue(buffer.getvalue(), "damaged")

    def test_row_far_below_does_not_hang(self):
        def change(book):
            book["Usługi"].cell(1_048_576, 1).value = "Zagubiona"
        self.assertIssue(rewritten(card(), change), "too_long", "Usługi", MAX_SCANNED_ROWS + 1)

    def test_ten_thousand_empty_rows_are_no_services(self):
        def change(book):
            for row in range(FIRST_ROW + 1, 10_000):
                book["Usługi"].cell(row, 1).value = "  "
        reading = read_card(rewritten(card(), change), DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertEqual(len(reading.services), 1)

    def test_too_many_services(self):
        many = [{"name": f"Usługa {number}"} for number in range(layout.MAX_SERVICES + 1)]
        data = write_card(SCHOOL, many, dictionaries=DICTIONARIES)
        self.assertIssue(data, "too_many_rows", "Usługi", FIRST_ROW + layout.MAX_SERVICES)

    def test_wrong_sheet(self):
        def change(book):
            book["Usługi"].title = "Arkusz1"
        self.assertIssue(rewritten(card(), change), "sheet_missing", "Usługi")
        buffer = io.BytesIO()
        other = xlsxwriter.Workbook(buffer)
        other.add_worksheet("Budżet").write(0, 0, "Kwota")
        other.close()
        codes = {issue.code for issue in read_card(buffer.getvalue(), DICTIONARIES).issues}
        self.assertEqual(codes, {"sheet_missing"})

    def test_missing_columns(self):
        def change(book):
            book["Usługi"].delete_cols(AT["age_from"] + 1)
        self.assertIssue(rewritten(card(), change), "column_missing", "Usługi", layout.TABLE_HEADER_ROW, "Wiek od")

        def without_header(book):
            book["Usługi"].delete_rows(layout.TABLE_HEADER_ROW)
        self.assertIssue(rewritten(card(), without_header), "header_missing", "Usługi", None, "Nazwa usługi")

    def test_column_of_ones_own_is_not_lost_unseen(self):
        def change(book):
            book["Usługi"].cell(layout.TABLE_HEADER_ROW, len(AT) + 1).value = "Uwagi"
        self.assertIssue(rewritten(card(), change), "column_unknown", "Usługi", layout.TABLE_HEADER_ROW, "Uwagi")

        def beside(book):
            book["Usługi"].cell(FIRST_ROW, len(AT) + 1).value = "do uzgodnienia"
        self.assertIssue(rewritten(card(), beside), "outside_table", "Usługi", FIRST_ROW,
                         get_column_letter(len(AT) + 1))

    def test_column_twice(self):
        def change(book):
            book["Usługi"].cell(layout.TABLE_HEADER_ROW, AT["conditions"] + 1).value = "Opis"
        self.assertIssue(rewritten(card(), change), "column_twice", "Usługi", layout.TABLE_HEADER_ROW, "Opis")

    def test_no_service_at_all(self):
        self.assertIssue(write_card(SCHOOL, dictionaries=DICTIONARIES), "no_rows", "Usługi")

    def test_bad_cells(self):
        for key, value, code in [
            ("name", None, "required"),
            ("name", "   ", "required"),
            ("name", "Ś" * 201, "text_too_long"),
            ("name", datetime(2026, 1, 5), "not_text"),
            ("description", "=A1&B1", "formula"),
            ("age_from", "=7", "formula"),
            ("age_from", "siedem", "not_integer"),
            ("age_from", 7.5, "not_integer"),
            ("age_from", "7-15", "not_integer"),
            ("age_from", -1, "out_of_range"),
            ("age_from", 121, "out_of_range"),
            ("age_from", 16, "age_order"),
            ("age_from", True, "not_integer"),
            ("capacity_free", 21, "free_over_places"),
            ("capacity", 1e300, "out_of_range"),
            ("date_from", "od września", "not_date"),
            ("date_from", True, "not_date"),
            ("date_from", "31.02.2026", "not_date"),
            ("date_from", "01.01.0026", "date_range"),
            ("date_to", date(2026, 8, 31), "date_order"),
            ("fee", "#N/A", "error_value"),
            ("fee", "za darmo", "not_choice"),
            ("needs", "7.1; 7.10", "not_choice"),
            ("contact_email", "biuro(at)example.com", "not_email"),
            ("teryt", "141605", "bad_teryt"),
            ("teryt", 1416052.5, "bad_teryt"),
        ]:
            with self.subTest(key=key, value=value):
                self.assertCell(key, value, code)

    def test_bad_institution(self):
        for key, value, code in [
            ("nip", "8567346216", "bad_nip"), ("nip", "", "required"), ("regon", "123", "bad_regon"),
            ("krs", "12A", "bad_krs"), ("sector", "Z", "not_choice"),
        ]:
            with self.subTest(key=key, value=value):
                index = next(i for i, column in enumerate(layout.INSTITUTION.columns) if column.key == key)
                data = rewritten(card(), lambda book, index=index, value=value: book["Instytucja"].cell(
                    layout.TABLE_HEADER_ROW + index, 2,
                ).__setattr__("value", value))
                column = layout.INSTITUTION.columns[index]
                self.assertIssue(data, code, "Instytucja", layout.TABLE_HEADER_ROW + index, column.label)

    def test_field_whose_label_was_deleted(self):
        def change(book):
            book["Oświadczenia"].delete_rows(layout.TABLE_HEADER_ROW)
        label = layout.STATEMENTS.columns[0].label
        self.assertIssue(rewritten(card(), change), "column_missing", "Oświadczenia", None, label)

    def test_the_same_service_twice(self):
        data = write_card(SCHOOL, [SERVICE, {"name": "świetlica  ŚRODOWISKOWA"}], dictionaries=DICTIONARIES)
        self.assertIssue(data, "twice", "Usługi", FIRST_ROW + 1, "Nazwa usługi")

    def test_every_issue_of_a_card_is_told_at_once(self):
        data = write_card(
            SCHOOL, [{"name": "A", "fee": "x"}, {"name": "B", "age_from": 9, "age_to": 3}], dictionaries=DICTIONARIES,
        )
        self.assertEqual([(i.code, i.row) for i in read_card(data, DICTIONARIES).issues], [
            ("not_choice", FIRST_ROW), ("age_order", FIRST_ROW + 1),
        ])


@tagged("post_install", "-at_install")
class TestDamagedCard(BaseCase):
    """Hundreds of damaged files: each is either read or refused with an issue, and none raises."""

    def test_damaged_bytes(self):
        data, rng = card(), random.Random(7)
        refused = 0
        for _attempt in range(200):
            damaged = bytearray(data)
            for _hit in range(rng.randint(1, 30)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            if rng.random() < 0.3:
                del damaged[rng.randrange(len(damaged)):]
            refused += bool(read_card(bytes(damaged), DICTIONARIES).issues)
        self.assertGreater(refused, 100)

    def test_damaged_parts(self):
        """The archive is whole, its XML is not: this reaches the parser and the reader behind it."""
        rng = random.Random(11)
        with zipfile.ZipFile(io.BytesIO(card())) as source:
            parts = {name: source.read(name) for name in source.namelist()}
        names = [name for name in parts if name.endswith((".xml", ".rels"))]
        snippets = [b"<c", b"</row>", b't="s"', b't="zzz"', b'r="A999999999"', b'r="-1"', b"<v>x</v>", b"1e999", b"NaN",
                    b"&amp;", b"&#0;", b'"', b">", b"99999999999999999999", b"<f>1+1</f>", b's="999"', b""]
        refused = 0
        for _attempt in range(250):
            name = rng.choice(names + ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml"] * 6)
            content = bytearray(parts[name])
            for _hit in range(rng.randint(1, 4)):
                start = rng.randrange(len(content) + 1)
                content[start:start + rng.randint(0, 12)] = rng.choice(snippets)
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for other, value in parts.items():
                    if other != name:
                        archive.writestr(other, value)
                if rng.random() > 0.1:
                    archive.writestr(name, bytes(content))
            refused += bool(read_card(buffer.getvalue(), DICTIONARIES).issues)
        self.assertGreater(refused, 150)

    def test_damaged_cells(self):
        """The workbook is whole, an office has typed nonsense into it."""
        rng = random.Random(13)
        values = ["=1/0", "#REF!", "", " ", "0", -5, 10**30, 1.5, True, datetime(1899, 12, 31), "ą" * 6000, ";;;",
                  "7.1;", "*", "Nazwa usługi", "2026-13-45", "x@y", "\u202e", "TAK", date(9999, 12, 31), "'", "-"]
        for _attempt in range(60):
            def change(book):
                for _hit in range(rng.randint(1, 25)):
                    sheet = book[rng.choice(book.sheetnames)]
                    sheet.cell(rng.randint(1, 9), rng.randint(1, 34)).value = rng.choice(values)
            def merged_safe(book):
                for sheet in book.worksheets:
                    for merged in list(sheet.merged_cells.ranges):
                        sheet.unmerge_cells(str(merged))
                change(book)
            for issue in read_card(rewritten(card(), merged_safe), DICTIONARIES).issues:
                self.assertTrue(issue.code)
