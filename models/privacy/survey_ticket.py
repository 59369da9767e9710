from odoo import models


class SurveyTicket(models.Model):
    _name = "kooperacje.survey.ticket"
    _inherit = ["kooperacje.survey.ticket", "kooperacje.case.pointer"]

    # The team is that of its wave.
    _holds_family_data = False
