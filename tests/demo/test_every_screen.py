from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..screens import PAGE, Screen
from .common import DemoMixin, FaultMixin, UndoneError

KINDS = ("form", "list", "kanban", "search", "calendar", "pivot", "graph", "activity")
# Fields that say how far a record is: one record of each is looked at.
STATES = ("state", "document_state", "status", "stage_id", "kind")
MOST = 4
# What every screen of the client hands on.
SESSION = ("lang", "tz", "uid", "allowed_company_ids")
# What tells that something was done: each click leaves its own.
TRACES = {
    "mail.message", "mail.notification", "mail.tracking.value", "kooperacje.read.log", "ir.attachment", "bus.bus",
    "ir.sequence.date_range", "res.users.log", "ir.cron.trigger",
}
# Buttons of which each click is meant to make, and what: here the figures of today take the place of those before.
TWICE_IS_MEANT = {("kooperacje.evaluation", "action_refresh_figures"): {"kooperacje.evaluation.value"}}


class EveryScreen(FaultMixin, DemoMixin):
    """Each view, menu, filter and button of the registry, as one person of the demo, as the web client uses it.

    What may happen is an answer, or a refusal in the program's own Polish words. Anything else is a fault: a crash, a
    raw error of the database, a sentence of core's (whoever is shown a button is told by us why it does not go), and
    an answer that the same person cannot open.
    """

    login = None
    # Each class below runs the tests of this one.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.ref(f"user_{cls.login}") if cls.login else cls._nobody()
        cls.samples = {}
        cls.pressed = set()
        cls.clicked_twice = 0
        names = cls.env["ir.model.data"].search([("module", "=", "kooperacje"), ("model", "=", "ir.ui.view")])
        cls.views = cls.env["ir.ui.view"].browse(names.mapped("res_id"))
        cls.env = cls.env(user=cls.user, context={
            "lang": "pl_PL", "tz": "Europe/Warsaw", "uid": cls.user.id,
            "allowed_company_ids": cls.user.company_id.ids,
        })

    @classmethod
    def _nobody(cls):
        """Somebody of another department of the municipality, who holds no role."""
        return cls.env["res.users"].create({
            "name": "Kadrowa", "login": "kadrowa", "company_id": cls.ref("company_malkinia").id,
            "company_ids": cls.ref("company_malkinia").ids, "group_ids": cls.env.ref("base.group_user").ids,
        })

    def _sample(self, model):
        """One record in each state, of those that the person sees, and two at least."""
        if model._name not in self.samples:
            state = next((name for name in STATES if name in model._fields and model._fields[name].store), None)
            bare = model.with_context({name: model.env.context[name] for name in SESSION})
            ids = [first for _state, first in bare._read_group([], [state], ["id:min"])][:MOST] if state else []
            if len(ids) < 2:
                ids += bare.search([("id", "not in", ids)], limit=2 - len(ids)).ids
            self.samples[model._name] = ids
        return model.browse(self.samples[model._name])

    # Views

    def test_every_view_and_its_buttons(self):
        """Views that stand alone, those of core that ours extend, and what opens where no view is named."""
        opened = 0
        for (model, kind, view_id), names in self._roots().items():
            if self.env[model].has_access("read"):
                opened += 1
                with self._noting(model, kind, self.env["ir.ui.view"].sudo().browse(view_id).xml_id):
                    screen = Screen(self.env[model], kind, view_id, names)
                    getattr(self, f"_look_at_{kind}")(screen)
        self._assert_no_fault()
        self.assertTrue(opened)

    def _roots(self):
        """(model, kind, view) → names of the nodes that are ours; None where the whole view is."""
        roots = {}
        for view in self.views.filtered(lambda view: view.type in KINDS and view.model in self.env):
            root = view
            while root.mode != "primary":
                root = root.inherit_id
            key = view.model, view.type, root.id
            if root in self.views:
                # Who is engaged nowhere gets what menus and links open, no other view.
                if self.user.has_group("kooperacje.group_user"):
                    roots[key] = None
            elif roots.setdefault(key, set()) is not None:
                roots[key] |= set(etree.fromstring(view.arch_db).xpath("//@name"))
            # What a link to a record opens may be another form than the first.
            default = self.env[view.model].get_formview_id() if view.type == "form" else False
            default = default or self.env["ir.ui.view"].sudo().default_view(view.model, view.type)
            if not (view.type == "form" or view.model.startswith("kooperacje.")):
                continue
            default = view.model, view.type, default
            roots.setdefault(default, None)
        return roots

    def _look_at_list(self, screen, domain=()):
        rows = self._rows(screen, domain)
        for button in screen.header_buttons():
            if screen.is_shown(button, {}):
                for number in range(min(len(rows), 2) + 1):
                    self._press(screen, button, rows[:number], "chosen")
        for row in rows:
            for button in screen.buttons():
                if screen.is_shown(button, row):
                    self._press(screen, button, [row])

    def _rows(self, screen, domain=()):
        """What the client reads for a list; of it the sample, so that not every row is pressed."""
        answer = self._call(screen.model, "web_search_read", list(domain), screen.spec, limit=PAGE)
        sample = set(self._sample(screen.model).ids)
        return [row for row in answer["records"] if row["id"] in sample]

    def _look_at_kanban(self, screen, domain=()):
        column = screen.arch.get("default_group_by")
        if column:
            self._call(screen.model, "web_read_group", list(domain), [column], ["__count"], auto_unfold=True,
                       unfold_read_specification=screen.spec)
        for bar in screen.arch.iter("progressbar"):
            self._call(screen.model, "read_progress_bar", list(domain), column, {
                "field": bar.get("field"), "colors": {}, "sum_field": bar.get("sum_field", False),
            })
        # Which of the template's buttons a card shows is decided in the browser: each is pressed on each card.
        for row in self._rows(screen, domain):
            for button in screen.buttons():
                self._press(screen, button, [row], "card")

    def _look_at_form(self, screen):
        model = screen.model
        if model._transient:
            return
        for record in self._sample(model):
            with self._noting(model._name, "form read", record.id, refusals=()):
                self._look_at_record(screen, record)
        if model.has_access("create") and screen.arch.get("create") not in ("0", "false"):
            with self._noting(model._name, "form new"):
                self._call(model, "onchange", [], {}, [], screen.spec)

    def _look_at_record(self, screen, record):
        [values] = self._call(record, "web_read", record.ids, screen.spec)
        for button in screen.buttons():
            if screen.is_shown(button, values):
                self._press(screen, button, [values])
        for name, view in screen.sub_views():
            relation = screen.fields[record._name][name]["relation"]
            rows = [row for row in values[name] if isinstance(row, dict)][:1]
            if rows and view.tag == "form":
                rows = self.env[relation].browse(rows[0]["id"]).web_read(screen.specification(view, relation))
            for row in rows:
                for button in screen.buttons(view):
                    if screen.is_shown(button, row, values):
                        self._press(screen, button, [row], "line", self.env[relation])

    def _look_at_calendar(self, screen):
        shown = {screen.arch.get(name) for name in ("date_start", "date_stop", "date_delay", "color", "all_day")}
        self._call(screen.model, "search_read", [], [*(shown - {None} | screen.spec.keys())], limit=PAGE)

    def _look_at_pivot(self, screen, domain=()):
        axes = {"row": [], "col": []}
        for node in screen.arch.iter("field"):
            if node.get("type") in axes:
                name, step = node.get("name"), node.get("interval")
                axes[node.get("type")].append(f"{name}:{step}" if step else name)
        rows, columns = axes["row"], axes["col"]
        self._call(screen.model, "formatted_read_grouping_sets", list(domain), [
            [*rows[:length], *columns[:width]] for length in range(len(rows) + 1) for width in range(len(columns) + 1)
        ], screen.measures())

    def _look_at_graph(self, screen, domain=()):
        groups = [
            node.get("name") + (f":{node.get('interval')}" if node.get("interval") else "")
            for node in screen.arch.iter("field") if node.get("type") != "measure" and node.get("invisible") != "1"
        ]
        self._call(screen.model, "formatted_read_group", list(domain), groups, screen.measures())

    def _look_at_activity(self, screen, domain=()):
        self._rows(screen, domain)
        self.env["mail.activity"].get_activity_data(screen.model._name, list(domain))

    def _look_at_search(self, screen):
        """Every filter alone, every way to group, and every field with a word typed."""
        for node in screen.ours("filter", "field"):
            try:
                self._narrow(screen.model, node)
            except psycopg2.Error:
                raise
            except Exception as error:  # noqa: BLE001
                self._note((screen.model._name, "search", node.get("name")), error)

    def _narrow(self, model, node):
        name, scope = node.get("name"), dict(self.env.context)
        if node.tag == "field":
            if any(parent.tag == "searchpanel" for parent in node.iterancestors()):
                way = "select_multi_range" if node.get("select") == "multi" else "select_range"
                self._call(model, f"search_panel_{way}", name)
                return
            text = model._fields[name].type in ("char", "text", "html", "many2one", "one2many", "many2many")
            domain = [(name, node.get("operator") or ("ilike" if text else "="), "a" if text else False)]
            if node.get("filter_domain"):
                domain = safe_eval(node.get("filter_domain"), {"self": "a", **scope})
            self._call(model, "search", domain, limit=1)
            return
        if node.get("date"):
            day = node.get("date")
            self._call(model, "search", [(day, ">=", "2026-01-01"), (day, "<", "2026-02-01")], limit=1)
        if node.get("domain"):
            self._call(model, "search", safe_eval(node.get("domain"), scope), limit=1)
        group = safe_eval(node.get("context") or "{}", scope).get("group_by")
        if group:
            self._call(model, "formatted_read_group", [], [self._stepped(model, group)], ["__count"])

    @staticmethod
    def _stepped(model, group):
        """Dates are grouped by month where nothing else is said."""
        return f"{group}:month" if model._fields[group.split(":")[0]].type in ("date", "datetime") and (
            ":" not in group) else group

    # Menus and actions

    def test_every_menu(self):
        """Menus lead to what the person may open, with the filters and groups that the action sets."""
        menus = self.env["ir.ui.menu"].load_menus(False)
        taken = set()
        for menu in menus.values():
            key = menu.get("action_model"), menu.get("action_id")
            if menu["id"] != "root" and (menu.get("xmlid") or "").startswith("kooperacje.") and key not in taken:
                taken.add(key)
                if menu["action_id"]:
                    with self._noting("menu", menu["xmlid"]):
                        self._take(*key)
        self._assert_no_fault()

    def test_every_item_of_the_menu_of_actions(self):
        """What stands in “Actions” over a list or form, with none, one and two rows."""
        for model in sorted({view.model for view in self.views if view.model in self.env}):
            if not self.env[model].has_access("read"):
                continue
            bindings = self.env["ir.actions.actions"].get_bindings(model)
            for binding in bindings.get("action", ()):
                name = self.env["ir.actions.actions"].sudo().browse(binding["id"]).xml_id or ""
                if not name.startswith("kooperacje."):
                    continue
                sample = self._sample(self.env[model])
                for number in range(min(len(sample), 2) + 1):
                    with self._noting(model, "action", name, number):
                        some = sample[:number]
                        kind = self.env["ir.actions.actions"].sudo().browse(binding["id"]).type
                        self._take(kind, binding["id"], some)
        self._assert_no_fault()

    def _take(self, kind, action_id, records=None):
        """Load an action as the client does, and open it."""
        context = {} if records is None else {
            "active_model": records._name, "active_ids": records.ids, "active_id": records[:1].id,
        }
        action = self.env[kind].with_context(**context).browse(int(action_id))
        if kind == "ir.actions.server":
            answer = action.run()
        elif kind == "ir.actions.act_window":
            answer = action.sudo()._get_action_dict()
        else:
            answer = action.sudo().read()[0]
        self._follow(self.env["res.users"].with_context(**context), answer)

    # Buttons

    def _press(self, screen, button, rows, where="", model=None):
        """One button, on what is chosen; what it answers is opened, and all is undone."""
        model = screen.model if model is None else model
        name, ids = button.get("name"), [row["id"] for row in rows]
        key = model._name, name, button.get("context"), tuple(ids)
        if key in self.pressed or not self._is_ours(model, button):
            return
        self.pressed.add(key)
        with self._noting(model._name, "button", name, where, len(ids)):
            context = {
                **model.env.context, **screen.context_of(button, rows[0] if rows else {}),
                "active_model": model._name, "active_ids": ids, "active_id": ids and ids[0],
            }
            if button.get("type") == "object":
                answer = self._click_twice(model, name, ids, context, (model._name, "button", name, where, len(ids)))
                self._follow(model.with_context(context), answer)
            else:
                kind = self.env["ir.actions.actions"].sudo().browse(int(name)).type
                self._take(kind, name, model.browse(ids))
            self.env.flush_all()
            raise UndoneError

    def _click_twice(self, model, name, ids, context, where):
        """Press a button, and once more what is undone: the second of two clicks makes nothing that the first has made.

        Whoever clicks twice waits for the first answer (see ``docs/two-at-once.md``): what decides is the state that
        the first has left.
        """
        with self._made() as first:
            answer = call_kw(model, name, [ids], {"context": context})
            self.env.flush_all()
        if first:
            savepoint = self.env.cr.savepoint()
            with self._made() as second:
                try:
                    call_kw(model, name, [ids], {"context": context})
                    self.env.flush_all()
                except UserError:
                    second.clear()
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            type(self).clicked_twice += 1
            again = {made for made in first if second[made]} - TWICE_IS_MEANT.get((model._name, name), set())
            if again:
                self.faults[" ".join(map(str, where))] = f"two clicks make two: {', '.join(sorted(again))}"
        return answer

    @contextmanager
    def _made(self):
        """Records made meanwhile, by model: what stays, and is no trace of what has been done."""
        made, create = Counter(), BaseModel._create

        def counted(records, data_list):
            if not records._transient and records._auto and records._name not in TRACES:
                made[records._name] += len(data_list)
            return create(records, data_list)

        with patch.object(BaseModel, "_create", counted):
            yield made

    @staticmethod
    def _is_ours(model, button):
        """Core's own buttons on core's own screens are core's matter."""
        if button.get("type") == "action" or model._name.startswith("kooperacje."):
            return True
        ours = (part for part in type(model).mro() if "kooperacje" in getattr(part, "__module__", ""))
        return any(button.get("name") in vars(part) for part in ours)

    def _follow(self, model, action, deep=True):
        """Open what a button answers."""
        if isinstance(action, dict) and action.get("type") == "ir.actions.act_window":
            self._open(model, action, deep)

    def _open(self, model, action, deep=True):
        context = action.get("context") or {}
        if isinstance(context, str):
            context = safe_eval(context, {**model.env.context, "context": dict(model.env.context)})
        active = {
            name: value for name, value in model.env.context.items() if name in SESSION or name.startswith("active_")
        }
        context = {**active, **context}
        target = self.env[action["res_model"]].with_context(context)
        domain = action.get("domain") or []
        if isinstance(domain, str):
            domain = safe_eval(domain, {**context, "context": context})
        views = action.get("views") or [(False, kind) for kind in (action.get("view_mode") or "list,form").split(",")]
        defaults, groups = self._defaults(target, action)
        domain = list(Domain(domain) & defaults)
        for view_id, kind in views:
            screen = Screen(target, kind, view_id)
            if kind == "form":
                self._open_form(target, screen, view_id, action, len(views) == 1, deep)
            elif kind in ("list", "kanban"):
                self._call(target, "web_search_read", domain, screen.spec, limit=PAGE)
                if groups:
                    self._call(target, "web_read_group", domain, [self._stepped(target, groups[0])], screen.measures(),
                               auto_unfold=True, unfold_read_specification=screen.spec)
            elif kind in ("pivot", "graph"):
                getattr(self, f"_look_at_{kind}")(screen, domain)

    def _defaults(self, target, action):
        """Filters and groups that the context of the action switches on."""
        wanted = {
            name.removeprefix("search_default_"): value for name, value in target.env.context.items()
            if name.startswith("search_default_") and value
        }
        if not wanted:
            return Domain.TRUE, []
        search = Screen(target, "search", (action.get("search_view_id") or [False])[0])
        domains, groups, known = {}, [], set()
        scope = dict(target.env.context)
        for node in search.arch.iter("filter", "field"):
            name = node.get("name")
            if name not in wanted:
                continue
            known.add(name)
            if node.tag == "field":
                domains.setdefault(name, []).append(Domain(name, "=", wanted[name]))
                continue
            if node.get("domain"):
                # Filters that stand together widen, those apart narrow.
                together = node.getparent(), node.xpath("count(preceding-sibling::separator)")
                domains.setdefault(together, []).append(Domain(safe_eval(node.get("domain"), scope)))
            group = safe_eval(node.get("context") or "{}", scope).get("group_by")
            if group:
                groups.append(group)
        named = self.env["ir.ui.view"].sudo().browse(search.view_id)._get_combined_arch().xpath("//@name")
        self.assertFalse(wanted.keys() - known - set(named), f"{action['res_model']}: no such filter")
        return Domain.AND(Domain.OR(some) for some in domains.values()), groups

    def _open_form(self, target, screen, view_id, action, alone, deep):
        record = target.browse(action.get("res_id") or [])
        if record:
            self._call(record, "web_read", record.ids, screen.spec)
        elif alone or action.get("target") == "new":
            self._call(target, "onchange", [], {}, [], screen.spec)
        if target._transient and deep:
            self._press_dialog(target, record, view_id)

    def _press_dialog(self, target, record, view_id):
        """Each button of a dialog as it opens; where it asks for something first, the client sends nothing."""
        form = Form(record or target, view=view_id or None)
        try:
            record = form.save()
        except AssertionError:
            return
        screen = Screen(target, "form", view_id)
        [values] = self._call(record, "web_read", record.ids, screen.spec)
        for button in screen.buttons():
            if button.get("special") or not screen.is_shown(button, values):
                continue
            with self._noting(target._name, "dialog", button.get("name")):
                if button.get("type") == "object":
                    answer = self._click_twice(
                        target, button.get("name"), record.ids, dict(target.env.context),
                        (target._name, "dialog", button.get("name")),
                    )
                    self._follow(target, answer, deep=False)
                    self.env.flush_all()
                raise UndoneError

    @staticmethod
    def _call(records, method, *args, **kwargs):
        """As a request of the client: what may not be asked from outside may not be asked here."""
        return call_kw(records.browse(), method, args, {**kwargs, "context": dict(records.env.context)})


