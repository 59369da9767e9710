"""What `make test ONLY=` chooses: a room, a class of tests, or one test of it; read from the sources in a moment."""

import difflib
import re
from dataclasses import dataclass, field

from .places import ADDON
from .trouble import Trouble

# By expressions, for to parse all tests takes seconds. A test of the addon compares this with what Odoo finds.
CLASS = re.compile(r"^(@.*\n|\)\n)?class (\w+)(?:\(([^)]*)\))?:\n((?:[ \t].*\n|\n)*)", re.MULTILINE)
TEST = re.compile(r"^    def (test\w*)\(", re.MULTILINE)
INHERITS = re.compile(r"^    allow_inherited_tests_method = True$", re.MULTILINE)


@dataclass
class Source:
    """A class as it is written; ``logger`` is that of its module."""

    logger: str
    is_tagged: bool
    bases: list[str]
    body: str

    @property
    def tests(self):
        return TEST.findall(self.body)


@dataclass
class Suite:
    """All tests of the addon, as Odoo's loader would find them.

    ``rooms`` names the classes of each folder; ``classes`` holds for each class the logger of its module and the names
    of its tests.
    """

    rooms: dict[str, list[str]] = field(default_factory=dict)
    classes: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, repo):
        suite, sources = cls(), {}
        folder = repo / "tests"
        room_of = {}
        for path in sorted(folder.rglob("*.py")):
            place = path.relative_to(folder)
            logger = f"odoo.addons.{ADDON}.tests.{'.'.join(place.with_suffix('').parts)}"
            for tag, name, bases, body in CLASS.findall(path.read_text(encoding="utf-8") + "\n"):
                above = [base.strip().rpartition(".")[2] for base in bases.split(",")]
                sources[name] = Source(logger, bool(tag), above, body)
                if place.name.startswith("test_"):
                    room_of[name] = place.parts[0] if len(place.parts) > 1 else None
        for name, room in room_of.items():
            tests = _tests(sources[name], sources)
            if tests:
                suite.classes[name] = sources[name].logger, tests
                suite.rooms.setdefault(room, []).append(name)
        suite.rooms.pop(None, None)
        suite.rooms = dict(sorted(suite.rooms.items()))
        return suite

    def choose(self, only):
        """The chosen tests by class, each its logger and "Class.method", and the tags by which Odoo finds them.

        :param only: a room, a class, or "Class.test_x"; several, parted by commas
        """
        found, tags = {}, []
        for word in filter(None, (part.strip() for part in only.split(","))):
            first, dot, test = word.partition(".")
            for name in self.rooms.get(word, [first]):
                logger, tests = self.classes.get(name, ("", []))
                chosen = [each for each in tests if not dot or test == each]
                if not chosen:
                    raise Trouble(self._unknown(word))
                known = found.setdefault(name, [])
                known += [(logger, f"{name}.{each}") for each in chosen if (logger, f"{name}.{each}") not in known]
                tags.append(f"/{ADDON}:{name}{dot}{test}")
        if not found:
            raise Trouble(self._unknown(only))
        return found, ",".join(dict.fromkeys(tags))

    def _unknown(self, word):
        name, dot, _test = word.partition(".")
        tests = self.classes.get(name, ("", []))[1] if dot else []
        among = [f"{name}.{each}" for each in tests] or [*self.rooms, *self.classes]
        near = difflib.get_close_matches(word, among, 3, 0.5)
        return (
            f"There are no tests ONLY={word}" + (f"; near it are {', '.join(near)}" if near else "") + ". Choose a room"
            f" ({', '.join(self.rooms)}), a class such as TestPlan or a test of one such as"
            f" TestPlan.{self.classes['TestPlan'][1][0] if 'TestPlan' in self.classes else 'test_x'}."
        )


def _tests(source, sources):
    """Names of tests that a class holds; those of its bases too when it says so, as Odoo reads them."""
    above = _above(source, sources)
    if not any(INHERITS.search(each.body) for each in (source, *above)):
        return sorted(source.tests)
    # What says so without being tagged is a base, which is not run itself.
    return sorted({test for each in (source, *above) for test in each.tests}) if source.is_tagged else []


def _above(source, sources):
    found = [sources[base] for base in source.bases if sources.get(base) not in (None, source)]
    return [*found, *(each for base in found for each in _above(base, sources))]
