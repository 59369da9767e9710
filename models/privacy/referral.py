from odoo import models


class Referral(models.Model):
    _name = "kooperacje.referral"
    _inherit = ["kooperacje.referral", "kooperacje.case.pointer"]

    # Read by providers and the network worker; the code and the note are handed out field by field.
    _holds_family_data = False
