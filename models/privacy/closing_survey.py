from odoo import models


class ClosingSurvey(models.Model):
    _name = "kooperacje.closing.survey"
    _inherit = ["kooperacje.closing.survey", "kooperacje.case.data"]

    # Codes, dates and people of the offices: kept in the register of teams (K3D-108).
    _holds_family_data = False
