from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels import goal_attainment, version_changes
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form

from .plan_service import OPEN_STATUSES

# What a signature freezes; the rest of a plan is guarded from the start.
CONTENT_FIELDS = frozenset({"team_id", "main_goal", "goal_ids", "service_line_ids", "action_ids"})


class Plan(models.Model):
    """Individual cooperation plan (indywidualny plan współpracy; rural: IPW / IPP), one record per version.

    draft → signed → superseded, or void. A signed version is frozen, its goals, services and actions with it; a
    revision copies them to the next version (K3D-19), and the version in force stays in force until that one is
    signed too. Until then the status of services and actions moves on the version in force only, and the revision
    takes it over when it is signed.

    A version holds as long as a signed protocol holds it. When the last such protocol is voided the version is
    annulled, and the one it had replaced is in force again with the statuses reached meanwhile (``_annul``).
    """

    _name = "kooperacje.plan"
    _description = "Individual cooperation plan"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread", "mail.activity.mixin",
        "kooperacje.case.data",
    ]
    _order = "case_id, version desc"
    _system_fields = frozenset({"company_id", "version", "state", "signed_on", "previous_id", "void_reason"})
    _fixed_fields = frozenset({"case_id"})
    _neutral_fields = frozenset({"display_name", "team_id", "version", "signed_on", "previous_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    partnership_id = fields.Many2one("kooperacje.partnership", related="case_id.partnership_id")
    team_id = fields.Many2one(
        "kooperacje.team", "Task team", compute="_compute_team_id", store=True, readonly=False, precompute=True,
        index=True, ondelete="restrict", domain="[('case_id', '=', case_id)]",
    )
    label = fields.Char("Name of the plan", compute="_compute_label")
    version = fields.Integer(readonly=True, default=1, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("superseded", "Superseded"), ("void", "Annulled"),
         ("ended", "Ended")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    main_goal = fields.Text(help="In the family's words.")
    goal_ids = fields.One2many("kooperacje.goal", "plan_id", "Goals")
    service_line_ids = fields.One2many("kooperacje.plan.service", "plan_id", "Individual basket")
    action_ids = fields.One2many("kooperacje.plan.action", "plan_id", "Actions")
    signed_on = fields.Date(readonly=True, copy=False)
    previous_id = fields.Many2one("kooperacje.plan", "Previous version", readonly=True, copy=False)
    void_reason = fields.Char("Why annulled", readonly=True, copy=False)
    covered_need_ids = fields.Many2many("kooperacje.need", string="Needs covered", compute="_compute_coverage")
    uncovered_need_ids = fields.Many2many(
        "kooperacje.need", string="Needs without a service", compute="_compute_coverage",
        help="Needs of the case that no service of this plan answers. Record them for the partnership: they are gaps "
             "of the local basket.",
    )
    has_lapsed = fields.Boolean("A service lapsed", compute="_compute_coverage")
    attainment_score = fields.Float(
        "Attainment (T)", compute="_compute_attainment", digits=(5, 1),
        help="Goal-attainment scaling (Kiresuk and Sherman) over the goals rated so far: 50 means everything was "
             "reached as expected, more is better than expected.",
    )
    attainment_start = fields.Float(
        "Attainment at the start (T)", compute="_compute_attainment", digits=(5, 1),
        help="The same score for the levels the family started from, over the same goals.",
    )
    rated_goal_count = fields.Integer("Goals rated", compute="_compute_attainment")
    scaled_goal_count = fields.Integer("Goals with a scale", compute="_compute_attainment")
    changes_html = fields.Html(
        "What has changed", compute="_compute_changes_html", sanitize=False, export_string_translation=False,
    )
    overdue_action_count = fields.Integer("Actions overdue", compute="_compute_overdue_action_count")

    _draft_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'draft'", "This case already has a plan in preparation. Finish that one first.",
    )
    _signed_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'signed'", "This case already has a plan in force.",
    )

    @api.depends("case_id")
    def _compute_team_id(self):
        for plan in self:
            plan.team_id = plan.case_id.team_ids.filtered(lambda team: team.state != "closed")[:1]

    @api.depends(
        "case_id.partnership_id.variant", "case_id.partnership_id.plan_label",
        "case_id.company_id.kooperacje_plan_label_rural", "case_id.company_id.kooperacje_plan_label_urban",
    )
    def _compute_label(self):
        for plan in self:
            plan.label = plan._label()

    @api.depends("case_id.name", "version")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(case)s, version %(version)s", case=plan.case_id.name or "", version=plan.version,
            )

    @api.depends(
        "case_id.need_line_ids.need_id", "service_line_ids.status", "service_line_ids.is_lapsed",
        "service_line_ids.service_id.need_ids", "service_line_ids.service_id.need_area_id",
    )
    def _compute_coverage(self):
        """A need is covered by a line that is neither given up nor lapsed."""
        for plan in self:
            needs = plan.case_id.need_line_ids.need_id
            lines = plan.service_line_ids
            services = lines.filtered(
                lambda line: not line.is_lapsed and line.status not in ("interrupted", "unavailable")
            ).service_id
            plan.covered_need_ids = needs & (services.need_ids | services.need_area_id)
            plan.uncovered_need_ids = needs - plan.covered_need_ids
            plan.has_lapsed = any(line.is_lapsed and line.status in OPEN_STATUSES for line in lines)

    @api.depends("goal_ids.current_level", "goal_ids.start_level", "goal_ids.weight", "goal_ids.is_scaled")
    def _compute_attainment(self):
        for plan in self:
            scaled = plan.goal_ids.filtered("is_scaled")
            rated = scaled.filtered("current_level")
            plan.scaled_goal_count, plan.rated_goal_count = len(scaled), len(rated)
            plan.attainment_score = goal_attainment.t_score(
                (int(goal.current_level), goal.weight) for goal in rated
            ) or 0
            started = rated.filtered("start_level")
            plan.attainment_start = (started == rated and goal_attainment.t_score(
                (int(goal.start_level), goal.weight) for goal in started
            )) or 0

    @api.depends("previous_id")
    @api.depends_context("lang", "uid")
    def _compute_changes_html(self):
        for plan in self:
            sections = plan._changes() if plan.previous_id else []
            plan.changes_html = (sections and self.env["ir.qweb"]._render(
                "kooperacje.plan_changes", {"sections": sections}, raise_if_not_found=False,
            )) or False

    @api.depends("action_ids.is_overdue")
    def _compute_overdue_action_count(self):
        for plan in self:
            plan.overdue_action_count = len(plan.action_ids.filtered("is_overdue"))

    @api.constrains("team_id", "case_id")
    def _check_team(self):
        for plan in self.filtered("team_id"):
            if plan.team_id.case_id != plan.case_id:
                raise ValidationError(self.env._("Choose the task team of this case; %s works on another one.",
                                                 plan.team_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        """Gate 4: no plan without a valid consent to the method (K3D-181). Versions count on by themselves.

        :raises UserError: without the consent, in a case that has ended, or when it has a signed plan (revise that).
        """
        plans = super().create(vals_list)
        if not self.env.su:
            plans.case_id._check_not_ended()
        plans.case_id._check_consent("method")
        plans.case_id._advance_to("plan")
        for plan in plans.filtered(lambda p: not p.previous_id):
            others = plan.case_id.plan_ids - plan
            if any(other.state == "signed" for other in others):
                raise UserError(self.env._(
                    "This case already has a signed plan. Open it and use “Revise the plan”: its goals and services "
                    "are copied to a new version.",
                ))
            if others:
                # superuser: the version is a system field.
                plan.sudo().version = max(others.mapped("version")) + 1
        return plans

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    def _is_open(self):
        """Whether the version may still change."""
        self.ensure_one()
        return self.state == "draft"

    def _check_draft(self):
        """:raises UserError: when one of the plans is frozen."""
        for plan in self:
            if plan.state != "draft":
                raise UserError(self.env._(
                    "Version %s of the plan is signed and no longer changes. Use “Revise the plan” to change goals or "
                    "services.", plan.version,
                ))

    def _label(self):
        """Name of the plan on screens and papers (RUR-137): the partnership's own, else the office's for the variant
        of the Model.
        """
        self.ensure_one()
        # sudo: a specialist of another institution need not be able to read the company of the office.
        office, partnership = self.case_id.sudo().company_id, self.case_id.sudo().partnership_id
        if partnership.plan_label:
            return partnership.plan_label
        if partnership.variant == "rural":
            return office.kooperacje_plan_label_rural or self.env._("Individual Cooperation Programme (IPW)")
        return office.kooperacje_plan_label_urban or self.env._("Individual cooperation plan")

    def _parts(self):
        """Goals, services and actions, whose statuses are carried from version to version."""
        return self.service_line_ids, self.action_ids

    def _changes(self):
        """What changed since the previous version: ``[(title, [Change, …])]`` without the parts that did not."""
        self.ensure_one()
        before = self.previous_id
        sections = []
        if (self.main_goal or "") != (before.main_goal or ""):
            label = self._fields["main_goal"]._description_string(self.env)
            sections.append((label, [version_changes.Change(
                "changed", "", ((label, before.main_goal or "", self.main_goal or ""),),
            )]))
        for name in ("goal_ids", "service_line_ids", "action_ids"):
            changes = version_changes.compare(before[name]._compared(), self[name]._compared(before))
            if changes:
                sections.append((self._fields[name]._description_string(self.env), changes))
        return sections

    # ------------------------------------------------------------
    # In and out of force
    # ------------------------------------------------------------

    def _check_ready(self):
        """What a plan needs before it is signed.

        :raises UserError: no goal, one without any measure (K3D-30), or a scale of which only some levels are described
        """
        for plan in self:
            if not plan.goal_ids:
                raise UserError(self.env._("The plan has no goal yet. Add one before the protocol is signed."))
            for goal in plan.goal_ids:
                if goal._has_half_a_scale():
                    raise UserError(self.env._(
                        "“%s”: describe all five levels of the scale, or none of them.", goal.name,
                    ))
                if not goal._has_measure():
                    raise UserError(self.env._(
                        "“%s”: say how we will see that the goal has been reached. Enter its measure, the target, or "
                        "the five levels of the scale.", goal.name,
                    ))

    def _freeze(self, signed_on):
        """Put drafts into force as of ``signed_on``: called when the protocol that holds the plan has been signed.

        The version before is superseded; parts copied from it take over the status they reached meanwhile.

        :raises UserError: when a plan is not ready, or the consent to the method does not cover ``signed_on``.
        """
        drafts = self.filtered(lambda plan: plan.state == "draft")
        drafts.check_access("write")
        drafts._check_ready()
        drafts.case_id._check_consent("method", on=signed_on)
        # superuser from here on: states and dates are system fields; the caller may write the plan.
        drafts = drafts.sudo()
        for parts in drafts._parts():
            parts._carry_over()
        # Searched, not read off the case: the common cache may hold the plans that someone with fewer rights sees.
        in_force = drafts.search([("case_id", "in", drafts.case_id.ids), ("state", "=", "signed")])
        # Flushed one after the other: the unique indexes allow one plan in force and one draft per case.
        in_force.write({"state": "superseded"})
        in_force.flush_recordset(["state"])
        drafts.write({"state": "signed", "signed_on": signed_on})
        drafts.flush_recordset(["state"])
        (in_force | drafts)._settle_parts()
        drafts.case_id._advance_to("realisation")

    def _annul(self, reason):
        """Take versions out of force whose protocol has been voided, for ``reason``.

        The version each had replaced is in force again, with the statuses reached meanwhile; without one the case is
        back at planning. A draft that revises an annulled version revises that one from now on.
        """
        # superuser: states are system fields; whoever voids a signed protocol may.
        for plan in self.sudo().filtered(lambda plan: plan.state == "signed"):
            before = plan.previous_id.filtered(lambda plan: plan.state == "superseded")
            draft = plan.case_id.plan_ids.filtered(
                lambda other, plan=plan: other.previous_id == plan and other.state == "draft"
            )
            plan.write({"state": "void", "void_reason": reason})
            plan.flush_recordset(["state"])
            for parts in plan._parts():
                parts._carry_back()
            for parts in (*draft._parts(), draft.goal_ids):
                parts._skip_origin()
            draft.previous_id = before
            before.write({"state": "signed"})
            before.flush_recordset(["state"])
            (plan | before)._settle_parts()
            if not before and plan.case_id.phase == "realisation":
                plan.case_id._move_to_phase("plan")

    def _settle_parts(self):
        """What follows for the parts once their version has come into force or gone out of it."""
        for parts in self._parts():
            parts._settle()

    def action_revise(self):
        """Open the next version: goals, services and actions copied, with the status they have reached (K3D-19).

        A version that was annulled may be the pattern too; statuses then come from the version in force, if there is
        one.
        """
        self.ensure_one()
        if self.state not in ("signed", "void"):
            raise UserError(self.env._("Only the plan in force is revised; a draft can be changed as it is."))
        serialise_on(self.case_id)
        plans = self.case_id.plan_ids
        draft = plans.filtered(lambda plan: plan.state == "draft")
        if draft:
            return draft._open_form()
        self.check_access("write")
        self.case_id._check_not_ended()
        in_force = plans.filtered(lambda plan: plan.state == "signed")
        # superuser: version, origins and copied statuses are system fields; the caller may write the plan.
        revision = self.browse(self.sudo().create({
            "case_id": self.case_id.id, "team_id": self.team_id.id, "main_goal": self.main_goal,
            "version": max(plans.mapped("version")) + 1, "previous_id": in_force.id,
        }).id)
        new_goal = self.goal_ids._copy_to(revision, in_force)
        for parts in self._parts():
            parts._copy_to(revision, in_force, new_goal)
        return revision._open_form()

    def _open_form(self):
        return form(self, views=[(False, "form")])

    # ------------------------------------------------------------
    # Services that answer its needs
    # ------------------------------------------------------------
    # The way from a plan in preparation to the finder of its case (K3D-222).

    def action_find_services(self):
        self.ensure_one()
        return self.case_id.action_find_services()

    # ------------------------------------------------------------
    # The end of the work
    # ------------------------------------------------------------
    # A plan ends with the work it was made for.

    def _end(self):
        """Plans in force end with the case. A plan in preparation stays a draft."""
        # superuser: the state is a system field; it follows from the end of the case.
        plans = self.sudo().filtered(lambda plan: plan.state == "signed")
        plans.write({"state": "ended"})
        plans._settle_parts()
