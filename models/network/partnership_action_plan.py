from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    action_plan_ids = fields.One2many("kooperacje.action.plan", "partnership_id", "Yearly plans")
    action_plan_count = fields.Integer("Number of yearly plans", compute="_compute_action_plan_count")

    @api.depends("action_plan_ids")
    def _compute_action_plan_count(self):
        counts = count_by(self.env["kooperacje.action.plan"], "partnership_id", self.ids)
        for partnership in self:
            partnership.action_plan_count = counts.get(partnership._origin.id, 0)

    def _missing_evidence_action_plan(self):
        """A plan of this year or the next, adopted (K3D-136)."""
        year = office_today().year
        adopted = self.action_plan_ids.filtered(
            lambda plan: plan.document_state == "signed" and plan.year in (year, year + 1)
        )
        return [] if adopted else [self.env._("the adopted action plan of the year")]

    def action_view_action_plans(self):
        self.ensure_one()
        return window(
            self.env, "action_action_plan", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
