from odoo import api, models


class SurveyInvite(models.TransientModel):
    _inherit = "survey.invite"

    @api.constrains("survey_id")
    def _check_kooperacje_survey(self):
        """Core's “Share” writes down whom each answer comes from: none of ours is sent so, not even as superuser."""
        self.survey_id._check_by_wave()
