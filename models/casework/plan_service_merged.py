from odoo import models


class PlanService(models.Model):
    _inherit = "kooperacje.plan.service"

    def copy_data(self, default=None):
        """The next version of a plan takes the service into which one of the version before was merged."""
        vals_list = super().copy_data(default)
        for line, vals in zip(self, vals_list, strict=True):
            # sudo: whoever revises the plan may use any service of the basket.
            target = line.service_id.sudo().merged_into_id
            if target.is_available and "service_id" not in (default or {}):
                vals["service_id"] = target.id
        return vals_list
