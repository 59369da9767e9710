from odoo import fields, models


class PlanActionDrop(models.TransientModel):
    """Asks why an action of the plan is given up."""

    _name = "kooperacje.plan.action.drop"
    _description = "Reason why an action is given up"
    _inherit = ["kooperacje.case.pointer"]

    action_id = fields.Many2one("kooperacje.plan.action", "Action", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.action_id.action_drop(self.reason)
        return {"type": "ir.actions.act_window_close"}
