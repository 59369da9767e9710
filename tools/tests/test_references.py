"""Each reference in the sources has an entry in docs/, and docs/ lists what there is."""

import re
import tempfile
import unittest
from pathlib import Path

from tools import references
from tools.references import Entries

REPO = Path(__file__).parents[2]


class Reading(unittest.TestCase):
    """What is taken for a reference."""

    def _names(self, text):
        return [name for _position, name in references.references(text)]

    def test_numbers(self):
        self.assertEqual(self._names("Nothing begins before (K3D-129)."), ["K3D-129"])
        self.assertEqual(self._names("K3D-65, 67, 79; RUR-1"), ["K3D-65", "K3D-67", "K3D-79", "RUR-1"])
        self.assertEqual(self._names("K3D-48–50, 52"), ["K3D-48", "K3D-49", "K3D-50", "K3D-52"])
        self.assertEqual(self._names("RUR-132 to RUR-134"), ["RUR-132", "RUR-133", "RUR-134", "RUR-134"])
        self.assertEqual(self._names("K3D-70, RUR-2"), ["K3D-70", "RUR-2"])
        self.assertEqual(self._names("# (K3D-70,\n    # 71)"), ["K3D-70", "K3D-71"])
        self.assertEqual(self._names("K3D-70, 5.5 hours"), ["K3D-70"])

    def test_articles(self):
        self.assertEqual(self._names("art. 100 ust. 6 u.p.s., art. 29 RODO"), ["u.p.s. art. 100", "RODO art. 29"])
        self.assertEqual(
            self._names("art. 30 ust. 1 i art. 33 ust. 3 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym oraz "
                        "art. 2 ust. 2 ustawy z dnia 12 marca 2004 r. o pomocy społecznej"),
            ["u.s.g. art. 30", "u.s.g. art. 33", "u.p.s. art. 2"],
        )
        self.assertEqual(self._names("The ages come from the civil code (art. 11, 12)"),
                         ["kodeks cywilny art. 11", "kodeks cywilny art. 12"])
        self.assertEqual(self._names("nothing is gated (art. 11). Another sentence on RODO"), ["art. 11"])

    def test_tools(self):
        self.assertEqual(self._names("(tool 19 D, R9)"), ["tool 19", "tool 19 D", "R9"])
        self.assertEqual(self._names("tool 19 G, H)"), ["tool 19", "tool 19 G", "tool 19 H"])
        self.assertEqual(self._names("tool 20, point 18"), ["tool 20", "tool 20 18"])
        self.assertEqual(self._names("tools 17.5 and 18.1"), ["tool 17 5", "tool 18 1"])
        self.assertEqual(self._names("narzędzie 7A–C"), ["tool 7A", "tool 7B", "tool 7C"])
        self.assertEqual(self._names("tools 1A, 1B and 3"), ["tool 1A", "tool 1B", "tool 3"])
        self.assertEqual(self._names("tool 3, each counting"), ["tool 3"])
        self.assertEqual(self._names('<field name="tool">7A–B, 11</field>'), ["tool 7A", "tool 7B", "tool 11"])
        self.assertEqual(self._names('<field name="tool">4.4</field>'), ["paper 4.4"])

    def test_others(self):
        self.assertEqual(self._names("papers 4.7, 4.8; R7–R9"), ["R7", "R8", "R9", "paper 4.7", "paper 4.8"])
        self.assertEqual(self._names("RODO-17, KRI-LOG; docs/law.md §4"), ["RODO-17", "KRI-LOG", "law §4"])


class EveryReference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.entries = Entries(REPO / "docs")
        cls.places = references.places(REPO)

    def test_resolves(self):
        self.assertGreater(sum(map(len, self.places.values())), 1500, "the references were not found")
        unknown = {name: places[:5] for name, places in self.places.items() if name not in self.entries.names}
        self.assertEqual(unknown, {})

    def test_an_unknown_one_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "model.py").write_text('"""As K3D-268, art. 999 u.p.s. and tool 22 ask."""\n', "utf-8")
            found = references.places(Path(folder))
        self.assertEqual(found, {name: ["model.py:1"] for name in ("K3D-268", "u.p.s. art. 999", "tool 22")})
        self.assertFalse(found.keys() & self.entries.names)

    def test_requirements_are_all_there_and_no_others(self):
        self.assertEqual(self.entries.numbers, [
            f"{letters}-{number}" for letters, last in references.LAST.items() for number in range(1, last + 1)
        ])

    def test_each_requirement_says_something(self):
        rows = [row for row in Entries._rows(REPO / "docs" / "requirements.md") if row[0] in self.entries.names]
        self.assertEqual([row[0] for row in rows if len(row) < 2 or not row[1].endswith(".")], [])

    def test_tools_are_those_of_the_program(self):
        """The catalogue of tools has each of them; the nine cards are one tool to many sentences."""
        catalogue = (REPO / "data" / "catalogue_tool.xml").read_text("utf-8")
        self.assertEqual(
            sorted(re.findall(r'<field name="code">([^<]+)<', catalogue)), sorted(set(self.entries.tools) - {"7"}),
        )

    def test_places_of_a_tool_exist(self):
        text = (REPO / "docs" / "tools.md").read_text("utf-8")
        sources = "".join(
            path.read_text("utf-8") for folder in ("models", "wizards") for path in (REPO / folder).rglob("*.py")
        )
        models = set(re.findall(r"`(kooperacje(?:\.[a-z]+)+)`", text))
        self.assertGreater(len(models), 20)
        self.assertEqual([model for model in sorted(models) if f'_name = "{model}"' not in sources], [])
        files = set(re.findall(r"`(data/\w+\.xml)`", text))
        self.assertEqual([name for name in sorted(files) if not (REPO / name).exists()], [])

    def test_pages_named_exist(self):
        missing = []
        for path in references.sources(REPO):
            if path.is_relative_to(REPO / "tools"):
                continue  # it makes up pages of its own
            for name in references.PAGE.findall(path.read_text("utf-8")):
                if not any((folder / name).exists() for folder in (REPO, path.parent)):
                    missing.append(f"{path.relative_to(REPO)}: {name}")
        self.assertEqual(missing, [])
