from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.models.access.windows import dialog

# Levels of goal-attainment scaling, worst first; the keys are those of kernels/goal_attainment.py.
LEVELS = [
    ("-2", "−2: much less than expected"), ("-1", "−1: less than expected"), ("0", "0: as expected"),
    ("1", "+1: more than expected"), ("2", "+2: much more than expected"),
]
LEVEL_FIELDS = ("level_m2", "level_m1", "level_0", "level_p1", "level_p2")


class Goal(models.Model):
    """Goal of a plan in the family's words, with measure, baseline, target and date (tool 19 E).

    Only the sentence itself is required (RUR-17). A goal may be scaled: five levels from −2 to +2, described before
    the plan is signed, on which its attainment is rated later (tool 19 J).

    Goals bear no scope, nor do services and actions of the plan: the plan is the team's own work, which each member
    carries out a part of and has to see whole (K3D-186). The family is told so on the consent, see
    ``kooperacje.consent.statement.scope_ids``; what it was made from, needs and diagnosis, is shared by scope.
    """

    _name = "kooperacje.goal"
    _description = "Goal"
    _inherit = ["kooperacje.plan.part", "kooperacje.case.data"]
    _order = "plan_id, sequence, id"
    _system_fields = frozenset({"case_id", "previous_goal_id"})
    _fixed_fields = frozenset({"plan_id"})
    _origin_field = "previous_goal_id"
    _compared_fields = ("name", "measure", "baseline", "target", "deadline", "priority", *LEVEL_FIELDS, "weight")

    plan_id = fields.Many2one("kooperacje.plan", "Plan", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="plan_id.case_id", store=True, index=True)
    partnership_id = fields.Many2one("kooperacje.partnership", related="plan_id.case_id.partnership_id")
    basket_partner_ids = fields.Many2many(
        related="plan_id.case_id.partnership_id.basket_partner_ids", export_string_translation=False,
    )
    plan_state = fields.Selection(related="plan_id.state", related_sudo=False, string="Plan status")
    sequence = fields.Integer(default=10)
    name = fields.Char("Goal", required=True)
    measure = fields.Char(help="How we will see that it has been reached.")
    baseline = fields.Char("Starting point")
    target = fields.Char()
    deadline = fields.Date()
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Most important")], default="0")
    weight = fields.Integer(
        default=1, help="How much the goal counts in the score of the plan, from 1 to 9. Leave 1 to count all alike.",
    )
    level_m2 = fields.Char("−2: much less than expected", help="Often where the family starts from.")
    level_m1 = fields.Char("−1: less than expected")
    level_0 = fields.Char("0: as expected", help="What the family and the team expect by the date.")
    level_p1 = fields.Char("+1: more than expected")
    level_p2 = fields.Char("+2: much more than expected")
    start_level = fields.Selection(LEVELS, "Level at the start")
    is_scaled = fields.Boolean("With a scale", compute="_compute_is_scaled")
    rating_ids = fields.One2many("kooperacje.goal.rating", "goal_id", "Ratings")
    current_level = fields.Selection(LEVELS, "Level reached", compute="_compute_current_level")
    rated_on = fields.Date("Last rated on", compute="_compute_current_level")
    level_before = fields.Selection(LEVELS, "Level in the previous version", compute="_compute_current_level")
    previous_goal_id = fields.Many2one(
        "kooperacje.goal", "Goal of the previous version", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null",
    )
    service_line_ids = fields.One2many("kooperacje.plan.service", "goal_id", "Services")
    has_stale_service = fields.Boolean(compute="_compute_has_stale_service", export_string_translation=False)
    action_ids = fields.One2many("kooperacje.plan.action", "goal_id", "Actions")

    progress = fields.Integer(compute="_compute_progress", help="Done of its services and actions, in per cent.")

    _weight_range = models.Constraint(
        "CHECK(weight BETWEEN 1 AND 9)", "The weight of a goal is a whole number from 1 to 9.",
    )

    @api.depends("service_line_ids.is_service_stale", "service_line_ids.stale_reason")
    def _compute_has_stale_service(self):
        for goal in self:
            goal.has_stale_service = any(line.is_service_stale or line.stale_reason for line in goal.service_line_ids)

    @api.depends(*LEVEL_FIELDS)
    def _compute_is_scaled(self):
        for goal in self:
            goal.is_scaled = all((goal[name] or "").strip() for name in LEVEL_FIELDS)

    @api.depends("rating_ids.level", "rating_ids.rated_on", "previous_goal_id.rating_ids.level")
    def _compute_current_level(self):
        (self | self.previous_goal_id).fetch(["rating_ids"])  # one query for both
        for goal in self:
            last = goal.rating_ids._last()
            goal.current_level, goal.rated_on = last.level, last.rated_on
            goal.level_before = goal.previous_goal_id.rating_ids._last().level

    @api.constrains("start_level", *LEVEL_FIELDS)
    def _check_start_level(self):
        for goal in self:
            if goal.start_level and not any(goal[name] for name in LEVEL_FIELDS):
                raise ValidationError(self.env._(
                    "“%s”: describe the levels of the scale before you choose the one the family starts from.",
                    goal.name,
                ))

    def _has_measure(self):
        """K3D-30: a goal is seen to be reached by a measure, a target or the levels of its scale."""
        self.ensure_one()
        return bool(self.is_scaled or (self.measure or "").strip() or (self.target or "").strip())

    def _has_half_a_scale(self):
        self.ensure_one()
        return not self.is_scaled and any((self[name] or "").strip() for name in LEVEL_FIELDS)

    def _level_text(self, level):
        """What the level (a key of ``LEVELS``) means for this goal, in its own words."""
        self.ensure_one()
        return self[LEVEL_FIELDS[int(level) + 2]] if level else False

    def action_rate(self):
        self.ensure_one()
        return dialog(
            self.env._("What has been reached"), "kooperacje.goal.rating",
            views=[(self.env.ref("kooperacje.goal_rating_view_form_dialog").id, "form")],
            context={"default_goal_id": self.id, "dialog_size": "large"},
        )

    # ------------------------------------------------------------
    # Progress
    # ------------------------------------------------------------
    # How far the work on a goal has come, for the page of the case: what is done of its services and actions.

    @api.depends("service_line_ids.status", "action_ids.state")
    def _compute_progress(self):
        for goal in self:
            services = goal.service_line_ids.filtered(lambda line: line.status not in ("unavailable", "interrupted"))
            actions = goal.action_ids.filtered(lambda action: action.state != "dropped")
            done = len(services.filtered(lambda line: line.status == "done"))
            half = len(services.filtered(lambda line: line.status == "started"))
            half += len(actions.filtered(lambda action: action.state == "started"))
            done += len(actions.filtered(lambda action: action.state == "done"))
            parts = len(services) + len(actions)
            goal.progress = round((done + half / 2) * 100 / parts) if parts else 0
