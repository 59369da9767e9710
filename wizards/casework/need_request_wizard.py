from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class NeedRequestWizard(models.TransientModel):
    """From needs that nothing covers to requests for the partnership, in one step (K3D-111, 114, tool 19 L)."""

    _name = "kooperacje.need.request.wizard"
    _description = "Ask the partnership for what is missing"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many(
        "kooperacje.need.request.line", "wizard_id", "Needs", compute="_compute_line_ids", compute_sudo=False,
        store=True, readonly=False,
    )

    @api.depends("case_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create({"case_need_id": line.id, "name": line.need_id.name})
                for line in wizard.case_id._needs_to_request()
            ]

    def action_file(self):
        """File the chosen requests as the one who asks; the network worker is asked to decide.

        :raises UserError: nothing chosen, or a text that points to the family
        """
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.target != "none")
        if not chosen:
            raise UserError(self.env._("Choose for at least one need what to ask the partnership for."))
        self.case_id.check_access("write")
        for line in chosen:
            line._file()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "message": self.env._("Filed. The network worker decides; the answer comes to you."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class NeedRequestLine(models.TransientModel):
    """One need and what is asked for."""

    _name = "kooperacje.need.request.line"
    _description = "Need to ask the partnership for"

    wizard_id = fields.Many2one("kooperacje.need.request.wizard", required=True, ondelete="cascade")
    case_need_id = fields.Many2one("kooperacje.case.need", "Need", required=True, ondelete="cascade")
    target = fields.Selection(
        [("basket", "A service in the basket"), ("specialist", "A specialist for teams"),
         ("institution", "An institution in the partnership"), ("none", "Nothing now")],
        "Ask for", required=True, default="basket",
    )
    name = fields.Char("Service or speciality", required=True)
    description = fields.Text(
        "Why", required=True, compute="_compute_description", store=True, readonly=False, precompute=True,
        help="Read by everyone in the partnership: nothing of the family.",
    )

    @api.depends("case_need_id")
    def _compute_description(self):
        for line in self:
            line.description = self.env._(
                "No service of the local basket answers the need “%(need)s”.",
                need=line.case_need_id.need_id.name or "",
            )

    def _file(self):
        self.ensure_one()
        case = self.case_need_id.case_id
        if case != self.wizard_id.case_id:
            raise UserError(self.env._("Choose a need of this case."))
        for text in (self.name, self.description):
            case._check_says_nothing_of_the_family(text)
        common = {"partnership_id": case.partnership_id.id, "description": self.description}
        if self.target == "basket":
            request = self.env["kooperacje.basket.request"].create({
                **common, "kind": "add", "name": self.name, "need_id": self.case_need_id.need_id.id,
            })
            values = {"basket_request_id": request.id, "composition_request_id": False}
        else:
            request = self.env["kooperacje.composition.request"].create({
                **common, "kind": self.target, "speciality": self.name,
            })
            values = {"composition_request_id": request.id, "basket_request_id": False}
        # Unguarded: the link to a request is made by filing it only; the caller may write the case.
        self.case_need_id._unguarded().write({**values, "is_uncovered": True})
