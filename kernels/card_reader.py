"""Reads a service card from a workbook, all or nothing: values, or every place that is wrong. Pure Python, no ORM.

``read_card(data, dictionaries, extras, sector)`` never raises on a bad file. It returns a :class:`CardReading`; when
``issues`` is not empty, nothing of it may be used. Dictionaries are as for the writer:
``{"need": [(code, label), …], …}``.

The variant is that of the sector which the file names in part I, else ``sector``; ``extras`` holds the columns of each
variant by the code of the sector (:class:`card_layout.Extra`). Their values come under their keys beside the common
ones, absent where the workbook lacks the column.

Issue codes of a file: ``empty too_big password old_format not_workbook damaged``; of a sheet: ``sheet_missing
header_missing column_missing column_twice column_unknown too_many_rows too_long no_rows``; of a cell: ``required
formula error_value not_text text_too_long not_integer not_number out_of_range not_date date_range not_choice not_flag
not_email
bad_nip bad_regon bad_krs bad_teryt age_order date_order free_over_places twice outside_table``.
"""
import re
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from . import card_layout as layout
from .cells import CHECKS, BadValue, date_of, flag_of, integer_of, is_filled, lines_of, number_of, text_of
from .workbook import MAX_SCANNED_COLUMNS, MAX_SCANNED_ROWS, Issue, clean_text, fold, read_workbook

# Rows of sheets that are forms, and rows in which the header of a table is looked for.
FORM_ROWS = 100
HEADER_ROWS = 10


@dataclass
class Row:
    """Values of one row of a table; ``number`` counts from 1 as the user sees it."""

    number: int
    values: dict


@dataclass
class CardReading:
    institution: dict = field(default_factory=dict)
    specialists: list = field(default_factory=list)
    services: list = field(default_factory=list)
    statements: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)
    sector: str = ""


def read_card(data, dictionaries=None, extras=None, sector=""):
    """Read the bytes of a workbook in the layout of the card; ``reading.sector`` says which variant it is."""
    reading = CardReading(sector=sector)
    read_workbook(
        data, reading.issues, lambda book: _CardReader(book, dictionaries or {}, extras or {}, reading).read(),
    )
    return reading


