from odoo import fields, models


class ProcessStep(models.Model):
    _inherit = "kooperacje.process.step"

    evidence = fields.Selection(
        selection_add=[("basket", "Cards of all members merged into the local basket")],
        ondelete={"basket": "set null"},
    )
