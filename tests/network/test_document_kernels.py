import io

import pikepdf
from lxml import html

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import paper, paper_check, paper_stamp, paper_tags
from odoo.addons.kooperacje.models.network.ir_actions_report import FONTS

from ..documents import complaints_of_the_engine

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
STYLE = "@page { size: A4; margin: 20mm } body { font-family: Paper, 'DejaVu Sans' } h2 { break-after: avoid } " \
        "tr { break-inside: avoid }"


class PaperCase(BaseCase):
    def _print(self, *bodies, title="N14/1/2026"):
        with complaints_of_the_engine() as found:
            content = paper.render(
                [html.fromstring(f"<div>{body}</div>") for body in bodies], title, STYLE, list(map(file_path, FONTS)),
            )
        self.assertFalse(found)
        return content

    def _text(self, content):
        return [page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages]


@tagged("post_install", "-at_install")
class TestPaper(PaperCase):
    """A paper made of HTML, without a database."""

    def test_pages_are_numbered_and_metadata_is_neutral(self):
        content = self._print("<h1>Zażółć</h1>" + "<p>gęślą jaźń</p>" * 120)
        texts = self._text(content)
        self.assertGreater(len(texts), 2)
        for number, text in enumerate(texts, start=1):
            self.assertIn(f"strona {number} z {len(texts)}", text)
            self.assertIn("N14/1/2026", text)
            self.assertIn("gęślą jaźń", text)
        reader = PdfFileReader(io.BytesIO(content))
        self.assertEqual(reader.metadata["/Title"], "N14/1/2026")
        self.assertFalse({"/Author", "/Creator", "/CreationDate"} & set(reader.metadata))
        self.assertEqual(paper_check.check(content), [])

    def test_several_papers_are_one_document_each_numbered_by_itself(self):
        content = self._print("<h1>Jeden</h1>" + "<p>a</p>" * 40, "<h1>Dwa</h1>")
        texts = self._text(content)
        self.assertEqual([text.partition("strona ")[2].split()[0:3] for text in texts],
                         [["1", "z", "2"], ["2", "z", "2"], ["1", "z", "1"]])
        self.assertEqual(paper_check.check(content), [])

    def test_the_title_is_words_and_no_style(self):
        title = 'N14 "; } @page { size: A5 } \\'
        content = self._print("<h1>A</h1>", title=title)
        self.assertIn(title, self._text(content)[0])
        self.assertEqual(PdfFileReader(io.BytesIO(content)).metadata["/Title"], title)

    def test_rows_and_headings_stay_whole(self):
        rows = "".join(
            f"<tr><td class='label'>wiersz {number}</td><td>{'słowo ' * 60}koniec {number}</td></tr>"
            for number in range(60)
        )
        content = self._print(f"<h1>A</h1><table>{rows}</table>", *(
            f"<h1>B</h1>{'<p>a</p>' * count}<h2>Ostatni</h2><p>treść</p>" for count in range(24, 44)
        ))
        for text in self._text(content):
            self.assertEqual(text.count("wiersz"), text.count("koniec"), "no row is cut")
            self.assertEqual("Ostatni" in text, "treść" in text, "no heading stays alone")
        self.assertEqual(paper_check.check(content), [])

    def test_heads_of_long_tables_are_repeated(self):
        rows = "".join(f"<tr><td>{number}</td><td>Ala</td></tr>" for number in range(100))
        texts = self._text(self._print(
            f"<h1>A</h1><table><thead><tr><th>Numer</th><th>Kto</th></tr></thead><tbody>{rows}</tbody></table>"))
        self.assertGreater(len(texts), 1)
        self.assertTrue(all("Numer" in text for text in texts))

    def test_long_words_stay_on_the_page(self):
        content = self._print(f"<h1 style='overflow-wrap: anywhere'>{'https://przyklad.example/' * 20}</h1>")
        self.assertEqual(self._text(content)[0].replace("\n", "").count("przyklad.example"), 20)

    def test_nothing_is_fetched(self):
        """Neither a picture nor a style from elsewhere, from the disk of the server least of all."""
        content = self._print(
            "<h1>A</h1><img src='http://127.0.0.1:9/a.png' alt='zdjęcie'><img src='file:///etc/hostname' alt='nazwa'>"
            "<img src='/web/image/1' alt='logo'>",
        )
        self.assertEqual([word in self._text(content)[0] for word in ("zdjęcie", "nazwa", "logo")], [True] * 3)
        with self.assertLogs("weasyprint", "ERROR") as found:
            paper.render([html.fromstring(
                "<div><h1 style='background: url(file:///etc/hostname)'>A</h1></div>")], "A", STYLE,
                list(map(file_path, FONTS)))
        self.assertEqual(len(found.output), 1)
        self.assertIn("A paper fetches nothing", found.output[0])

    def test_what_was_handed_over_is_left_as_it_was(self):
        article = html.fromstring("<div><h2>A</h2><table><tr><td class='label'>a</td><td>b</td></tr></table></div>")
        before = html.tostring(article)
        paper.render([article], "A", STYLE, list(map(file_path, FONTS)))
        self.assertEqual(html.tostring(article), before)


