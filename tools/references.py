"""What the sources refer to: numbers of the Model, articles of law, tools; and whether docs/ has an entry for each.

`make where ONLY=K3D-129` lists the places of one reference (`RUR-52`, `tool 19`, `R8`, `paper 4.4`, `u.p.s. art. 100`).
"""

import os
import re
from collections import defaultdict
from pathlib import Path

from .trouble import Trouble

SUFFIXES = {".py", ".xml", ".csv", ".md", ".js"}
PASSED = {"requirements.md", "law.md", "tools.md", "test_references.py"}
# Numbers of the Model there are.
LAST = {"K3D": 267, "RUR": 197}
# How an act is named beside an article: what the sources write → its heading in docs/law.md, or its row there.
ACTS = {
    r"u\.p\.s\.|o pomocy\s+społecznej|social\s+assistance": "u.p.s.",
    r"RODO|rozporządzenia Parlamentu": "RODO",
    r"o samorządzie gminnym": "u.s.g.",
    r"o samorządzie powiatowym": "u.s.p.",
    r"pożytku publicznego": "pożytku publicznego",
    r"usług społecznych przez|CUS act|services\s+centres": "CUS",
    r"civil code": "kodeks cywilny",
    r"k\.p\.a\.": "k.p.a.",
    r"k\.p\.c\.": "k.p.c.",
    r"act\s+of\s+29\.07\.2005": "29.07.2005",
}
# A gap inside a reference: spaces, or a line break with the sign of a comment.
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:#[ \t]*)?)"
NUMBER = re.compile(r"\b(K3D|RUR)-(\d+)")
MORE = re.compile(
    rf"(?P<range>{GAP}?[–-]{GAP}?|{GAP}to{GAP})?(?(range)|(?:,(?:{GAP}and{GAP}|{GAP})|{GAP}and{GAP}))"
    r"(?:(?:K3D|RUR)-)?(?P<number>\d+)(?![\w.%])",
)
ARTICLE = re.compile(rf"\b[Aa]rt\.{GAP}?(\d+[a-z]?)((?:,{GAP}\d+[a-z]?(?!\w))*)")
TOOL = re.compile(rf"(?:\b(?:[Tt]ools?|[Nn]arzędzi\w*){GAP}|name=\"tool\">)(?=\d)(?!4\.)")
TOOL_NUMBER = re.compile(r"(\d{1,2}[A-I]?)(?:\.(\d+))?(?![\w-])")
# In a list, a number alone belongs to it only if it is not the count of something.
TOOL_MORE = re.compile(rf"(?P<range>–)|,{GAP}(?:and{GAP})?(?=\d)|{GAP}and{GAP}(?=\d)|{GAP}to{GAP}(?=\d)")
PART = re.compile(rf",?{GAP}(?:parts?{GAP}|points?{GAP}(?=\d))?([A-N]|(?<=point )\d+|(?<=points )\d+)(?!\w)")
PART_MORE = re.compile(rf"(?:,{GAP}|{GAP}and{GAP}|(–))([A-N])(?!\w)")
INSTRUMENT = re.compile(r"(?<![\w#./-])R(\d{1,2})(?:–R?(\d{1,2}))?(?![\w./-])")
PAPER = re.compile(rf"(?:\b[Pp]apers?{GAP}|name=\"tool\">)(4\.\d+)(?:(–|,{GAP}|{GAP}and{GAP})(4\.\d+))?")
DUTY = re.compile(r"\b(?:UPS|RODO|DOST)-\d[\w-]*|\bRODO-IOD\b|\bKRI-LOG\b")
SECTION = re.compile(rf"\blaw\.md,?{GAP}§{GAP}?(\d+)")
PAGE = re.compile(r"(?<![\w./*<>{}-])([\w][\w/-]*\.md)\b")


def numbers(text):
    """Requirements named in ``text`` as ``(position, "K3D-129")``; lists and ranges (`K3D-48–63`) one by one."""
    for match in NUMBER.finditer(text):
        letters, last = match[1], int(match[2])
        yield match.start(), f"{letters}-{last}"
        end = match.end()
        while more := MORE.match(text, end):
            if not more["range"] and NUMBER.match(text, more.end() - len(more["number"]) - 4):
                break  # the next one bears its letters and is found by itself
            number = int(more["number"])
            for between in range(last + 1, number) if more["range"] else ():
                yield match.start(), f"{letters}-{between}"
            yield match.start(), f"{letters}-{number}"
            last, end = number, more.end()


def articles(text):
    """Articles named in ``text`` as ``(position, (act or "", "100"))``; the act is the next one named."""
    for match in ARTICLE.finditer(text):
        after = re.split(r"[\n ](?:class|def) |\.\s+[A-ZŁŚŻ]|\"\"\"|</", text[match.end():match.end() + 250])[0]
        before = text[max(0, match.start() - 60):match.start()]
        found = [(there.start(), name) for words, name in ACTS.items() if (there := re.search(words, after))]
        act = min(found)[1] if found else ""
        for words, name in ACTS.items():
            if re.search(words, before) and (not found or name == "kodeks cywilny"):
                act = name
        for number in (match[1], *re.findall(r"\d+[a-z]?", match[2])):
            yield match.start(), (act, number)


