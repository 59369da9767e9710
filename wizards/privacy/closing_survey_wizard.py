from odoo import models


class ClosingSurveyWizard(models.TransientModel):
    _name = "kooperacje.closing.survey.wizard"
    _inherit = ["kooperacje.closing.survey.wizard", "kooperacje.case.pointer"]

    _holds_family_data = False
