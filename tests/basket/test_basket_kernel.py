import io
import tracemalloc
import zipfile
from datetime import date

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.kernels.basket_reader import AUTHOR, LIMITS, mark_issues, read_basket
from odoo.addons.kooperacje.kernels.basket_writer import write_basket
from odoo.addons.kooperacje.kernels.cells import FIRST_DATE, LAST_DATE
from odoo.addons.kooperacje.kernels.workbook import clean_text

DICTIONARIES = {
    "sector": [("A", "A Pomoc i integracja społeczna")],
    "area": [("CUS.7", "CUS.7 Edukacja publiczna")],
    "need": [("7.1", "7.1 Ubóstwo"), ("7.5", "7.5 Niepełnosprawność"), ("7.7a", "7.7a Ochrona ofiar; handel ludźmi")],
    "target_group": [("children", "Dzieci"), ("families", "Rodziny z dziećmi")],
    "institution_type": [("SZKOLA", "Szkoła"), ("PPP", "Poradnia")],
}
SERVICE = {
    "key": "k-1", "institution": "Szkoła w Nurze", "origin": "partnership", "name": "Świetlica", "kind": "simple",
    "area": "CUS.7", "needs": ["7.1", "7.7a"], "form": "classes", "target_groups": ["children"], "age_from": 7,
    "age_to": 15, "access_mode": "enrolment", "fee": "free", "place": "seat", "teryt": "0416052", "capacity": 20,
    "capacity_free": 0, "capacity_stated_on": date(2026, 9, 1), "contact_phone": "+48 600 000 000",
    "date_from": date(2026, 9, 1), "state": "verified", "verified_on": date(2026, 9, 2),
}
INSTITUTION = {"key": "i-1", "name": "Szkoła w Nurze", "type": "SZKOLA", "nip": "8567346215"}
SPECIALIST = {"key": "p-1", "institution": "Szkoła w Nurze", "name": "Ewa Belfer", "function": "pedagog"}
# What a spreadsheet program would run as a formula, or make a number or a date of.
TRICKY = (
    "=1+1", '=HYPERLINK("http://zlo.example","kliknij")', "+48 22 100 10 10", "-5 zł za godzinę", "@SUM(A1)", "=",
    "_x005F_x0041_", "<r>x</r>", "a & b < c > d \" '", "]]>", "007", "1/2", "2026-01-01", "1e5", "TRUE", "#N/A",
    "_x000D_", "_x0041_", "'apostrof", "a\nb", "żółć 🧩",
)
AT = {column.key: index for index, column in enumerate(layout.SERVICES.columns)}
FIRST_ROW = layout.HEADER_ROW + 1


def basket(services=(SERVICE,), institutions=(INSTITUTION,), specialists=(SPECIALIST,)):
    return write_basket("Koszyk", "Stan na dzień 2026-11-22", {
        "services": map(dict, services), "institutions": map(dict, institutions), "specialists": map(dict, specialists),
    }, DICTIONARIES)


def rewritten(data, change):
    """The same workbook after ``change(workbook)``, as an office would save it from a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_cell(key, value, data=None, row=FIRST_ROW):
    def change(book):
        book["Usługi"].cell(row, AT[key] + 1).value = value
    return rewritten(data or basket(), change)


def cells(data):
    """All that stands in the cells: ``{(sheet, cell): (value, type)}``."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (page.title, cell.coordinate): (cell.value, cell.data_type)
        for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    }


def read_values(data, sheet="services"):
    reading = read_basket(data, DICTIONARIES)
    assert not reading.issues, reading.issues
    return [row.values for row in reading.rows[sheet]]


def codes(data):
    return [(issue.code, issue.sheet, issue.row, issue.column) for issue in read_basket(data, DICTIONARIES).issues]


def content(values):
    """Values as they are compared: nothing stands for zero and empty text."""
    return {key: value for key, value in values.items() if key in CONTENT and value}


CONTENT = {column.key for column in layout.SERVICES.content} | {"key"}


def text(column):
    return st.one_of(st.sampled_from(TRICKY), st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=min(column.limit, 40),
    )).map(clean_text).filter(lambda value: len(value) <= column.limit)


def value_of(column):
    allowed = [code for code, _label in layout.options(column, DICTIONARIES)]
    values = {
        "integer": st.integers(0, column.limit), "date": st.dates(FIRST_DATE, LAST_DATE),
        "choice": st.sampled_from(allowed) if allowed else st.none(),
        "choices": st.lists(st.sampled_from(allowed), unique=True) if allowed else st.none(),
        "email": st.just("biuro@example.com"), "teryt": st.sampled_from(["14", "0416", "1416052"]),
    }.get(column.kind, text(column))
    return values.filter(bool) if column.required else st.none() | values


