import ast
import re
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.screens import Screen

ROW = re.compile(r"\| ((?:K3D|RUR)-\d+) \| (.+?) \| (.*) \|")
SCREEN = re.compile(r"\| (.+?) \| (.+?) \| `(menu_\w+)` \| (.+?) \|")
NOTHING = "Asks for nothing."
# A place: screens in italics, a colon, tests between backticks; then what is missing, if anything.
PLACE = re.compile(
    r"(\*[^*]+\*(?:, \*[^*]+\*)*): (`Test\w+(?:\.test_\w+)?`(?:, `Test\w+(?:\.test_\w+)?`)*)\.(?: (.+))?",
)


class WhereMixin:
    """Reads docs/requirements.md: each row of the Model, and the table of screens above them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        page = Path(file_path("kooperacje/docs"), "requirements").with_suffix(".md")
        lines = page.read_text("utf-8").splitlines()
        cls.intro = " ".join(lines)
        cls.rows = {row[1]: (row[2], row[3]) for line in lines if (row := ROW.fullmatch(line))}
        cls.screens = {row[1]: row.groups()[1:] for line in lines if (row := SCREEN.fullmatch(line))}
        cls.places = {name: PLACE.fullmatch(place) for name, (_text, place) in cls.rows.items() if place != NOTHING}


@tagged("post_install", "-at_install")
class TestRequirements(WhereMixin, TransactionCase):
    """Each row of the Model says on which screen it works and which test holds it, or why not."""

    def test_no_row_is_empty(self):
        self.assertEqual(len(self.rows), 464)
        self.assertEqual([name for name, place in self.places.items() if not place], [])
        aside = [
            name for name, (text, place) in self.rows.items() if (place == NOTHING) != text.startswith("Background")
        ]
        self.assertEqual(aside, [], "a background asks for nothing, and nothing else does")

    def test_every_screen_is_in_the_table_and_used(self):
        used = {label for place in self.places.values() for label in re.findall(r"\*([^*]+)\*", place[1])}
        self.assertEqual(used, self.screens.keys())

    def test_every_test_named_exists(self):
        there = set()
        for path in Path(file_path("kooperacje/tests")).rglob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    methods = {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
                    there |= {node.name, *methods}
        named = {test for place in self.places.values() for test in re.findall(r"`(\S+)`", place[2])}
        self.assertGreater(len(named), 200)
        self.assertEqual(named - there, set())

    def test_the_page_counts_its_rows_right(self):
        notes = [place[3] or "" for place in self.places.values()]
        partly, not_yet = (sum(note.startswith(word) for note in notes) for word in ("Partly: ", "Not yet: "))
        self.assertIn(f"Of 464 rows {len(notes) - partly - not_yet} work. {partly} work in part", self.intro)
        self.assertIn(f"{not_yet} do not work and say so", self.intro)
        self.assertIn(f"{464 - len(notes)} ask for nothing.", self.intro)


@tagged("post_install", "-at_install")
class TestScreensOfRequirements(WhereMixin, KooperacjeCommon):
    """The screens that docs/requirements.md names stand in the menu of their owner, as written there, and open."""

    def setUp(self):
        super().setUp()
        roles = dict(self.env["kooperacje.role.assignment"]._fields["role"]._description_selection(
            self.env(context={"lang": "pl_PL"}),
        ))
        self.owners = {roles[role]: user for role, user in self.user_by_role.items()}
        self.menus = {
            user: {menu.get("xmlid") for menu in self.env["ir.ui.menu"].with_user(user).load_menus(False).values()}
            for user in self.owners.values()
        }

    def test_each_stands_where_the_page_says_and_opens(self):
        self.assertGreater(len(self.screens), 50)
        for label, (path, name, owner) in self.screens.items():
            with self.subTest(label):
                user = self.owners[owner]
                menu = self.env.ref(f"kooperacje.{name}").with_context(lang="pl_PL")
                self.assertEqual(menu.complete_name, "/".join(["Kooperacje", *path.split(" ▸ ")]))
                self.assertTrue(f"kooperacje.{name}" in self.menus[user], f"{owner} has no menu {name}")
                self._open(menu.action.with_user(user), user)

    def _open(self, action, user):
        if action._name == "ir.actions.act_url":
            self.env["ir.http"].routing_map().bind("localhost").match(action.sudo().url)
            return
        values = action.sudo().read()[0]
        if action._name == "ir.actions.server":
            values = self.env["ir.actions.server"].browse(action.id).with_user(user).run()
            if values.get("type") != "ir.actions.act_window":
                return
        elif action._name == "ir.actions.client":
            self.assertTrue(values["tag"])
            return
        model = self.env[values["res_model"]].with_user(user)
        views = values.get("views") or [(False, values["view_mode"].split(",")[0])]
        for view_id, kind in views:
            screen = Screen(model, kind, view_id)
            self.assertIsInstance(screen.arch, etree._Element)
            if kind in ("list", "kanban"):
                context = {"uid": user.id, "active_id": False, "active_ids": []}
                domain = values.get("domain") or []
                if isinstance(domain, str):
                    domain = safe_eval(domain, context)
                model.web_search_read(domain, screen.spec, limit=1)
