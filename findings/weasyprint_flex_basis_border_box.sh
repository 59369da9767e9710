#!/bin/bash
# WeasyPrint 70.0, flex items with padding under box-sizing: border-box
# Guess: "flex: 0 0 50%" with a padding is as wide as "width: 50%" with it, so two of them stand side by side.
# Seen:  width counts the padding in, flex-basis does not: each item is too wide by its padding, the second one wraps.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q weasyprint==70.0
"$folder/venv/bin/python" - <<'PY'
from weasyprint import HTML

PAGE = """<style>
@page { size: 400px 300px; margin: 0 } * { box-sizing: border-box } body { margin: 0 }
.two { display: flex; flex-wrap: wrap } .two > p { margin: 0; padding: 0 20px; %s }
</style><div class="two"><p>a</p><p>b</p></div>"""


def boxes(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def drawn(style):
    """Left side and whole width of each of the two, and whether they stand on one line."""
    page = HTML(string=PAGE % style).render().pages[0]
    found = [box for box in boxes(page._page_box) if box.element_tag == "p" and type(box).__name__ == "BlockBox"]
    return [(box.position_x, box.border_width()) for box in found], len({box.position_y for box in found}) == 1


seen = {style: drawn(style) for style in ("width: 50%", "flex: 0 0 50%")}
print(seen)
assert seen == {
    "width: 50%": ([(0, 200), (200, 200)], True), "flex: 0 0 50%": ([(0, 240), (0, 240)], False),
}, seen
PY
