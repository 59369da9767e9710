from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_setting import PERIODS, office_setting


class ResCompany(models.Model):
    _inherit = "res.company"

    kooperacje_review_months = office_setting(
        fields.Integer, PERIODS, "Review of the local basket every (months)", default=12,
        # K3D-230
        help="Proposed for a new partnership, whose own rules then count. At least once a year.",
    )

    _review_months = models.Constraint(
        "CHECK(kooperacje_review_months BETWEEN 1 AND 12)",
        "The local basket is reviewed at least once a year: choose 1 to 12 months.",
    )
