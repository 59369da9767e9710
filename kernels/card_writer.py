"""Writes the service card as a workbook: blank, or filled with what is already known. Pure Python, no ORM.

    data = write_card(institution={"name": "Szkoła", "nip": "8567346215"}, services=[{"name": "Świetlica"}],
                      dictionaries={"need": [("7.1", "7.1 Ubóstwo")]})

Values are those that :func:`card_reader.read_card` returns: codes for choices (a list for several), lists of lines,
``date``, ``int``, ``float``, ``bool``, text; a missing or empty value leaves the cell blank.
"""
from xlsxwriter.utility import xl_col_to_name

from . import card_layout as layout
from .cells import list_check, type_check
from .workbook import DATE_FORMAT, Writer

CELL = {"locked": False, "border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
# What may be done on a protected sheet: everything but changing headings and hints.
PROTECTION = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
    "sort": True, "autofilter": True,
}


def write_card(institution=None, services=(), specialists=(), statements=None, dictionaries=None, extra=None):
    """Return the card as the bytes of a workbook; ``extra`` (:class:`card_layout.Extra`) adds the variant's columns."""
    extra = extra or layout.Extra()
    sheets = extra.sheets()
    book = _CardWriter(sheets, {**(dictionaries or {}), **extra.dictionaries})
    for sheet, content in zip(sheets, (institution or {}, specialists, services, statements or {}), strict=True):
        (book.table if sheet.anchor else book.form)(sheet, content)
    book.dictionary_sheet()
    return book.writer.close()


class _CardWriter:
    def __init__(self, sheets, dictionaries):
        self.writer = Writer("Karta usług kooperanta")
        self.dictionaries = dictionaries
        self.lists = {}  # choices -> (column of the dictionary sheet, labels)
        for sheet in sheets:
            for column in sheet.columns:
                name = "flag" if column.kind == "flag" else column.choices
                if name and name not in self.lists:
                    labels = [label for _code, label in layout.options(column, dictionaries)]
                    self.lists[name] = (len(self.lists), labels)

    def form(self, layout_sheet, values):
        sheet = self._sheet(layout_sheet)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 2, 60)
        for row, column in enumerate(layout_sheet.columns, start=layout.TABLE_HEADER_ROW - 1):
            self.writer.write(sheet, row, 0, self._heading(column), bold=True, valign="top", text_wrap=True)
            self._cell(sheet, row, 1, column, values.get(column.key))
            self.writer.write(sheet, row, 2, column.hint, italic=True, font_color="#595959", text_wrap=True, indent=1)
            self._check(sheet, row, 1, row, column)
        sheet.freeze_panes(layout.TABLE_HEADER_ROW - 1, 0)

    def table(self, layout_sheet, rows):
        sheet = self._sheet(layout_sheet)
        header_row = layout.TABLE_HEADER_ROW - 1
        sheet.set_row(header_row, 32)
        last_row = header_row + max(layout.DATA_ROWS, len(rows))
        for index, column in enumerate(layout_sheet.columns):
            sheet.set_column(index, index, column.width, self.writer.format(**self._look(column)))
            sheet.write_string(header_row, index, self._heading(column), self.writer.header)
            self._check(sheet, header_row + 1, index, last_row, column)
        for row, values in enumerate(rows, start=header_row + 1):
            for index, column in enumerate(layout_sheet.columns):
                self._cell(sheet, row, index, column, values.get(column.key))
        sheet.freeze_panes(layout.TABLE_HEADER_ROW, 1)
        sheet.autofilter(header_row, 0, last_row, len(layout_sheet.columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(header_row)

    def dictionary_sheet(self):
        sheet = self.writer.book.add_worksheet(layout.DICTIONARIES)
        for name, (index, labels) in self.lists.items():
            sheet.write_string(0, index, name, self.writer.header)
            for row, label in enumerate(labels, start=1):
                self.writer.write(sheet, row, index, label)
            sheet.set_column(index, index, 40)
        sheet.protect()
        sheet.hide()

    def _sheet(self, layout_sheet):
        sheet = self.writer.book.add_worksheet(layout_sheet.name)
        sheet.protect("", PROTECTION)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0)
        # A locked format on the rows above the table, which the column formats would leave open.
        for row in range(layout.TABLE_HEADER_ROW - 1):
            sheet.set_row(row, 22 if row == 0 else 34, self.writer.format(locked=True))
        sheet.write_string(0, 0, layout_sheet.title, self.writer.title)
        last = 2 if not layout_sheet.anchor else min(5, len(layout_sheet.columns) - 1)
        sheet.merge_range(1, 0, 1, last, layout_sheet.note, self.writer.note)
        return sheet

    @staticmethod
    def _heading(column):
        return f"{column.label} *" if column.required else column.label

    @staticmethod
    def _look(column):
        look = dict(CELL)
        if column.kind == "date":
            look["num_format"] = DATE_FORMAT
        elif column.kind in ("nip", "regon", "krs", "teryt", "choices", "lines") or (
            column.kind == "text" and column.limit <= 250
        ):
            look["num_format"] = "@"  # leading zeros stay, “1/2” does not become a date
        return look

    def _cell(self, sheet, row, index, column, value):
        self.writer.write(sheet, row, index, self._shown(column, value), **self._look(column))

    def _shown(self, column, value):
        """The value as it stands in the cell."""
        if value is None or value == "" or value == []:
            return None
        if column.kind == "flag":
            return dict(layout.options(column, {}))["yes" if value else "no"]
        if column.kind == "choice":
            return dict(layout.options(column, self.dictionaries)).get(value, value)
        if column.kind == "choices":
            labels = dict(layout.options(column, self.dictionaries))
            return layout.SEPARATOR.join(labels.get(code, code) for code in value)
        if column.kind == "lines":
            return "\n".join(value)
        return value

    def _check(self, sheet, row, index, last_row, column):
        """Drop-down, range check and hint of the cells of a column."""
        name = "flag" if column.kind == "flag" else column.choices
        if name and self.lists[name][1]:
            position, labels = self.lists[name]
            letter = xl_col_to_name(position)
            check = list_check(column, f"='{layout.DICTIONARIES}'!${letter}$2:${letter}${len(labels) + 1}")
        else:
            check = type_check(column) or (column.hint and {"validate": "any"})
        if not check:
            return
        if column.hint and last_row != row:  # in a form the hint stands beside the field
            check.update(input_title=column.label[:32], input_message=column.hint[:255])
        sheet.data_validation(row, index, last_row, index, check)
