from odoo import models


class Consultation(models.Model):
    _name = "kooperacje.consultation"
    _inherit = ["kooperacje.consultation", "kooperacje.case.pointer"]

    # The network worker reads the register of teams, which holds nothing of the family.
    _holds_family_data = False
