from odoo import api, fields, models


class ServiceWithdraw(models.TransientModel):
    """Asks why services leave the local basket (K3D-227); the reason stays on them."""

    _name = "kooperacje.service.withdraw"
    _description = "Withdrawal of services from the basket"

    service_ids = fields.Many2many("kooperacje.service", string="Services", required=True)
    service_count = fields.Integer(compute="_compute_service_count")
    reason = fields.Char("Why withdrawn", required=True)

    @api.depends("service_ids")
    def _compute_service_count(self):
        for wizard in self:
            wizard.service_count = len(wizard.service_ids)

    def action_withdraw(self):
        self.service_ids._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
