from odoo import models


class Goal(models.Model):
    """Goals bear no scope, nor do services and actions of the plan: the plan is the team's own work, which each member
    carries out a part of and has to see whole (K3D-186). The family is told so on the consent, see
    ``kooperacje.consent.statement.scope_ids``; what it was made from, needs and diagnosis, is shared by scope.
    """

    _name = "kooperacje.goal"
    _inherit = ["kooperacje.goal", "kooperacje.case.data"]
