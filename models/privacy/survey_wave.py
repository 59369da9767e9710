from odoo import models


class SurveyWave(models.Model):
    _name = "kooperacje.survey.wave"
    _inherit = ["kooperacje.survey.wave", "kooperacje.case.pointer"]

    # It names the team as the register of teams does, and asks about the co-operation, never about the family.
    _holds_family_data = False
