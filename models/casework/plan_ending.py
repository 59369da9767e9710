from odoo import fields, models


class Plan(models.Model):
    """A plan ends with the work it was made for."""

    _inherit = "kooperacje.plan"

    state = fields.Selection(selection_add=[("ended", "Ended")], ondelete={"ended": "set default"})

    def _end(self):
        """Plans in force end with the case; what was being prepared stays a draft nobody works by."""
        # superuser: the state is a system field; it follows from the end of the case.
        plans = self.sudo().filtered(lambda plan: plan.state == "signed")
        plans.write({"state": "ended"})
        plans._settle_parts()
