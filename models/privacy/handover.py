from odoo import models


class Handover(models.Model):
    _name = "kooperacje.handover"
    _inherit = ["kooperacje.handover", "kooperacje.case.data"]

    # Codes, dates and people of the offices: read by who is offered a case before it is theirs.
    _holds_family_data = False
