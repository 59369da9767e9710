from odoo import fields, models


class ProcessStep(models.Model):
    _inherit = "kooperacje.process.step"

    evidence = fields.Selection(
        selection_add=[
            ("evaluation", "Concluded evaluation of the partnership"),
            ("family_evaluation", "Concluded evaluation of the work with families"),
        ],
        ondelete={"evaluation": "set null", "family_evaluation": "set null"},
    )
