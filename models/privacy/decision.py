from odoo import models


class Decision(models.Model):
    _name = "kooperacje.decision"
    _inherit = ["kooperacje.decision", "kooperacje.case.data"]
