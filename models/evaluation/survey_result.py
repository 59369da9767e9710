from odoo import fields, models


class SurveyResult(models.Model):
    """How many gave an answer: a row for each question, row of a matrix and answer, of everybody or of a sector.

    The only figures of a questionnaire that leave it. Rows are written once, with their pool; add up ``scope = all``
    *or* ``scope = sector``, never both. The mean of a question is the sum of ``value_sum`` over that of
    ``value_count``: the value of an answer is its score, “does not apply” has none.
    """

    _name = "kooperacje.survey.result"
    _description = "Count of answers"
    _order = "pool_id, question_sequence, question_id, row_id, answer_id, scale_value"
    _rec_name = "question_id"
    _log_access = False

    pool_id = fields.Many2one(
        "kooperacje.survey.pool", "Survey results", required=True, index=True, ondelete="cascade",
    )
    survey_id = fields.Many2one("survey.survey", "Questionnaire", related="pool_id.survey_id", store=True)
    tool = fields.Char(related="pool_id.tool", store=True, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", related="pool_id.partnership_id", store=True, index=True,
    )
    company_id = fields.Many2one("res.company", related="pool_id.company_id", store=True, index=True)
    moment = fields.Selection(related="pool_id.moment", store=True)
    side = fields.Selection(related="pool_id.side", store=True)
    date_to = fields.Date("Until", related="pool_id.date_to", store=True)
    question_id = fields.Many2one("survey.question", "Question", required=True, index=True, ondelete="restrict")
    question_key = fields.Char("Key of the question", related="question_id.kooperacje_key", store=True)
    question_sequence = fields.Integer(related="question_id.sequence", store=True, export_string_translation=False)
    row_id = fields.Many2one("survey.question.answer", "Row", ondelete="restrict")
    answer_id = fields.Many2one("survey.question.answer", "Answer", ondelete="restrict")
    scale_value = fields.Integer("Step of the scale", aggregator=None)
    scope = fields.Selection([("all", "Everybody"), ("sector", "By sector")], required=True, index=True)
    sector_id = fields.Many2one("kooperacje.sector", "Sector", index="btree_not_null", ondelete="restrict")
    count = fields.Integer("Answers")
    respondents = fields.Integer("People who answered", aggregator=None)
    value_sum = fields.Float("Sum of values")
    value_count = fields.Integer("Answers with a value")

    def _mean(self):
        """Mean of the values of the answers, to two places; none where they have no value."""
        number = sum(self.mapped("value_count"))
        return round(sum(self.mapped("value_sum")) / number, 2) if number else None
