import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[2]
# The house's order: a room uses itself and those above it (before it here), never those below.
ROOMS = ("network", "basket", "casework", "meetings", "evaluation", "privacy", "catalogue")
FOLDERS = ("models", "wizards", "reports")
RELATIONAL = {"Many2one", "One2many", "Many2many"}


class RoomReader(ast.NodeVisitor):
    """Model names that one source file declares, and those it uses: to inherit, to relate to, or in ``env[...]``.

    ``models`` are those its classes are of, one for each class that is a model.
    """

    def __init__(self, tree):
        self.models = []
        self.declared = set()
        self.used = set()
        self.imported = set()
        self.visit(tree)

    def visit_ClassDef(self, node):
        names, inherited = set(), set()
        for statement in node.body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name) and target.id in ("_name", "_inherit", "_inherits"):
                        found = {
                            leaf.value for leaf in ast.walk(statement.value)
                            if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                        }
                        (names if target.id == "_name" else inherited).update(found)
        self.models += sorted(names) or sorted(inherited)[:1]
        self.declared |= names - inherited
        self.used |= inherited
        self.generic_visit(node)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Attribute) and node.func.attr in RELATIONAL:
            values = node.args[:1] + [key.value for key in node.keywords if key.arg == "comodel_name"]
            self.used |= {value.value for value in values if isinstance(value, ast.Constant)}
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if (
            isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            and isinstance(node.value, ast.Attribute) and node.value.attr == "env"
        ):
            self.used.add(node.slice.value)
        self.generic_visit(node)

    def visit_ImportFrom(self, node):
        self.imported.add("." * node.level + (node.module or ""))

    def visit_Import(self, node):
        self.imported |= {alias.name for alias in node.names}


@tagged("post_install", "-at_install")
class TestHouse(BaseCase):
    """Each folder read alone tells its whole story: rooms use those above them only (architecture, Rooms)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = []
        for folder in FOLDERS:
            for number, room in enumerate(ROOMS):
                for path in sorted((ROOT / folder / room).glob("**/*.py")):
                    cls.files.append((number, path.relative_to(ROOT), RoomReader(ast.parse(path.read_text("utf-8")))))
        cls.home = {}
        for number, _path, reader in cls.files:
            for name in reader.declared:
                cls.home.setdefault(name, number)

    def test_reader_sees_what_it_should(self):
        reader = RoomReader(ast.parse(
            "from ..casework import case\n"
            "class A(models.Model):\n"
            "    _name = 'kooperacje.a'\n"
            "    _inherit = ['mail.thread']\n"
            "    b_id = fields.Many2one('kooperacje.b', 'B')\n"
            "    c_ids = fields.One2many(comodel_name='kooperacje.c')\n"
            "    def run(self):\n"
            "        return self.sudo().env['kooperacje.d'].search([])\n"
            "class E(models.Model):\n"
            "    _inherit = 'kooperacje.e'\n"
        ))
        self.assertEqual(reader.models, ["kooperacje.a", "kooperacje.e"])
        self.assertEqual(reader.declared, {"kooperacje.a"})
        self.assertEqual(
            reader.used, {"mail.thread", "kooperacje.b", "kooperacje.c", "kooperacje.d", "kooperacje.e"},
        )
        self.assertEqual(reader.imported, {"..casework"})

    def test_every_file_is_in_a_room(self):
        for folder in FOLDERS:
            for path in (ROOT / folder).glob("**/*.py"):
                parts = path.relative_to(ROOT / folder).parts
                self.assertTrue(parts == ("__init__.py",) or parts[0] in ROOMS, path)

    def test_one_model_a_file(self):
        """A file bears the name of its model, and of what it adds to it where that is a part: ``case_diagnosis.py``."""
        for _number, path, reader in self.files:
            if reader.models:
                self.assertEqual(len(reader.models), 1, path)
                name = reader.models[0].removeprefix("kooperacje.").replace(".", "_")
                self.assertTrue(path.stem == name or path.stem.startswith(f"{name}_"), f"{path} is of {name}")

    def test_rooms_use_rooms_above(self):
        self.assertGreater(len(self.home), 25)
        wrong = [
            f"{path}: {name} lives in {ROOMS[self.home[name]]}"
            for number, path, reader in self.files for name in sorted(reader.used)
            if name in self.home and self.home[name] > number
        ]
        self.assertFalse(wrong, "a room uses a room below it")

    def test_rooms_import_rooms_above(self):
        wrong = []
        for number, path, reader in self.files:
            below = ROOMS[number + 1:]
            for module in reader.imported:
                if module.startswith((".", "odoo.addons.kooperacje")) and set(module.split(".")) & set(below):
                    wrong.append(f"{path}: {module}")
        self.assertFalse(wrong, "a room imports from a room below it")

    def test_kernels_know_nothing_of_odoo(self):
        paths = sorted((ROOT / "kernels").glob("**/*.py"))
        self.assertTrue(paths)
        for path in paths:
            for module in RoomReader(ast.parse(path.read_text("utf-8"))).imported:
                self.assertNotEqual(module.split(".")[0], "odoo", path)
