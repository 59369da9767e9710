"""Headings that never stand alone at the foot of a page.

No build of wkhtmltopdf knows ``page-break-after: avoid``; all of them keep a block together. So each heading is put
into one block with the beginning of what it heads.
"""

from lxml import html

HEADINGS = ("h2", "h3", "h4")
# Letters that make up a beginning; a longer paragraph or list may break, its heading is held by the style alone.
LONG = 900
# Items of a list that go with its heading.
ITEMS = 2


def hold_headings(root):
    """Put each heading under ``root`` into a ``div.held`` with the lines and the first block below it, in place.

    Run it after ``print_tables.split_rows``: of a table cut into rows only the first part is taken. Headings that stand
    in a block kept together already are left alone.
    """
    for heading in list(root.iter(*HEADINGS)):
        if heading.getparent() is not None and not _is_held(heading):
            _hold(heading)


def _is_held(heading):
    return any({"held", "keep"} & set((parent.get("class") or "").split()) for parent in heading.iterancestors())


def _hold(heading):
    taken, full = [heading], False
    following = heading.getnext()
    while following is not None and not full:
        if not isinstance(following.tag, str):
            # A comment.
            pass
        elif following.tag in HEADINGS:
            if taken[-1].tag not in HEADINGS:
                break
        elif following.tag == "p" and len(_text(following)) <= LONG // 3:
            # A short line may only lead to a graph or a table; two of them are enough of a text.
            full = sum(element.tag == "p" for element in taken) > 1
        else:
            following, full = _beginning(following), True
            if following is None:
                break
        taken.append(following)
        following = following.getnext()
    if len(taken) == 1:
        return
    held = html.Element("div")
    held.set("class", "held")
    heading.addprevious(held)
    for element in taken:
        held.append(element)


def _beginning(block):
    """The part of ``block`` that is kept with its heading, cut off if need be; ``None``: nothing of it."""
    classes = set((block.get("class") or "").split())
    parts = list(block)
    if "table-holder" in classes and len(parts) > 1:
        first = html.Element("div")
        first.set("class", "first-part")
        first.append(parts[0])
        block.addprevious(first)
        return first
    if block.tag in ("ul", "ol") and len(parts) > ITEMS + 1:
        first = html.Element(block.tag)
        for name, value in block.items():
            first.set(name, value)
        for item in parts[:ITEMS]:
            first.append(item)
        if block.tag == "ol":
            block.set("start", str(_number(block.get("start")) + ITEMS))
        block.addprevious(first)
        return first
    return block if "keep" in classes or block.tag == "table" or len(_text(block)) <= LONG else None


def _number(start):
    """First number of a list; 1, as in a browser, where a pasted text says something else than a number."""
    try:
        return int(start)
    except (TypeError, ValueError):
        return 1


def _text(element):
    return " ".join("".join(element.itertext()).split())