class _CardReader:
    def __init__(self, book, dictionaries, extras, reading):
        self.sheets = {fold(sheet.title): sheet for sheet in book.worksheets}
        self.reading = reading
        self.lookups = {}
        reading.sector = self._sector(dictionaries) or reading.sector
        extra = extras.get(reading.sector) or layout.Extra()
        self.institution, self.specialists, self.services, self.statements = extra.sheets()
        dictionaries = {**dictionaries, **extra.dictionaries}
        for sheet in (self.institution, self.specialists, self.services, self.statements):
            for column in sheet.columns:
                if column.choices:
                    self.lookups[column.key] = layout.lookup(layout.options(column, dictionaries))

    def _sector(self, dictionaries):
        """Code of the sector that part I names, empty where it names none; a wrong one is told when it is read."""
        column = next(column for column in layout.INSTITUTION.columns if column.key == "sector")
        codes = layout.lookup(layout.options(column, dictionaries))
        for number, cells in self._rows(layout.INSTITUTION):
            if number > FORM_ROWS:
                break
            if len(cells) > 1 and fold(cells[0].value or "") == fold(column.label):
                return codes.get(fold(cells[1].value or ""), "")
        return ""

    def read(self):
        reading = self.reading
        reading.institution = self._form(self.institution)
        reading.specialists = self._table(self.specialists)
        reading.services = self._table(self.services)
        reading.statements = self._form(self.statements)
        self._check_services()
        self._check_twice(self.specialists, reading.specialists, "name")

    def _issue(self, code, sheet, row=None, column=None, **params):
        self.reading.issues.append(Issue(code, sheet.name, row, column, params))

    def _rows(self, sheet):
        """Rows of a sheet with their numbers as lists of cells, empty rows left out."""
        found = self.sheets.get(fold(sheet.name))
        if found is None:
            return
        for number, cells in enumerate(found.iter_rows(max_col=MAX_SCANNED_COLUMNS), start=1):
            if number > MAX_SCANNED_ROWS:
                self._issue("too_long", sheet, number, limit=MAX_SCANNED_ROWS)
                return
            if any(is_filled(cell) for cell in cells):
                yield number, cells

    def _missing(self, sheet):
        if fold(sheet.name) in self.sheets:
            return False
        if not sheet.optional:
            self._issue("sheet_missing", sheet)
        return True

    def _form(self, sheet):
        """Fields of a form by key; a field whose label is gone is an error, for its value would be lost unseen."""
        if self._missing(sheet):
            return {}
        values, columns, seen = {}, {fold(column.label): column for column in sheet.columns}, set()
        for number, cells in self._rows(sheet):
            if number > FORM_ROWS:
                self._issue("outside_table", sheet, number)
                break
            label, value = fold(cells[0].value or ""), cells[1] if len(cells) > 1 else None
            column = columns.get(label)
            if column is None:
                if value is not None and is_filled(value) and number >= layout.TABLE_HEADER_ROW:
                    self._issue("column_unknown", sheet, number, str(cells[0].value or "?")[:60])
                continue
            if column.key in seen:
                self._issue("column_twice", sheet, number, column.label)
                continue
            seen.add(column.key)
            values[column.key] = self._value(sheet, number, column, value)
        for column in sheet.columns:
            if column.key not in seen and not column.optional:
                self._issue("column_missing", sheet, None, column.label)
        return values

    def _table(self, sheet):
        if self._missing(sheet):
            return []
        rows, header = [], None
        for number, cells in self._rows(sheet):
            if header is None:
                if number > HEADER_ROWS:
                    break
                header = self._header(sheet, number, cells)
                continue
            if len(rows) >= layout.MAX_SERVICES:
                self._issue("too_many_rows", sheet, number, limit=layout.MAX_SERVICES)
                break
            values = {}
            for index, cell in enumerate(cells):
                column = header.get(index)
                if column:
                    values[column.key] = self._value(sheet, number, column, cell)
                elif is_filled(cell):
                    self._issue("outside_table", sheet, number, get_column_letter(index + 1))
            for column in header.values():
                if column.key not in values:  # the row ends before this column
                    values[column.key] = self._value(sheet, number, column, None)
            rows.append(Row(number, values))
        if header is None:
            self._issue("header_missing", sheet, None, _anchor(sheet).label)
        return rows

    def _header(self, sheet, number, cells):
        """Map of the position of a column to the column, or None when this row is not the header."""
        titles = [fold(cell.value) if is_filled(cell) else "" for cell in cells]
        if fold(_anchor(sheet).label) not in titles:
            return None
        columns, header = {fold(column.label): column for column in sheet.columns}, {}
        for index, title in enumerate(titles):
            column = columns.get(title)
            if column is None:
                if title:
                    self._issue("column_unknown", sheet, number, str(cells[index].value)[:60])
            elif column in header.values():
                self._issue("column_twice", sheet, number, column.label)
            else:
                header[index] = column
        for column in sheet.columns:
            if column not in header.values() and not column.optional:
                self._issue("column_missing", sheet, number, column.label)
        return header

    def _value(self, sheet, number, column, cell):
        try:
            value = self._parse(column, cell)
            if column.required and value is None:
                raise BadValue("required")
        except BadValue as bad:
            self._issue(bad.code, sheet, number, column.label, **bad.params)
            return None
        return value

    def _parse(self, column, cell):
        value = getattr(cell, "value", None)
        if isinstance(value, str):
            value = clean_text(value)
        if value is None or value == "":
            return [] if column.kind in ("choices", "lines") else None
        if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
            raise BadValue("formula")
        if cell.data_type == "e":
            raise BadValue("error_value", value=str(value)[:20])
        if column.kind == "integer":
            return integer_of(value, column.limit)
        if column.kind == "number":
            return number_of(value, column.limit)
        if column.kind == "date":
            return date_of(value)
        if column.kind == "flag":
            return flag_of(value)
        text = text_of(value)
        if column.kind == "choice":
            return self._choice(column, text)
        if column.kind == "choices":
            parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
            return list(dict.fromkeys(self._choice(column, part) for part in parts))
        if column.kind == "lines":
            return lines_of(text, column.limit)
        if column.kind in CHECKS:
            return CHECKS[column.kind](text)
        if len(text) > column.limit:
            raise BadValue("text_too_long", limit=column.limit, length=len(text))
        return text

    def _choice(self, column, text):
        try:
            return self.lookups[column.key][fold(text)]
        except KeyError:
            raise BadValue("not_choice", value=text.strip()[:60]) from None

    def _check_services(self):
        """What only the row as a whole, or the table as a whole, can show."""
        sheet, rows = self.services, self.reading.services
        label = {column.key: column.label for column in sheet.columns}
        for row in rows:
            get = row.values.get
            if get("age_to") and get("age_from") and get("age_from") > get("age_to"):
                self._issue("age_order", sheet, row.number, label["age_from"], start=get("age_from"), end=get("age_to"))
            start, end = get("date_from"), get("date_to")
            if start and end and start > end:
                self._issue("date_order", sheet, row.number, label["date_to"], start=start, end=end)
            if get("capacity_free") and get("capacity") is not None and get("capacity_free") > get("capacity"):
                self._issue(
                    "free_over_places", sheet, row.number, label["capacity_free"],
                    free=get("capacity_free"), places=get("capacity"),
                )
        self._check_twice(sheet, rows, "name")
        self._check_twice(sheet, rows, "id")
        if not rows and not any(issue.sheet == sheet.name for issue in self.reading.issues):
            self._issue("no_rows", sheet)

    def _check_twice(self, sheet, rows, key):
        label = next(column.label for column in sheet.columns if column.key == key)
        first = {}
        for row in rows:
            value = row.values.get(key)
            if value is None:
                continue
            number = first.setdefault(fold(value), row.number)
            if number != row.number:
                self._issue("twice", sheet, row.number, label, first=number)


def _anchor(sheet):
    return next(column for column in sheet.columns if column.key == sheet.anchor)
