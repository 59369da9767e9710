"""The stamp of a voided paper, over each page of its PDF; everything else of the file stays, its tags too."""

import io

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "KooperacjeStamp"
NAME = "/KooperacjeStamp"


def stamp(content, text, font_path=None):
    """Return the PDF ``content`` with ``text`` stamped at the head of each page, for the eye alone.

    :param font_path: TrueType font with Polish letters; Helvetica without it
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            width, height = (float(page.mediabox[side]) - float(page.mediabox[side - 2]) for side in (2, 3))
            with pikepdf.open(io.BytesIO(_stamp(width, height, _font(font_path), text))) as drawn:
                page.add_resource(pdf.copy_foreign(drawn.pages[0].as_form_xobject()), pikepdf.Name.XObject,
                                  pikepdf.Name(NAME), replace_existing=True)
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q\n/Artifact BMC q {NAME} Do Q EMC".encode())
        result = io.BytesIO()
        pdf.save(result)
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
    return stream.getvalue()


def _font(path):
    if not path:
        return "Helvetica"
    if FONT not in pdfmetrics.getRegisteredFontNames():
        try:
            pdfmetrics.registerFont(TTFont(FONT, path))
        except (TTFError, OSError):
            return "Helvetica"
    return FONT
