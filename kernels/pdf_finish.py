"""Last touch to a printed document: page numbers and neutral metadata.

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
    reader = PdfReader(io.BytesIO(content))
    writer = PdfWriter()
    font = _font(font_path)
    total = len(reader.pages)
    for index in range(total):
        # The page has to belong to the writer before anything is laid over it.
        writer.add_page(reader.pages[index])
        page = writer.pages[index]
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.merge_page(_foot(width, height, font, title, f"strona {index + 1} z {total}"))
        page.compress_content_streams()
    writer.add_metadata({"/Title": title, "/Producer": "Kooperacje", "/Creator": "Kooperacje"})
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


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
