"""Reads the local basket from a workbook (tool 11), all or nothing. Pure Python, no ORM.

``read_basket(data, dictionaries)`` never raises on a bad file. It returns a :class:`BasketReading`; when ``issues`` is
not empty, nothing of it may be used. Issue codes are those of ``card_reader``, and of a file also ``external``
(links to other files, macros, data connections).

``mark_issues(data, places)`` gives the same workbook back with the wrong cells marked.
"""
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from . import basket_layout as layout
from .cells import CHECKS, BadValue, date_of, integer_of, is_filled, text_of
from .workbook import MAX_SCANNED_COLUMNS, Issue, Limits, clean_text, fold, open_workbook, read_workbook

LIMITS = Limits(file_bytes=16 * 1024 * 1024, unpacked_bytes=96 * 1024 * 1024, parts=500)
HEADER_ROWS = 10
# Reading stops here: a file wrong from top to bottom is wrong in one way.
MAX_ISSUES = 1000
AUTHOR = "Kooperacje"
WRONG = PatternFill("solid", fgColor="FFC7CE")
RIGHT = PatternFill(fill_type=None)
# A spreadsheet program writes characters that XML cannot hold, and texts that look like them, in this way.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(eq=False)
class Row:
    """Values of one row; ``number`` counts from 1 as the user sees it. ``untouched``: its fingerprint is as it left."""

    number: int
    values: dict
    untouched: bool = False


@dataclass
class BasketReading:
    """Rows by the key of their sheet."""

    rows: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)


class _Enough(Exception):
    """So many mistakes that looking for more tells nothing."""


def read_basket(data, dictionaries, sheets=layout.IMPORTED):
    """Read the bytes of a workbook in the layout of the basket, or of other ``sheets`` described in the same way."""
    reading = BasketReading()
    read_workbook(data, reading.issues, lambda book: _read_sheets(book, dictionaries, reading, sheets), LIMITS)
    return reading


def _read_sheets(book, dictionaries, reading, sheets):
    pages = {fold(page.title): page for page in book.worksheets}
    with suppress(_Enough):
        for sheet in sheets:
            _SheetReader(sheet, pages.get(fold(sheet.name)), dictionaries, reading).read()


class _SheetReader:
    def __init__(self, sheet, page, dictionaries, reading):
        self.sheet = sheet
        self.page = page
        self.reading = reading
        self.lookups = layout.lookups(sheet, dictionaries)
        self.rows = reading.rows.setdefault(sheet.key, [])

    def read(self):
        if self.page is None:
            self._issue("sheet_missing")
            return
        header = None
        for number, cells in enumerate(self.page.iter_rows(max_col=MAX_SCANNED_COLUMNS), start=1):
            if number > layout.MAX_ROWS + layout.HEADER_ROW:
                if not any(is_filled(cell) for cell in cells):
                    continue
                self._issue("too_many_rows", number, limit=layout.MAX_ROWS)
                return
            if header is None:
                if number > HEADER_ROWS:
                    break
                header = self._header(number, cells)
            else:
                self._row(number, cells, header)
        if header is None:
            self._issue("header_missing", None, self._label(self.sheet.anchor))
        self._check_twice("key")

    def _issue(self, code, row=None, column=None, **params):
        self.reading.issues.append(Issue(code, self.sheet.name, row, column, params))
        if len(self.reading.issues) >= MAX_ISSUES:
            raise _Enough

    def _label(self, key):
        return next(column.label for column in self.sheet.columns if column.key == key)

    def _header(self, number, cells):
        """Columns that are read as ``[(index, column)]``, or None when this row is not the header."""
        titles = [fold(cell.value) if is_filled(cell) else "" for cell in cells]
        if fold(self._label(self.sheet.anchor)) not in titles:
            return None
        columns = {fold(column.label): column for column in self.sheet.columns}
        header, seen = [], set()
        for index, title in enumerate(titles):
            column = columns.get(title)
            if column is None:
                if title:
                    self._issue("column_unknown", number, str(cells[index].value)[:60])
            elif column.key in seen:
                self._issue("column_twice", number, column.label)
            else:
                seen.add(column.key)
                header.append((index, column))
        for column in self.sheet.columns:
            if not column.system and column.key not in (seen | {"mark"}):
                self._issue("column_missing", number, column.label)
        return header

    def _row(self, number, cells, header):
        raw = {}
        for index, column in header:
            cell = cells[index] if index < len(cells) else None
            if cell is not None and cell.value is not None and not column.system:
                value = cell.value
                raw[column.key] = clean_text(unescaped(value)) if isinstance(value, str) else value
        mark = raw.pop("mark", None)
        if raw.get("key") and mark and mark == layout.fingerprint(self.sheet, raw):
            self.rows.append(Row(number, {"key": raw["key"]}, untouched=True))
            return
        self._touched_row(number, cells, header, raw, mark)

    def _touched_row(self, number, cells, header, raw, mark):
        values, filled, issues = {}, False, set()
        for index, column in header:
            value = raw.get(column.key)
            if value is None or value == "":
                continue
            filled = True
            try:
                values[column.key] = self._parse(column, value, cells[index].data_type)
            except BadValue as bad:
                issues.add(column.key)
                self._issue(bad.code, number, column.label, **bad.params)
        known = {index for index, _column in header}
        for index, cell in enumerate(cells):
            if cell.value is not None and index not in known and is_filled(cell):
                self._issue("outside_table", number, get_column_letter(index + 1))
        if not filled:
            return
        for _index, column in header:
            if column.required and column.key not in values and column.key not in issues:
                self._issue("required", number, column.label)
        if isinstance(mark, str):
            values["mark"] = mark
        self.rows.append(Row(number, values))

    def _parse(self, column, value, data_type):
        if data_type == "f":
            raise BadValue("formula")
        if data_type == "e":
            raise BadValue("error_value", value=str(value)[:20])
        kind = column.kind
        if kind == "integer":
            return integer_of(value, column.limit)
        if kind == "date":
            return date_of(value)
        text = text_of(value)
        if kind == "choice":
            return self._choice(column, text)
        if kind == "choices":
            parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
            return list(dict.fromkeys([self._choice(column, part) for part in parts]))
        if kind in CHECKS:
            return CHECKS[kind](text)
        if len(text) > column.limit:
            raise BadValue("text_too_long", limit=column.limit, length=len(text))
        return text

    def _choice(self, column, text):
        try:
            return self.lookups[column.key][fold(text)]
        except KeyError:
            raise BadValue("not_choice", value=text.strip()[:60]) from None

    def _check_twice(self, key):
        first = {}
        for row in self.rows:
            value = row.values.get(key)
            if value is not None and first.setdefault(value, row.number) != row.number:
                self._issue("twice", row.number, self._label(key), first=first[value])


