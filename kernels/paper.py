"""A paper: HTML made into a PDF that is read by everyone (PDF/UA-1), by WeasyPrint.

Nothing is fetched: styles and pictures are in the HTML, the typefaces are files named by the caller, and any other
address is refused, whoever wrote it.
"""

import logging
from copy import deepcopy
from pathlib import Path

from lxml import html

from . import paper_tags

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SVG = "{http://www.w3.org/2000/svg}"
FAMILY = "Paper"
# Weight and style of each file of the typeface, in the order in which the files are given.
FACES = ((400, "normal"), (700, "normal"), (400, "italic"), (700, "italic"))
FOOT = """
@page {
    @bottom-left { content: string(foot); }
    @bottom-right { content: "strona " counter(page) " z " counter(pages); }
}
body { string-set: foot attr(data-foot); }
"""


# The engine tells of every page it lays out, a line each.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class EngineMissing(Exception):
    """WeasyPrint, pikepdf or the libraries they stand on are not installed; the text says which."""


def check_engine():
    """:raises EngineMissing: nothing can be printed here"""
    try:
        import pikepdf  # noqa: F401
        import weasyprint  # noqa: F401
    # WeasyPrint loads Pango when it is imported, and the system says so in its own way where that is not there.
    except (ImportError, OSError) as error:
        raise EngineMissing(str(error).splitlines()[0]) from error


def render(articles, title, style, fonts):
    """Return one PDF of the papers ``articles``, each beginning on a page of its own and numbered by itself.

    :param articles: HTML elements, taken as they are and left unchanged
    :param title: of the document; also at the left of the foot of every page
    :param style: style sheet, beside which only the foot and the typeface ``Paper`` are added
    :param fonts: paths of the regular, bold, italic and bold italic TrueType file
    :raises EngineMissing: the engine is not installed
    """
    check_engine()
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    fetcher = _fetcher(fonts)
    sheet = weasyprint.CSS(
        string=_faces(fonts) + style + FOOT, font_config=configuration, url_fetcher=fetcher,
    )
    documents = [
        weasyprint.HTML(string=_page(article, title), url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=configuration,
        )
        for article in articles
    ]
    pages = [page for document in documents for page in document.pages]
    return paper_tags.complete(documents[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1"))


def _fetcher(fonts):
    from weasyprint.urls import URLFetcher

    allowed = {Path(font).as_uri() for font in fonts}

    class Inside(URLFetcher):
        """Hands out what lies in the paper itself and its typeface."""

        def fetch(self, url, headers=None):
            if url.startswith("data:") or url in allowed:
                return super().fetch(url, headers)
            raise ValueError("A paper fetches nothing from elsewhere.")

    return Inside()


def _faces(fonts):
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{Path(font).as_uri()}"); font-weight: {weight}; '
        f"font-style: {style} }}\n"
        for font, (weight, style) in zip(fonts, FACES, strict=True)
    )


def _page(article, title):
    root = html.Element("html", lang="pl")
    head, body = html.Element("head"), html.Element("body")
    name = html.Element("title")
    name.text = title
    head.append(name)
    root.extend([head, body])
    body.set("data-foot", title)
    body.append(deepcopy(article))
    prepare(body)
    return "<!DOCTYPE html>" + html.tostring(root, encoding="unicode")


def prepare(root):
    """Make what is under ``root`` readable in order, in place: heads of rows, level of headings, words for pictures."""
    for table in list(root.iter("table")):
        if table.find(".//tr") is None:
            # A table in which nothing is said would be told as one without heads.
            table.drop_tree()
        else:
            _name_heads(table)
    _level_headings(root)
    _describe_pictures(root)


def _name_heads(table):
    """The head of each row and column is one: a label at the beginning of a row heads it."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if cells and cells[0].tag == "td" and "label" in (cells[0].get("class") or "").split() and len(cells) > 1:
            cells[0].tag = "th"
            cells[0].set("scope", "row")
        of_column = all(cell.tag == "th" for cell in cells)
        for cell in cells:
            if cell.tag == "th" and not cell.get("scope"):
                cell.set("scope", "col" if of_column else "row")


def _level_headings(root):
    """Headings descend one by one, whatever the clauses of an office begin with; the look stays."""
    open_levels = []
    for heading in list(root.iter(*HEADINGS)):
        level = int(heading.tag[1])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        if len(open_levels) != level:
            heading.set("class", f"{heading.get('class') or ''} {heading.tag}".strip())
            heading.tag = f"h{min(len(open_levels), len(HEADINGS))}"


def _describe_pictures(root):
    """A graph says its figures, a picture what it shows; one that would have to be fetched is its words alone."""
    for picture in list(root.iter("svg", f"{SVG}svg")):
        found = {child.tag.replace(SVG, ""): child for child in picture if isinstance(child.tag, str)}
        if "title" in found and "desc" in found:
            words = [" ".join("".join(found[name].itertext()).split()) for name in ("title", "desc")]
            found["title"].text = ". ".join(filter(None, words))
    for picture in list(root.iter("img")):
        if not (picture.get("src") or "").startswith("data:"):
            words = html.Element("span")
            words.text, words.tail = picture.get("alt"), picture.tail
            picture.getparent().replace(picture, words)
        elif not picture.get("alt"):
            picture.set("alt", "Ilustracja")
