from odoo import fields, models


class EvaluationValue(models.Model):
    """Figure of monitoring in the period of an evaluation, taken by its methods and as it may be published.

    The exact figure never leaves ``kooperacje.indicator``: a small count is kept here suppressed, for an external
    evaluator reads it and the report goes to the council.
    """

    _name = "kooperacje.evaluation.value"
    _description = "Figure of an evaluation"
    _order = "evaluation_id, sequence, year, id"

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Evaluation", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char("Indicator", required=True)
    group = fields.Char("Area")
    year = fields.Integer(aggregator=None)
    value_text = fields.Char("Value", help="As it may be published: figures of few families are not shown.")
    formula = fields.Char("How it is counted")
