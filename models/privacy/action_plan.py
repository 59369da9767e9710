from odoo import models


class ActionPlan(models.Model):
    _name = "kooperacje.action.plan"
    _inherit = ["kooperacje.action.plan", "kooperacje.case.pointer"]

    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False
