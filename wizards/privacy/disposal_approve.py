from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class DisposalApprove(models.TransientModel):
    """Asks the head once more before records go: how many of which class, and that it cannot be undone."""

    _name = "kooperacje.disposal.approve"
    _description = "Approve the disposal"
    _inherit = ["kooperacje.once.mixin"]

    disposal_id = fields.Many2one("kooperacje.disposal", "List", required=True, readonly=True, ondelete="cascade")
    summary = fields.Text("What goes", compute="_compute_summary")
    is_checked = fields.Boolean("I have checked the list. What is on it need not be kept any longer.")

    @api.depends("disposal_id")
    def _compute_summary(self):
        for wizard in self:
            groups = self.env["kooperacje.disposal.line"]._read_group(
                [("disposal_id", "=", wizard.disposal_id.id)], ["kind_id", "class_text"],
                ["__count", "first_year:min", "last_year:max", "kept_until:max"],
            )
            wizard.summary = "\n".join(
                self.env._(
                    "%(kind)s, class %(office_class)s: %(count)s, years %(first)s–%(last)s, kept until %(day)s",
                    kind=kind.name, count=count, first=first, last=last,
                    day=(kept and format_date(self.env, kept)) or "–", office_class=text,
                ) for kind, text, count, first, last, kept in groups
            )

    def action_confirm(self):
        """:raises UserError: the head has not said that the list was checked"""
        self.ensure_one()
        if not self.is_checked:
            raise UserError(self.env._("Check the list and say so; what is erased cannot be brought back."))
        self._take_once()
        self.disposal_id._approve()
        return {"type": "ir.actions.act_window_close"}
