from odoo import fields, models


class ProcessStep(models.Model):
    _inherit = "kooperacje.process.step"

    evidence = fields.Selection(
        selection_add=[
            ("first_meeting", "Initiating meeting of the partnership held"),
            ("second_meeting", "Formalising meeting of the partnership held"),
        ],
        ondelete={"first_meeting": "set null", "second_meeting": "set null"},
    )
