from odoo import fields, models


class PlanServiceStop(models.TransientModel):
    """Asks why a service of the individual basket was interrupted or not provided."""

    _name = "kooperacje.plan.service.stop"
    _description = "Reason why a service stopped"
    _inherit = ["kooperacje.case.pointer"]

    line_id = fields.Many2one("kooperacje.plan.service", "Service", required=True, readonly=True)
    status = fields.Selection(
        [("interrupted", "Interrupted"), ("unavailable", "Not provided")], required=True, readonly=True,
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.line_id._set_status(self.status, self.reason)
        return {"type": "ir.actions.act_window_close"}
