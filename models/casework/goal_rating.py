from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped

from .data_scope import SUPPORT
from .goal import LEVELS


class GoalRating(models.Model):
    """How far a goal of the plan in force has been reached, on its own scale (tool 19 J; dimension I, K3D-200).

    The row of ratings is history: only the last one of a goal is corrected or taken away, and only while its version
    of the plan is in force.

    The level reached is the team's to know; what the family says of it is shared as in an assessment.
    """

    _name = "kooperacje.goal.rating"
    _description = "Attainment of a goal"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "rated_on desc, id desc"
    _rec_name = "rated_on"
    _fixed_fields = frozenset({"goal_id"})

    goal_id = fields.Many2one(
        "kooperacje.goal", "Goal", required=True, index=True, ondelete="cascade",
        domain="[('plan_state', '=', 'signed')]",
    )
    plan_id = fields.Many2one("kooperacje.plan", related="goal_id.plan_id", store=True, index=True)
    case_id = fields.Many2one("kooperacje.case", related="goal_id.plan_id.case_id", store=True, index=True)
    rated_on = fields.Date(required=True, default=lambda self: office_today())
    level = fields.Selection(LEVELS, "Level reached", required=True)
    level_text = fields.Char("Which means", compute="_compute_level_text")
    family_view = scoped(
        fields.Text, SUPPORT, "In the family's own words",
        # K3D-195
        help="What has changed, what has helped, what has not.",
    )
    note = scoped(fields.Text, SUPPORT, "What shows it")

    @api.depends("level", "goal_id")
    def _compute_level_text(self):
        for rating in self:
            rating.level_text = rating.goal_id._level_text(rating.level) if rating.goal_id else False

    @api.constrains("goal_id", "rated_on")
    def _check_goal(self):
        for rating in self:
            if not rating.goal_id.is_scaled:
                raise ValidationError(self.env._(
                    "“%s” has no scale. Describe its five levels in the next version of the plan, then rate it.",
                    rating.goal_id.name,
                ))
            if rating.rated_on > office_today():
                raise ValidationError(self.env._("A goal is not rated in advance. Enter today or an earlier day."))
            if rating.plan_id.signed_on and rating.rated_on < rating.plan_id.signed_on:
                raise ValidationError(self.env._(
                    "This version of the plan was signed on %s. Enter that day or a later one.",
                    format_date(self.env, rating.plan_id.signed_on),
                ))

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_in_force()
        return ratings

    def write(self, vals):
        self._check_last()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._check_last()

    def _last(self):
        """The last of the ratings, without a query of its own."""
        return max(self, key=lambda rating: (rating.rated_on, rating.id or 0), default=self)

    def _check_in_force(self):
        for rating in self:
            if rating.plan_id.state != "signed":
                raise UserError(self.env._(
                    "Goals are rated on the plan in force. This version is a draft or has been replaced.",
                ))

    def _check_last(self):
        """:raises UserError: unless each rating is the last of its goal, in the version in force"""
        self._check_in_force()
        for rating in self:
            if rating.goal_id.rating_ids._last() != rating:
                raise UserError(self.env._(
                    "A later rating of “%s” stands on this one. Add a new rating instead of changing history.",
                    rating.goal_id.name,
                ))
