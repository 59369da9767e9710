from odoo import api, fields, models

from odoo.addons.kooperacje.models.evaluation.survey_question import check_stays, new_key


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    kooperacje_key = fields.Char("Key", default=lambda self: new_key(), copy=True, prefetch="kooperacje")

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._kooperacje_surveys()._check_not_frozen()
        answers._kooperacje_surveys()._forget_pages()
        return answers

    def write(self, vals):
        self._kooperacje_surveys()._check_not_frozen()
        self._kooperacje_surveys()._forget_pages()
        if not self.env.su:
            for name in ("question_id", "matrix_question_id"):
                if vals.get(name):
                    check_stays(self, name, vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._kooperacje_surveys()._check_not_frozen()
        self._kooperacje_surveys()._forget_pages()

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Words in another language are words people have been asked with."""
        self._kooperacje_surveys()._check_not_frozen()
        self._kooperacje_surveys()._forget_pages()
        return super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)

    def _kooperacje_surveys(self):
        return (self.question_id | self.matrix_question_id)._kooperacje_surveys()
