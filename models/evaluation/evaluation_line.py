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


class EvaluationGoal(models.Model):
    """How far a goal of the partnership was attained (K3D-151); beside it the actions planned for it and done."""

    _name = "kooperacje.evaluation.goal"
    _description = "Attainment of a goal"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "evaluation_id, goal_id, id"
    _document_field = "evaluation_id"
    _fixed_fields = frozenset({"evaluation_id", "goal_id"})
    _system_fields = frozenset({"planned_count", "done_count"})

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Evaluation", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    goal_id = fields.Many2one("kooperacje.partnership.goal", "Goal", required=True, index=True, ondelete="restrict")
    planned_count = fields.Integer("Actions planned", readonly=True)
    done_count = fields.Integer("Actions done", readonly=True)
    attainment = fields.Integer(
        "Attained (%)", compute="_compute_attainment", store=True, readonly=False, aggregator="avg",
        help="Proposed from the actions of the yearly plan; the evaluation may assess it otherwise.",
    )
    note = fields.Text("Grounds")

    _goal_uniq = models.UniqueIndex("(evaluation_id, goal_id)", "Each goal is assessed once.")
    _attainment_range = models.Constraint(
        "CHECK(attainment BETWEEN 0 AND 100)", "Attainment lies between 0 and 100 %.",
    )

    @api.depends("planned_count", "done_count")
    def _compute_attainment(self):
        for row in self:
            row.attainment = round(100 * row.done_count / row.planned_count) if row.planned_count else 0


class EvaluationValue(models.Model):
    """Figure of monitoring in the period of an evaluation, taken by its methods and as it may be published.

    The exact figure never leaves ``kooperacje.indicator``: a small count is kept here suppressed, for an external
    evaluator reads it and the report goes to the council.
    """

    _name = "kooperacje.evaluation.value"
    _description = "Figure of an evaluation"
    _order = "evaluation_id, sequence, id"

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Evaluation", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char("Indicator", required=True)
    group = fields.Char("Area")
    value_text = fields.Char("Value", help="As it may be published: a count of fewer than five people is not shown.")
    formula = fields.Char("How it is counted")
