from odoo import models


class Regulation(models.Model):
    _name = "kooperacje.regulation"
    _inherit = ["kooperacje.regulation", "kooperacje.case.pointer"]

    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False
