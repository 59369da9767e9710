from odoo import api, fields, models
from odoo.exceptions import UserError


class EvaluationLine(models.Model):
    """Question of one evaluation, copied from the catalogue or its own, and what the evaluation found."""

    _name = "kooperacje.evaluation.line"
    _description = "Question of an evaluation"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.evaluation.matrix.mixin",
    ]
    _order = "evaluation_id, sequence, id"
    _document_field = "evaluation_id"
    _fixed_fields = frozenset({"evaluation_id", "question_id"})
    _system_fields = frozenset({"is_answered"})

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Evaluation", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    question_id = fields.Many2one(
        "kooperacje.evaluation.question", "Question of the catalogue", index="btree_not_null", ondelete="set null",
        check_company=True,
    )
    grade = fields.Float(
        "Mean grade", digits=(3, 2), copy=False, help="Mean of the answers on the scale from 1 to 5; 0: not asked.",
    )
    answer = fields.Text(copy=False, help="What was found. No names and nothing that would point to a family.")
    evidence = fields.Text(copy=False, help="What the answer rests on: interviews, groups, questionnaires, figures.")
    conclusion = fields.Text(copy=False)
    is_answered = fields.Boolean("Answered", compute="_compute_is_answered", store=True)

    _grade_scale = models.Constraint("CHECK(grade = 0 OR grade BETWEEN 1 AND 5)", "Grades lie between 1 and 5.")

    @api.depends("answer", "grade")
    def _compute_is_answered(self):
        for line in self:
            line.is_answered = bool((line.answer or "").strip() or line.grade)

    def write(self, vals):
        if self._is_guarded() and vals.keys() & (self._matrix_fields() - {"sequence"}):
            self.evaluation_id._check_leads()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_obligatory(self):
        for line in self:
            if line.is_obligatory:
                raise UserError(self.env._(
                    "“%(question)s” is obligatory. Untick “Obligatory” first if this partnership does without it.",
                    question=line.name,
                ))