SERVICES = st.lists(st.fixed_dictionaries({
    column.key: value_of(column) for column in layout.SERVICES.content
}), min_size=1, max_size=4)


@tagged("post_install", "-at_install")
class TestBasketRoundTrip(BaseCase):
    """Import layout = export layout: what goes out comes in, and goes out again the same."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(SERVICES)
    def test_what_is_written_is_read_and_written_again_the_same(self, services):
        rows = [{**values, "key": f"k-{number}"} for number, values in enumerate(services)]
        data = basket(rows)
        reading = read_basket(data, DICTIONARIES)
        self.assertEqual(reading.issues, [])
        self.assertTrue(all(row.untouched for row in reading.rows["services"]))

        def forget(book):  # as if every row had been touched
            for row in book["Usługi"].iter_rows(min_row=FIRST_ROW):
                row[AT["mark"]].value = None
        read = read_values(rewritten(data, forget))
        self.assertEqual([content(values) for values in read], [content(values) for values in rows])
        self.assertEqual(cells(basket(read)), cells(data))

    def test_text_that_looks_like_a_formula_stays_text_and_comes_back_as_it_was(self):
        for value in TRICKY:
            data = basket([{**SERVICE, "name": value, "description": value}])
            book = openpyxl.load_workbook(io.BytesIO(data))
            name = book["Usługi"].cell(FIRST_ROW, AT["name"] + 1)
            self.assertEqual(name.data_type, "s", value)
            if value[0] in "=+-@":
                self.assertTrue(name.quotePrefix, value)
            values = read_values(with_cell("mark", None, data))[0]
            self.assertEqual((values["name"], values["description"]), (value, value))
        with zipfile.ZipFile(io.BytesIO(basket([{**SERVICE, "name": "=1+1"}]))) as archive:
            self.assertNotIn(b"<f>", archive.read("xl/worksheets/sheet1.xml"))

    def test_a_real_formula_is_refused(self):
        self.assertEqual(codes(with_cell("name", "=1+1")), [("formula", "Usługi", FIRST_ROW, "Nazwa usługi")])

    def test_all_sheets_in_their_order(self):
        book = openpyxl.load_workbook(io.BytesIO(basket()))
        self.assertEqual(book.sheetnames, [
            "Usługi", "Instytucje", "Specjaliści do ZZK", "Wnioski o aktualizację", "Słowniki", "Historia zmian",
        ])

    def test_a_row_that_was_not_touched_is_known_by_its_mark(self):
        reading = read_basket(basket([SERVICE, {**SERVICE, "key": "k-2", "name": "Basen"}]), DICTIONARIES)
        self.assertEqual([row.untouched for row in reading.rows["services"]], [True, True])
        reading = read_basket(with_cell("age_to", 16, basket()), DICTIONARIES)
        self.assertFalse(reading.rows["services"][0].untouched)

    def test_even_what_would_be_refused_is_left_alone_where_nobody_touched_it(self):
        """A basket may hold older values that today's checks would not take; they do not stop an import."""
        data = basket([{**SERVICE, "contact_email": "brak", "description": "x" * 6000}])
        reading = read_basket(data, DICTIONARIES)
        self.assertEqual((reading.issues, reading.rows["services"][0].untouched), ([], True))
        self.assertEqual(
            {code for code, *_place in codes(with_cell("age_to", 16, data))}, {"not_email", "text_too_long"},
        )

    def test_memory_does_not_grow_with_the_basket(self):
        def peak(count):
            def rows():
                for number in range(count):
                    yield {**SERVICE, "key": f"k-{number}", "name": f"Usługa {number}"}
            output = io.BytesIO()
            tracemalloc.start()
            write_basket("K", "S", {"services": rows()}, DICTIONARIES, output)
            size = tracemalloc.get_traced_memory()[1] - output.getbuffer().nbytes
            tracemalloc.stop()
            return size
        peak(10)
        self.assertLess(peak(2000), 2 * peak(200) + 500_000)


