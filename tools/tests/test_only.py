"""What `make test ONLY=` chooses, and what other targets choose by name."""

import tempfile
import unittest
from pathlib import Path

from tools import checks, core_test
from tools.only import Suite
from tools.trouble import Trouble

REPO = Path(__file__).parents[2]
FILES = {
    "common.py": "class Common(TransactionCase):\n    def _case(self):\n        pass\n",
    "test_translation.py": '@tagged("x")\nclass TestTranslation(BaseCase):\n    def test_it(self):\n        x\n',
    "casework/test_plan.py": """
class PlanCommon(Common):
    def helper(self):
        pass


@tagged(
    "post_install",
)
class TestPlan(PlanCommon):
    @classmethod
    def setUpClass(cls):
        pass

    def test_signed(self):
        def test_inner():
            pass

    @mute_logger("odoo.sql_db")
    def test_draft(self):
        pass

X = 1
""",
    "casework/test_team.py": '@tagged("x")\nclass TestTeam(Common):\n\n    def test_signed(self):\n        pass',
    "demo/test_screens.py": """
class Screens(Common):
    allow_inherited_tests_method = True

    def test_menus(self):
        pass


@tagged("post_install")
class TestScreensOfHead(Screens, TransactionCase):
    login = "maria"
""",
}


class Choose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        for name, text in FILES.items():
            path = Path(folder.name, "tests", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        cls.suite = Suite.read(Path(folder.name))

    def test_what_there_is(self):
        self.assertEqual(self.suite.rooms, {"casework": ["TestPlan", "TestTeam"], "demo": ["TestScreensOfHead"]})
        self.assertEqual(self.suite.classes["TestPlan"], (
            "odoo.addons.kooperacje.tests.casework.test_plan", ["test_draft", "test_signed"],
        ))
        self.assertEqual(self.suite.classes["TestScreensOfHead"][1], ["test_menus"])

    def test_a_room(self):
        found, tags = self.suite.choose("casework")
        self.assertEqual(tags, "/kooperacje:TestPlan,/kooperacje:TestTeam")
        self.assertEqual(sum(map(len, found.values())), 3)

    def test_a_class(self):
        found, tags = self.suite.choose("TestTranslation")
        self.assertEqual(tags, "/kooperacje:TestTranslation")
        self.assertEqual(found, {"TestTranslation": [
            ("odoo.addons.kooperacje.tests.test_translation", "TestTranslation.test_it"),
        ]})

    def test_a_test(self):
        found, tags = self.suite.choose("TestPlan.test_draft")
        self.assertEqual(tags, "/kooperacje:TestPlan.test_draft")
        self.assertEqual([name for _logger, name in found["TestPlan"]], ["TestPlan.test_draft"])

    def test_several(self):
        found, tags = self.suite.choose("TestPlan.test_draft, casework,TestPlan")
        self.assertEqual(tags, "/kooperacje:TestPlan.test_draft,/kooperacje:TestPlan,/kooperacje:TestTeam")
        self.assertEqual({name: len(tests) for name, tests in found.items()}, {"TestPlan": 2, "TestTeam": 1})

    def test_nothing_of_that_name(self):
        for only, near in (
            ("casewrk", "casework"), ("TestPlann", "TestPlan"), ("TestPlan.test_drafted", "TestPlan.test_draft"),
            ("TestPlan.", "TestPlan"), ("PlanCommon", "TestPlan"), ("casework,TestPlannn", "TestPlan"),
            (",", "casework"),
        ):
            with self.subTest(only=only), self.assertRaises(Trouble) as caught:
                self.suite.choose(only)
            self.assertIn(near, str(caught.exception))
            self.assertIn("Choose a room (casework, demo)", str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))


class Named(unittest.TestCase):
    """A class that is chosen by name and is gone would be chosen in vain, and nobody would see it."""

    @classmethod
    def setUpClass(cls):
        cls.suite = Suite.read(REPO)

    def test_all_tests_are_read(self):
        self.assertGreater(sum(len(tests) for _logger, tests in self.suite.classes.values()), 2500)

    def test_doors_that_hold_beside_other_addons(self):
        for name in core_test.DOORS:
            self.assertIn(name, self.suite.classes)

    def test_tests_of_bad_input(self):
        classes = {test.partition(".")[0] for test in checks.BAD_INPUT}
        found, _tags = self.suite.choose(",".join(classes))
        self.assertEqual({name for tests in found.values() for _logger, name in tests}, set(checks.BAD_INPUT))
