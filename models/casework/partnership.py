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

    assessment_months = fields.Integer(
        "Assessment at most every (months)", help="How often this partnership looks at the situation of a family "
                                                  "again (K3D-188). 0: as set for the whole office.",
    )
    assessment_months_small = fields.Integer(
        "With a child under three, every (months)", help="0: as set for the whole office.",
    )

    _assessment_months = models.Constraint(
        "CHECK(assessment_months BETWEEN 0 AND 6 AND assessment_months_small BETWEEN 0 AND 3)",
        "The situation is assessed at least every 6 months, and every 3 with a child under three. Choose less or the "
        "same, or 0 for the period of the office.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The company that leads a partnership is an office from then on, with registers of its own."""
        partnerships = super().create(vals_list)
        partnerships.company_id._create_register_sequences()
        return partnerships

    @api.depends("variant")
    def _compute_joint_qualification(self):
        for partnership in self:
            partnership.joint_qualification = partnership.variant == "rural"
