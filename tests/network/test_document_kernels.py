import io

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import pdf_finish, print_tables


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
            self.assertLessEqual(len(body), 1 if count + heading > 1 else count)
        if heading:
            self.assertIsNotNone(tables[0].find(".//th"), "the heading stays with the first row")

    def test_other_tables_are_left_alone(self):
        source = "<div><table class='signatures'><tr><td>a</td></tr><tr><td>b</td></tr></table></div>"
        root = html.fromstring(source)
        print_tables.split_rows(root)
        self.assertEqual(len(list(root.iter("table"))), 1)
