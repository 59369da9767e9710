from odoo import api, fields, models
from odoo.exceptions import ValidationError

CRITERIA = [
    ("relevance", "Relevance"), ("effectiveness", "Effectiveness"), ("efficiency", "Efficiency"),
    ("basket", "Local basket"), ("communication", "Flow of information"), ("conflicts", "Conflicts"),
    ("usefulness", "Usefulness"), ("plan", "Yearly plan"), ("durability", "Durability"),
    ("recommendations", "Recommendations"),
]
METHODS = ("by_interview", "by_focus", "by_survey", "by_data")


class EvaluationMatrixMixin(models.AbstractModel):
    """A row of the matrix of tool 13: question × criterion × goal × method (K3D-158)."""

    _name = "kooperacje.evaluation.matrix.mixin"
    _description = "Row of the evaluation matrix"

    name = fields.Char("Question", required=True)
    sequence = fields.Integer(default=10)
    criterion = fields.Selection(CRITERIA, required=True, default="effectiveness", index=True)
    topic = fields.Char("Goal or subject", help="What of the partnership it asks about, e.g. its leader, its members.")
    goal_id = fields.Many2one(
        "kooperacje.partnership.goal", "Goal", index="btree_not_null", ondelete="restrict", check_company=True,
        # K3D-151
        help="Goal whose attainment the question assesses.",
    )
    by_interview = fields.Boolean("Interview", help="Free interview: the question goes into the interview guide.")
    by_focus = fields.Boolean("Focus group", help="The question goes into the script of the focus group.")
    by_survey = fields.Boolean("Survey", help="Asked in a questionnaire, in its closed version.")
    # K3D-152
    by_data = fields.Boolean("Monitoring data", help="Answered by figures the partnership has already.")
    survey_form = fields.Char("Closed version", help="How a questionnaire asks it, e.g. S5 – a scale from 1 to 5.")
    is_obligatory = fields.Boolean(
        "Obligatory", help="An evaluation is not concluded without an answer to it.",
    )

    @api.constrains(*METHODS)
    def _check_method(self):
        for row in self:
            if not any(row[method] for method in METHODS):
                raise ValidationError(self.env._(
                    "“%(question)s”: choose how it is answered – interview, focus group, survey or monitoring data.",
                    question=row.name,
                ))

    @api.model
    def _matrix_fields(self):
        return {
            "name", "sequence", "criterion", "topic", "goal_id", "survey_form", "is_obligatory", *METHODS,
        }
