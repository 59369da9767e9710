import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger

STAGES = [
    ("assessment", "1. Preparation"), ("founding", "2. Founding the partnership"),
    ("partnership", "3. The partnership at work"), ("family", "4. With the person or family"),
    ("team", "5. Evaluation of the team"), ("rural", "Rural model"),
]
# The Model leaves to the office how far it uses the proposed tools (K3D-34), but for these.
OBLIGATIONS = [("obligatory", "Must be used"), ("optional", "By choice")]


class Tool(models.Model):
    """Tool of the Model (narzędzie 1A–21, instrument R1–R14): what it is for, and the screen where it is used.

    A tool is opened from the menus where it lives. Who may open it is therefore who sees one of these menus; no
    second list of rights is kept here, and the rules of the records opened hold as anywhere.
    """

    _name = "kooperacje.tool"
    _description = "Tool of the Model"
    _inherit = ["kooperacje.words.mixin"]
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char("Number", required=True)
    name = WordedChar(required=True)
    sequence = WordedInteger(default=10)
    stage = fields.Selection(
        STAGES, "Part of the process", required=True, default="partnership", index=True, group_expand=True,
    )
    moment = fields.Char("When")
    purpose = fields.Text("What it is for", required=True)
    used_by = fields.Char("Who uses it", help="In the words of the Model, those outside the program included.")
    obligation = fields.Selection(OBLIGATIONS, required=True, default="optional")
    obligation_note = fields.Char("On the duty")
    group_ids = fields.Many2many(
        "res.groups", "kooperacje_tool_group_rel", "tool_id", "group_id", "Kept by",
        help="Roles that work with the tool; others are told to turn to them.",
    )
    menu_ids = fields.Many2many(
        "ir.ui.menu", "kooperacje_tool_menu_rel", "tool_id", "menu_id", "Opened from",
        help="The first of these screens that the user may open is the one that opens.",
    )
    domain = fields.Char("Only records", default="[]", help="Narrows the screen, as in [('purpose', '=', 'next')].")
    context = fields.Char("Settings of the screen", default="{}", help="Filters and defaults of the screen.")
    active = WordedBoolean(default=True)
    can_open = fields.Boolean("Open to me", compute="_compute_can_open")
    keepers = fields.Char("Kept by roles", compute="_compute_keepers")

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a tool with this number.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tool in self:
            tool.display_name = " ".join(filter(None, (tool.code, tool.name)))

    @api.depends("menu_ids")
    @api.depends_context("uid")
    def _compute_can_open(self):
        for tool in self:
            tool.can_open = bool(tool._screen())

    @api.depends("group_ids.name")
    @api.depends_context("lang")
    def _compute_keepers(self):
        for tool in self:
            # sudo: names of roles, which are no secret.
            tool.keepers = ", ".join(tool.sudo().group_ids.sorted("sequence").mapped("name"))

    @api.constrains("domain", "context")
    def _check_literals(self):
        """Both are read as plain values: nothing that an administrator of the Model enters is run as code."""
        for tool in self:
            try:
                tool._domain()
                good = isinstance(tool._screen_context(), dict)
            except (ValueError, SyntaxError, TypeError):
                good = False
            if not good:
                raise ValidationError(self.env._(
                    "The screen of tool %s cannot be set like this. Leave [] and {} if the whole screen is to open.",
                    tool.code,
                ))

    def _domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _screen_context(self):
        return ast.literal_eval(self.context or "{}")

    def _screen(self):
        """The menu from which the user opens the tool; empty if the user has none of its menus."""
        visible = self.env["ir.ui.menu"]._visible_menu_ids()
        # sudo: which of the menus are the user's was asked above; the action of one is read by whoever clicks it.
        return self.sudo().menu_ids.filtered(lambda menu: menu.id in visible and menu.action)[:1]

    def action_open(self):
        """The screen of the tool for this user.

        :raises UserError: the user's roles do not work with the tool; the message says whose do
        """
        self.ensure_one()
        screen = self._screen()
        if not screen:
            raise UserError(self.env._(
                "“%(tool)s” is not a tool of your role. Turn to: %(keepers)s.",
                tool=self.display_name, keepers=self.keepers or self.env._("the administrator"),
            ))
        action = screen.action._get_action_dict()
        if action["type"] == "ir.actions.act_window":
            values = self.env["ir.actions.actions"]._get_eval_context()
            own = Domain(safe_eval(action["domain"] or "[]", values))
            action["domain"] = list(own & self._domain())
            action["context"] = {**safe_eval(action["context"] or "{}", values), **self._screen_context()}
            action["name"] = self.display_name
        return action
