from odoo import api, fields, models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    plan_label = fields.Char(
        "Name of the plan", help="What this partnership calls the plan of a person or family on screens and papers, "
                                 "e.g. IPW or IPP (RUR-137). Leave it empty for the name set for the whole office.",
    )
    joint_qualification = fields.Boolean(
        "Qualify families jointly", compute="_compute_joint_qualification", store=True, readonly=False, precompute=True,
        help="No task team before the partnership has qualified the family together (R8, RUR-129). The rule of the "
             "rural variant; the partnership may set it otherwise.",
    )

    @api.depends("variant")
    def _compute_joint_qualification(self):
        for partnership in self:
            partnership.joint_qualification = partnership.variant == "rural"
