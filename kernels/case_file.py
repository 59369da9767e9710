"""The whole file of a case as one PDF: title page, contents with page numbers, the papers, files of others attached.

The papers are laid out as one document (``kernels/paper.py``), so the tags stay whole; joining finished PDFs would lose
them. What others issued, and signed copies, are attached as they are, byte for byte.
"""

import io
import secrets
from copy import deepcopy

from lxml.html import builder as E

# Shorter passwords are guessed.
SHORTEST = 8
STYLE = """
.whole { break-before: page; }
.contents li { margin-bottom: 3pt; }
.contents a { color: inherit; text-decoration: none; }
.contents a::after { content: leader('.') " " target-counter(attr(href), page); }
.cover { padding-top: 60mm; text-align: center; }
.cover h1 { font-size: 20pt; }
.cover .what { font-size: 12pt; margin-top: 8mm; }
.cover table { width: 70%; margin: 14mm auto 0; }
.whole table a { color: inherit; }
"""


def article(title, facts, parts, attached):
    """The document as one HTML element for ``paper.render``.

    :param facts: ``[(label, text)]`` of the title page
    :param parts: ``[(title, HTML element)]``, one for each paper
    :param attached: ``[(file name, what it is, digest)]`` of the attached files
    """
    whole = E.DIV(E.CLASS("article"))
    whole.append(E.DIV(
        E.CLASS("cover"), E.H1(title), E.TABLE(E.CLASS("facts"), E.TBODY(*(
            E.TR(E.TD(E.CLASS("label"), label), E.TD(text)) for label, text in facts if text
        ))),
    ))
    lines = [(f"czesc-{number}", name) for number, (name, _element) in enumerate(parts, 1)]
    if attached:
        lines.append(("zalaczniki", "Pliki dołączone do tego dokumentu"))
    whole.append(E.DIV(
        E.CLASS("whole"), E.H1("SPIS ZAWARTOŚCI"),
        E.OL(E.CLASS("contents"), *(E.LI(E.A(name, href=f"#{anchor}")) for anchor, name in lines)),
    ))
    for (anchor, _name), (_title, element) in zip(lines, parts, strict=False):
        whole.append(E.DIV(E.CLASS("whole"), deepcopy(element), id=anchor))
    if attached:
        whole.append(E.DIV(
            E.CLASS("whole"), E.H1("PLIKI DOŁĄCZONE DO TEGO DOKUMENTU"),
            E.P("Pliki otwiera się w czytniku PDF na liście załączników."),
            E.TABLE(
                E.CLASS("grid"),
                E.THEAD(E.TR(
                    E.TH("Lp.", E.CLASS("number")), E.TH("Plik"), E.TH("Co to jest"), E.TH("Skrót (SHA-256)"),
                )),
                E.TBODY(*(
                    E.TR(E.TD(str(number), E.CLASS("number")), E.TD(name), E.TD(what), E.TD(digest, E.CLASS("small")))
                    for number, (name, what, digest) in enumerate(attached, 1)
                )),
            ), id="zalaczniki",
        ))
    return whole


def finish(content, files, password=None):
    """The PDF ``content`` with ``files`` attached, and closed with ``password`` where there is one (AES-256).

    :param files: ``[(file name, what it is, mime type, bytes)]``
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name, what, mime, one in files:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, one, filename=name, description=what, mime_type=mime)
        if files:
            # So that the reader shows the list of attachments when the document is opened.
            pdf.Root.PageMode = pikepdf.Name.UseAttachments
        result = io.BytesIO()
        pdf.save(result, encryption=pikepdf.Encryption(
            user=password, owner=secrets.token_urlsafe(24), R=6,
            allow=pikepdf.Permissions(modify_annotation=False, modify_assembly=False, modify_form=False,
                                      modify_other=False),
        ) if password else False)
    return result.getvalue()
