from odoo import fields, models


class EvaluationQuestion(models.Model):
    """Question of the catalogue of evaluation (pytania ewaluacyjne, tool 13), adapted by the municipality (K3D-156).

    Each evaluation takes copies, so that a change of the catalogue leaves past evaluations as they were.
    """

    _name = "kooperacje.evaluation.question"
    _description = "Evaluation question"
    _inherit = ["kooperacje.edit.mixin", "kooperacje.evaluation.matrix.mixin"]
    _order = "sequence, id"

    active = fields.Boolean(default=True)
