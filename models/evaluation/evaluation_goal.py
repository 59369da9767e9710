from odoo import api, fields, models


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
    goal_id = fields.Many2one(
        "kooperacje.partnership.goal", "Goal", required=True, index=True, ondelete="restrict", check_company=True,
    )
    planned_count = fields.Integer("Actions planned", readonly=True)
    done_count = fields.Integer("Actions done", readonly=True)
    attainment = fields.Integer(
        "Attained (%)", compute="_compute_attainment", store=True, readonly=False, aggregator="avg",
        help="Proposed from the actions of the yearly plan; the evaluation may assess it otherwise.",
    )
    is_assessed = fields.Boolean(
        "Assessed", compute="_compute_is_assessed", store=True, readonly=False,
        help="A goal for which nothing was planned is not attained by 0 %: it is not assessed, unless this is ticked.",
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

    @api.depends("planned_count", "attainment")
    def _compute_is_assessed(self):
        for row in self:
            row.is_assessed = bool(row.planned_count or row.attainment)

    def _print_attainment(self):
        """Per cent as papers print it, in words for a goal not assessed."""
        self.ensure_one()
        return f"{self.attainment}%" if self.is_assessed else "nie oceniono"
