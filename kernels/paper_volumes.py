"""A register of thousands of rows as volumes: the engine's time and memory grow faster than the length of a table.

HTML in, HTML out; the volumes are made one after the other, so that no more than one is held at a time.
"""

import io
from copy import deepcopy

# Some twenty to forty rows stand on a page: a volume has at most 60 pages and takes some 150 MB while it is made.
ROWS_OF_VOLUME = 1200


def volumes(article, rows=ROWS_OF_VOLUME):
    """``article`` as papers of at most ``rows`` rows of its longest table, itself if that is no longer.

    What stands before the table goes into the first volume, what stands after it into the last; the heading of the
    paper and the office stand in each.
    """
    place, table = max(
        enumerate(article.iter("table")), key=lambda found: len(_rows(found[1])), default=(None, None),
    )
    count = len(_rows(table)) if table is not None else 0
    if count <= rows:
        return [article]
    starts = range(0, count, rows)
    return [
        _volume(article, place, start, start + rows, is_first=start == 0, is_last=start + rows >= count)
        for start in starts
    ]


def _rows(table):
    """Rows under the head."""
    return [row for row in table.iter("tr") if row.getparent().tag != "thead"]


def _volume(article, place, start, end, *, is_first, is_last):
    part = deepcopy(article)
    table = list(part.iter("table"))[place]
    for row in (found := _rows(table))[:start] + found[end:]:
        row.getparent().remove(row)
    inner = table
    while inner is not part:
        outer = inner.getparent()
        at = outer.index(inner)
        for index, sibling in enumerate(list(outer)):
            if (index < at and not is_first and not _stays(sibling)) or (index > at and not is_last):
                outer.remove(sibling)
        inner = outer
    return part


def _stays(element):
    classes = (element.get("class") or "").split() if isinstance(element.tag, str) else ()
    return element.tag == "h1" or "letterhead" in classes or "subtitle" in classes or "draft" in classes


def joined(contents, title):
    """One file of several. It does not claim to be tagged: joining leaves the tags of all but one behind.

    :param contents: PDFs as bytes, one after the other
    """
    import pikepdf

    whole = pikepdf.new()
    for content in contents:
        with pikepdf.open(io.BytesIO(content)) as part:
            whole.pages.extend(part.pages)
    for page in whole.pages:
        for key in ("/StructParents", "/Tabs"):
            if key in page.obj:
                del page.obj[key]
    whole.Root.Lang = pikepdf.String("pl")
    with whole.open_metadata() as metadata:
        metadata["dc:title"] = title
    whole.docinfo["/Title"] = title
    output = io.BytesIO()
    whole.save(output)
    return output.getvalue()
