from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window_of

LEADERS = "kooperacje.group_manager,kooperacje.group_network_worker"


class Partnership(models.Model):
    """What the office keeps of a partnership: who keeps the register, its problems, rules, plans, papers and costs."""

    _inherit = "kooperacje.partnership"

    register_keeper_id = fields.Many2one(
        "res.users", "Keeper of the register", index="btree_not_null", tracking=True, copy=False,
        domain=[("share", "=", False)],
        help="Where several network workers share the partnership, the head names the one who keeps its register of "
             "task teams (K3D-110).",
    )
    problem_ids = fields.One2many("kooperacje.problem", "partnership_id", "Problems of cooperation")
    open_problem_count = fields.Integer("Open problems", compute="_compute_open_problem_count")

    regulation_ids = fields.One2many("kooperacje.regulation", "partnership_id", "Regulations")
    has_regulation = fields.Boolean(compute="_compute_has_regulation")
    meeting_months = fields.Integer("Meeting at least every (months)", default=1)
    meeting_notice_days = fields.Integer("Notice of a meeting (days)", default=7)
    quorum_percent = fields.Integer("Quorum (% of member institutions)", default=50)
    rotates_moderation = fields.Boolean("Moderator and minute-taker in rotation", default=True)
    evaluation_months = fields.Integer("Evaluation every (months)", default=12)
    withdrawal_months = fields.Integer("Notice of leaving (months)", default=1)

    action_plan_ids = fields.One2many("kooperacje.action.plan", "partnership_id", "Yearly plans")
    action_plan_count = fields.Integer("Number of yearly plans", compute="_compute_action_plan_count")

    support_request_ids = fields.One2many("kooperacje.support.request", "partnership_id", "Requests for support")
    support_request_count = fields.Integer("Number of requests for support", compute="_compute_support_request_count")

    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    cost_ids = fields.One2many("kooperacje.cost", "partnership_id", "Costs")
    cost_total = fields.Monetary(
        "Costs approved", compute="_compute_cost_total", groups=LEADERS,
        help="Approved and settled ones, of all years.",
    )

    appointment_ids = fields.One2many("kooperacje.appointment", "partnership_id", "Orders and appointments")

    leader_person_ids = fields.One2many("kooperacje.leader.person", "partnership_id", "Leader-families")

    _quorum_percent = models.Constraint(
        "CHECK(quorum_percent BETWEEN 1 AND 100)", "The quorum is 1 to 100 % of the member institutions.",
    )

    @api.depends("problem_ids.state")
    def _compute_open_problem_count(self):
        counts = count_by(
            self.env["kooperacje.problem"], "partnership_id", self.ids, [("state", "in", ("reported", "mediation"))],
        )
        for partnership in self:
            partnership.open_problem_count = counts.get(partnership._origin.id, 0)

    @api.constrains("register_keeper_id", "company_id")
    def _check_register_keeper(self):
        for partnership in self.filtered("register_keeper_id"):
            if not partnership.register_keeper_id._has_role("network_worker", partnership.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is no network worker of the office today. The keeper of the register is one of them.",
                    user=partnership.register_keeper_id.name,
                ))

    def _check_names_keeper(self):
        for partnership in self if self._is_guarded() else ():
            if not self.env.user._has_role("manager", partnership.company_id):
                raise ValidationError(self.env._(
                    "The head of the office names who keeps the register of task teams (K3D-110).",
                ))

    def _register_keepers(self):
        """Users who may keep the register of this partnership: the one named, or every network worker."""
        self.ensure_one()
        # sudo: roles of others are not readable; only who keeps the register follows from them.
        workers = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "=", self.company_id.id), ("role", "=", "network_worker"), ("is_current", "=", True),
        ]).user_id
        return (self.register_keeper_id & workers) or workers

    def action_view_problems(self):
        return window_of(self, "action_problem", "partnership_id", search_default_open=1)

    # ------------------------------------------------------------------
    # Regulation
    # ------------------------------------------------------------------
    # The rules a partnership works by: typed until it has a regulation, those of the regulation afterwards.

    @api.depends("regulation_ids.is_in_force")
    def _compute_has_regulation(self):
        groups = self.env["kooperacje.regulation"]._read_group(
            [("partnership_id", "in", self.ids), ("is_in_force", "=", True)], ["partnership_id"],
        )
        ruled = {partnership.id for partnership, in groups}
        for partnership in self:
            partnership.has_regulation = partnership._origin.id in ruled

    def _check_rules_kept(self, vals):
        """:raises UserError: ``vals`` type over what the regulation in force says"""
        given = self.env["kooperacje.regulation"]._parameters() & vals.keys()
        if given and self._is_guarded():
            for partnership in self.filtered("has_regulation"):
                if any(partnership[name] != vals[name] for name in given):
                    raise UserError(self.env._(
                        "This is set by the regulation of %(partnership)s. Change it by a new regulation adopted by "
                        "the members.", partnership=partnership.name,
                    ))

    def _missing_evidence_regulation(self):
        return [] if self.has_regulation else [self.env._("the adopted and signed regulation (tool 9)")]

    def action_view_regulations(self):
        return window_of(self, "action_regulation", "partnership_id")

    # ------------------------------------------------------------------
    # Yearly plans
    # ------------------------------------------------------------------

    @api.depends("action_plan_ids")
    def _compute_action_plan_count(self):
        counts = count_by(self.env["kooperacje.action.plan"], "partnership_id", self.ids)
        for partnership in self:
            partnership.action_plan_count = counts.get(partnership._origin.id, 0)

    def _missing_evidence_action_plan(self):
        """A plan of this year or the next, adopted (K3D-136)."""
        year = office_today().year
        adopted = self.action_plan_ids.filtered(
            lambda plan: plan.document_state == "signed" and plan.year in (year, year + 1)
        )
        return [] if adopted else [self.env._("the adopted action plan of the year")]

    def action_view_action_plans(self):
        return window_of(self, "action_action_plan", "partnership_id")

    # ------------------------------------------------------------------
    # Support
    # ------------------------------------------------------------------
    # Support that the partnership asked the regional centre and PCPR for.

    @api.depends("support_request_ids")
    def _compute_support_request_count(self):
        counts = count_by(self.env["kooperacje.support.request"], "partnership_id", self.ids)
        for partnership in self:
            partnership.support_request_count = counts.get(partnership._origin.id, 0)

    def _missing_evidence_rops_notice(self):
        """The notice of the intention was sent (K3D-75, 131; RUR-87); informing asks for no consent of the centre."""
        sent = self.support_request_ids.filtered(
            lambda request: request.kind == "notice" and request.state not in ("draft", "taken_back")
            and (self.cycle == 1 or not self.cycle_start or request.sent_on >= self.cycle_start)
        )
        return [] if sent else [
            self.env._("the notice to the regional centre of the intention to create the partnership (see “Support”)"),
        ]

    def action_view_support_requests(self):
        return window_of(self, "action_support_request", "partnership_id")

    # ------------------------------------------------------------------
    # Costs
    # ------------------------------------------------------------------
    # What implementing the Model costs the partnership (RUR-125).

    @api.depends("cost_ids.state", "cost_ids.amount")
    def _compute_cost_total(self):
        totals = dict(self.env["kooperacje.cost"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "in", ("approved", "settled"))], ["partnership_id"],
            ["amount:sum"],
        ))
        for partnership in self:
            partnership.cost_total = totals.get(partnership._origin, 0)

    def action_view_costs(self):
        return window_of(self, "action_cost", "partnership_id")

    # ------------------------------------------------------------------
    # Orders and appointments
    # ------------------------------------------------------------------

    def action_view_appointments(self):
        return window_of(self, "action_appointment", "partnership_id")

    # ------------------------------------------------------------------
    # Leader-families
    # ------------------------------------------------------------------

    def _missing_evidence_leader_person(self):
        if self.leader_person_ids.filtered("is_active"):
            return []
        return [self.env._("a leader-person or leader-family who has signed the declaration")]

    def action_view_leader_persons(self):
        return window_of(self, "action_leader_person", "partnership_id")
