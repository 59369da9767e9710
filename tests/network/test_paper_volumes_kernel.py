import io

import lxml.html
import pikepdf

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import paper, paper_volumes
from odoo.addons.kooperacje.models.network.ir_actions_report import FONTS


@tagged("post_install", "-at_install")
class TestPaperVolumesKernel(BaseCase):
    """A register that has grown for years is printed in volumes, and no row of it is lost or printed twice."""

    def _register(self, count):
        rows = "".join(f"<tr><td>{number}.</td><td>ZZK/2026/{number:04d}</td></tr>" for number in range(1, count + 1))
        return lxml.html.fromstring(
            '<div class="article"><div class="letterhead">Ośrodek</div><div><h1>REJESTR</h1><p>Wstęp</p>'
            '<table class="facts"><tr><td>Rok</td><td>2026</td></tr></table>'
            f'<table class="grid"><thead><tr><th>Lp.</th><th>Numer</th></tr></thead>{rows}</table>'
            "<p>Koniec</p></div><p>Podpis</p></div>"
        )

    def _numbers(self, article):
        return [row[1].text for row in article.iter("tr") if row[1].text.startswith("ZZK")]

    def test_short_ones_stay_as_they_are(self):
        article = self._register(5)
        self.assertEqual(paper_volumes.volumes(article, rows=5), [article])
        without = lxml.html.fromstring("<div><p>Pismo</p></div>")
        self.assertEqual(paper_volumes.volumes(without, rows=1), [without])

    def test_each_row_once_in_its_order(self):
        article = self._register(11)
        parts = paper_volumes.volumes(article, rows=5)
        self.assertEqual([len(self._numbers(part)) for part in parts], [5, 5, 1])
        self.assertEqual([one for part in parts for one in self._numbers(part)], self._numbers(article))
        self.assertEqual(len(self._numbers(article)), 11, "the register itself is left alone")

    def test_heading_in_each_beginning_and_end_once(self):
        texts = [" ".join(part.text_content().split()) for part in paper_volumes.volumes(self._register(11), rows=5)]
        for text in texts:
            self.assertIn("Ośrodek", text)
            self.assertIn("REJESTR", text)
            self.assertIn("Numer", text, "the head of the table")
        for word, places in (("Wstęp", [0]), ("Rok", [0]), ("Koniec", [2]), ("Podpis", [2])):
            self.assertEqual([place for place, text in enumerate(texts) if word in text], places, word)

    def test_one_file_that_claims_no_tags(self):
        fonts = [file_path(font) for font in FONTS]
        parts = paper_volumes.volumes(self._register(11), rows=5)
        content = paper_volumes.joined((
            paper.render([part], f"Rejestr – tom {number} z 3", "@page { size: A4; }", fonts)
            for number, part in enumerate(parts, 1)
        ), "Rejestr")
        pages = [page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages]
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"tom {number} z 3", page)
            self.assertIn("strona 1 z 1", page)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            self.assertNotIn("/MarkInfo", pdf.Root)
            self.assertNotIn("/StructTreeRoot", pdf.Root)
            self.assertEqual(str(pdf.docinfo["/Title"]), "Rejestr")
            self.assertNotIn("pdfuaid", str(pdf.Root.Metadata.read_bytes()))
