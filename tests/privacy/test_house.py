import ast
import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.tests.house import (
    DATA_FOLDERS,
    FOLDERS,
    ROOMS,
    ROOT,
    DataReader,
    Plan,
    RoomReader,
    read_csv,
)

# A data file of no room's name, and the room it belongs to.
DATA_OF_NO_ROOM = {
    "agreement_clauses.xml": "network", "appointment_clauses.xml": "network", "authorisation_clauses.xml": "network",
    "regulation_clauses.xml": "network", "document_clauses.xml": "meetings", "document_clauses_secrecy.xml": "meetings",
}
# Models of which one room says more than fits into one file, and the files, each of a concern.
CONCERNS = {
    ("models", "kooperacje.case"): (
        "case", "case_assessment", "case_blue_card", "case_due", "case_ending", "case_gates", "case_handover",
        "case_proposal",
    ),
    ("models", "kooperacje.meeting"): (
        "meeting", "meeting_calendar", "meeting_outcome", "meeting_partnership", "meeting_preparation",
        "meeting_protocol", "meeting_rota",
    ),
    ("models", "kooperacje.membership"): ("membership", "membership_link", "membership_succession"),
    ("models", "kooperacje.partnership"): ("partnership", "partnership_process", "partnership_register"),
    ("models", "kooperacje.role.assignment"): (
        "role_assignment", "role_assignment_account", "role_assignment_duty", "role_assignment_give",
    ),
    ("models", "kooperacje.service"): (
        "service", "service_exchange", "service_find", "service_freshness", "service_merge",
    ),
    ("models", "kooperacje.survey.wave"): ("survey_wave", "survey_wave_audience"),
    ("models", "kooperacje.team.member"): ("team_member", "team_member_link"),
}
FEW_LINES = 700
# What a record names of a room below it, and why it is better so: ``{path: {name: reason}}``.
EXCEPTIONS = {}

# A window of what points at one record, said at length.
SHAPE_OF_WINDOW = r"""domain=\[\("(\w+)", "(?:=|in)", self\.ids?\)\],\s+context=\{"(?:default_\1": self\.id\b|create)"""