def unescaped(text):
    """Text of a cell as it was before a spreadsheet program escaped it for XML."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def mark_issues(data, places, lines):
    """The workbook ``data`` with a comment and a red ground on each wrong cell, and all remarks on a sheet in front.

    :param places: ``[(sheet name, row, heading of the column or None, remark)]``; without a row only listed
    :param lines: the remarks as they are listed, in the same order
    :return: bytes, or None when the file cannot be opened for writing
    """
    _book, issue = open_workbook(data, LIMITS)
    if issue:
        return None
    _book.close()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        for name in [name for name in book.sheetnames if fold(name) == fold(layout.REMARKS)]:
            del book[name]
        for page in book.worksheets:
            _unmark(page)
        pages = {fold(page.title): page for page in book.worksheets}
        for sheet, row, column, remark in places:
            page = pages.get(fold(sheet or ""))
            if page is not None and row:
                _mark(page.cell(row, _position(page, column)), remark)
        _list_remarks(book, places, lines)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()
    # What a damaged file makes the parser stumble on. The remarks are shown without it.
    except Exception:  # noqa: BLE001 pylint: disable=broad-except
        return None


def _position(page, heading):
    """Column number of ``heading`` (a heading or a letter), else 1."""
    for row in page.iter_rows(min_row=1, max_row=HEADER_ROWS, max_col=MAX_SCANNED_COLUMNS):
        for cell in row:
            if heading and cell.value is not None and fold(cell.value) == fold(heading):
                return cell.column
    if heading and re.fullmatch(r"[A-Z]{1,2}", heading):
        return openpyxl.utils.column_index_from_string(heading)
    return 1


def _mark(cell, remark):
    if cell.comment and cell.comment.author == AUTHOR:
        remark = f"{cell.comment.text}\n{remark}"
    cell.comment = Comment(remark[:1000], AUTHOR, width=320, height=120)
    cell.fill = WRONG


def _unmark(page):
    """Take away what an earlier round has marked."""
    for cell in list(page._cells.values()):
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fgColor.rgb in ("FFC7CE", "00FFC7CE", "FFFFC7CE"):
                cell.fill = RIGHT


def _list_remarks(book, places, lines):
    page = book.create_sheet(layout.REMARKS, 0)
    page["A1"] = "Uwagi do pliku – niczego nie wczytano"
    page["A1"].font = openpyxl.styles.Font(bold=True, size=14, color="1F3864")
    page["A2"] = ("Proszę poprawić zaznaczone komórki i wczytać plik ponownie. Tego arkusza nie trzeba usuwać.")
    for row, ((sheet, number, column, _remark), line) in enumerate(zip(places, lines, strict=True), start=4):
        for index, value in enumerate((sheet, number, column, line), start=1):
            cell = page.cell(row, index)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a remark that quotes a formula stays text
            cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    for letter, width, heading in (("A", 24, "Arkusz"), ("B", 8, "Wiersz"), ("C", 26, "Kolumna"), ("D", 100, "Uwaga")):
        page.column_dimensions[letter].width = width
        page[f"{letter}3"] = heading
        page[f"{letter}3"].font = openpyxl.styles.Font(bold=True)
    page.freeze_panes = "A4"
    book.active = 0
