"""Reading of the official register of territorial units (GUS, TERYT, file TERC) as CSV, XML or the ZIP that holds it.

No ORM here. ``parse`` never raises on what a file may hold: it returns the units and the errors, and a caller that
finds errors imports nothing. Columns: ``WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA``, codes as text (leading zeros).
"""

import csv
import io
import zipfile
from datetime import date
from typing import NamedTuple

from lxml import etree

MAX_BYTES = 8 * 1024 * 1024  # the whole register is under 1 MB as XML
MAX_UNITS = 10_000  # the whole register has about 4,400
MAX_ERRORS = 50
REQUIRED = ("WOJ", "POW", "GMI", "RODZ", "NAZWA")
KINDS = frozenset("1234589")
# Towns and rural parts bear the name of the commune they are a part of.
PART_NAMES = {"4": "miasto", "5": "obszar wiejski"}


class Unit(NamedTuple):
    """``code`` has 2, 4 or 7 digits; ``line`` is the line of the file it comes from."""

    code: str
    name: str
    line: int

    @property
    def parent_code(self):
        return {2: "", 4: self.code[:2], 7: self.code[:4]}[len(self.code)]


class Fault(NamedTuple):
    """What is wrong: a key of the caller's messages, the line (0 = the file as a whole) and the offending value."""

    key: str
    line: int = 0
    value: str = ""


class Register(NamedTuple):
    units: list
    faults: list
    as_of: date | None


def parse(content):
    """Read ``content`` (bytes) and return a :class:`Register`; ``units`` are ordered voivodeships first.

    Keys of faults: ``empty``, ``too_big``, ``too_many``, ``not_terc``, ``doctype``, ``zip``, ``columns``, ``code``,
    ``levels``, ``kind``, ``name``, ``date``, ``duplicate``.
    """
    if not content:
        return Register([], [Fault("empty")], None)
    if len(content) > MAX_BYTES:
        return Register([], [Fault("too_big")], None)
    if content.startswith(b"PK\x03\x04"):
        content = _unzip(content)
        if isinstance(content, Fault):
            return Register([], [content], None)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    rows = _xml_rows(content) if start == b"<" else _csv_rows(content)
    if isinstance(rows, Fault):
        return Register([], [rows], None)
    return _collect(rows)


def read_shipped(text):
    """The register in the form in which it comes with the program: a line for each county, parted by semicolons.

    Each entry is the code, without that of the county for its communes, a space and the name.

    :return: list of :class:`Unit`, counties first
    """
    counties, communes = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        county, *rest = line.split(";")
        code, name = county.split(" ", 1)
        counties.append(Unit(code, _name(name, "", code[2:]), number))
        for entry in rest:
            part, name = entry.split(" ", 1)
            communes.append(Unit(code + part, _name(name, part[-1], code[2:]), number))
    return counties + communes


def _unzip(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if m.filename.lower().endswith((".csv", ".xml"))]
            if len(members) != 1:
                return Fault("zip")
            if members[0].file_size > MAX_BYTES:
                return Fault("too_big")
            with archive.open(members[0]) as file:
                # The size in the directory is only a claim: read one byte more than is allowed and no further.
                inner = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return Fault("zip")
    if len(inner) > MAX_BYTES:
        return Fault("too_big")
    return inner or Fault("empty")


def _csv_rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250", errors="replace")
    if "\x00" in text:
        return Fault("not_terc")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        return Fault("not_terc", reader.line_num)
    if not lines:
        return Fault("empty")
    header_line, header = lines[0]
    header = [name.strip().upper() for name in header]
    if len(header) < 2:
        return Fault("not_terc", header_line)
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        return Fault("columns", header_line, ", ".join(missing))
    if len(lines) - 1 > MAX_UNITS:
        return Fault("too_many")
    return [(line, dict(zip(header, cells, strict=False))) for line, cells in lines[1:]]


def _xml_rows(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Fault("not_terc", getattr(error, "lineno", 0) or 0)
    # The register has no document type; whoever sends one has entities in mind.
    if root.getroottree().docinfo.doctype:
        return Fault("doctype")
    rows = []
    for row in root.iter("row"):
        if len(rows) >= MAX_UNITS:
            return Fault("too_many")
        values = {}
        for cell in row.iterchildren(tag=etree.Element):
            name = cell.get("name", "") if cell.tag == "col" else cell.tag
            values[name.strip().upper()] = cell.text or ""
        rows.append((row.sourceline or 0, values))
    if not rows:
        return Fault("not_terc")
    line, first = rows[0]
    missing = [name for name in REQUIRED if name not in first]
    if missing:
        return Fault("columns", line, ", ".join(missing))
    return rows


def _collect(rows):
    units, faults, as_of = {}, [], None
    for line, row in rows:
        unit = _read_unit(line, row)
        day = _read_date(row.get("STAN_NA") or "")
        if isinstance(unit, Fault):
            faults.append(unit)
        elif unit.code in units:
            faults.append(Fault("duplicate", line, unit.code))
        elif day is None:
            faults.append(Fault("date", line, (row.get("STAN_NA") or "").strip()[:40]))
        else:
            units[unit.code] = unit
            as_of = max(as_of or date.min, day) if day else as_of
        if len(faults) >= MAX_ERRORS:
            break
    if not units and not faults:
        faults.append(Fault("empty"))
    ordered = sorted(units.values(), key=lambda unit: (len(unit.code), unit.code))
    return Register([] if faults else ordered, faults, as_of)


def _read_unit(line, row):
    cells = {name: (row.get(name) or "").strip() for name in REQUIRED}
    parts = []
    for name, width in (("WOJ", 2), ("POW", 2), ("GMI", 2), ("RODZ", 1)):
        value = cells[name]
        if value and not (value.isascii() and value.isdigit() and len(value) <= width):
            return Fault("code", line, f"{name} = {value[:40]}")
        # A spreadsheet that took the codes for numbers has dropped their leading zeros.
        parts.append(value.zfill(width) if value else "")
    voivodeship, county, commune, kind = parts
    if not voivodeship or voivodeship == "00" or county == "00" or commune == "00":
        return Fault("code", line, ";".join(parts))
    if (commune and not county) or bool(commune) != bool(kind):
        return Fault("levels", line, ";".join(parts))
    if kind and kind not in KINDS:
        return Fault("kind", line, kind)
    name = " ".join(cells["NAZWA"].split())
    if not name or len(name) > 100:
        return Fault("name", line, name[:40])
    return Unit(voivodeship + county + commune + kind, _name(name, kind, county), line)


def _name(name, kind, county):
    """The name as an office writes it: voivodeships in lower case, counties with their noun, parts told apart."""
    if kind:
        return f"{name} – {PART_NAMES[kind]}" if kind in PART_NAMES else name
    if county:
        is_city = "61" <= county <= "99"
        return name if is_city or name.lower().startswith("powiat ") else f"powiat {name}"
    return name.lower()


def _read_date(text):
    """The day, ``False`` for an empty cell, ``None`` for what is no date."""
    text = text.strip()
    if not text:
        return False
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
