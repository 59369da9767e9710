from odoo import models


class Evaluation(models.Model):
    _name = "kooperacje.evaluation"
    _inherit = ["kooperacje.evaluation", "kooperacje.case.pointer"]

    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False
