"""What the web client does with a view, in Python: which fields it asks for, which buttons it shows, what it sends.

So that a test can open every screen as every role without a browser. Read beside Odoo's own
``web/static/src/model/relational_model/utils.js`` (the specification) and ``odoo/tests/form.py`` (the modifiers).
"""

import ast
import re

import polib
from lxml import etree

from odoo import fields
from odoo.tools import file_path, safe_eval
from odoo.tools.misc import DotDict

ALWAYS = {"1", "True", "true"}
# Columns, rows and cells: what the client asks for at once.
PAGE = 80
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")


class Screen:
    """A view as one user gets it: the fields of each node and the buttons of each level."""

    def __init__(self, model, kind, view_id=False, names=None):
        """``names`` of the nodes that matter, where only a part of the view does."""
        self.names = names
        self.model = model
        self.kind = kind
        answer = model.get_views([(view_id, kind)])
        self.view_id = answer["views"][kind]["id"]
        self.fields = {name: info["fields"] for name, info in answer["models"].items()}
        self.arch = etree.fromstring(answer["views"][kind]["arch"])
        self.spec = self.specification(self.arch, model._name)

    def specification(self, tree, model_name):
        infos = self.fields.get(model_name, {})
        spec = {}
        for node in self._own(tree, "field"):
            name = node.get("name")
            info = infos.get(name)
            if info is None or info["type"] == "properties":
                continue
            asked = spec.setdefault(name, {})
            hidden = any(node.get(attribute) in ALWAYS for attribute in ("invisible", "column_invisible"))
            if info["type"] in ("one2many", "many2many") and not hidden:
                # As the client: of several sub-views the one that is shown first, or what a widget needs.
                asked["fields"] = {"display_name": {}}
                for view in self._views_in(node):
                    if view.tag != "form":
                        asked["fields"] = self.specification(view, info["relation"])
                        asked["limit"] = PAGE // 2
                        break
                asked["context"] = static_context(node.get("context"))
            elif info["type"] in ("many2one", "reference"):
                asked["fields"] = {} if hidden else {"display_name": {}}
                if not hidden:
                    asked["context"] = static_context(node.get("context"))
        return spec

    @staticmethod
    def _views_in(node):
        return [view for view in node if view.tag in ("list", "kanban", "form")]

    @staticmethod
    def _own(tree, tag):
        """Nodes of this level: none of the views inside a field."""
        level = tree.xpath("count(ancestor-or-self::field)")
        return tree.xpath(f".//{tag}[count(ancestor::field) = {level}]")

    def sub_views(self):
        """(field, view) of each view inside a field that is shown."""
        for node in self._own(self.arch, "field"):
            if "fields" in self.spec.get(node.get("name"), {}):
                for view in self._views_in(node):
                    yield node.get("name"), view

    def buttons(self, tree=None):
        """Buttons of the view, or of the sub-view ``tree``, those of a list's header excepted."""
        tree = self.arch if tree is None else tree
        level = tree.xpath("count(ancestor-or-self::field)")
        over_list = "[not(ancestor::header)]" if tree.tag == "list" else ""
        return tree.xpath(f".//*[@type='object' or @type='action'][count(ancestor::field) = {level}]{over_list}")

    def ours(self, *tags):
        return [node for node in self.arch.iter(*tags) if self.names is None or node.get("name") in self.names]

    def header_buttons(self):
        return self.arch.xpath("./header/button[@type='object' or @type='action']")

    def measures(self):
        """Aggregates that the client asks for beside the number of rows."""
        infos = self.fields[self.model._name]
        names = [node.get("name") for node in self._own(self.arch, "field")]
        return ["__count", *(
            f"{name}:{infos[name]['aggregator']}" for name in dict.fromkeys(names)
            if infos.get(name, {}).get("aggregator") and infos[name].get("store") and name != "id"
        )]

    def is_shown(self, node, values, parent=None):
        """Whether neither the node nor what it stands in is hidden, the record's values being ``values``."""
        env = self.model.env
        scope = {
            **self._flat(values), "id": values.get("id"), "active_id": values.get("id"), "context": env.context,
            "uid": env.uid, "parent": DotDict(self._flat(parent or {})), "current_date": str(fields.Date.today()),
        }
        while node is not None and node.tag not in ("list", "kanban"):
            if node.tag == "field":
                break
            condition = node.get("invisible") or node.get("column_invisible")
            if condition and safe_eval.safe_eval(condition, scope):
                return False
            node = node.getparent()
        return True

    @staticmethod
    def _flat(values):
        flat = {}
        for name, value in values.items():
            if isinstance(value, dict):
                flat[name] = value.get("id", False)
            elif isinstance(value, list):
                flat[name] = [one["id"] if isinstance(one, dict) and "id" in one else one for one in value]
            else:
                flat[name] = value
        return flat

    def context_of(self, node, values):
        scope = {**self._flat(values), "id": values.get("id"), "active_id": values.get("id"),
                 "uid": self.model.env.uid, "context": dict(self.model.env.context), "parent": DotDict()}
        return safe_eval.safe_eval(node.get("context") or "{}", scope)


def static_context(text):
    """As much of a field's context as needs no record."""
    try:
        return ast.literal_eval(text or "{}")
    except ValueError:
        return {}


class OurWords:
    """The sentences that the program's own translation holds, whatever stands in their gaps."""

    def __init__(self):
        self._sentences = [
            (longest, parts) for entry in polib.pofile(file_path("kooperacje/i18n/pl.po"))
            for text in (entry.msgstr, *entry.msgstr_plural.values())
            for parts in [PLACEHOLDER.split(text.replace("%%", "%"))]
            for longest in [max(parts, key=len)]
            # A sentence, not the name of a field that core's own sentence may quote.
            if len(longest) > 12 and (len(parts) > 1 or longest.endswith((".", "?", "!", ":")))
        ]
        self._known = {}

    def __contains__(self, message):
        if message not in self._known:
            self._known[message] = any(
                longest in message and re.search(".*".join(map(re.escape, parts)), message, re.DOTALL)
                for longest, parts in self._sentences
            )
        return self._known[message]