def tools(text):
    """Tools named in ``text`` as ``(position, ("19", "D" or ""))``, with their parts."""
    for match in TOOL.finditer(text):
        end = match.end()
        while number := TOOL_NUMBER.match(text, end):
            end = number.end()
            yield match.start(), (number[1], number[2] or "")
            while part := PART.match(text, end):
                yield match.start(), (number[1], part[1])
                last, end = part[1], part.end()
                while more := PART_MORE.match(text, end):
                    for letter in range(ord(last) + 1, ord(more[2]) + 1) if more[1] else [ord(more[2])]:
                        yield match.start(), (number[1], chr(letter))
                    last, end = more[2], more.end()
            if not (more := TOOL_MORE.match(text, end)):
                break
            end = more.end()
            if more["range"] and (letters := re.compile(r"(?:\d{1,2})?([A-I])(?!\w)").match(text, end)):
                for letter in range(ord(number[1][-1]) + 1, ord(letters[1]) + 1):
                    yield match.start(), (number[1][:-1] + chr(letter), "")
                end = letters.end()
                if not (more := TOOL_MORE.match(text, end)):
                    break
                end = more.end()


def others(text):
    """Instruments (`R8`), papers (`paper 4.4`), duties (`RODO-17`) and sections of docs/law.md in ``text``."""
    for match in INSTRUMENT.finditer(text):
        for number in range(int(match[1]), int(match[2] or match[1]) + 1):
            yield match.start(), f"R{number}"
    for match in PAPER.finditer(text):
        first, last = (int(one[2:]) for one in (match[1], match[3] or match[1]))
        for number in range(first, last + 1) if match[2] == "–" else sorted({first, last}):
            yield match.start(), f"paper 4.{number}"
    for match in DUTY.finditer(text):
        yield match.start(), match[0]
    for match in SECTION.finditer(text):
        yield match.start(), f"law §{match[1]}"


def references(text):
    """Everything that ``text`` refers to, as ``(position, name)``; names are those of :class:`Entries`."""
    yield from numbers(text)
    for position, (act, number) in articles(text):
        yield position, f"{act} art. {number}".strip()
    for position, (number, part) in tools(text):
        yield position, f"tool {number}" + (f" {part}" if part else "")
    yield from others(text)


class Entries:
    """What docs/ has an entry for, by the name that :func:`references` gives it."""

    def __init__(self, folder):
        self.numbers = [row[0] for row in self._rows(folder / "requirements.md") if NUMBER.fullmatch(row[0])]
        self.tools, self.names = [], set(self.numbers)
        self._read_law(folder / "law.md")
        self._read_tools(folder / "tools.md")

    @staticmethod
    def _rows(path):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("| "):
                yield [cell.strip() for cell in line.strip("| ").split(" | ")]

    def _read_law(self, path):
        act = ""
        for line in path.read_text("utf-8").splitlines():
            if heading := re.match(r"## (\d+)\. (.*)", line):
                self.names.add(f"law §{heading[1]}")
                act = next((name for name in ACTS.values() if name in heading[2]), "")
            elif line.startswith("| "):
                cells = [cell.strip() for cell in line.strip("| ").split("|")]
                named = act or next((name for name in ACTS.values() if name in cells[0]), "")
                cited = re.match(r"art\. (.*)", cells[0] if act else cells[1])
                for number in re.findall(r"\d+[a-z]?", cited[1]) if cited else ():
                    self.names |= {f"{named} art. {number}", f"art. {number}"}
                self.names |= set(DUTY.findall(cells[0]))

    def _read_tools(self, path):
        for row in self._rows(path):
            if re.fullmatch(r"\d{1,2}[A-I]?", row[0]):
                self.names.add(f"tool {row[0]}")
                self.names |= {f"tool {row[0]} {part}" for part in re.findall(r"(?:^|, )([A-N]|\d+) ", row[1])}
            elif re.fullmatch(r"R\d+", row[0]):
                self.names.add(row[0])
            elif re.fullmatch(r"4\.\d+", row[0]):
                self.names.add(f"paper {row[0]}")
            if len(row) == 3 and re.fullmatch(r"\d{1,2}[A-I]?|R\d+", row[0]):
                self.tools.append(row[0])


def sources(root):
    """The files that may refer to something: not the entries themselves, nor the test of this reader's examples."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith((".", "__pycache__")))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix in SUFFIXES and name not in PASSED:
                yield path


def places(root):
    """``{reference: ["path:line", …]}`` of the whole repository."""
    found = defaultdict(list)
    for path in sources(root):
        text = path.read_text("utf-8")
        for position, name in references(text):
            found[name].append(f"{path.relative_to(root)}:{text.count(chr(10), 0, position) + 1}")
    return found


def where(office):
    """Print the places of the reference `ONLY=`."""
    name = os.environ.get("ONLY", "").strip()
    root = office.places.repo
    entries = Entries(root / "docs").names
    if name not in entries:
        raise Trouble(
            f"docs/ has no entry {name or 'without a name'}: ONLY=K3D-129, ONLY='tool 19', ONLY='u.p.s. art. 100'.",
        )
    print("\n".join(places(root).get(name, ["nowhere"])))
    return 0
