from odoo import models


class QualificationVote(models.Model):
    _name = "kooperacje.qualification.vote"
    _inherit = ["kooperacje.qualification.vote", "kooperacje.case.data"]
