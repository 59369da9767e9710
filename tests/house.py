"""Readers of the house: which room declares what, and what a file of code or data names.

They read the sources, not the registry, so a field has the room of the file that declares it.
"""
import ast
import csv
import re
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
# The house's order: a room uses itself and those above it (before it here), never those below.
ROOMS = ("access", "network", "basket", "casework", "meetings", "evaluation", "privacy", "filing", "catalogue")
FOLDERS = ("models", "wizards", "reports")
DATA_FOLDERS = ("security", "views", "wizards", "reports")
RELATIONAL = {"Many2one", "One2many", "Many2many"}
# Attributes of a view that hold an expression on fields, and those that hold a domain.
EXPRESSIONS = {
    "invisible", "readonly", "required", "column_invisible", "decoration-danger", "decoration-warning",
    "decoration-info", "decoration-success", "decoration-muted", "decoration-bf", "decoration-it",
    "decoration-primary", "t-if", "t-elif",
}
# Tags of a view that may stand inside a field of lines and show the records of its model.
SUBVIEWS = {"list", "form", "kanban", "calendar", "graph", "pivot", "activity"}


def strings(node):
    """Every text in the syntax tree ``node``."""
    return [leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)]


class RoomReader(ast.NodeVisitor):
    """Model names that one source file declares, and those it uses: to inherit, to relate to, or in ``env[...]``.

    ``models`` are those its classes are of, one for each class that is a model; ``classes`` are, for each of them, its
    name, its parents, the fields (with the model they relate to, if any) and the methods that it declares.
    """

    def __init__(self, tree):
        self.models = []
        self.classes = []
        self.declared = set()
        self.inherited = set()
        self.used = set()
        self.imported = set()
        self.visit(tree)

    def visit_ClassDef(self, node):
        names, inherited, fields, methods = [], [], {}, set()
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                methods.add(statement.name)
            for target in statement.targets if isinstance(statement, ast.Assign) else ():
                if not isinstance(target, ast.Name):
                    continue
                if target.id in ("_name", "_inherit", "_inherits"):
                    (names if target.id == "_name" else inherited).extend(strings(statement.value))
                elif self._is_field(statement.value):
                    fields[target.id] = self._comodel(statement.value)
        self.models += names or inherited[:1]
        if names or inherited:
            name = (names or inherited)[0]
            self.classes.append((name, [one for one in inherited if one != name], fields, methods))
        self.declared |= set(names) - set(inherited)
        self.inherited |= set(inherited)
        self.used |= set(inherited)
        self.generic_visit(node)

    @staticmethod
    def _is_field(value):
        """Whether ``value`` makes a field: ``fields.Char(…)``, ``scoped(fields.Text, …)``, ``kept(fields.Text)``."""
        if not isinstance(value, ast.Call):
            return False
        called = [value.func, *value.args[:1]]
        return any(
            isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "fields"
            for one in called
        )

    @staticmethod
    def _comodel(value):
        if not (isinstance(value.func, ast.Attribute) and value.func.attr in RELATIONAL):
            return None
        for one in value.args[:1] + [key.value for key in value.keywords if key.arg == "comodel_name"]:
            if isinstance(one, ast.Constant):
                return one.value
        return None

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


class Plan:
    """The code of the house: where each model, field and method is declared.

    :param files: ``(number of the room, path, RoomReader)`` of each source file
    """

    def __init__(self, files):
        self.home = {}
        self._classes = {}
        self._fields = {}
        for number, _path, reader in files:
            for name in reader.declared:
                self.home.setdefault(name, number)
            for name, parents, fields, methods in reader.classes:
                self._classes.setdefault(name, []).append((number, parents, fields, methods))

    def members(self, model):
        """``{name of a field or method: number of the room that gives it to the model}``, mixins included.

        What a mixin declares comes into the model with the class that takes the mixin in.
        """
        if model not in self._fields:
            found = self._fields[model] = {}
            for number, parents, fields, methods in self._classes.get(model, ()):
                for name in (*fields, *methods):
                    found[name] = min(number, found.get(name, number))
                for parent in parents:
                    for name, room in self.members(parent).items():
                        found[name] = min(max(room, number), found.get(name, len(ROOMS)))
        return self._fields[model]