@tagged("post_install", "-at_install")
class TestHouse(TransactionCase):
    """Each folder read alone tells its whole story: rooms use those above them only (architecture, Rooms)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = []
        for folder in FOLDERS:
            for number, room in enumerate(ROOMS):
                for path in sorted((ROOT / folder / room).glob("**/*.py")):
                    cls.files.append((number, path.relative_to(ROOT), RoomReader(ast.parse(path.read_text("utf-8")))))
        cls.plan = Plan(cls.files)
        cls.home = cls.plan.home
        cls.name_by_table = {name.replace(".", "_"): name for name in cls.env.registry}
        cls.data = [
            (ROOMS.index(room), path.relative_to(ROOT), DataReader(path.read_text("utf-8"), cls._comodel))
            for room, path in cls._data_files()
        ]

    @classmethod
    def _data_files(cls):
        for room in ROOMS:
            for folder in DATA_FOLDERS:
                for path in sorted((ROOT / folder / room).glob("*.xml")):
                    yield room, path
        for path in sorted((ROOT / "data").glob("*.xml")):
            yield DATA_OF_NO_ROOM.get(path.name) or path.name.partition("_")[0], path

    @classmethod
    def _comodel(cls, model, field):
        """Name of the model that ``field`` of ``model`` relates to."""
        model = cls.name_by_table.get(model, model)
        field = cls.env.registry[model]._fields.get(field) if model in cls.env.registry else None
        return getattr(field, "comodel_name", None)

    def _room_of_member(self, model, name):
        """Number of the room that gives the field or method ``name`` to ``model``; 0 for what core gives."""
        model = self.name_by_table.get(model, model)
        if model not in self.env.registry:
            return 0
        for parent in {getattr(cls, "_name", None) for cls in self.env.registry[model].mro()}:
            if (
                parent and parent != model and not parent.startswith("kooperacje.") and parent in self.env.registry
                and hasattr(self.env.registry[parent], name)
            ):
                return 0
        return self.plan.members(model).get(name, 0)

    def test_reader_sees_what_it_should(self):
        reader = RoomReader(ast.parse(
            "from ..casework import case\n"
            "class A(models.Model):\n"
            "    _name = 'kooperacje.a'\n"
            "    _inherit = ['mail.thread']\n"
            "    b_id = fields.Many2one('kooperacje.b', 'B')\n"
            "    c_ids = fields.One2many(comodel_name='kooperacje.c')\n"
            "    words = scoped(fields.Text, None)\n"
            "    def run(self):\n"
            "        return self.sudo().env['kooperacje.d'].search([])\n"
            "class E(models.Model):\n"
            "    _inherit = 'kooperacje.e'\n"
        ))
        self.assertEqual(reader.models, ["kooperacje.a", "kooperacje.e"])
        self.assertEqual(reader.declared, {"kooperacje.a"})
        self.assertEqual(reader.inherited, {"mail.thread", "kooperacje.e"})
        self.assertEqual(
            reader.used, {"mail.thread", "kooperacje.b", "kooperacje.c", "kooperacje.d", "kooperacje.e"},
        )
        self.assertEqual(reader.imported, {"..casework"})
        self.assertEqual(reader.classes[0], (
            "kooperacje.a", ["mail.thread"], {"b_id": "kooperacje.b", "c_ids": "kooperacje.c", "words": None}, {"run"},
        ))

    def test_plan_gives_a_field_the_room_of_its_file(self):
        mixin, model, below = (RoomReader(ast.parse(text)) for text in (
            "class M(models.AbstractModel):\n    _name = 'kooperacje.m'\n    key = fields.Char()\n",
            "class A(models.Model):\n    _name = 'kooperacje.a'\n    name = fields.Char()\n    key = fields.Char()\n",
            "class A(models.Model):\n    _inherit = ['kooperacje.a', 'kooperacje.n']\n    later = fields.Char()\n"
            "class N(models.AbstractModel):\n    _name = 'kooperacje.n'\n    _inherit = ['kooperacje.m']\n"
            "    def run(self):\n        pass\n",
        ))
        plan = Plan([(0, "m", mixin), (1, "a", model), (3, "b", below)])
        self.assertEqual(plan.members("kooperacje.a"), {"name": 1, "key": 1, "later": 3, "run": 3})

    def test_reader_of_data_sees_what_it_should(self):
        comodels = {("kooperacje.a", "b_ids"): "kooperacje.b", ("a", "b_ids"): "kooperacje.b"}
        reader = DataReader("""
            <odoo>
                <record id="view" model="ir.ui.view">
                    <field name="model">kooperacje.a</field>
                    <field name="inherit_id" ref="other_view"/>
                    <field name="arch" type="xml">
                        <xpath expr="//field[@name='b_ids']/list/field[@name='x']" position="after">
                            <field name="y" invisible="not z"/>
                        </xpath>
                        <field name="b_ids" position="after">
                            <button name="action_go" type="object" groups="group_p,!kooperacje.group_q"/>
                            <button name="%(kooperacje.act)d" type="action"/>
                        </field>
                        <field name="b_ids"><list><field name="w"/></list></field>
                    </field>
                </record>
                <record id="rule" model="ir.rule">
                    <field name="model_id" ref="model_a"/>
                    <field name="groups" eval="[Command.link(ref('group_r'))]"/>
                    <field name="domain_force">[('b_ids.v', '=', 1), ('b_ids', 'any', [('u', '=', user.id)])]</field>
                </record>
            </odoo>
        """, lambda model, field: comodels.get((model, field)))
        self.assertEqual(reader.declared, {"view", "rule"})
        self.assertEqual(reader.models, {"kooperacje.a"})
        self.assertEqual(
            reader.xmlids, {"other_view", "group_p", "group_q", "group_r", "act", "model_a"},
        )
        self.assertEqual({pair for pair in reader.members if not pair[0].startswith("ir.")}, {
            ("kooperacje.a", "b_ids"), ("kooperacje.b", "x"), ("kooperacje.b", "y"), ("kooperacje.b", "z"),
            ("kooperacje.a", "action_go"), ("kooperacje.b", "w"), ("a", "b_ids"), ("kooperacje.b", "v"),
            ("kooperacje.b", "u"),
        })

    def test_every_file_is_in_a_room(self):
        for folder in {*FOLDERS, *DATA_FOLDERS}:
            for path in (ROOT / folder).glob("**/*.*"):
                parts = path.relative_to(ROOT / folder).parts
                self.assertTrue(
                    len(parts) == 1 or parts[0] in ROOMS or "__pycache__" in parts, path,
                )
        for path in (ROOT / "data").glob("*.xml"):
            self.assertIn(DATA_OF_NO_ROOM.get(path.name) or path.name.partition("_")[0], ROOMS, path)

    def test_one_model_a_file(self):
        """A file bears the name of its model, and of what it adds to it where that is a part: ``case_diagnosis.py``."""
        for _number, path, reader in self.files:
            if reader.models:
                self.assertEqual(len(reader.models), 1, path)
                name = self._stem(reader.models[0])
                self.assertTrue(path.stem == name or path.stem.startswith(f"{name}_"), f"{path} is of {name}")

    def test_one_file_a_model_in_its_room(self):
        """A state machine stands whole: what one room says of a model, one file says; see ``CONCERNS``."""
        for folder in FOLDERS:
            for room in ROOMS:
                files = {}
                for _number, path, reader in self.files:
                    if path.parts[:2] == (folder, room):
                        for name, _parents, _fields, methods in reader.classes:
                            files.setdefault(name, []).append((path, methods))
                for name, parts in files.items():
                    stems = tuple(sorted(path.stem for path, _methods in parts))
                    if len(parts) == 1:
                        continue
                    with self.subTest(name, folder=folder, room=room):
                        self.assertEqual(stems, tuple(sorted(CONCERNS.get((folder, name), ()))))
                        lines = sum(len((ROOT / path).read_text("utf-8").splitlines()) for path, _methods in parts)
                        self.assertGreater(lines, FEW_LINES, "they fit into one file")
                        every = [method for _path, methods in parts for method in methods]
                        twice = {method for method in every if every.count(method) > 1}
                        self.assertFalse(twice, "the order of files decides what runs first")

    def test_rooms_use_rooms_above(self):
        """The first room names models of others by a string alone, which it does not inherit."""
        self.assertGreater(len(self.home), 25)
        wrong = [
            f"{path}: {name} lives in {ROOMS[self.home[name]]}"
            for number, path, reader in self.files
            for name in sorted(reader.used if number else reader.inherited)
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

    def test_records_name_rooms_above(self):
        """Views, rules, actions, menus, templates: models, fields, buttons and XML ids."""
        self.assertGreater(sum(len(reader.members) for _number, _path, reader in self.data), 4000)
        room_by_xmlid = {f"model_{name.replace('.', '_')}": number for name, number in self.home.items()}
        for number, _path, reader in self.data:
            for xmlid in reader.declared:
                # A room below may add to a record of one above.
                room_by_xmlid[xmlid] = min(number, room_by_xmlid.get(xmlid, number))
        wrong = []
        for number, path, reader in self.data:
            named = {name: self.home.get(name, 0) for name in reader.models}
            named |= {xmlid: room_by_xmlid.get(xmlid, 0) for xmlid in reader.xmlids}
            named |= {f"{model}.{name}": self._room_of_member(model, name) for model, name in reader.members}
            wrong += [
                f"{path}: {name} lives in {ROOMS[room]}" for name, room in sorted(named.items())
                if room > number and name not in EXCEPTIONS.get(str(path), ())
            ]
        self.assertFalse(wrong, "a record names what lives in a room below it")

    def test_view_of_a_wizard_bears_its_name(self):
        """Found by the name of the wizard's code; a room below that adds to the view does so in its own folder."""
        wizards = {
            name for _number, path, reader in self.files if path.parts[0] == "wizards" for name in reader.models
            if self.env.registry[name]._transient
        }
        seen = set()
        for _number, path, reader in self.data:
            for name in reader.shown & wizards:
                seen.add(name)
                self.assertEqual(
                    (path.parts[0], path.name), ("wizards", f"{self._stem(name)}_views.xml"), f"{path} shows {name}",
                )
        self.assertGreater(len(seen), 25)

    def test_template_of_a_report_bears_the_name_of_its_model(self):
        seen = set()
        for _number, path, reader in self.data:
            seen |= reader.printed
            if path.parts[0] == "reports" and not path.stem.endswith("_layout"):
                self.assertEqual({f"{self._stem(name)}_report.xml" for name in reader.printed}, {path.name}, path)
            else:
                self.assertFalse(reader.printed, f"{path} prints")
        self.assertGreater(len(seen), 15)

    @staticmethod
    def _stem(model):
        return model.removeprefix("kooperacje.").replace(".", "_")

    def test_access_rights_are_of_their_room(self):
        for number, room in enumerate(ROOMS):
            for path in (ROOT / "security" / room).glob("*.csv"):
                for row in read_csv(path):
                    model = self.name_by_table[row["model_id:id"].rpartition(".")[2].removeprefix("model_")]
                    if model in self.home:
                        self.assertLessEqual(self.home[model], number, f"{path.relative_to(ROOT)}: {row['id']}")

    def test_a_window_is_opened_by_one_helper(self):
        for _number, path, _reader in self.files:
            if path.name != "windows.py":
                text = (ROOT / path).read_text("utf-8")
                self.assertNotIn('["ir.actions.act_window"]._for_xml_id', text, path)
                self.assertNotRegex(text, SHAPE_OF_WINDOW, f"{path}: window_of says it in one line")

    def test_nothing_locks_after_it_has_looked(self):
        """A lock taken after the first query sees what is out of date; see ``docs/two-at-once.md``."""
        locking = {
            path.name for path in (*(ROOT / "models").rglob("*.py"), *(ROOT / "wizards").rglob("*.py"))
            if re.search(r"lock_for_update\(|FOR (NO KEY )?UPDATE", path.read_text(encoding="utf-8"))
        }
        # The helper itself, the wording of core's own refusal, and rows of access, whose job repeats itself.
        self.assertEqual(locking, {"serialise.py", "base.py", "access.py"})

    def test_kernels_know_nothing_of_odoo(self):
        paths = sorted((ROOT / "kernels").glob("**/*.py"))
        self.assertTrue(paths)
        for path in paths:
            for module in RoomReader(ast.parse(path.read_text("utf-8"))).imported:
                self.assertNotEqual(module.split(".")[0], "odoo", path)
