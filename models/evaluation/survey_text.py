from odoo import fields, models


class SurveyText(models.Model):
    """A text that somebody wrote in an answer. Nothing tells who wrote it."""

    _name = "kooperacje.survey.text"
    _description = "Answer in words"
    _order = "pool_id, question_id, id"
    _rec_name = "text"
    _log_access = False

    pool_id = fields.Many2one(
        "kooperacje.survey.pool", "Survey results", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", related="pool_id.company_id", store=True, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", related="pool_id.partnership_id", store=True, index=True,
    )
    tool = fields.Char(related="pool_id.tool", store=True)
    question_id = fields.Many2one("survey.question", "Question", required=True, index=True, ondelete="restrict")
    is_comment = fields.Boolean("Beside an answer")
    text = fields.Text(required=True)
