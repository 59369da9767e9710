"""A report as a workbook: its texts on the first sheet, each table on a sheet of its own, with a chart of it.

Tables are the plain dictionaries of ``models/evaluation/report_tables.py``. Written in memory; text is always text.
"""
import re

from .workbook import Writer

# What Excel does not take in the name of a sheet.
UNFIT = re.compile(r"[\[\]:*?/\\']")
LONGEST = 31


def sheet_name(title, taken):
    """A name Excel accepts, unlike those in ``taken`` whatever their case; it is added to them.

    A long title ends with a whole word, not with a preposition or conjunction.
    """
    base = _shortened(" ".join(UNFIT.sub(" ", title).split())) or "Arkusz"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[:LONGEST - len(str(number)) - 1].strip()} {number}"
    taken.add(name.casefold())
    return name


def _shortened(title):
    if len(title) <= LONGEST:
        return title
    words = title[:LONGEST + 1].rpartition(" ")[0].split()
    while len(words) > 1 and len(words[-1]) < 3:
        words.pop()
    return " ".join(words) or title[:LONGEST]


def write(title, facts, sections):
    """The bytes of the workbook; a table without rows is a sentence on the first sheet.

    :param facts: ``[(label, text)]`` below the title
    :param sections: ``[(heading, text, table or None)]`` in their order
    """
    book = Writer(title)
    cover = book.book.add_worksheet("Sprawozdanie")
    taken = {"sprawozdanie"}
    cover.hide_gridlines(2)
    cover.set_column(0, 0, 32)
    cover.set_column(1, 1, 96)
    _set_page(cover, wide=False)
    cover.write_string(0, 0, title, book.title)
    row = 2
    for label, text in facts:
        book.write(cover, row, 0, label, bold=True)
        book.write(cover, row, 1, text)
        row += 1
    row += 1
    for heading, text, table in sections:
        cover.set_row(row, 20)
        book.write(cover, row, 0, heading, bold=True, text_wrap=True, valign="top")
        book.write(cover, row, 1, text or "", text_wrap=True, valign="top")
        if text:
            cover.set_row(row, max(20, 15 * _lines(text, 100)))
        row += 1
        if table and not table["rows"]:
            book.write(cover, row, 1, table["empty"], italic=True, text_wrap=True, valign="top")
            row += 1
        elif table:
            name = sheet_name(heading, taken)
            cover.write_url(row, 1, f"internal:'{name}'!A1", string=f"Tabela: {name}")
            _write_table(book, name, heading, table)
            row += 1
    return book.close()


def _lines(text, width):
    return sum(len(line) // width + 1 for line in text.split("\n"))


def _set_page(sheet, wide):
    """A4, as wide as the paper and as long as need be."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    if wide:
        sheet.set_landscape()


def _write_table(book, name, heading, table):
    sheet = book.book.add_worksheet(name)
    sheet.write_string(0, 0, heading, book.title)
    _set_page(sheet, wide=len(table["columns"]) > 3)
    sheet.repeat_rows(2)
    for number, column in enumerate(table["columns"]):
        # Widths of the paper are per cent of a line of about 110 characters.
        sheet.set_column(number, number, round(1.1 * column["width"]) + 4 if column["width"] else 60)
        sheet.write_string(2, number, column["label"], book.header)
    for row, cells in enumerate(table["rows"], 3):
        for number, cell in enumerate(cells):
            if isinstance(cell, str):
                book.write(sheet, row, number, cell, text_wrap=True, valign="top")
            else:
                book.write(sheet, row, number, cell, valign="top")
    last = 2 + len(table["rows"])
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, last, len(table["columns"]) - 1)
    if table["note"]:
        book.write(sheet, last + 2, 0, table["note"], italic=True)
    if table["graph"]:
        _write_graph(book, sheet, name, table, last + 4)


def _write_graph(book, sheet, name, table, row):
    """The figures of the graph and the chart of them below the table: what is seen can be checked."""
    book.write(sheet, row, 0, table.get("title") or "Wykres", bold=True)
    for offset, (label, value) in enumerate(table["graph"], 1):
        book.write(sheet, row + offset, 0, label)
        book.write(sheet, row + offset, 1, value)
    end = row + len(table["graph"])
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series({
        "categories": [name, row + 1, 0, end, 0], "values": [name, row + 1, 1, end, 1],
        "fill": {"color": "#1F4E79"}, "data_labels": {"value": True},
    })
    chart.set_title({"name": table.get("title") or name, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, **({"max": table["maximum"]} if table["maximum"] else {})})
    chart.set_size({"width": 720, "height": 90 + 34 * len(table["graph"])})
    sheet.insert_chart(end + 2, 0, chart)
