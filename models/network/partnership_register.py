from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window_of

from .authority_decision import COVERED, LEADERS


class Partnership(models.Model):
    """What the office keeps of a partnership: who keeps the register, its problems, rules, plans, papers and costs."""

    _inherit = "kooperacje.partnership"

    register_keeper_id = fields.Many2one(
        "res.users", "Keeper of the register", index="btree_not_null", tracking=True, copy=False,
        domain=[("share", "=", False)],
        # K3D-110
        help="Where several network workers share the partnership, the head names the one who keeps its register of "
             "task teams.",
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

    social_workers_employed = fields.Integer(
        # RUR-59
        "Social workers of the centre", help="All whom the centre employs: they all work by the Model.",
    )
    social_workers_in_model = fields.Integer(
        "Of them in the Model", compute="_compute_social_workers_in_model", groups=LEADERS,
        help="People with the role of social worker at the centre today.",
    )

    county_diagnosis_ids = fields.One2many(
        "kooperacje.county.diagnosis", "partnership_id", "Diagnoses of county and commune",
    )
    authority_decision_ids = fields.One2many(
        "kooperacje.authority.decision", "partnership_id", "Decisions of authorities",
    )
    enrolment_ids = fields.One2many("kooperacje.school.enrolment", "partnership_id", "Enrolments")

    leader_person_ids = fields.One2many("kooperacje.leader.person", "partnership_id", "Leader-families")

    _social_workers_employed = models.Constraint(
        "CHECK(social_workers_employed >= 0)", "The number of social workers is not negative.",
    )
    _quorum_percent = models.Constraint(
        "CHECK(quorum_percent BETWEEN 1 AND 100)", "The quorum is 1 to 100 % of the member institutions.",
    )

    @api.depends("company_id")
    def _compute_social_workers_in_model(self):
        # sudo: how many people have the role; who they are is not told.
        rows = self.env["kooperacje.role.assignment"].sudo()._read_group(
            [("company_id", "in", self.company_id.ids), ("role", "=", "social_worker"), ("is_current", "=", True)],
            ["company_id"], ["user_id:count_distinct"],
        )
        counts = {company.id: count for company, count in rows}
        for partnership in self:
            partnership.social_workers_in_model = counts.get(partnership.company_id.id, 0)

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
                    # K3D-110
                    "The head of the office names who keeps the register of task teams.",
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
    # Diagnosis, decisions, training
    # ------------------------------------------------------------------
    # What steps 2.1 to 2.3, 4 and 6.1 of the rural Model leave behind.

    def action_view_county_diagnoses(self):
        return window_of(self, "action_county_diagnosis", "partnership_id")

    def action_view_authority_decisions(self):
        return window_of(self, "action_authority_decision", "partnership_id")

    def _missing_evidence_county_diagnosis(self):
        """The card of this cycle, given out; who signs it by hand need not hold the step up (RUR-84)."""
        begun = self.cycle > 1 and self.cycle_start
        if self.county_diagnosis_ids.filtered(
            lambda card: card.document_state in ("issued", "signed") and (not begun or card.document_date >= begun)
        ):
            return []
        return [self.env._("the diagnosis of county and commune (R1), issued")]

    def _missing_evidence_implementation_decision(self):
        """Signed decisions by which both commune and county implement the Model (RUR-85); a commune without a county
        partner decides alone.
        """
        covered = set().union(*(
            COVERED[decision.level] for decision in self.authority_decision_ids._of_cycle()
            if decision.subject == "implementation"
        ))
        missing = []
        if "commune" not in covered:
            missing.append(self.env._("the signed decision of the commune's authorities to implement the Model (R2)"))
        if "county" not in covered and self.is_strategic_partner_required:
            missing.append(self.env._("the signed decision of the county's authorities to implement the Model (R2)"))
        return missing

    def _missing_evidence_selection(self):
        """Animators, and councillors of commune and county named by signed decisions (RUR-86)."""
        missing = self._missing_evidence_animators()
        decisions = self.authority_decision_ids._of_cycle()
        if not decisions.commune_councillor_ids:
            missing.append(self.env._("councillors of the commune, named in a signed decision"))
        if not decisions.county_councillor_ids and self.is_strategic_partner_required:
            missing.append(self.env._("councillors of the county, named in a signed decision"))
        return missing

    def _missing_evidence_animators_trained(self):
        """Each animator took part in an offer of the School that was held, for whichever commune (RUR-89)."""
        animators = self.commune_animator_id | self.county_animator_id
        trained = self.env["kooperacje.school.enrolment"].search([
            ("partner_id", "in", animators.ids), ("state", "=", "attended"),
        ]).partner_id
        return [
            self.env._("a training of the School of Cooperation in which %(person)s took part", person=animator.name)
            for animator in animators - trained
        ] if animators else [self.env._("the animators, who are trained")]

    def _missing_evidence_members_trained(self):
        """Somebody of a member institution beside the leader took part in an offer that was held (RUR-93)."""
        members = self.membership_ids.filtered(lambda member: member.state == "member").institution_id - self.leader_id
        if self.enrolment_ids.filtered(lambda line: line.state == "attended" and line.institution_id in members):
            return []
        return [self.env._("a training of the School of Cooperation in which people of the members took part")]

    # ------------------------------------------------------------------
    # Leader-families
    # ------------------------------------------------------------------

    def _missing_evidence_leader_person(self):
        if self.leader_person_ids.filtered("is_active"):
            return []
        return [self.env._("a leader-person or leader-family who has signed the declaration")]

    def action_view_leader_persons(self):
        return window_of(self, "action_leader_person", "partnership_id")