class DataReader:
    """What one file of data names: models, fields and methods of models, and XML ids.

    :ivar models: names of models
    :ivar members: pairs of model and name of a field or method
    :ivar xmlids: XML ids of this addon, without its name
    :ivar declared: those that the file makes
    :ivar shown: models of its views
    :ivar printed: models of its reports

    :param comodel: ``comodel(model, field)``: the model that a field relates to, or ``None``
    """

    def __init__(self, text, comodel):
        self.comodel = comodel
        self.models, self.members, self.xmlids, self.declared = set(), set(), set(), set()
        self.shown, self.printed = set(), set()
        root = etree.fromstring(text.encode())
        for record in root.iter("record", "template", "menuitem", "function", "delete"):
            self._read_record(record)

    def _read_record(self, record):
        if record.tag in ("record", "template", "menuitem") and record.get("id"):
            self.declared.add(record.get("id").removeprefix("kooperacje."))
        for one in record.iter():
            if not isinstance(one.tag, str):
                continue
            for name in ("ref", "parent", "action", "inherit_id", "t-call", "t-inherit"):
                self._name_xmlid(one.get(name))
            for name in ("groups",):
                for group in (one.get(name) or "").replace("!", "").split(","):
                    self._name_xmlid(group.strip())
            for text in (one.get("eval"), one.get("search"), *(one.get(name) for name in EXPRESSIONS)):
                for xmlid in re.findall(r"\bref\(\s*['\"]([\w.]+)['\"]", text or ""):
                    self._name_xmlid(xmlid)
            for xmlid in re.findall(r"%\(([\w.]+)\)d", " ".join(one.attrib.values())):
                self._name_xmlid(xmlid)
        if record.tag in ("record", "function", "delete"):
            self._name_model(record.get("model"))
        if record.tag == "record":
            self._read_values(record)

    def _read_values(self, record):
        model, values = record.get("model"), {}
        for field in record.findall("field"):
            values[field.get("name")] = field
            self._name_member(model, field.get("name"))
            for inner in field.iter("record"):
                if inner is not record:
                    self._read_values(inner)
        subject = None
        for name in ("model", "res_model"):
            if name in values and model.startswith("ir."):
                subject = (values[name].text or "").strip()
                self._name_model(subject)
        if subject and model in ("ir.ui.view", "ir.actions.report"):
            (self.shown if model == "ir.ui.view" else self.printed).add(subject)
        if "model_id" in values:
            subject = self._model_of(values["model_id"].get("ref") or "")
        if model == "ir.ui.view" and "arch" in values and subject:
            for child in values["arch"]:
                self._read_view(child, subject, is_root=True)
        for name in ("domain_force", "domain", "filter_domain"):
            if name in values and subject:
                self._read_domain(values[name].text or values[name].get("eval") or "", subject)

    @staticmethod
    def _model_of(xmlid):
        """Name of the model with that XML id; underscores are ambiguous, so it is compared without dots."""
        return xmlid.rpartition(".")[2].removeprefix("model_")

    def _name_xmlid(self, xmlid):
        if not xmlid or not re.fullmatch(r"[\w.]+", xmlid):
            return
        module, _dot, name = xmlid.rpartition(".")
        if module in ("", "kooperacje"):
            self.xmlids.add(name)

    def _name_model(self, name):
        if name and name.startswith("kooperacje."):
            self.models.add(name)

    def _name_member(self, model, name):
        if model and name:
            self.members.add((model, name))

    def _read_view(self, node, model, is_root=False):
        """Names of fields and methods in a view of ``model``."""
        if not isinstance(node.tag, str):
            return
        inner = model
        if node.tag == "xpath":
            steps = re.findall(r"field\[@name=['\"](\w+)['\"]\]", node.get("expr"))
            for number, name in enumerate(steps):
                self._name_member(inner, name)
                is_target = number == len(steps) - 1 and re.search(r"field\[@name=[^\]]*\]$", node.get("expr").strip())
                if not is_target:
                    inner = self.comodel(inner, name) or inner
            for name in re.findall(r"button\[@name=['\"](\w+)['\"]\]", node.get("expr")):
                self._name_member(inner, name)
        elif node.tag == "field" and node.get("name"):
            self._name_member(model, node.get("name"))
            if any(child.tag in SUBVIEWS for child in node if isinstance(child.tag, str)):
                inner = self.comodel(model, node.get("name")) or model
        elif node.tag == "button" and node.get("type") == "object":
            self._name_member(model, node.get("name"))
        for name in EXPRESSIONS:
            self._read_expression(node.get(name), model)
        if node.tag == "filter":
            self._read_domain(node.get("domain") or "", model)
            for name in re.findall(r"['\"]group_by['\"]:\s*['\"](\w+)", node.get("context") or ""):
                self._name_member(model, name)
        if node.tag == "field" and node.get("domain"):
            self._read_domain(node.get("domain"), self.comodel(model, node.get("name")) or model)
        for child in node:
            self._read_view(child, inner)

    def _read_expression(self, text, model):
        try:
            tree = ast.parse((text or "").strip() or "0", mode="eval")
        except SyntaxError:
            return
        for leaf in ast.walk(tree):
            if isinstance(leaf, ast.Name):
                self._name_member(model, leaf.id)

    def _read_domain(self, text, model):
        try:
            tree = ast.parse(text.strip() or "[]", mode="eval")
        except SyntaxError:
            return
        self._read_terms(tree.body, model)

    def _read_terms(self, node, model):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[0], ast.Constant):
            path, operator, value = node.elts
            for name in str(path.value).split("."):
                self._name_member(model, name)
                model = self.comodel(model, name) or ""
            if isinstance(operator, ast.Constant) and "any" in str(operator.value):
                self._read_terms(value, model)
            return
        for child in ast.iter_child_nodes(node):
            self._read_terms(child, model)


def read_csv(path):
    """The rows of a file of access rights."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
