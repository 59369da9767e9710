"""Graphs of figures as SVG text, for papers and screens alike.

Drawn so that they print: series differ by lightness, dash and mark and not by hue alone, every value stands beside its
mark in words, and nothing is used that a plain renderer of SVG cannot draw – no style sheet, no gradient, no
``<use>``, no ``textLength``. Sizes are CSS pixels; on A4 a text line is about 640 wide.

A value is a number, ``None`` (nothing to show: ``EMPTY`` is written) or a text that is written in place of the mark,
e.g. ``"<5"`` for a suppressed count. Each function returns one ``<svg>`` element named for those who listen: the title
and, as description, the figures themselves. An empty graph says so in words, so callers need not ask.
"""

import re
from hashlib import sha1
from html import escape
from math import ceil, floor, isfinite, log10

from .polish_number import polish_number as number

INK, MUTED, GRID = "#1a1a1a", "#555555", "#cfd6de"
# Lightness falls apart even on a fax: dark, light, middle, white, grey.
FILLS = ("#1f4e79", "#c3d6ea", "#6c9bc9", "#ffffff", "#b4b4b4")
DASHES = ("none", "6,3", "2,2", "9,3,2,3", "12,4")
FONT = "Paper, 'DejaVu Sans Condensed', 'DejaVu Sans', 'Liberation Sans', sans-serif"
SIZE, LINE = 11, 14
WIDTH, PAD = 640, 8
EMPTY = "brak danych"
# What XML cannot hold.
UNCLEAN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def bar(title, rows, *, unit="", maximum=None, width=WIDTH, digits=1):
    """Horizontal bars, one per row.

    :param rows: ``[(label, value)]``, values not below zero
    :param maximum: value at the end of the scale, when it is known (100 for percentages); else the next round number
    """
    return stacked(title, [(label, [value]) for label, value in rows], [""], unit=unit, maximum=maximum, width=width,
                   digits=digits)


def stacked(title, rows, series, *, unit="", maximum=None, width=WIDTH, digits=1):
    """Horizontal bars of parts, the total beside them.

    :param rows: ``[(label, [value of each series])]``
    :param series: names of the parts, at most ``len(FILLS)``
    """
    _check_series(series)
    rows = [(label, [_checked(value, least=0) for value in values]) for label, values in rows]
    if any(len(values) != len(series) for _label, values in rows):
        raise ValueError("each row needs one value per series")
    totals = [sum(_numbers(values)) for _label, values in rows]
    top = _top(totals, maximum)
    left, right = _label_width(width, [label for label, _values in rows]), width - 84
    parts, y = _legend(series, left, width) if len(series) > 1 else ([], PAD)
    words = []
    for (label, values), total in zip(rows, totals, strict=True):
        lines = _wrap(label, left - 10)
        height = max(22, len(lines) * LINE + 6)
        middle = y + height / 2
        parts += _lines(lines, left - 8, middle, anchor="end")
        x = left
        for index, value in enumerate(values):
            if not _is_number(value) or not value:
                continue
            length = min(value, top) / top * (right - left)
            if x + length > right + 0.01:
                length = right - x
            parts.append(_rect(x, middle - 8, length, 16, FILLS[index]))
            if len(series) > 1:
                inside = number(value, digits)
                if length > _text_width(inside) + 6:
                    parts.append(_text(inside, x + length / 2, middle + 4, anchor="middle",
                                       fill="#ffffff" if index == 0 else INK))
            x += length
        said = _said(values, total, unit, digits)
        parts.append(_text(said, x + 6, middle + 4, weight="bold"))
        words.append(f"{label}: " + (
            said if len(series) == 1 else
            ", ".join(f"{name} {_word(value, unit, digits)}" for name, value in zip(series, values, strict=True))
        ))
        y += height
    if rows:
        parts.append(_path([(left, PAD if len(series) == 1 else y - _rows_height(rows, left)), (left, y)], MUTED))
    return _svg(title, words, parts, width, y + PAD)


