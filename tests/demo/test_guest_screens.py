import re

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DemoMixin, FaultMixin

CONTEXT = {"lang": "pl_PL", "tz": "Europe/Warsaw"}
# What the web client asks of a model before it shows anything of it.
ASKED = (
    ("get_views", ([(False, "form"), (False, "list")],)), ("web_search_read", ([], {})), ("name_search", ("",)),
    ("onchange", ([], {}, [], {})), ("create", ({},)),
)


@tagged("post_install", "-at_install")
class TestScreensOfGuest(FaultMixin, DemoMixin, HttpCase):
    """A portal user of the municipality, who is nobody in the Model: refused in words, and elsewhere as in core."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = cls.env["res.users"].create({
            "name": "Gość portalu", "login": "gosc", "password": "gosc-gosc-1", "lang": "pl_PL",
            "company_id": cls.ref("company_malkinia").id, "company_ids": cls.ref("company_malkinia").ids,
            "group_ids": cls.env.ref("base.group_portal").ids,
        })

    def _of_ours(self, model):
        names = self.env["ir.model.data"].search([("module", "=", "kooperacje"), ("model", "=", model)])
        return self.env[model].browse(names.mapped("res_id")).exists()

    def _ask(self, path, params):
        return self.opener.post(self.base_url() + path, json={"params": params}).json()

    @mute_logger("odoo.models")
    def test_every_model(self):
        """No model opens, whichever of its screens is asked for; and what is said is ours, in Polish."""
        asked = 0
        for name in self.env:
            if not name.startswith("kooperacje.") or self.env[name]._abstract:
                continue
            model = self.env[name].with_user(self.guest).with_context(CONTEXT)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), f"{name}: {operation}")
            for method, arguments in ASKED:
                asked += 1
                with self._noting(name, method):
                    call_kw(model, method, list(arguments), {"context": CONTEXT})
                    self.faults[f"{name} {method}"] = "opens"
        self.assertGreater(asked, 500)
        self._assert_no_fault()

    def test_no_menu(self):
        with self.assertRaises(AccessError):
            self.env["ir.ui.menu"].with_user(self.guest).load_menus(False)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_every_action(self):
        """Loaded or run by its number, an action of ours shows nothing and does nothing."""
        self.authenticate("gosc", "gosc-gosc-1")
        windows = self._of_ours("ir.actions.act_window")
        self.assertGreater(len(windows), 50)
        model = self.env["res.partner"].with_user(self.guest)
        for action in windows:
            if action.res_model.startswith("kooperacje."):
                self.assertFalse(model.env[action.res_model].has_access("read"), action.xml_id)
        jobs = self._of_ours("ir.cron").ir_actions_server_id
        self.assertGreater(len(jobs), 10)
        for action in self._of_ours("ir.actions.server") | jobs:
            with self.subTest(action.xml_id):
                answer = self._ask("/web/action/run", {"action_id": action.id, "context": CONTEXT})
                self.assertIn("error", answer, "anybody may start it")
                if action in jobs:
                    self.assertIn("zadania nocne", answer["error"]["data"]["message"].lower())
                self.assertIn(answer["error"]["data"]["name"], (
                    "odoo.exceptions.AccessError", "odoo.exceptions.UserError", "odoo.exceptions.MissingError",
                    "werkzeug.exceptions.NotFound", "odoo.addons.web.controllers.action.MissingActionError",
                ))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_every_paper(self):
        self.authenticate("gosc", "gosc-gosc-1")
        printed = 0
        for report in self._of_ours("ir.actions.report").filtered(lambda report: report.model in self.env):
            record = self.env[report.model].sudo().search([], limit=1)
            if not record:
                continue
            printed += 1
            for kind in ("html", "pdf"):
                with self.subTest(report.report_name, kind=kind):
                    page = self.url_open(f"/report/{kind}/{report.report_name}/{record.id}", allow_redirects=False)
                    self.assertIn(page.status_code, (303, 400, 403, 404, 422))
        self.assertGreater(printed, 10)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_every_page_of_ours(self):
        """Downloads are for those who work with the program; published lists and questionnaires are for anybody."""
        self.authenticate("gosc", "gosc-gosc-1")
        closed = 0
        for rule in self.env["ir.http"].routing_map().iter_rules():
            if not rule.rule.startswith("/kooperacje/") or rule.endpoint.routing["auth"] != "user":
                continue
            closed += 1
            path = re.sub(r"<int:\w+>", "1", rule.rule)
            with self.subTest(path):
                self.assertNotIn("<", path)
                page = self.url_open(path, allow_redirects=False)
                self.assertIn(page.status_code, (403, 404))
                self.assertNotIn("Traceback", page.text)
        self.assertGreater(closed, 5)
        ticket = self.env["kooperacje.survey.ticket"].sudo().search([]).filtered(
            lambda ticket: ticket.wave_id.state == "open" and not ticket.answered)[:1]
        self.assertTrue(ticket, "the demo has somebody who is still asked")
        page = self.url_open(f"/kooperacje/survey/{ticket.access_token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("<form", page.text)

    def test_pages_of_the_portal_open(self):
        self.authenticate("gosc", "gosc-gosc-1")
        for path in ("/my", "/my/home", "/my/account", "/my/security"):
            with self.subTest(path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertNotIn("kooperacje.", page.text.replace("kooperacje.assets", ""))
        self.assertEqual(self.url_open("/odoo").url.rstrip("/").rpartition("/")[2], "my")

    def test_refusals_are_heard_as_such(self):
        """The walk can fail: what opens is noted, and a sentence of core's too."""
        with self._noting("core"):
            raise UserError("Rekord nie istnieje lub został usunięty.")  # a sentence of core's
        self.assertTrue(self.faults)
        self.faults.clear()
