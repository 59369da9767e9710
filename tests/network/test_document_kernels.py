import io

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import pdf_finish, print_headings, print_tables


@tagged("post_install", "-at_install")
class TestPrintKernels(BaseCase):
    """Page numbers and rows, without a database."""

    def _pdf(self, pages):
        stream = io.BytesIO()
        canvas = Canvas(stream)
        canvas.setTitle("Jan Kowalski")
        canvas.setAuthor("Jan Kowalski")
        for number in range(pages):
            canvas.drawString(100, 500, f"tresc {number + 1}")
            canvas.showPage()
        canvas.save()
        return stream.getvalue()

    def test_pages_are_numbered_and_metadata_is_neutral(self):
        reader = PdfFileReader(io.BytesIO(pdf_finish.finish(self._pdf(3), "N14/1/2026")))
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            self.assertIn(f"tresc {number}", text)
            self.assertIn(f"strona {number} z 3", text)
            self.assertIn("N14/1/2026", text)
        self.assertEqual(reader.metadata["/Title"], "N14/1/2026")
        self.assertNotIn("Kowalski", str(reader.metadata))

    def test_stamp_on_every_page_and_nothing_else_changes(self):
        finished = pdf_finish.finish(self._pdf(2), "N14/1/2026")
        reader = PdfFileReader(io.BytesIO(pdf_finish.stamp(finished, "UNIEWAZNIONO")))
        self.assertEqual(len(reader.pages), 2)
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            self.assertEqual(text.count("UNIEWAZNIONO"), 1)
            self.assertIn(f"tresc {number}", text)
            self.assertIn(f"strona {number} z 2", text)
        self.assertEqual(reader.metadata["/Title"], "N14/1/2026")

    def test_missing_font_is_no_reason_to_fail(self):
        self.assertTrue(pdf_finish.finish(self._pdf(1), "N7/1/2026", "/nie/ma/takiej.ttf"))

    @given(st.integers(0, 12), st.booleans())
    def test_rows_are_cut_without_loss(self, count, heading):
        head = "<thead><tr><th class='number'>Lp.</th><th style='width: 30%'>Co</th></tr></thead>" if heading else ""
        rows = "".join(f"<tr><td>{number}</td><td>rzecz {number}</td></tr>" for number in range(count))
        table = f"<table class='grid'>{head}<tbody>{rows}</tbody></table>"
        root = html.fromstring(f"<div><p>przed</p>{table}<p>po</p></div>")
        before = "".join(root.itertext())
        print_tables.split_rows(root)
        self.assertEqual("".join(root.itertext()), before)
        tables = list(root.iter("table"))
        for table in tables:
            body = [row for row in table.iter("tr") if row.find("td") is not None]
            self.assertLessEqual(len(body), 4, "more would be cut through")
        for table in (tables[0], tables[-1]):
            rows = [row for row in table.iter("tr") if row.find("td") is not None]
            self.assertGreaterEqual(len(rows), min(2, count), "no page bears a single row")
        if heading:
            self.assertIsNotNone(tables[0].find(".//th"), "the heading stays with the first row")

    def test_long_rows_may_stand_alone(self):
        rows = "".join(f"<tr><td>{'długi wywód ' * 40}</td></tr>" for _number in range(3))
        root = html.fromstring(f"<div><table class='grid'>{rows}</table></div>")
        print_tables.split_rows(root)
        self.assertEqual([len(list(table.iter("tr"))) for table in root.iter("table")], [1, 1, 1])

    def test_other_tables_are_left_alone(self):
        source = "<div><table class='signatures'><tr><td>a</td></tr><tr><td>b</td></tr></table></div>"
        root = html.fromstring(source)
        print_tables.split_rows(root)
        self.assertEqual(len(list(root.iter("table"))), 1)


@tagged("post_install", "-at_install")
class TestPrintHeadings(BaseCase):
    """No heading alone at the foot of a page: it is in one block with the beginning of what it heads."""

    def _held(self, source):
        """The blocks made of ``source``, each as the list of its tags; nothing may be lost or change its place."""
        root = html.fromstring(f"<div>{source}</div>")
        before = "".join(root.itertext())
        print_headings.hold_headings(root)
        self.assertEqual("".join(root.itertext()), before)
        return [[element.tag for element in block] for block in root.xpath("//div[@class='held']")]

    def test_a_heading_goes_with_its_line_and_graph(self):
        self.assertEqual(
            self._held("<h2>1</h2><p>wstęp</p><p>tytuł</p><div class='keep'>wykres</div><p>dalej</p>"),
            [["h2", "p", "p", "div"]],
        )

    def test_of_a_table_only_the_first_rows_are_taken(self):
        rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(9))
        root = html.fromstring(f"<div><h2>Tabela</h2><table class='grid'>{rows}</table></div>")
        print_tables.split_rows(root)
        print_headings.hold_headings(root)
        held = root.xpath("//div[@class='held']")[0]
        self.assertEqual(len(list(held.iter("tr"))), 2)
        self.assertEqual(len(list(root.iter("tr"))), 9)

    def test_a_list_is_continued_below_its_first_items(self):
        items = "".join(f"<li>{number}</li>" for number in range(5))
        self.assertEqual(self._held(f"<h4>Słowa</h4><ul>{items}</ul>"), [["h4", "ul"]])
        root = html.fromstring(f"<div><h4>Kroki</h4><ol>{items}</ol></div>")
        print_headings.hold_headings(root)
        self.assertEqual([one.get("start") for one in root.iter("ol")], [None, "3"], "numbers go on")

    def test_a_list_that_was_pasted_is_printed(self):
        """Text of a clause keeps what another program wrote of its lists; no paper is refused for it."""
        items = "".join(f"<li>{number}</li>" for number in range(5))
        for start, following in (("iii", "3"), ("", "3"), ("4", "6"), ("-1", "1"), ("2.5", "3")):
            root = html.fromstring(f"<div><h4>Kroki</h4><ol start='{start}'>{items}</ol></div>")
            print_headings.hold_headings(root)
            self.assertEqual(root.xpath("//ol/@start")[-1], following, start)

    def test_headings_under_one_another_stay_together(self):
        self.assertEqual(self._held("<h2>A</h2><h3>a</h3><p>tekst</p><h3>b</h3><p>inny</p>"),
                         [["h2", "h3", "p"], ["h3", "p"]])

    def test_long_texts_break_and_nothing_fails_on_the_last_heading(self):
        self.assertEqual(self._held(f"<h2>A</h2><p>{'słowo ' * 300}</p><h2>B</h2>"), [])

    def test_what_is_kept_together_already_is_left_alone(self):
        self.assertEqual(self._held("<div class='keep'><h4>Pytanie</h4><p>tekst</p></div>"), [])

    def test_comments_between_are_no_obstacle(self):
        self.assertEqual(self._held("<h2>A</h2><!-- uwaga --><p>tekst</p>")[0][0], "h2")