def line(title, labels, series, *, unit="", minimum=0, maximum=None, width=WIDTH, height=240, digits=1):
    """Lines over time; a value that is no number breaks its line.

    :param labels: names of the points in time
    :param series: ``[(name, [value of each point])]``, at most ``len(FILLS)``
    """
    _check_series(series)
    series = [(name, [_checked(value) for value in values]) for name, values in series]
    if any(len(values) != len(labels) for _name, values in series):
        raise ValueError("each series needs one value per label")
    shown = [value for _name, values in series for value in _numbers(values)]
    if not shown or not labels:
        return _svg(title, [], [], width, 0)
    bottom = min([minimum, *shown])
    top = _top([value - bottom for value in shown], maximum - bottom if maximum is not None else None) + bottom
    parts, y = _legend([name for name, _values in series], PAD, width, marks=True)
    left, right, low, high = 56, width - 24, height - 34, y + 14
    low = max(low, high + 80)
    for step in range(5):
        at = low - (low - high) * step / 4
        parts.append(_path([(left, at), (right, at)], MUTED if not step else GRID))
        parts.append(_text(number(bottom + (top - bottom) * step / 4, digits + 1), left - 6, at + 4, anchor="end",
                           fill=MUTED))
    stride = (right - left) / max(len(labels), 1)
    every = max(1, ceil(max(_text_width(label) for label in labels) * 1.1 / stride))
    places = [left + stride * (index + 0.5) for index in range(len(labels))]
    for index, label in enumerate(labels):
        if not index % every:
            parts.append(_text(label, places[index], low + 16, anchor="middle", fill=MUTED))
    for index, (_name, values) in enumerate(series):
        points = [
            (x, low - (value - bottom) / (top - bottom) * (low - high)) if _is_number(value) else None
            for x, value in zip(places, values, strict=True)
        ]
        for run in _runs(points):
            parts.append(_path(run, FILLS[0], width=1.8, dash=DASHES[index]))
        for point, value in zip(points, values, strict=True):
            if point:
                parts.append(_mark(index, *point))
                if len(labels) <= 14 and len(series) <= 2:
                    parts.append(_text(number(value, digits), point[0], point[1] + (-8 if index == 0 else 17),
                                       anchor="middle"))
    words = [
        f"{name}: " + ", ".join(
            f"{label} {_word(value, unit, digits)}" for label, value in zip(labels, values, strict=True)
        ) for name, values in series
    ]
    return _svg(title, words, parts, width, low + 26)


def gap(title, rows, names, *, low=1, high=5, width=WIDTH, digits=1):
    """Two answers to the same question, joined by a line as long as they are apart.

    :param rows: ``[(label, first, second)]``
    :param names: whose answers they are, e.g. ``("OPS", "Partnerzy")``
    :param low: lowest value of the scale; ``high`` the highest
    """
    if not high > low:
        raise ValueError("a scale rises")
    rows = [(label, _checked(first), _checked(second)) for label, first, second in rows]
    if not rows:
        return _svg(title, [], [], width, 0)
    left, right = _label_width(width, [label for label, *_values in rows]), width - 70
    parts, y = _legend(list(names), left, width, marks=True)
    top = y + LINE

    def at(value):
        return left + 10 + (min(max(value, low), high) - low) / (high - low) * (right - left - 20)

    y, body, words = top + 4, [], []
    for label, first, second in rows:
        lines = _wrap(label, left - 10)
        height = max(24, len(lines) * LINE + 8)
        middle = y + height / 2
        body += _lines(lines, left - 8, middle, anchor="end")
        if _is_number(first) and _is_number(second):
            body.append(_path([(at(first), middle), (at(second), middle)], MUTED, width=2.4))
        body += [_mark(index, at(value), middle) for index, value in ((1, second), (0, first)) if _is_number(value)]
        # The difference says who sees it better: first less second.
        said = next((value for value in (first, second) if isinstance(value, str)), "–")
        if _is_number(first) and _is_number(second):
            apart = round(first - second, digits)
            said = ("+" if apart > 0 else "") + number(apart, digits)
        body.append(_text(said, width - PAD, middle + 4, anchor="end", weight="bold"))
        words.append(f"{label}: {names[0]} {_word(first, '', digits)}, {names[1]} {_word(second, '', digits)}")
        y += height
    steps = int(high - low) if float(high - low).is_integer() and high - low <= 10 else 4
    for step in range(steps + 1):
        value = low + (high - low) * step / steps
        parts.append(_path([(at(value), top), (at(value), y)], GRID))
        parts.append(_text(number(value, digits), at(value), top - 3, anchor="middle", fill=MUTED, size=9))
    parts.append(_text("różnica", width - PAD, top - 3, anchor="end", fill=MUTED, size=9))
    return _svg(title, words, parts + body, width, y + PAD)


