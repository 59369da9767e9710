from odoo import models


class Plan(models.Model):
    """The way from a plan in preparation to the finder of its case (K3D-222)."""

    _inherit = "kooperacje.plan"

    def action_find_services(self):
        self.ensure_one()
        return self.case_id.action_find_services()
