"""Damages files on purpose, the same way for the same seed: for tests of what comes in from outside."""
import copy
import functools
import io
import json
import random
import re
import zipfile

CELL_VALUES = (
    b"", b"0", b"-1", b"1e400", b"99999999999999999999", b"=1+1", b"&#0;", b"x" * 70_000, "ąę\u202e".encode(), b"TRUE",
    b"</v></c></row></sheetData>", b"<![CDATA[", b"2026-13-45", b"NaN",
)
JSON_VALUES = (
    None, True, -1, 0, 1e308, 10 ** 400, "", "x" * 70_000, "\x00", "\ud800", "=1+1", [], {}, [[]], [None], {"id": {}},
    "2026-13-45", "NaN", "<script>", "' OR 1=1 --",
)


def damaged_workbook(data, seed):
    """``data`` after one of several kinds of damage: of its bytes, its parts, their XML, its cells."""
    rng = random.Random(seed)
    data = _of_no_hour(data)
    kind = rng.randrange(6)
    if kind == 0:
        return _bytes(data, rng)
    if kind == 1:
        return data[:rng.randrange(len(data))]
    parts = _unpacked(data)
    name = rng.choice(sorted(parts))
    if kind == 2:
        if rng.random() < 0.5:
            del parts[name]
        else:
            other = rng.choice(sorted(parts))
            parts[name], parts[other] = parts[other], parts[name]
    elif kind == 3:
        parts[name] = _bytes(parts[name], rng)
    elif kind == 4:
        parts[name] = _xml(parts[name], rng)
    else:
        sheets = sorted(part for part in parts if part.startswith("xl/worksheets/"))
        for _number in range(rng.randrange(1, 6)):
            sheet = rng.choice(sheets)
            parts[sheet] = _cell(parts[sheet], rng)
    return _packed(parts)


def damaged_json(data, seed):
    """``data`` after damage to its bytes or to a value somewhere within."""
    rng = random.Random(seed)
    kind = rng.randrange(4)
    if kind == 0:
        return _bytes(data, rng)
    if kind == 1:
        return data[:rng.randrange(len(data))]
    content = json.loads(data)
    for _number in range(rng.randrange(1, 5)):
        _value(content, rng)
    return json.dumps(content).encode()


def _bytes(data, rng):
    damaged = bytearray(data)
    for _number in range(rng.randrange(1, 30)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def _xml(data, rng):
    """A piece cut out, doubled or moved."""
    if len(data) < 20:
        return data
    start = rng.randrange(len(data) - 10)
    end = min(len(data), start + rng.randrange(1, 400))
    piece, place = data[start:end], rng.randrange(len(data))
    cut = data[:start] + data[end:]
    return rng.choice((cut, data[:place] + piece + data[place:], cut[:place] + piece + cut[place:]))


def _cell(data, rng):
    """The value, the type or the place of a cell exchanged for something it should not be."""
    mark = rng.choice((b"<t>", b"<v>", b'<c r="', b' t="', b' s="', b'<row r="'))
    places, start = [], data.find(mark)
    while start >= 0:
        places.append(start + len(mark))
        start = data.find(mark, start + 1)
    if not places:
        return data
    place = rng.choice(places)
    end = data.find(b"<" if mark in (b"<t>", b"<v>") else b'"', place)
    value = rng.choice(CELL_VALUES if mark in (b"<t>", b"<v>") else (
        b"", b"A1", b"XFD1048576", b"ZZZZ9", b"n", b"e", b"f", b"b", b"d", b"9999", b"-1", b"0", b"A0",
    ))
    return data[:place] + value + data[max(end, place):]


def _value(content, rng):
    """Walk down at random; exchange, drop or double what is there."""
    while True:
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys:
            return
        key = rng.choice(keys)
        below = content[key]
        if isinstance(below, dict | list) and below and rng.random() < 0.75:
            content = below
            continue
        kind = rng.randrange(4)
        if kind == 0:
            del content[key]
        elif kind == 1 and isinstance(content, list):
            content.append(copy.deepcopy(below))
        else:
            # A copy: the next piece of damage may be to what stands here now.
            content[key] = copy.deepcopy(rng.choice(JSON_VALUES))
        return


def _unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def _packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A part without a date of its own would bear the moment, and a seed would make another file each time.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@functools.lru_cache(maxsize=8)
def _of_no_hour(data):
    """The workbook as if it had been written at no time: damage to its bytes meets the same bytes tomorrow."""
    parts = _unpacked(data)
    for name, content in parts.items():
        if name.startswith("docProps/"):
            parts[name] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content)
    return _packed(parts)
