from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.amount_words import amount_in_words
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog
from odoo.addons.kooperacje.models.network.role_assignment import COUNTY_ANIMATOR

# What is planned and approved: written as long as the project is an idea.
PLAN_FIELDS = frozenset({
    "name", "kind", "date_from", "date_to", "authors", "diagnosis", "addressees", "addressee_count", "recruitment",
    "aim", "goals", "resources", "risks", "monitoring", "evaluation", "sustainability", "promotion", "image_consent",
    "child_protection", "responsible_institution_id",
})
# What is written once it runs: the report of tool 20, point 18.
REPORT_FIELDS = frozenset({"participant_count", "course", "effects", "conclusions", "recommendations"})
AUTHORITY_FIELDS = frozenset({"authority_number", "authority_date"})
RUNNING_STATES = ("running", "finished")


class SocialProject(models.Model):
    """Social project (projekt socjalny, art. 6 pkt 18 u.p.s., tool 20): for a person or family, a group, a community.

    idea → submitted → approved → running → finished → settled; submitted → rejected, or back to an idea. Whoever
    leads it submits, starts and finishes; the head of the office approves, rejects and settles. One for which PCPR
    answers in the rural Model is settled by its animator, too (RUR-48). A team may decide on
    one at every stage of its work (K3D-191); then the protocol is named, see the room of meetings.

    A project of a case is case data and open to those who have access to the case. One without a case (a group, a
    community) holds no data of persons and is open to everyone engaged in the partnership.
    """

    _name = "kooperacje.social.project"
    _description = "Social project"
    _inherit = [
        "kooperacje.document.mixin", "kooperacje.served.mixin", "mail.thread", "mail.activity.mixin",
        "kooperacje.case.scoped",
    ]
    _order = "id desc"
    _system_fields = frozenset({
        "state", "submitted_on", "approved_on", "approved_by_id", "started_on", "finished_on", "settled_on",
        "settled_by_id", "decision_reason", "company_id",
    })
    _fixed_fields = frozenset({"case_id", "partnership_id"})
    _duties = {"user_id": [("state", "not in", ["finished", "settled", "rejected"])]}
    _scope_xmlid = "kooperacje.data_scope_support"
    # The board and the list: numbers, dates and sums.
    _neutral_fields = frozenset({
        "display_name", "kind", "partnership_id", "user_id", "responsible_institution_id", "date_from", "date_to",
        "amount_total", "amount_spent", "currency_id", "progress", "is_overdue", "submitted_on", "approved_on",
        "settled_on", "user_approves", "user_settles", "needs_authority",
    })

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [("family", "Person or family"), ("group", "Group"), ("community", "Local community")], "For whom",
        required=True, default="community", index=True,
    )
    case_id = fields.Many2one(
        "kooperacje.case", "Case", index="btree_not_null", ondelete="restrict",
        help="The person, family or group of the case the project is for. Empty for a community.",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        compute="_compute_partnership_id", store=True, readonly=False, precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", "Office", related="partnership_id.company_id", store=True, index=True, precompute=True,
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", "Led by", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict",
    )
    responsible_institution_id = fields.Many2one(
        "res.partner", "Responsible institution", ondelete="restrict", domain=[("is_institution", "=", True)],
        compute="_compute_responsible_institution_id", store=True, readonly=False, precompute=True,
        # RUR-48
        help="The office; in the rural variant the county family support centre (PCPR).",
    )
    state = fields.Selection(
        [("idea", "Idea"), ("submitted", "Submitted"), ("approved", "Approved"), ("running", "Running"),
         ("finished", "Finished"), ("settled", "Settled"), ("rejected", "Rejected")],
        default="idea", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    authors = fields.Char()

    diagnosis = fields.Text(
        "Diagnosis and reasons", help="What the situation is, figures, and which service the local basket lacks.",
    )
    addressees = fields.Text(help="Who takes part and by what criteria. No names.")
    addressee_count = fields.Integer("Number of addressees")
    recruitment = fields.Text()
    aim = fields.Text("Main aim")
    goals = fields.Text("Detailed goals", help="One a line: specific, measurable, with a date.")
    resources = fields.Text("Resources of the addressees and their surroundings")
    risks = fields.Text("Risks and what to do about them")
    monitoring = fields.Text(help="Who watches over the course, when and how.")
    evaluation = fields.Text(help="How the effects are assessed: survey of participants, talks, figures.")
    sustainability = fields.Text("What stays afterwards")
    promotion = fields.Text()
    image_consent = fields.Boolean("Consents to use of image", help="Pictures of participants are taken with consent.")
    child_protection = fields.Boolean(
        "Standards of protection of minors", help="Staff who work with children are verified; the standards are kept.",
    )

    partner_line_ids = fields.One2many("kooperacje.social.project.partner", "project_id", "Partners", copy=True)
    action_ids = fields.One2many("kooperacje.social.project.action", "project_id", "Schedule", copy=True)
    budget_ids = fields.One2many("kooperacje.social.project.budget", "project_id", "Budget", copy=True)
    indicator_ids = fields.One2many("kooperacje.social.project.indicator", "project_id", "Indicators", copy=True)

    amount_total = fields.Monetary("Value", compute="_compute_amounts", store=True)
    amount_own = fields.Monetary("Budget of the office", compute="_compute_amounts", store=True)
    amount_other = fields.Monetary("Other money", compute="_compute_amounts", store=True)
    amount_in_kind = fields.Monetary("Contributions in kind", compute="_compute_amounts", store=True)
    amount_spent = fields.Monetary("Used", compute="_compute_amounts", store=True)
    amount_words = fields.Char("In words", compute="_compute_amount_words")
    needs_authority = fields.Boolean(
        "Needs the consent of the authority", compute="_compute_amounts", store=True,
        help="The mayor or the council agrees when money outside the office's budget is needed.",
    )
    authority_number = fields.Char("Consent of the authority (number)", copy=False)
    authority_date = fields.Date("Consent of the authority (date)", copy=False)

    submitted_on = fields.Date(readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    started_on = fields.Date(readonly=True, copy=False)
    finished_on = fields.Date(readonly=True, copy=False)
    settled_on = fields.Date(readonly=True, copy=False)
    settled_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decision_reason = fields.Text("Reason", readonly=True, copy=False, help="Why it was rejected or sent back.")

    participant_count = fields.Integer("Participants", copy=False)
    course = fields.Text("Course of the project", copy=False)
    effects = fields.Text(copy=False)
    conclusions = fields.Text("Conclusions of the evaluation", copy=False)
    recommendations = fields.Text(
        copy=False, help="What should go into the local basket, be repeated or changed.",
    )
    progress = fields.Float("Schedule done", compute="_compute_progress", help="Per cent of actions done or dropped.")
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    user_approves = fields.Boolean(compute="_compute_user_approves", export_string_translation=False)
    user_settles = fields.Boolean(compute="_compute_user_approves", export_string_translation=False)

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A project cannot end before it starts.",
    )
    _counts_positive = models.Constraint(
        "CHECK(COALESCE(addressee_count, 0) >= 0 AND COALESCE(participant_count, 0) >= 0)",
        "Numbers of persons are not negative.",
    )

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("document_number", "name", "case_id")
    def _compute_display_name(self):
        """The title of a project of a case tells of the family: lists that others see show its number."""
        for project in self:
            title = project.name if not project.case_id else False
            number = project.document_number or self.env._("Social project %s", project._origin.id or "")
            project.display_name = " – ".join(filter(None, [number.strip(), title]))

    @api.depends("case_id")
    def _compute_partnership_id(self):
        only = None
        for project in self:
            project.partnership_id = project.case_id.partnership_id or project.partnership_id
            if not project.partnership_id and not project._origin:
                only = only if only is not None else self.partnership_id._only_one(
                    [("company_id", "=", self.env.company.id), ("state", "!=", "closed")],
                )
                project.partnership_id = only

    @api.depends("partnership_id")
    def _compute_responsible_institution_id(self):
        for project in self:
            partnership = project.partnership_id
            strategic = partnership.strategic_partner_id if partnership.variant == "rural" else False
            project.responsible_institution_id = strategic or partnership.leader_id

    @api.depends("budget_ids.amount", "budget_ids.spent", "budget_ids.source")
    def _compute_amounts(self):
        for project in self:
            lines = project.budget_ids
            own, in_kind = (lines.filtered(lambda line, s=s: line.source == s) for s in ("own", "in_kind"))
            project.amount_total = sum(lines.mapped("amount"))
            project.amount_own = sum(own.mapped("amount"))
            project.amount_in_kind = sum(in_kind.mapped("amount"))
            project.amount_other = project.amount_total - project.amount_own - project.amount_in_kind
            project.amount_spent = sum(lines.mapped("spent"))
            project.needs_authority = any(line.source == "commune" for line in lines)

    @api.depends("amount_total")
    def _compute_amount_words(self):
        for project in self:
            project.amount_words = amount_in_words(max(project.amount_total, 0))

    @api.depends("action_ids.state")
    def _compute_progress(self):
        for project in self:
            done = project.action_ids.filtered(lambda action: action.state != "planned")
            project.progress = 100 * len(done) / len(project.action_ids) if project.action_ids else 0

    @api.depends("state", "date_to")
    def _compute_is_overdue(self):
        today = office_today()
        for project in self:
            project.is_overdue = bool(project.state == "running" and project.date_to and project.date_to < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain([("state", "=", "running"), ("date_to", "<", office_today())])

    @api.depends("company_id", "responsible_institution_id", "case_id")
    @api.depends_context("uid")
    def _compute_user_approves(self):
        heads = self._headed_company_ids()
        # sudo: one's own roles.
        animators = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", COUNTY_ANIMATOR), ("is_current", "=", True),
        ])
        answers = {(role.company_id.id, role.institution_id.id) for role in animators}
        for project in self:
            project.user_approves = project.company_id.id in heads
            project.user_settles = project.user_approves or (
                not project.case_id and (project.company_id.id, project.responsible_institution_id.id) in answers
            )

    @api.model
    def _headed_company_ids(self):
        """Offices whose head the user is today."""
        # sudo: one's own roles.
        return set(self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "manager"), ("is_current", "=", True),
        ]).company_id.ids)

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @api.constrains("kind", "case_id", "partnership_id")
    def _check_case(self):
        for project in self:
            if project.kind == "family" and not project.case_id:
                raise ValidationError(self.env._(
                    "A project for a person or family belongs to its case: open it from the case.",
                ))
            if project.kind == "community" and project.case_id:
                raise ValidationError(self.env._(
                    "A project for a community belongs to no case. Choose “Person or family” or “Group”.",
                ))
            if project.case_id and project.case_id.partnership_id != project.partnership_id:
                raise ValidationError(self.env._("A project of a case belongs to the partnership of the case."))

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        if projects._is_guarded():
            given = {name for vals in vals_list for name in vals if vals[name]}
            if given & REPORT_FIELDS:
                raise UserError(self.env._("The report is written once the project runs."))
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            projects.partnership_id.sudo()._check_may_act()
        return projects

    def write(self, vals):
        if self._is_guarded():
            if PLAN_FIELDS & vals.keys():
                self._check_plan_open()
            if REPORT_FIELDS & vals.keys() and any(project.state not in RUNNING_STATES for project in self):
                raise UserError(self.env._(
                    "The report is written while the project runs and until it is settled.",
                ))
            if AUTHORITY_FIELDS & vals.keys() and any(
                project.state not in ("idea", "submitted") for project in self
            ):
                raise UserError(self.env._("The consent of the authority is recorded before the project is approved."))
        return super().write(vals)

    def _check_plan_open(self):
        """:raise UserError: unless the plan of every project may still change"""
        for project in self:
            if project.state != "idea":
                raise UserError(self.env._(
                    "The plan of project %(project)s has been submitted and stays as it is. The head of the office "
                    "can send it back to be changed, as long as it is not approved.", project=project.display_name,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_idea(self):
        if any(project.state != "idea" or project.submitted_on for project in self):
            raise UserError(self.env._(
                "A project that was submitted stays in the files. Only an idea that nobody has submitted is deleted.",
            ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _start_step(self, states, action):
        self.check_access("write")
        for project in self:
            if project.state not in states:
                raise UserError(self.env._(
                    "“%(action)s” does not apply to project %(project)s in its present state.", action=action,
                    project=project.display_name,
                ))

    def _check_head(self):
        """Only the head of the office approves and settles (tool 20)."""
        self.check_access("write")
        if self.env.su:
            return
        heads = self._headed_company_ids()
        if any(project.company_id.id not in heads for project in self):
            raise AccessError(self.env._("The head of the office decides on social projects and settles them."))

    def _refuse_missing(self, missing, intro):
        if missing:
            raise UserError("\n".join([intro, *(f"– {line}" for line in missing)]))

    def _missing_for_submission(self):
        self.ensure_one()
        texts = {
            "diagnosis": self.env._("the diagnosis: why the project is needed,"),
            "addressees": self.env._("who it is for,"),
            "aim": self.env._("the main aim,"),
            "date_from": self.env._("from when,"), "date_to": self.env._("until when,"),
        }
        missing = [text for name, text in texts.items() if not self[name]]
        if not self.action_ids:
            missing.append(self.env._("the schedule: at least one action,"))
        if not self.indicator_ids:
            missing.append(self.env._("at least one indicator by which its result will be seen,"))
        return missing

    def action_submit(self):
        """Hand the plan to the head of the office; from now on it does not change."""
        self._start_step(("idea",), self.env._("Submit"))
        for project in self:
            self._refuse_missing(project._missing_for_submission(), self.env._("The project still lacks:"))
        self._unguarded().write({
            "state": "submitted", "submitted_on": office_today(), "decision_reason": False,
        })
        self._ask_head()
        return True

    def action_approve(self):
        """Approve; with money outside the office's budget only once the mayor or the council has agreed."""
        self._check_head()
        self._start_step(("submitted",), self.env._("Approve"))
        for project in self.filtered("needs_authority"):
            if not (project.authority_number and project.authority_date):
                raise UserError(self.env._(
                    "The budget takes money outside the budget of the office. Enter number and date of the consent of "
                    "the mayor or the council first.",
                ))
            if project.authority_date > office_today():
                raise UserError(self.env._("The consent of the authority lies in the future. Correct its date."))
        self._unguarded().write({
            "state": "approved", "approved_on": office_today(), "approved_by_id": self.env.uid,
            "decision_reason": False,
        })
        self._close_asked()
        return True

    def _decide_against(self, state, reason):
        """Reject, or send back to be changed; the reason is required and told to whoever leads the project."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write the reason."))
        self._check_head()
        self._start_step(("submitted",), self.env._("Reject or send back"))
        for project in self:
            if state == "idea" and project.document_state != "draft":
                raise UserError(self.env._(
                    "The card of the project has been issued. Press “Correct” on it, then send it back.",
                ))
        self._unguarded().write({"state": state, "decision_reason": reason})
        self._close_asked()
        return True

    def action_refuse(self):
        self.ensure_one()
        self._check_head()
        return dialog(
            self.env._("Reject or send back"), "kooperacje.social.project.refusal",
            context={"default_project_id": self.id},
        )

    def action_start(self):
        """Begin to carry it out, once the partners have committed themselves."""
        self._start_step(("approved",), self.env._("Start"))
        for project in self:
            open_lines = project.partner_line_ids.filtered(lambda line: not line.committed_on)
            if open_lines:
                raise UserError(self.env._(
                    "These partners have not signed their commitment yet: %(partners)s. Enter its date, or leave "
                    "them out.", partners=", ".join(open_lines.institution_id.mapped("name")),
                ))
        self._unguarded().write({"state": "running", "started_on": office_today()})
        return True

    def action_finish(self):
        """All actions are done or dropped with a reason; the report follows."""
        self._start_step(("running",), self.env._("Finish"))
        for project in self:
            left = project.action_ids.filtered(lambda action: action.state == "planned")
            self._refuse_missing(
                left.mapped("name"), self.env._("These actions are still open. Mark each as done, or dropped and why:"),
            )
        self._unguarded().write({"state": "finished", "finished_on": office_today()})
        return True

    def _missing_for_settlement(self):
        self.ensure_one()
        missing = [
            text for name, text in (
                ("course", self.env._("the course of the project,")), ("effects", self.env._("its effects,")),
            ) if not self[name]
        ]
        if not self.participant_count:
            missing.append(self.env._("how many persons took part,"))
        missing += [
            self.env._("what became of the indicator “%s”,", line.name)
            for line in self.indicator_ids if not (line.reached or "").strip()
        ]
        missing += [
            self.env._("what was used of “%s”,", line.name) for line in self.budget_ids if not line.is_settled
        ]
        missing += [
            self.env._("why “%s” cost more than planned,", line.name)
            for line in self.budget_ids if line.spent > line.amount and not (line.note or "").strip()
        ]
        return missing

    def action_settle(self):
        """Close the accounts: every line of the budget, every indicator and the report (tool 20, point 18)."""
        self.check_access("write")
        if not self.env.su and not all(project.user_settles for project in self):
            self._check_head()
        self._start_step(("finished",), self.env._("Settle"))
        for project in self:
            self._refuse_missing(
                project._missing_for_settlement(), self.env._("The project cannot be settled yet. Enter:"),
            )
        self._unguarded().write({
            "state": "settled", "settled_on": office_today(), "settled_by_id": self.env.uid,
        })
        return True

    def action_request_service(self):
        """What the project has shown to be missing goes to the basket as a request; its text is not taken over, for
        it may tell of the family.
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Propose to the basket"),
            "res_model": "kooperacje.basket.request", "view_mode": "form", "views": [(False, "form")],
            "target": "current", "context": {"default_partnership_id": self.partnership_id.id, "default_kind": "add"},
        }

    def _document_decision(self):
        """The decision of a team, named by its protocol; other rooms know the meetings."""
        self.ensure_one()
        return ""

    def _ask_head(self):
        """An activity for the head; its summary names neither the project nor the family."""
        for project in self:
            # sudo: the roles of others are not readable; only who is to be notified follows from them.
            heads = self.env["kooperacje.role.assignment"].sudo().search([
                ("company_id", "=", project.company_id.id), ("role", "=", "manager"), ("is_current", "=", True),
                ("user_id.active", "=", True),
            ]).user_id
            for head in heads:
                project._in_language_of(head).activity_schedule(
                    "kooperacje.activity_social_project", user_id=head.id,
                )

    def _close_asked(self):
        # sudo: an activity of a colleague is done with the step it asked for.
        self.sudo().activity_feedback(["kooperacje.activity_social_project"])
