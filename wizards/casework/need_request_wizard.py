from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class NeedRequestWizard(models.TransientModel):
    """From needs that nothing covers to requests for the partnership, in one step (K3D-111, 114, tool 19 L)."""

    _name = "kooperacje.need.request.wizard"
    _description = "Ask the partnership for what is missing"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]

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
                for line in (wizard.case_id._needs_to_request() if wizard.case_id else ())
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
        self._take_once()
        for line in chosen:
            line._file()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "message": self.env._("Filed. The network worker decides; the answer comes to you."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