@tagged("post_install", "-at_install")
class TestPaperRead(PaperCase):
    """What a reader who does not see hears."""

    def _tags(self, content):
        """``(tag, scope, words for it)`` of every element, in the order of reading."""
        found = []

        def walk(node):
            for child in node:
                if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                    attributes = child.get("/A", {})
                    found.append((str(child.S), str(attributes.get("/Scope", "")), str(child.get("/Alt", ""))))
                    kids = child.get("/K", [])
                    walk(kids if isinstance(kids, pikepdf.Array) else [])

        with pikepdf.open(io.BytesIO(content)) as pdf:
            walk(pdf.Root.StructTreeRoot.K)
        return found

    def test_heads_of_rows_and_columns(self):
        tags = self._tags(self._print(
            "<h1>A</h1><table><tr><td class='label'>Data</td><td>dziś</td></tr></table>"
            "<table><thead><tr><th>Co</th><th>Kto</th></tr></thead><tr><th>1</th><td>b</td></tr></table>",
        ))
        self.assertEqual([scope for tag, scope, _words in tags if tag == "/TH"],
                         ["/Row", "/Column", "/Column", "/Row"])

    def test_headings_descend_whatever_a_clause_begins_with(self):
        levels = [int(tag[2]) for tag, _scope, _words in self._tags(self._print(
            "<h1>A</h1><h3>a</h3><h5>aa</h5><h4>ab</h4><h2>B</h2><h4>ba</h4>",
            "<h2>C</h2><h3>ca</h3>",
        )) if tag[1] == "H" and tag[2:].isdigit()]
        self.assertEqual(levels, [1, 2, 3, 3, 2, 3, 1, 2])

    def test_pictures_have_words(self):
        words = [words for tag, _scope, words in self._tags(self._print(
            f"<h1>A</h1><img src='{PIXEL}' alt='Logo'><img src='{PIXEL}'>"
            "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><title>Ocena</title>"
            "<desc>szkoła 4,2; policja 3,9</desc><rect width='40' height='20'/></svg>",
        )) if tag == "/Figure"]
        self.assertEqual(words, ["Logo", "Ilustracja", "Ocena. szkoła 4,2; policja 3,9"])

    def test_the_check_sees_what_is_missing(self):
        """Each fault by itself, made in a paper that has none."""
        content = self._print(
            f"<h1>A</h1><h2>B</h2><img src='{PIXEL}' alt='Logo'><table><tr><th>a</th><td>b</td></tr></table>")
        self.assertEqual(paper_check.check(content), [])

        def spoilt(change):
            with pikepdf.open(io.BytesIO(content)) as pdf:
                change(pdf, [child for child in pdf.objects
                             if isinstance(child, pikepdf.Dictionary) and "/S" in child and "/P" in child])
                result = io.BytesIO()
                pdf.save(result)
            return paper_check.check(result.getvalue())

        def first(elements, tag):
            return next(element for element in elements if tag == element.S)

        for change, fault in (
            (lambda pdf, _tags: pdf.Root.__delitem__("/Lang"), "no language"),
            (lambda pdf, _tags: pdf.Root.__delitem__("/StructTreeRoot"), "no tags"),
            (lambda pdf, _tags: pdf.docinfo.__setitem__("/Title", "Inny"), "two titles that differ"),
            (lambda pdf, _tags: pdf.Root.__delitem__("/Metadata"), "not said to be PDF/UA-1"),
            (lambda pdf, tags: first(tags, "/Figure").__delitem__("/Alt"), "a picture without words"),
            (lambda pdf, tags: first(tags, "/TH").__delitem__("/A"), "a head without scope"),
            (lambda pdf, tags: first(tags, "/TH").__setitem__("/S", pikepdf.Name.TD), "a table without heads"),
            (lambda pdf, tags: first(tags, "/H2").__setitem__("/S", pikepdf.Name.H3),
             "a heading of level 3 after one of level 1"),
            (lambda pdf, tags: first(tags, "/H1").__setitem__("/K", pikepdf.Array()),
             "page 1: a marked piece that no tag reaches"),
            (lambda pdf, tags: first(tags, "/H1").__setitem__("/K", pikepdf.Array()), "a heading without words"),
            (lambda pdf, _tags: pdf.pages[0].contents_add(b"0 0 9 9 re f"), "page 1: f outside of any mark"),
        ):
            with self.subTest(fault):
                self.assertIn(fault, spoilt(change))

    def test_the_foot_is_no_content(self):
        """Without the completion its pieces are marked and reached by no tag."""
        whole = paper_tags.complete
        self.patch(paper_tags, "complete", lambda content: content)
        bare = self._print("<h1>A</h1><table><tr><th>a</th><td>b</td></tr></table>")
        self.assertEqual(set(paper_check.check(bare)),
                         {"page 1: a marked piece that no tag reaches", "a head without scope"})
        self.assertEqual(paper_check.check(whole(bare)), [])


@tagged("post_install", "-at_install")
class TestPaperStamp(PaperCase):
    def test_on_every_page_and_nothing_else_changes(self):
        finished = self._print("<h1>A</h1>" + "<p>treść</p>" * 40)
        stamped = paper_stamp.stamp(finished, "UNIEWAŻNIONO", file_path(FONTS[0]))
        before, after = self._text(finished), self._text(stamped)
        self.assertEqual(len(after), 2)
        for old, new in zip(before, after, strict=True):
            self.assertEqual(new.count("UNIEWAŻNIONO"), 1)
            self.assertEqual(new.replace("UNIEWAŻNIONO", "").split(), old.split())
        self.assertEqual(PdfFileReader(io.BytesIO(stamped)).metadata["/Title"], "N14/1/2026")
        self.assertEqual(paper_check.check(stamped), [])

    def test_missing_font_is_no_reason_to_fail(self):
        self.assertTrue(paper_stamp.stamp(self._print("<h1>A</h1>"), "NIEWAZNE", "/nie/ma/takiej.ttf"))
