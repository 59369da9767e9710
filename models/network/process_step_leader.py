from odoo import fields, models


class ProcessStep(models.Model):
    _inherit = "kooperacje.process.step"

    evidence = fields.Selection(
        selection_add=[("leader_person", "Leader-person or leader-family takes part")],
        ondelete={"leader_person": "set null"},
    )
