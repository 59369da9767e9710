import uuid

from odoo import api, fields, models


def _new_key():
    return uuid.uuid4().hex[:12]


class SurveyQuestion(models.Model):
    """A question keeps its key over the versions of a questionnaire, so that waves compare question by question."""

    _inherit = "survey.question"

    kooperacje_key = fields.Char(
        "Key", default=lambda self: _new_key(), copy=True, index=True,
        help="The same in every version of the questionnaire; in the seeded ones the number of the question.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.survey_id._check_not_frozen()
        return questions

    def write(self, vals):
        self.survey_id._check_not_frozen()
        if "question_type" in vals and "kooperacje_key" not in vals:
            changed = self.filtered(lambda question: question.question_type != vals["question_type"])
            for question in changed:
                super(SurveyQuestion, question).write({"kooperacje_key": _new_key()})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.survey_id._check_not_frozen()


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    kooperacje_key = fields.Char("Key", default=lambda self: _new_key(), copy=True)

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._kooperacje_surveys()._check_not_frozen()
        return answers

    def write(self, vals):
        self._kooperacje_surveys()._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._kooperacje_surveys()._check_not_frozen()

    def _kooperacje_surveys(self):
        return (self.question_id | self.matrix_question_id).survey_id
