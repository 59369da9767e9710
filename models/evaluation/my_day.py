from odoo import api, models


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _sections(self):
        env, user = self.env, self.env.user
        return [
            *super()._sections(),
            self._section(
                "evaluation", env._("Evaluations that I see to"), "kooperacje.evaluation",
                domain=[("state", "in", ("planned", "running")),
                 "|", ("user_id", "=", user.id), ("evaluator_id", "=", user.partner_id.id)],
                words=("partnership_id", "state"), date="date_to", order=54, window="action_evaluation",
            ),
            self._section(
                "report", env._("Reports to hand in"), "kooperacje.periodic.report",
                domain=[("document_state", "in", ("draft", "issued")), ("company_id", "in", self._led_companies())],
                words=("display_name",), date="due_on", order=56, window="action_periodic_report",
            ),
            self._section(
                "wave", env._("Questionnaires under way"), "kooperacje.survey.wave",
                domain=[("state", "=", "open"), ("create_uid", "=", user.id)],
                words=("survey_id", "partnership_id"), date="date_to", order=58, window="action_survey_wave",
            ),
        ]
