from odoo import models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class EvaluationQuestion(models.Model):
    """Question of the catalogue of evaluation (pytania ewaluacyjne, tool 13), adapted by the municipality (K3D-156).

    Each evaluation takes copies, so that a change of the catalogue leaves past evaluations as they were.
    """

    _name = "kooperacje.evaluation.question"
    _description = "Evaluation question"
    _inherit = ["kooperacje.own.entry.mixin", "kooperacje.evaluation.matrix.mixin"]
    _order = "sequence, id"

    name = WordedChar("Question", required=True)
    sequence = WordedInteger(default=10)
    active = WordedBoolean(default=True)
