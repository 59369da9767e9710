"""The tests themselves: each is run, and none passes whatever the program does."""
import ast
import importlib.util
import inspect
import pkgutil
import sys
from collections import Counter
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from odoo.tests import BaseCase, loader, tagged

from odoo.addons.kooperacje import tests

FOLDER = Path(__file__).parent
# What decides whether a test passes, beside `assertSomething`: a tour fails by itself.
VERDICTS = {"fail", "start_tour", "browser_js"}


class Reader:
    """The sources of all tests: which class is where, and whether a test reaches a verdict."""

    def __init__(self, sources):
        """``sources``: the text of each module, by its path."""
        self.classes, self.functions, self.methods = {}, {}, []
        for path, text in sources.items():
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef):
                    self.classes.setdefault(node.name, []).append((path, node))
                elif isinstance(node, ast.FunctionDef):
                    self.functions.setdefault(node.name, []).append(node)
        for found in self.classes.values():
            for path, node in found:
                self.methods += [
                    (path, node, method) for method in node.body
                    if isinstance(method, ast.FunctionDef) and method.name.startswith("test")
                ]

    def without_verdict(self):
        """Tests that no failure can reach: ``path: Class.method``."""
        return [
            f"{path}: {node.name}.{method.name}" for path, node, method in self.methods
            if not self._decides(method, node, set())
        ]

    def _decides(self, function, node, seen):
        """Whether ``function``, read as a method of the class ``node``, asserts, or calls a helper that does."""
        if id(function) in seen:
            return False
        seen.add(id(function))
        for leaf in ast.walk(function):
            if isinstance(leaf, ast.Attribute):
                if leaf.attr.startswith("assert") or leaf.attr in VERDICTS:
                    return True
                helper = self._of_the_same(leaf.value) and self._method(node, leaf.attr)
                if helper and self._decides(helper, node, seen):
                    return True
            elif isinstance(leaf, ast.Name) and any(
                self._decides(helper, node, seen) for helper in self.functions.get(leaf.id, ())
            ):
                return True
        return False

    @staticmethod
    def _of_the_same(value):
        """Whether an attribute of ``value`` is one of the test: ``self``, ``cls``, ``super()``."""
        if isinstance(value, ast.Call):
            value = value.func
        return isinstance(value, ast.Name) and value.id in ("self", "cls", "super")

    def _method(self, node, name):
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and member.name == name:
                return member
        for base in node.bases:
            for _path, above in self.classes.get(ast.unparse(base).rpartition(".")[2], ()):
                found = above is not node and self._method(above, name)
                if found:
                    return found
        return None


@tagged("post_install", "-at_install")
class TestTests(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paths = sorted(FOLDER.rglob("*.py"))
        cls.reader = Reader({path.relative_to(FOLDER): path.read_text("utf-8") for path in cls.paths})

    def test_each_test_can_fail(self):
        self.assertGreater(len(self.reader.methods), 1500)
        self.assertEqual(self.reader.without_verdict(), [])

    def test_what_can_fail_and_what_cannot(self):
        reader = Reader({"common.py": dedent("""
            class Common(TransactionCase):
                def _answer(self):
                    self._store()
                    self.assertTrue(1)
                def _store(self):
                    self.case.write({})
        """), "test_it.py": dedent("""
            def worded(test):
                test.assertIn(1, [1])
            class TestIt(common.Common):
                def test_asserts(self): self.assertEqual(1, 1)
                def test_refuses(self):
                    with self.assertRaises(ValueError):
                        pass
                def test_by_a_helper(self): self._answer()
                def test_by_a_function(self): worded(self)
                def test_tour(self): self.start_tour("/odoo", "case")
                def test_only_does(self): self._store()
                def test_a_record_has_a_method_of_that_name(self): self.case._answer()
        """)})
        self.assertEqual(reader.without_verdict(), [
            "test_it.py: TestIt.test_only_does", "test_it.py: TestIt.test_a_record_has_a_method_of_that_name",
        ])

    def test_each_module_is_run(self):
        """Odoo runs the modules that are names of ``tests``; of two of one name it would run the last."""
        modules = [path for path in self.paths if path.name.startswith("test_")]
        self.assertGreater(len(modules), 150)
        twice = [name for name, times in Counter(path.stem for path in modules).items() if times > 1]
        self.assertFalse(twice, "modules of one name in two rooms")
        found = {
            Path(inspect.getfile(module)).resolve() for name, module in inspect.getmembers(tests, inspect.ismodule)
            if name.startswith("test_")
        }
        self.assertEqual([path for path in modules if path.resolve() not in found], [])

    def test_each_room_is_read_whole(self):
        """``tests/__init__.py`` names the rooms that have tests, and a package of a room holds what it names."""
        rooms = {path.parent.name for path in self.paths if path.name.startswith("test_")} - {FOLDER.name}
        self.assertLessEqual(rooms, {name for _finder, name, is_package in pkgutil.iter_modules(tests.__path__)
                                     if is_package})
        for room in rooms:
            package = importlib.import_module(f"{tests.__name__}.{room}")
            with self.subTest(room=room):
                for name, module in vars(package).items():
                    if isinstance(module, ModuleType) and name.startswith("test_"):
                        self.assertIs(getattr(tests, name, None), module)

    def test_what_is_chosen_by_name_is_what_odoo_finds(self):
        """``tools/only.py`` reads the sources, so that `make test ONLY=` need not ask Odoo."""
        spec = importlib.util.spec_from_file_location("tools", FOLDER.parent / "tools" / "__init__.py")
        sys.modules["tools"] = importlib.util.module_from_spec(spec)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "tools"])
        suite = importlib.import_module("tools.only").Suite.read(FOLDER.parent)
        found = {}
        for module in loader.get_test_modules("kooperacje"):
            for test in loader.get_module_test_cases(module):
                name = type(test).__name__
                found.setdefault(name, (module.__name__, []))[1].append(test._testMethodName)
        self.assertEqual({name: (logger, sorted(names)) for name, (logger, names) in found.items()}, suite.classes)
        self.assertEqual(len(suite.rooms), 11)

    def test_each_class_has_a_name_of_its_own(self):
        """Tests are chosen and split by the names of their classes."""
        times = Counter(node.name for _path, node, _method in {
            (path, node): (path, node, method) for path, node, method in self.reader.methods
        }.values())
        self.assertEqual([name for name, number in times.items() if number > 1], [])

    def test_each_class_says_when_it_runs(self):
        """Once everything is installed, so that `make test ONLY=` finds it on a database that is not updated.

        Odoo runs the tests that a class itself holds; one whose tests are for the classes below it says so.
        """
        wrong = []
        for path, node, method in self.reader.methods:
            tags = [ast.unparse(each) for each in node.decorator_list]
            is_base = "allow_inherited_tests_method = True" in map(ast.unparse, node.body)
            if not is_base and not any("'post_install', '-at_install'" in each for each in tags):
                wrong.append(f"{path}: {node.name}.{method.name}")
        self.assertEqual(wrong, [])