@tagged("post_install", "-at_install")
class TestScreensOfSocialWorker(EveryScreen, TransactionCase):
    login = "anna"


@tagged("post_install", "-at_install")
class TestScreensOfNetworkWorker(EveryScreen, TransactionCase):
    login = "piotr"


@tagged("post_install", "-at_install")
class TestScreensOfManager(EveryScreen, TransactionCase):
    login = "maria"


@tagged("post_install", "-at_install")
class TestScreensOfCoordinator(EveryScreen, TransactionCase):
    login = "barbara"


@tagged("post_install", "-at_install")
class TestScreensOfSpecialist(EveryScreen, TransactionCase):
    login = "tomasz"


@tagged("post_install", "-at_install")
class TestScreensOfRegionalCentre(EveryScreen, TransactionCase):
    login = "robert"


@tagged("post_install", "-at_install")
class TestScreensOfDataProtectionOfficer(EveryScreen, TransactionCase):
    login = "irena"


@tagged("post_install", "-at_install")
class TestScreensOfAdministrator(EveryScreen, TransactionCase):
    login = "adam"


@tagged("post_install", "-at_install")
class TestScreensOfEvaluator(EveryScreen, TransactionCase):
    login = "justyna"


@tagged("post_install", "-at_install")
class TestScreensOfSeveralRoles(EveryScreen, TransactionCase):
    """The head of the regional centre, who runs the voivodeship's own partnership as well."""

    login = "weronika"


@tagged("post_install", "-at_install")
class TestScreensOfNobody(EveryScreen, TransactionCase):
    """An account of the same municipality without any role: core's screens that ours extend are as they were."""
