"""What every workbook that comes in or goes out has in common: safe opening, neutral text, one look.

Pure Python, no ORM. An incoming file is never trusted: it is looked at before any parser unpacks it, and whatever is
wrong with it comes back as an :class:`Issue`, never as an exception.
"""
import io
import re
import zipfile
from dataclasses import dataclass, field

import openpyxl
import xlsxwriter

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 24 * 1024 * 1024
MAX_PARTS = 500
# Parts of a workbook that reach outside it or run: links to other files, data connections, macros, embedded objects.
EXTERNAL_PARTS = (
    "xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/vbaproject.bin", "xl/macrosheets/",
    "xl/embeddings/", "xl/activex/",
)
SCAN_BYTES = 1024 * 1024
# Rows looked at in one sheet, empty ones included, and columns looked at in one row.
MAX_SCANNED_ROWS = 20_000
MAX_SCANNED_COLUMNS = 64

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# A spreadsheet program may take text that begins with one of these for a formula when a cell is edited.
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
# What XML cannot hold, besides the characters for which clean_text has others.
UNCLEAN = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f\\ud800-\\udfff\\ufffe\\uffff]")
# Dates as an office writes them.
DATE_FORMAT = "dd.mm.yyyy"
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": DATE_FORMAT,
}


@dataclass(frozen=True)
class Issue:
    """One thing wrong with a file; ``code`` says what, the caller words it. ``row`` counts from 1 as users see it."""

    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    params: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Limits:
    """How big a file may be before any parser is given it: as it comes, unpacked, and in parts."""

    file_bytes: int = MAX_FILE_BYTES
    unpacked_bytes: int = MAX_UNPACKED_BYTES
    parts: int = MAX_PARTS


def open_workbook(data, limits=Limits()):
    """Return ``(workbook, None)`` or ``(None, Issue)``.

    The workbook is read-only and shows formulas as such, so that a formula cell can be told from its last result.
    Issue codes: ``empty``, ``too_big``, ``password``, ``old_format``, ``not_workbook``, ``external``, ``damaged``.
    """
    issue = _look_inside(data, limits)
    if issue:
        return None, issue
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False), None
    # A parser raises whatever a damaged file makes it stumble on (KeyError, ParseError, zlib.error, TypeError …).
    except Exception:  # noqa: BLE001 pylint: disable=broad-except
        return None, Issue("damaged")


def read_workbook(data, issues, read, limits=Limits()):
    """Let ``read`` go through the workbook in ``data``; what keeps it from being read is added to ``issues``."""
    book, issue = open_workbook(data, limits)
    if issue:
        issues.append(issue)
        return
    try:
        read(book)
    # The parser unpacks sheets as it goes and raises whatever a damaged one makes it stumble on.
    except Exception:  # noqa: BLE001 pylint: disable=broad-except
        issues.append(Issue("damaged"))
    finally:
        book.close()


def _look_inside(data, limits):
    """The reason why ``data`` must not be given to the parser, or None."""
    if not data:
        return Issue("empty")
    if len(data) > limits.file_bytes:
        return Issue("too_big", params={"limit": limits.file_bytes // 1024 // 1024})
    if data.startswith(OLE_SIGNATURE):
        return Issue("password" if ENCRYPTED_STREAM in data else "old_format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                return Issue("not_workbook")
            # The sizes may lie, but nothing past them is ever unpacked.
            if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
                return Issue("too_big", params={"limit": limits.unpacked_bytes // 1024 // 1024})
            if any(part.flag_bits & 0x1 for part in parts):
                return Issue("password")
            if any(name.lower().startswith(EXTERNAL_PARTS) for name in names):
                return Issue("external")
            for part in parts:
                if _is_xml(archive, part) and _declares_entities(archive, part):
                    return Issue("damaged")
    except zipfile.BadZipFile:
        return Issue("not_workbook" if not data.startswith(b"PK") else "damaged")
    except Exception:  # noqa: BLE001 pylint: disable=broad-except
        return Issue("damaged")
    return None


def _is_xml(archive, part):
    """Whether a parser may take the part for XML: the workbook says which part is a sheet, not its name."""
    if part.filename.lower().endswith((".xml", ".rels")):
        return True
    with archive.open(part) as source:
        head = source.read(64)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _declares_entities(archive, part):
    """Whether a part declares a document type (entity bombs live there) or hides one in another encoding.

    Spreadsheet programs write neither. Read piece by piece: a part may be big.
    """
    tail = b""
    with archive.open(part) as source:
        while piece := source.read(SCAN_BYTES):
            xml = tail + piece
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml:
                return True
            tail = xml[-16:]
    return False


def clean_text(value):
    """Text as it is stored: one kind of line end, no control characters, no spaces around."""
    if UNCLEAN.search(value):
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        value = UNCLEAN.sub("", value)
    return value.strip()


def fold(value):
    """Text as it is compared: case and spacing do not matter, nor does the asterisk of a mandatory column."""
    return " ".join(str(value).replace("*", " ").split()).casefold()


class Writer:
    """A workbook in the making, with the formats of the house; ``write`` never makes a formula out of a value."""

    def __init__(self, title, constant_memory=False, output=None):
        self.buffer = output or io.BytesIO()
        options = {**WORKBOOK_OPTIONS, "in_memory": not constant_memory, "constant_memory": constant_memory}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.book.set_properties({"title": title})
        self._formats = {}

    def format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": "Calibri", "font_size": 11, **properties})
        return self._formats[key]

    @property
    def title(self):
        return self.format(bold=True, font_size=14, font_color="#1F3864")

    @property
    def note(self):
        return self.format(italic=True, font_color="#595959", text_wrap=True, valign="top")

    @property
    def header(self):
        return self.format(
            bold=True, bg_color="#1F3864", font_color="#FFFFFF", border=1, text_wrap=True, valign="vcenter",
            locked=True,
        )

    def write(self, sheet, row, column, value, **properties):
        """Write ``value`` as what it is; text is always text, marked so that editing the cell keeps it text."""
        if value is None or value is False or value == "":
            if properties:
                sheet.write_blank(row, column, None, self.format(**properties))
        elif isinstance(value, str):
            text = clean_text(value)
            if text.startswith(FORMULA_STARTS):
                properties = {**properties, "quote_prefix": True}
            sheet.write_string(row, column, text, self.format(**properties) if properties else None)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, self.format(**properties) if properties else None)
        else:
            sheet.write_datetime(row, column, value, self.format(**{"num_format": DATE_FORMAT, **properties}))

    def close(self):
        """Finish the file; return it as bytes unless it went to a file of the caller."""
        self.book.close()
        return self.buffer.getvalue() if isinstance(self.buffer, io.BytesIO) else None
