"""Last touch to a printed document: page numbers and neutral metadata, and the stamp of a voided one.

wkhtmltopdf without its patched Qt (Debian's) prints no footers at all, others print them after their own fashion.
Numbering the finished pages gives the same document everywhere.
"""

import io

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

# Odoo from source asks for the older name of the same library.
try:
    from pypdf import PdfReader, PdfWriter
except ImportError:
    from PyPDF2 import PdfReader, PdfWriter

FONT = "KooperacjeFooter"


def finish(content, title, font_path=None):
    """Return the PDF ``content`` with ``title`` and page numbers in its foot, and no other metadata.

    :param title: printed at the left of the foot and set as the document's title
    :param font_path: TrueType font with Polish letters; Helvetica without it
    """
    font = _font(font_path)
    return _laid_over(
        content, lambda width, height, number, total: _foot(width, height, font, title, f"strona {number} z {total}"),
        {"/Title": title, "/Producer": "Kooperacje", "/Creator": "Kooperacje"},
    )


def stamp(content, text, font_path=None):
    """Return the PDF ``content`` with ``text`` stamped at the head of each page and its metadata as they were."""
    font = _font(font_path)
    return _laid_over(content, lambda width, height, _number, _total: _stamp(width, height, font, text))


def _laid_over(content, layer, metadata=None):
    """``content`` with ``layer(width, height, number, total)`` over each page.

    :param metadata: in place of what ``content`` says of itself
    """
    reader = PdfReader(io.BytesIO(content))
    writer = PdfWriter()
    total = len(reader.pages)
    for index in range(total):
        # The page has to belong to the writer before anything is laid over it.
        writer.add_page(reader.pages[index])
        page = writer.pages[index]
        page.merge_page(layer(float(page.mediabox.width), float(page.mediabox.height), index + 1, total))
        page.compress_content_streams()
    writer.add_metadata(metadata or dict(reader.metadata or {}))
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _stamp(width, height, font, text):
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    canvas.setFillColorRGB(0.75, 0.1, 0.1)
    canvas.setStrokeColorRGB(0.75, 0.1, 0.1)
    canvas.setFont(font, 15)
    reach = pdfmetrics.stringWidth(text, font, 15) / 2 + 4 * mm
    canvas.rect(width / 2 - reach, height - 14 * mm, 2 * reach, 9 * mm)
    canvas.drawCentredString(width / 2, height - 11.4 * mm, text)
    canvas.save()
    stream.seek(0)
    return PdfReader(stream).pages[0]


def _foot(width, height, font, left, right):
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    canvas.setFont(font, 7.5)
    canvas.setFillGray(0.4)
    canvas.drawString(20 * mm, 9 * mm, left)
    canvas.drawRightString(width - 20 * mm, 9 * mm, right)
    canvas.setStrokeGray(0.75)
    canvas.setLineWidth(0.4)
    canvas.line(20 * mm, 12.5 * mm, width - 20 * mm, 12.5 * mm)
    canvas.save()
    stream.seek(0)
    return PdfReader(stream).pages[0]


def _font(path):
    if not path:
        return "Helvetica"
    if FONT not in pdfmetrics.getRegisteredFontNames():
        try:
            pdfmetrics.registerFont(TTFont(FONT, path))
        except (TTFError, OSError):
            return "Helvetica"
    return FONT
