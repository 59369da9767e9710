import ast
import json
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..common import KooperacjeCommon
from ..demo.common import DemoMixin

CARDS = [f"7{letter}" for letter in "ABCDEFGHI"]
NUMBERED = [
    "1A", "1B", "2", "3", "4", "5", "6", *CARDS, *map(str, range(8, 16)), "16A", "16B", "16C", *map(str, range(17, 22)),
]
QUESTIONNAIRES = {
    **dict.fromkeys(["1A", "1B", "2", "3", "6"], "network_worker"),
    **dict.fromkeys(["16A", "16B", "16C"], "social_worker"),
}
SCENARIOS = {
    "5": [("purpose", "=", "initiating")], "10": [("purpose", "=", "formalising")], "12": [("purpose", "=", "next")],
    "18": [("kind", "=", "team_first")], "21": [("kind", "in", ["team_next", "team_final"])],
}
# Tools that are papers: the role that keeps the tool in the demo, and the report of what opens.
PAPERS = {
    "4": ("maria", "report_authorisation"), **dict.fromkeys(CARDS, ("piotr", "report_service_card")),
    "8": ("piotr", "report_membership"), "9": ("maria", "report_regulation"), "12": ("piotr", "report_meeting"),
    "14": ("anna", "report_consent"), "19": ("anna", "report_meeting"), "20": ("anna", "report_social_project"),
    "R3": ("piotr", "report_agreement"), "R5": ("piotr", "report_action_plan"), "R9": ("anna", "report_diagnosis"),
    "R10": ("anna", "report_plan"),
}


class Opening:
    """Opens what a tool leads to, as the web client does."""

    def _shows(self, action, user):
        """The records that a screen lists first, after its views have been loaded.

        A server action is run first, and the screen it leads to is loaded.
        """
        if action["type"] == "ir.actions.server":
            action = self.env["ir.actions.server"].browse(action["id"]).with_user(user).run()
        self.assertEqual(action["type"], "ir.actions.act_window")
        model = self.env[action["res_model"]].with_user(user)
        context = action["context"] if isinstance(action["context"], dict) else ast.literal_eval(action["context"])
        views = [*action["views"], (action["search_view_id"] and action["search_view_id"][0], "search")]
        loaded = model.with_context(context).get_views(views, {"toolbar": True})
        self.assertLessEqual({kind for _id, kind in views}, set(loaded["views"]))
        filters = loaded["views"]["search"]["arch"]
        for key in context:
            if key.startswith("search_default_"):
                self.assertRegex(filters, f'name="{key.removeprefix("search_default_")}"')
        domain = action["domain"] or []
        domain = domain if isinstance(domain, list) else ast.literal_eval(domain)
        result = model.with_context(context).web_search_read(domain, {"display_name": {}}, limit=80)
        return model.browse([record["id"] for record in result["records"]])


