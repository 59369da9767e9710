from odoo import fields, models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    plan_label = fields.Char(
        "Name of the plan", help="What this partnership calls the plan of a person or family on screens and papers, "
                                 "e.g. IPW or IPP (RUR-137). Leave it empty for the name set for the whole office.",
    )
