"""Tables that survive a page break in builds of wkhtmltopdf with an unpatched Qt.

There ``page-break-inside: avoid`` holds for blocks but not for rows, so a row is cut through the middle of its text.
Cutting the table itself into one table per row, all with the same columns, lets every row keep together.
"""

import copy

from lxml import html

CLASSES = ("grid", "facts")
# Letters of two rows that may be kept on one page; longer ones would leave half a page empty.
SHORT = 500


def split_rows(root):
    """Replace each table of ``CLASSES`` under ``root`` by one table per row, in place.

    The heading stays with the first row; the first two rows and the last two stay together unless they are long, so
    that no page bears a single row. Column widths are taken from the cells of the first row, which so has to state
    them (the ``width`` of its ``style``); columns without a width share what is left.
    """
    for table in list(root.iter("table")):
        if not set(CLASSES) & set((table.get("class") or "").split()):
            continue
        rows = list(table.iter("tr"))
        if len(rows) < 2:
            continue
        headings = [row for row in rows if row.getparent().tag == "thead"]
        groups = _groups([row for row in rows if row not in headings])
        groups = [headings + groups[0], *groups[1:]] if groups else [headings]
        columns = _columns(rows[0])
        holder = html.Element("div")
        holder.set("class", "table-holder")
        for number, group in enumerate(groups):
            part = html.Element("table")
            part.set("class", f"{table.get('class')} split{' next' if number else ''}")
            if number == 0 and table.get("style"):
                part.set("style", table.get("style"))
            part.append(copy.deepcopy(columns))
            for row in group:
                part.append(row)
            holder.append(part)
        holder.tail = table.tail
        table.getparent().replace(table, holder)


def _groups(rows):
    """``rows`` one by one, but the first two and the last two together where they are short."""
    groups = [[row] for row in rows]
    if len(groups) > 1 and _short(rows[:2]):
        groups[:2] = [groups[0] + groups[1]]
    if len(groups) > 1 and _short([*groups[-2], *groups[-1]]):
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _short(rows):
    return sum(len(" ".join("".join(row.itertext()).split())) for row in rows) <= SHORT


def _columns(row):
    columns = html.Element("colgroup")
    for cell in row:
        column = html.Element("col")
        style = cell.get("style") or ""
        if "width" in style:
            column.set("style", style)
        column.set("class", cell.get("class") or "")
        columns.append(column)
    return columns