def scatter(title, points, axes, *, low=1, high=5, corners=("", "", "", ""), width=WIDTH, digits=1):
    """Points in a square of two scales, cut in four by its middle; each bears its number, the names stand beside.

    :param points: ``[(label, x, y)]``; one without both numbers is listed, not drawn
    :param axes: names of the two scales, which are the same: from ``low`` to ``high``
    :param corners: names of the quarters: right above, right below, left above, left below
    """
    if not high > low:
        raise ValueError("a scale rises")
    points = [(label, _checked(x), _checked(y)) for label, x, y in points]
    if not any(_is_number(x) and _is_number(y) for _label, x, y in points):
        return _svg(title, [], [], width, 0)
    side = min(width * 0.56, 340)
    left, top = 52, PAD + 6
    bottom, right = top + side, left + side

    def at(value):
        return (min(max(value, low), high) - low) / (high - low)

    parts = [
        _path([(left, top), (right, top), (right, bottom), (left, bottom)], MUTED, closed=True),
        _path([(left + side / 2, top), (left + side / 2, bottom)], GRID),
        _path([(left, top + side / 2), (right, top + side / 2)], GRID),
    ]
    places = [(x, y, anchor) for x, anchor in ((right - 6, "end"), (left + 6, "start")) for y in (top + 14, bottom - 8)]
    for corner, (x, y, anchor) in zip(corners, places, strict=True):
        parts.append(_text(corner, x, y, anchor=anchor, fill=MUTED))
    steps = int(high - low) if float(high - low).is_integer() and high - low <= 10 else 4
    for step in range(steps + 1):
        value = low + (high - low) * step / steps
        parts.append(_text(number(value, digits), left + side * step / steps, bottom + 15, anchor="middle", fill=MUTED))
        parts.append(_text(number(value, digits), left - 8, bottom - side * step / steps + 4, anchor="end", fill=MUTED))
    parts.append(_text(axes[0], left + side / 2, bottom + 32, anchor="middle"))
    parts.append(
        f'<g transform="rotate(-90 14 {top + side / 2:.1f})">'
        f'{_text(axes[1], 14, top + side / 2, anchor="middle")}</g>'
    )
    words, y, room, taken = [], top + 10, width - right - 52, []
    for index, (label, across, up) in enumerate(points, 1):
        drawn = _is_number(across) and _is_number(up)
        lines = _wrap(label, room)
        parts.append(_text(str(index) if drawn else "–", right + 34, y, anchor="end", weight="bold"))
        parts += [_text(one, right + 42, y + line * LINE) for line, one in enumerate(lines)]
        y += len(lines) * LINE + 3
        words.append(f"{label}: {axes[0]} {_word(across, '', digits)}, {axes[1]} {_word(up, '', digits)}")
        if drawn:
            x_at, y_at = left + at(across) * side, bottom - at(up) * side
            # Numbers of points that lie upon one another stand side by side.
            while any(abs(x_at - x) < 15 and abs(y_at - other) < 15 for x, other in taken):
                x_at += 16
            taken.append((x_at, y_at))
            parts.append(
                f'<circle cx="{x_at:.1f}" cy="{y_at:.1f}" r="9" fill="{FILLS[1]}" stroke="{FILLS[0]}"></circle>'
            )
            parts.append(_text(index, x_at, y_at + 4, anchor="middle", size=10, weight="bold"))
    return _svg(title, words, parts, width, max(bottom + 40, y + PAD))


# ----------------------------------------------------------------------
# Values
# ----------------------------------------------------------------------


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(values):
    return [value for value in values if _is_number(value)]


def _checked(value, least=None):
    if value is None or isinstance(value, str):
        return value
    if not _is_number(value) or not isfinite(value):
        raise ValueError(f"a number, a text or None is needed, not {value!r}")
    if least is not None and value < least:
        raise ValueError(f"a value of at least {least} is needed, not {value!r}")
    return value


def _check_series(series):
    if not 1 <= len(series) <= len(FILLS):
        raise ValueError(f"one to {len(FILLS)} series can be told apart, not {len(series)}")


def _word(value, unit, digits):
    if value is None:
        return EMPTY
    return value if isinstance(value, str) else f"{number(value, digits)}{unit}"


def _said(values, total, unit, digits):
    """What stands at the end of a bar: the total, or why there is none."""
    texts = [value for value in values if isinstance(value, str)]
    if not _numbers(values):
        return texts[0] if texts else EMPTY
    return f"{number(total, digits)}{unit}" + (f" + {texts[0]}" if texts else "")


