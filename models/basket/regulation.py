from odoo import api, fields, models


class Regulation(models.Model):
    _inherit = "kooperacje.regulation"

    review_months = fields.Integer(
        "Services confirmed every (months)", default=12,
        # K3D-230
        help="The local basket is kept up to date all the time and confirmed at least once a year.",
    )

    _review_months = models.Constraint(
        "CHECK(review_months BETWEEN 1 AND 12)",
        "Services of the basket are confirmed at least once a year: choose 1 to 12 months.",
    )

    @api.model
    def _parameters(self):
        return super()._parameters() | {"review_months"}