class ToolCommon(Opening, KooperacjeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Tool = cls.env["kooperacje.tool"]
        cls.tools = cls.Tool.search([])
        # The external evaluator comes from outside and has no catalogue.
        cls.insiders = cls.engaged_by_role

    def _tool(self, code, user=None):
        tool = self.env.ref(f"kooperacje.tool_{code.lower()}")
        return tool.with_user(user) if user else tool

    def _keepers(self, tool):
        """The users of the test office whose role keeps the tool."""
        return {
            role: user for role, user in self.insiders.items()
            if self.env.ref(f"kooperacje.group_{role}") in tool.group_ids
        }


@tagged("post_install", "-at_install")
class TestTool(ToolCommon):
    """The catalogue: each tool opens for those who keep it, and only says whose it is to the others."""

    def test_all_thirty_two_and_the_rural_ones(self):
        self.assertEqual(len(NUMBERED), 32)
        numbered = self.tools.filtered(lambda tool: tool.stage != "rural")
        self.assertEqual(sorted(numbered.mapped("code")), sorted(NUMBERED))
        rural = self.tools - numbered
        self.assertEqual(set(rural.mapped("code")), {f"R{number}" for number in range(1, 15)})
        for tool in self.tools:
            with self.subTest(tool=tool.code):
                self.assertTrue(tool.name and tool.purpose and tool.moment and tool.used_by and tool.group_ids)

    def test_obligatory_ones(self):
        """Section 7 of the tools: authorisation, declaration, regulation, cards and basket, consent, evaluation."""
        must = {"4", "8", "9", "11", "14", "16C", "19", *CARDS, "1A", "1B", "2"}
        found = {tool.code for tool in self.tools if tool.obligation == "obligatory" and tool.stage != "rural"}
        self.assertEqual(found, must)

    def test_each_opens_for_every_role_that_keeps_it(self):
        for tool in self.tools:
            keepers = self._keepers(tool)
            self.assertTrue(keepers, tool.code)
            for role, user in keepers.items():
                with self.subTest(tool=tool.code, role=role):
                    mine = tool.with_user(user)
                    self.assertTrue(mine.can_open)
                    self._shows(mine.action_open(), user)

    def test_each_opens_or_says_whose_it_is_for_every_role(self):
        """Nobody meets a screen that then refuses: what may not be opened is said before."""
        refused = set()
        for role, user in self.insiders.items():
            for tool in self.tools.with_user(user):
                with self.subTest(tool=tool.code, role=role):
                    if tool.can_open:
                        self._shows(tool.action_open(), user)
                        continue
                    refused.add((role, tool.code))
                    with self.assertRefused("is not a tool of your role. Turn to: .+") as refusal:
                        tool.action_open()
                    for keeper in self._keepers(tool.sudo()):
                        self.assertIn(self.env.ref(f"kooperacje.group_{keeper}").name, str(refusal.exception))
        for role in ("regional", "dpo", "admin", "coordinator"):
            self.assertIn((role, "14"), refused)
        self.assertIn(("specialist", "7A"), refused)
        self.assertIn(("network_worker", "19"), refused)

    def test_nobody_without_a_role_opens_any(self):
        stranger = self.env["res.users"].create({
            "name": "Obcy", "login": "obcy.test", "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        with self.assertRaises(AccessError):
            self.Tool.with_user(stranger).search([])
        with self.assertRaises(AccessError):
            self._tool("4", stranger).action_open()

    def test_scenarios_open_at_their_meetings(self):
        meetings = self.env["kooperacje.meeting"].create([
            {"partnership_id": self.partnership.id, "kind": "partnership", "purpose": purpose,
             "start": fields.Datetime.now() + timedelta(days=7)} for purpose in ("initiating", "formalising", "next")
        ])
        for code, expected in SCENARIOS.items():
            user = self.piotr if code in ("5", "10", "12") else self.anna
            action = self._tool(code, user).action_open()
            shown = self._shows(action, user)
            self.assertIn(list(expected[0]), json.loads(json.dumps(action["domain"])))
            fresh = self.env["kooperacje.meeting"].with_user(user).with_context(action["context"])
            if code in ("5", "10", "12"):
                self.assertEqual(shown & meetings, meetings.filtered_domain(expected), code)
                self.assertEqual(fresh.default_get(["purpose"])["purpose"], expected[0][2])
            else:
                self.assertFalse(shown & meetings)
                self.assertIn(fresh.default_get(["kind"])["kind"], ("team_first", "team_next"))

    def test_questionnaires_open_at_what_was_sent_of_them(self):
        surveys = {code: self.env.ref(f"kooperacje.survey_{code.lower()}") for code in QUESTIONNAIRES}
        # Those of a team are sent from the team.
        waves = self.env["kooperacje.survey.wave"].with_user(self.piotr).create([
            {"survey_id": surveys[code].id, "partnership_id": self.partnership.id,
             "date_to": fields.Date.today() + timedelta(days=14)}
            for code, role in QUESTIONNAIRES.items() if role == "network_worker"
        ])
        for code, role in QUESTIONNAIRES.items():
            survey, user = surveys[code], self.user_by_role[role]
            with self.subTest(code):
                self.assertEqual(survey.kooperacje_tool, code)
                action = self._tool(code, user).action_open()
                self.assertEqual(action["res_model"], "kooperacje.survey.wave")
                self.assertEqual(action["context"]["default_survey_id"], survey.id)
                shown = self._shows(action, user)
                self.assertEqual(shown & waves, waves.filtered(lambda wave, survey=survey: wave.survey_id == survey))

    def test_cards_of_a_sector(self):
        cards = self.env["kooperacje.service.card"].create([
            {"institution_id": institution.id, "partnership_id": self.partnership.id}
            for institution in (self.school, self.ngo)
        ])
        shown = self._shows(self._tool("7B", self.piotr).action_open(), self.piotr)
        self.assertEqual(shown & cards, cards[0])
        own = self._tool("7B", self.ewa).action_open()
        self.assertEqual(own["type"], "ir.actions.server")
        self.assertEqual(self._shows(own, self.ewa), cards[0])

    def test_window_bears_the_tools_name(self):
        self.assertEqual(self._tool("8", self.maria).action_open()["name"], self._tool("8").display_name)
        self.assertTrue(self._tool("8").display_name.startswith("8 "))

    def test_what_opens_follows_the_menu(self):
        """Rights are the menu's: an office that takes a screen from a role takes the tool with it."""
        tool, menu = self._tool("9"), self.env.ref("kooperacje.menu_regulation")
        self.assertTrue(tool.with_user(self.piotr).can_open)
        menu.group_ids = self.env.ref("kooperacje.group_manager")
        self.env.invalidate_all()
        self.assertTrue(tool.with_user(self.maria).can_open)
        self.assertFalse(tool.with_user(self.piotr).can_open)
        with self.assertRefused("OPS manager"):
            tool.with_user(self.piotr).action_open()

    def test_first_screen_that_is_ones_own(self):
        """The coordinator's way is the own card, the network worker's the list of all cards."""
        for code in CARDS:
            self.assertEqual(self._tool(code, self.ewa)._screen(), self.env.ref("kooperacje.menu_my_card"))
            self.assertEqual(self._tool(code, self.piotr)._screen(), self.env.ref("kooperacje.menu_service_card"))

    def test_found_by_number(self):
        found = self.Tool.with_user(self.anna).name_search("16C", operator="=")
        self.assertEqual([ref for ref, _name in found], self._tool("16C").ids)

    def test_same_number_of_queries_for_10_and_100(self):
        copies = self.Tool.create([
            {"code": f"X{number}", "name": f"Własne {number}", "purpose": "Na próbę",
             "menu_ids": self._tool("7A").menu_ids.ids, "group_ids": self._tool("7A").group_ids.ids}
            for number in range(100)
        ])
        shown = {name: {} for name in ("code", "name", "purpose", "obligation", "can_open", "keepers", "stage")}

        def cost(tools):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.Tool.with_user(self.piotr).web_search_read([("id", "in", tools.ids)], shown, limit=200)
            self.assertEqual([record["can_open"] for record in found["records"]], [True] * len(tools))
            return self.env.cr.sql_log_count - before

        cost(copies)
        self.assertEqual(cost(copies[:10]), cost(copies))


@tagged("post_install", "-at_install")
class TestToolRights(ToolCommon):
    """A dictionary: all engaged workers read it, the administrator keeps it."""

    def test_who_reads_and_who_keeps(self):
        """The list is common to all offices: no role writes it, the administrator of the database does."""
        for role, user in self.insiders.items():
            tools = self.tools.with_user(user)
            self.assertEqual(len(tools.search([])), len(self.tools), role)
            values = {"code": f"Z-{role}", "name": "Własne narzędzie", "purpose": "Próba"}
            with self.subTest(role=role):
                for refused in (
                    lambda tools=tools, values=values: tools.create(values),
                    lambda tools=tools: tools[0].write({"name": "Inna"}),
                    lambda tools=tools: tools[0].unlink(),
                ):
                    with self.assertRaises(AccessError):
                        refused()

        own = self.tools.with_user(self.env.ref("base.user_admin")).create({
            "code": "Z", "name": "Własne narzędzie", "purpose": "Próba",
        })
        own.name = "Inna nazwa"
        own.unlink()

    def test_the_evaluator_from_outside_reads_none(self):
        with self.assertRaises(AccessError):
            self.Tool.with_user(self.user_by_role["evaluator"]).search([])

    def test_administrator_words_a_tool_anew_and_puts_one_away(self):
        tool = self._tool("12", self.env.ref("base.user_admin"))
        tool.write({"name": "Porządek spotkania u nas", "obligation": "obligatory"})
        self.assertEqual(self._tool("12", self.anna).name, "Porządek spotkania u nas")
        tool.active = False
        self.assertNotIn(tool, self.Tool.with_user(self.anna).search([]))

    def test_two_tools_with_one_number(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.Tool.create({"code": "12", "name": "Drugi", "purpose": "Próba"})

    def test_screen_settings_are_values_and_not_code(self):
        tool = self._tool("12", self.env.ref("base.user_admin"))
        for values in (
            {"domain": "[('purpose', '=', user.name)]"}, {"domain": "[('purpose'"}, {"domain": "nonsense"},
            {"context": "[1]"}, {"context": "{'a': __import__('os')}"}, {"context": "{'a'"},
        ):
            with self.subTest(values), self.assertRefused("cannot be set like this", ValidationError):
                tool.write(values)
        tool.write({"domain": False, "context": False})
        self._shows(self._tool("12", self.piotr).action_open(), self.piotr)

    def test_administrator_cannot_reach_a_screen_by_pointing_a_tool_at_it(self):
        """Rights stay those of the menus: a tool led to the cases opens nothing to one who has no cases."""
        tool = self._tool("12", self.env.ref("base.user_admin"))
        tool.menu_ids = self.env.ref("kooperacje.menu_case")
        self.assertFalse(tool.can_open)
        with self.assertRefused("is not a tool of your role"):
            tool.action_open()
        self.assertTrue(self._tool("12", self.anna).can_open)

    def test_a_menu_without_a_screen(self):
        tool = self._tool("12", self.env.ref("base.user_admin"))
        tool.write({"menu_ids": self.env.ref("kooperacje.menu_network").ids, "group_ids": [Command.clear()]})
        with self.assertRefused("the administrator"):
            self._tool("12", self.piotr).action_open()
        with patch.object(type(self.env["ir.ui.menu"]), "_visible_menu_ids", lambda self, debug=False: frozenset()):
            self.assertFalse(self._tool("4", self.maria).can_open)


@tagged("post_install", "-at_install")
class TestToolDemo(DemoMixin, Opening, TransactionCase):
    """The tools at work in the demo: what opens is there, and papers print for those who keep them."""

    def _open(self, code, login):
        user = self.ref(f"user_{login}")
        return self._shows(self.env.ref(f"kooperacje.tool_{code.lower()}").with_user(user).action_open(), user)

    def test_papers_print(self):
        partnership = self.ref("pzk_malkinia")
        self.as_user("maria", "kooperacje.authorisation").create({
            "partnership_id": partnership.id, "authority": "Wójt Gminy Małkinia Górna",
            "person_id": self.ref("user_maria").partner_id.id,
        })
        empty = set()
        for code, (login, name) in PAPERS.items():
            report = self.env.ref(f"kooperacje.{name}")
            records = self._open(code, login)
            self.assertEqual(records._name, report.model, code)
            if not records:
                empty.add(code)
                continue
            with self.subTest(tool=code):
                html, kind = self.env["ir.actions.report"].with_user(records.env.user)._render_qweb_html(
                    report.report_name, records[:1].ids,
                )
                self.assertEqual(kind, "html")
                self.assertIn(b"page", html)
        # Health, culture and neighbours bring no services in the demo.
        self.assertLessEqual(empty, {"7C", "7E", "7I"})