def _top(values, maximum):
    if maximum is not None:
        if maximum <= 0:
            raise ValueError("a scale ends above its beginning")
        return maximum
    largest = max([*values, 0])
    if largest < 1e-9:
        return 1
    unit = 10 ** floor(log10(largest))
    # Ends of a scale whose quarters are round as well.
    steps = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 4.8, 6, 8, 10)
    return next((step * unit for step in steps if step * unit >= largest), 10 * unit)


def _runs(points):
    """Points in a row, cut where one is missing; a lone point makes no line."""
    run, runs = [], []
    for point in [*points, None]:
        if point:
            run.append(point)
        else:
            runs.append(run)
            run = []
    return [run for run in runs if len(run) > 1]


# ----------------------------------------------------------------------
# Drawing
# ----------------------------------------------------------------------


def _text_width(text, size=SIZE):
    return len(text) * size * 0.56


def _label_width(width, labels):
    longest = max([_text_width(label) for label in labels] + [60]) + 16
    return min(longest, width * 0.42)


def _wrap(text, room):
    """Lines of ``text`` no wider than ``room``; a word too long for it is cut."""
    most = max(int(room / (SIZE * 0.56)), 6)
    lines = [""]
    words = str(text).split()[::-1]
    while words:
        word = words.pop()
        if len(word) > most:
            lines.append(word[:most - 1] + "-")
            words.append(word[most - 1:])
            lines.append("")
        elif lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [one for one in lines if one] or [""]


def _rows_height(rows, left):
    return sum(max(22, len(_wrap(label, left - 10)) * LINE + 6) for label, _values in rows)


def _text(text, x, y, anchor="start", fill=INK, size=SIZE, weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" '
        f'font-weight="{weight}" font-family="{FONT}">{_escape(text)}</text>'
    )


def _escape(text):
    return escape(UNCLEAN.sub("", str(text)))


def _lines(lines, x, middle, anchor):
    first = middle - (len(lines) - 1) * LINE / 2 + 4
    return [_text(one, x, first + index * LINE, anchor=anchor) for index, one in enumerate(lines)]


def _rect(x, y, width, height, fill):
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}" fill="{fill}" '
        f'stroke="{FILLS[0]}" stroke-width="0.8"></rect>'
    )


def _path(points, stroke, width=0.8, dash="none", closed=False):
    way = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="M{way}{" Z" if closed else ""}" fill="none" stroke="{stroke}" stroke-width="{width}" '
        f'stroke-dasharray="{dash}"></path>'
    )


def _mark(index, x, y):
    """A mark of its own for each series: full circle, empty square, grey triangle, empty diamond, cross."""
    shapes = {
        1: [(-4, -4), (4, -4), (4, 4), (-4, 4)],
        2: [(0, -5), (5, 4), (-5, 4)],
        3: [(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)],
        4: [(-4, -4), (4, 4), (0, 0), (4, -4), (-4, 4), (0, 0)],
    }
    if not index:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{FILLS[0]}" stroke="{FILLS[0]}"></circle>'
    way = " L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in shapes[index])
    fill = FILLS[4] if index == 2 else "#ffffff"
    return f'<path d="M{way} Z" fill="{fill}" stroke="{FILLS[0]}" stroke-width="1.5"></path>'


def _legend(names, left, width, marks=False):
    """Names of the series beside their fill or mark, as many in a line as fit; and where the graph begins."""
    parts, x, y = [], left, PAD + 10
    if not any(names):
        return [], PAD
    for index, name in enumerate(names):
        length = _text_width(name) + 34
        if x > left and x + length > width - PAD:
            x, y = left, y + LINE + 4
        if marks:
            parts += [_path([(x, y - 4), (x + 18, y - 4)], FILLS[0], 1.8, DASHES[index]), _mark(index, x + 9, y - 4)]
        else:
            parts.append(_rect(x, y - 10, 14, 11, FILLS[index]))
        parts.append(_text(name, x + (24 if marks else 19), y))
        x += length
    return parts, y + 12


def _svg(title, words, parts, width, height):
    if not words:
        parts, height = [_text(EMPTY, PAD, 18, fill=MUTED)], 26
    said = "; ".join(words) or EMPTY
    key = "graph" + sha1(f"{title}|{said}|{width}".encode(errors="replace"), usedforsecurity=False).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="{key}t {key}d">'
        f'<title id="{key}t">{_escape(title)}</title><desc id="{key}d">{_escape(said)}</desc>'
        f'{"".join(parts)}</svg>'
    )
