"""Writes the local basket as a workbook (tool 11). Pure Python, no ORM.

    data = write_basket("Koszyk", "Stan na dzień …", {"services": rows, "institutions": rows}, dictionaries)

Rows are dictionaries by the keys of ``basket_layout``, with codes for choices. They may come from generators: each is
written as it comes and not kept, so memory does not grow with the basket. The fingerprint of a row is
made of what stands in its cells.
"""
import re
from datetime import date

from xlsxwriter.utility import xl_col_to_name

from . import basket_layout as layout
from .cells import list_check, type_check
from .workbook import DATE_FORMAT, FORMULA_STARTS, Writer

DAY_ZERO = date(1899, 12, 30).toordinal()
BORDER = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
GREY = "#F2F2F2"
SPECIAL = re.compile("[&<>]")
ESCAPED_CHARACTER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_basket(title, subtitle, rows, dictionaries, output=None, sheets=layout.SHEETS):
    """Write ``sheets`` in their order; ``rows``: ``{sheet key: iterable of rows}``.

    :param output: a file open for writing; without it the workbook is returned as bytes
    """
    writer = Writer(title, constant_memory=True, output=output)
    dictionary_rows, ranges = _dictionary_rows(dictionaries, sheets)
    rows = {**rows, layout.DICTIONARIES.key: dictionary_rows}
    for sheet in sheets:
        _SheetWriter(writer, sheet, dictionaries, ranges).write(title, subtitle, rows.get(sheet.key, ()))
    return writer.close()


def _dictionary_rows(dictionaries, sheets):
    """Rows of the sheet of dictionaries, and where each dictionary stands in it: ``{name: (first, last) row}``."""
    rows, ranges = [], {}
    used = {
        column.choices: column for sheet in sheets if not sheet.read_only for column in sheet.content if column.choices
    }
    titles = {column.choices: column.label for column in reversed(layout.SERVICES.content) if column.choices}
    for name, column in used.items():
        pairs = layout.options(column, dictionaries)
        if pairs:
            first = layout.HEADER_ROW + len(rows)
            title = layout.DYNAMIC_CHOICES.get(name) or titles.get(name) or column.label
            rows += [{"dictionary": title, "code": code, "label": label} for code, label in pairs]
            ranges[name] = (first, layout.HEADER_ROW + len(rows) - 1)
    return rows, ranges


def escaped(text):
    """Text as it stands in XML; what looks like a character that a spreadsheet program has escaped is kept apart."""
    if "_x" in text:
        text = ESCAPED_CHARACTER.sub("_x005F_", text)
    if SPECIAL.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


class _SheetWriter:
    """One sheet in constant memory: a row is gone once the next one is begun, so top to bottom, left to right."""

    def __init__(self, writer, sheet, dictionaries, ranges):
        self.writer = writer
        self.sheet = sheet
        self.ranges = ranges
        self.rendered = layout.renderers(sheet, dictionaries)
        self.page = writer.book.add_worksheet(sheet.name)

    def write(self, title, subtitle, rows):
        page, columns, writer = self.page, self.sheet.columns, self.writer
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width, None, {"hidden": column.hidden})
        page.set_row(0, 22)
        page.write_string(0, 0, f"{title} – {self.sheet.name}", writer.title)
        page.write_string(1, 0, subtitle, writer.format(italic=True, font_color="#595959"))
        page.write_string(2, 0, self.sheet.note, writer.format(italic=True, font_color="#595959"))
        header = layout.HEADER_ROW - 1
        page.set_row(header, 32)
        grey = writer.format(bold=True, bg_color="#7F7F7F", font_color="#FFFFFF", border=1, text_wrap=True,
                             valign="vcenter")
        for index, column in enumerate(columns):
            heading = f"{column.label} *" if column.required else column.label
            page.write_string(header, index, heading, grey if column.system else writer.header)
        last = self._rows(rows)
        if not self.sheet.read_only:
            for index, column in enumerate(columns):
                self._check(index, column, header + 1, last + layout.SPARE_ROWS)
        page.autofilter(header, 0, max(last, header + 1), len(columns) - 1)
        anchor = next(i for i, column in enumerate(columns) if column.key == self.sheet.anchor)
        page.freeze_panes(header + 1, anchor + 1 if len(columns) > 30 else 0, header + 1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(header)

    def _rows(self, rows):
        """Write the rows; return the index of the last one.

        The XML of a row is written here: xlsxwriter makes it cell by cell in four calls each, which is most of the
        time of a large basket, and in constant memory takes text such as ``<r>…</r>`` for XML.
        """
        page, sheet = self.page, self.sheet
        header = layout.HEADER_ROW - 1
        page._write_single_row(header + 1)  # what was written until here goes to the file of rows
        write = page.row_data_fh.write
        columns = [
            (xl_col_to_name(index), column.key, self.rendered[column.key], *self._styles(column))
            for index, column in enumerate(sheet.columns) if column.key != "mark"
        ]
        mark = next((xl_col_to_name(i) for i, column in enumerate(sheet.columns) if column.key == "mark"), None)
        hidden = self.writer.format(font_color="#A6A6A6")._get_xf_index()
        last = header
        for last, values in enumerate(rows, start=header + 1):
            number = last + 1
            values["number"] = last - header
            shown, cells = {}, [f'<row r="{number}">']
            for letter, key, render, plain, quoted in columns:
                value = values.get(key)
                if value is None or value is False or value == "" or value == []:
                    continue
                value = shown[key] = render(value)
                if isinstance(value, str):
                    # Marked as text, so that editing the cell never makes a formula of it.
                    style = quoted if value.startswith(FORMULA_STARTS) else plain
                    cells.append(
                        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
                        f"{escaped(value)}</t></is></c>"
                    )
                else:
                    value = value.toordinal() - DAY_ZERO if isinstance(value, date) else value
                    cells.append(f'<c r="{letter}{number}" s="{plain}"><v>{value}</v></c>')
            if mark is not None:
                cells.append(
                    f'<c r="{mark}{number}" s="{hidden}" t="inlineStr"><is><t>'
                    f"{layout.fingerprint(sheet, shown)}</t></is></c>"
                )
            cells.append("</row>")
            write("".join(cells))
        page._check_dimensions(last, len(sheet.columns) - 1)
        page.previous_row = last + 1
        return last

    def _styles(self, column):
        """Numbers of the formats of a column's cells: as it is, and for text that looks like a formula."""
        return [look._get_xf_index() for look in self._formats(column)]

    def _formats(self, column):
        """Formats of a column's cells, made once: as it is, and for text that looks like a formula."""
        look = {**BORDER, **({"bg_color": GREY} if column.system or column.key == "key" else {})}
        if column.kind == "date":
            look["num_format"] = DATE_FORMAT
        elif column.kind != "integer":
            look["num_format"] = "@"  # leading zeros stay, “1/2” does not become a date
            look["text_wrap"] = column.limit > 60 and column.key != "key"
        return self.writer.format(**look), self.writer.format(**look, quote_prefix=True)

    def _check(self, index, column, first, last):
        """Drop-down, range check and hint of the cells of a column that is read."""
        if column.system or column.hidden:
            return
        if column.choices in self.ranges:
            start, end = self.ranges[column.choices]
            check = list_check(column, f"='{layout.DICTIONARIES.name}'!$C${start + 1}:$C${end + 1}")
        else:
            check = type_check(column) or (column.hint and {"validate": "any"})
        if not check:
            return
        if column.hint:
            check.update(input_title=column.label[:32], input_message=column.hint[:255])
        self.page.data_validation(first, index, last, index, check)