@tagged("post_install", "-at_install")
class TestBasketLook(BaseCase):
    """The workbook as an office worker opens it: headings that stay, lists, widths, grey for the system's columns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = openpyxl.load_workbook(io.BytesIO(basket()))
        cls.page = cls.book["Usługi"]

    def test_headings_stay_in_sight(self):
        for page in self.book:
            self.assertTrue(page.freeze_panes, page.title)
            self.assertTrue(page.freeze_panes.endswith(str(FIRST_ROW)), page.title)
            self.assertTrue(page.auto_filter.ref.startswith(f"A{layout.HEADER_ROW}"))
            self.assertEqual(page.print_title_rows, f"${layout.HEADER_ROW}:${layout.HEADER_ROW}")

    def test_every_column_has_a_width_and_the_mark_is_hidden(self):
        for page, sheet in zip(self.book, layout.SHEETS, strict=True):
            for index, column in enumerate(sheet.columns, start=1):
                dimension = page.column_dimensions[openpyxl.utils.get_column_letter(index)]
                if dimension.width:  # equal neighbours are stored as one group
                    self.assertGreaterEqual(dimension.width, 5, (page.title, column.label))
            self.assertEqual(page.cell(layout.HEADER_ROW, 1).value.rstrip(" *"), sheet.columns[0].label)
        letter = openpyxl.utils.get_column_letter(AT["mark"] + 1)
        self.assertTrue(self.page.column_dimensions[letter].hidden)

    def test_lists_and_checks_in_the_cells(self):
        checks = {
            next(iter(check.sqref.ranges)).bounds[0] - 1: check for check in self.page.data_validations.dataValidation
        }
        for key in ("origin", "kind", "area", "form", "access_mode", "fee", "place", "state", "needs"):
            check = checks[AT[key]]
            self.assertEqual(check.type, "list", key)
            first, last = check.formula1.split("!")[1].replace("$", "").split(":")
            column = next(column for column in layout.SERVICES.columns if column.key == key)
            listed = [cell.value for [cell] in self.book["Słowniki"][first:last]]
            self.assertEqual(listed, [label for _code, label in layout.options(column, DICTIONARIES)], key)
        self.assertEqual(checks[AT["age_from"]].type, "whole")
        self.assertEqual(checks[AT["date_from"]].type, "date")
        self.assertNotIn(AT["sector"], checks, "what the system fills in")

    def test_what_the_system_fills_in_is_grey(self):
        grey = {column.key for column in layout.SERVICES.columns if column.system or column.key == "key"}
        for key in ("verified_on", "name", "key"):
            cell = self.page.cell(FIRST_ROW, AT[key] + 1)
            self.assertEqual(cell.fill.fgColor.rgb == "FFF2F2F2", key in grey, key)


@tagged("post_install", "-at_install")
class TestBasketMistakes(BaseCase):
    """Every mistake is named with its place; nothing of a wrong file is used."""

    def test_cells(self):
        for key, value, code in (
            ("age_from", "siedem", "not_integer"), ("age_from", 500, "out_of_range"), ("age_from", 7.5, "not_integer"),
            ("date_from", "wkrótce", "not_date"), ("date_from", "31.02.2026", "not_date"),
            ("date_from", date(1900, 1, 1), "date_range"), ("kind", "podwójna", "not_choice"),
            ("needs", "7.1; 7.99", "not_choice"), ("contact_email", "brak", "not_email"), ("teryt", "12", None),
            ("teryt", "1", "bad_teryt"), ("name", "x" * 201, "text_too_long"), ("name", None, "required"),
            ("institution", " ", "required"), ("name", date(2026, 1, 2), "not_text"), ("address", True, "not_text"),
        ):
            label = layout.SERVICES.columns[AT[key]].label
            expected = [(code, "Usługi", FIRST_ROW, label)] if code else []
            self.assertEqual(codes(with_cell(key, value)), expected, (key, value))

    def test_sheets_and_columns(self):
        def heading(key, value):
            def change(book):
                book["Usługi"].cell(layout.HEADER_ROW, AT[key] + 1).value = value
            return rewritten(basket(), change)

        def without(name):
            def change(book):
                del book[name]
            return rewritten(basket(), change)

        header = layout.HEADER_ROW
        self.assertEqual(codes(without("Instytucje")), [("sheet_missing", "Instytucje", None, None)])
        self.assertEqual(codes(without("Historia zmian")), [], "what is not read may go")
        self.assertEqual(codes(heading("name", None))[0], ("header_missing", "Usługi", None, "Nazwa usługi"))
        self.assertIn(("column_missing", "Usługi", header, "Wiek od"), codes(heading("age_from", None)))
        self.assertIn(("column_unknown", "Usługi", header, "Wiek min."), codes(heading("age_from", "Wiek min.")))
        self.assertIn(("column_twice", "Usługi", header, "Wiek do"), codes(heading("age_from", "Wiek do")))
        self.assertEqual(codes(heading("sector", None))[:1], [("outside_table", "Usługi", FIRST_ROW, "C")] if (
            SERVICE.get("sector")) else [])
        self.assertEqual(codes(heading("mark", None))[0][0], "outside_table")

    def test_the_same_row_twice(self):
        data = basket([SERVICE, SERVICE])
        self.assertEqual(codes(data), [("twice", "Usługi", FIRST_ROW + 1, "Id")])

    def test_beside_and_below_the_table(self):
        def beside(book):
            book["Usługi"].cell(FIRST_ROW, len(AT) + 3).value = "notatka"
            book["Usługi"].cell(FIRST_ROW, AT["age_to"] + 1).value = 16
        self.assertEqual([code for code, *_rest in codes(rewritten(basket(), beside))], ["outside_table"])

        def below(book):
            book["Usługi"].cell(layout.MAX_ROWS + 10, 1).value = "daleko"
        self.assertEqual(codes(rewritten(basket(), below))[0][0], "too_many_rows")

    def test_files(self):
        def with_part(name, content=b"<x/>"):
            buffer = io.BytesIO(basket())
            with zipfile.ZipFile(buffer, "a") as archive:
                archive.writestr(name, content)
            return buffer.getvalue()

        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("[Content_Types].xml", "xl/workbook.xml"):
                archive.writestr(name, b"<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * (LIMITS.unpacked_bytes + 1))
        self.assertLess(len(bomb.getvalue()), 200_000)
        for data, code in (
            (b"", "empty"), (b"Nazwa;Opis", "not_workbook"), (b"PK\x03\x04 urwany", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_format"), (b"x" * (LIMITS.file_bytes + 1), "too_big"),
            (bomb.getvalue(), "too_big"), (with_part("xl/externalLinks/externalLink1.xml"), "external"),
            (with_part("xl/vbaProject.bin", b"x"), "external"), (with_part("xl/connections.xml"), "external"),
            (with_part("xl/embeddings/oleObject1.bin", b"x"), "external"),
            (with_part("xl/evil.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
            (with_part("xl/late.xml", b"<a>" + b" " * 1_048_570 + b"<!DOCTYPE a><a/>"), "damaged"),
        ):
            self.assertEqual(codes(data), [(code, None, None, None)], code)


@tagged("post_install", "-at_install")
class TestBasketMarks(BaseCase):
    """The same workbook comes back with its mistakes marked."""

    def _marked(self, data, places):
        return openpyxl.load_workbook(io.BytesIO(mark_issues(data, places, [place[3] for place in places])))

    def test_the_cell_bears_comment_and_ground_and_all_is_listed_in_front(self):
        data = with_cell("age_from", "siedem")
        book = self._marked(data, [("Usługi", FIRST_ROW, "Wiek od", "to nie liczba"), ("Usługi", None, None, "=zły")])
        self.assertEqual(book.sheetnames[0], layout.REMARKS)
        cell = book["Usługi"].cell(FIRST_ROW, AT["age_from"] + 1)
        self.assertEqual((cell.value, cell.comment.author), ("siedem", AUTHOR))
        self.assertIn("to nie liczba", cell.comment.text)
        self.assertEqual(cell.fill.fgColor.rgb, "00FFC7CE")
        self.assertEqual([row[3].value for row in book[layout.REMARKS]["A4:D5"]], ["to nie liczba", "=zły"])
        self.assertEqual(book[layout.REMARKS]["D5"].data_type, "s", "a remark is never a formula")
        self.assertTrue(book["Usługi"].data_validations.dataValidation, "lists and checks stay")

    def test_corrected_it_comes_in_and_the_marks_go(self):
        data = mark_issues(with_cell("age_from", "siedem"), [("Usługi", FIRST_ROW, "Wiek od", "a")], ["a"])
        corrected = with_cell("age_from", 7, data)
        self.assertEqual(codes(corrected), [])
        self.assertEqual(codes(with_cell("age_from", 7, corrected)), [])
        again = self._marked(with_cell("age_to", "x", corrected), [("Usługi", FIRST_ROW, "Wiek do", "b")])
        cell = again["Usługi"].cell(FIRST_ROW, AT["age_from"] + 1)
        self.assertIsNone(cell.comment)
        self.assertNotEqual(cell.fill.fgColor.rgb, "00FFC7CE")
        self.assertEqual(again.sheetnames.count(layout.REMARKS), 1)

    def test_two_remarks_on_one_cell(self):
        book = self._marked(basket(), [
            ("Usługi", FIRST_ROW, "Wiek od", "pierwsza"), ("Usługi", FIRST_ROW, "Wiek od", "druga"),
        ])
        text = book["Usługi"].cell(FIRST_ROW, AT["age_from"] + 1).comment.text
        self.assertTrue("pierwsza" in text and "druga" in text)

    def test_what_cannot_be_opened_is_not_marked(self):
        self.assertIsNone(mark_issues(b"PK\x03\x04", [], []))
