from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .plan_service import OPEN_STATUSES

# What a signature freezes; the rest of a plan is guarded from the start.
CONTENT_FIELDS = frozenset({"team_id", "main_goal", "goal_ids", "service_line_ids"})


class Plan(models.Model):
    """Individual cooperation plan (indywidualny plan współpracy; rural: IPW / IPP), one record per version.

    draft → signed → superseded. A signed version is frozen, its goals and services with it; a revision copies them
    to the next version (K3D-19), and the version in force stays in force until that one is signed too. Until then
    the status of services moves on the version in force only, and the revision takes it over when it is signed.
    """

    _name = "kooperacje.plan"
    _description = "Individual cooperation plan"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread"]
    _order = "case_id, version desc"
    _system_fields = frozenset({"company_id", "version", "state", "signed_on", "previous_id"})
    _fixed_fields = frozenset({"case_id"})

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
        [("draft", "Draft"), ("signed", "Signed"), ("superseded", "Superseded")], default="draft", required=True,
        readonly=True, copy=False, index=True, tracking=True,
    )
    main_goal = fields.Text(help="In the family's words.")
    goal_ids = fields.One2many("kooperacje.goal", "plan_id", "Goals")
    service_line_ids = fields.One2many("kooperacje.plan.service", "plan_id", "Individual basket")
    signed_on = fields.Date(readonly=True, copy=False)
    previous_id = fields.Many2one("kooperacje.plan", "Previous version", readonly=True, copy=False)
    covered_need_ids = fields.Many2many("kooperacje.need", string="Needs covered", compute="_compute_coverage")
    uncovered_need_ids = fields.Many2many(
        "kooperacje.need", string="Needs without a service", compute="_compute_coverage",
        help="Needs of the case that no service of this plan answers. Record them for the partnership: they are gaps "
             "of the local basket.",
    )
    has_lapsed = fields.Boolean("A service lapsed", compute="_compute_coverage")

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

    @api.depends("case_id.partnership_id.variant")
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
        """A need is covered by a line that neither fell through nor lapsed."""
        for plan in self:
            needs = plan.case_id.need_line_ids.need_id
            lines = plan.service_line_ids
            services = lines.filtered(
                lambda line: not line.is_lapsed and line.status not in ("interrupted", "unavailable")
            ).service_id
            plan.covered_need_ids = needs & (services.need_ids | services.need_area_id)
            plan.uncovered_need_ids = needs - plan.covered_need_ids
            plan.has_lapsed = any(line.is_lapsed and line.status in OPEN_STATUSES for line in lines)

    @api.constrains("team_id", "case_id")
    def _check_team(self):
        for plan in self.filtered("team_id"):
            if plan.team_id.case_id != plan.case_id:
                raise ValidationError(self.env._("Choose the task team of this case; %s works on another one.",
                                                 plan.team_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        """Gate 4: no plan without a valid consent to the method (K3D-181). Versions count on by themselves.

        :raises UserError: without the consent, or when the case has a signed plan (revise that one).
        """
        plans = super().create(vals_list)
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

    def _check_draft(self):
        """:raises UserError: when one of the plans is frozen."""
        for plan in self:
            if plan.state != "draft":
                raise UserError(self.env._(
                    "Version %s of the plan is signed and no longer changes. Use “Revise the plan” to change goals or "
                    "services.", plan.version,
                ))

    def _label(self):
        """Name of the plan on screens and papers: the office's own for the variant of the Model (RUR-137)."""
        self.ensure_one()
        # sudo: a specialist of another institution need not be able to read the company of the office.
        office = self.case_id.sudo().company_id
        if self.case_id.sudo().partnership_id.variant == "rural":
            return office.kooperacje_plan_label_rural or self.env._("Individual Cooperation Programme (IPW)")
        return office.kooperacje_plan_label_urban or self.env._("Individual cooperation plan")

    def _freeze(self, signed_on):
        """Put drafts into force as of ``signed_on``: called when the protocol that holds the plan has been signed.

        The version before is superseded; lines copied from it take over the status it reached meanwhile.

        :raises UserError: when a plan has no goal, or the consent to the method does not cover ``signed_on``.
        """
        drafts = self.filtered(lambda plan: plan.state == "draft")
        drafts.check_access("write")
        for plan in drafts:
            if not plan.goal_ids:
                raise UserError(self.env._("The plan has no goal yet. Add one before the protocol is signed."))
        drafts.case_id._check_consent("method", on=signed_on)
        # superuser from here on: states and dates are system fields; the caller may write the plan.
        for line in drafts.service_line_ids.filtered("previous_line_id"):
            before = line.previous_line_id
            line.sudo().write({
                "status": before.status, "status_reason": before.status_reason, "status_date": before.status_date,
                "is_lapsed": before.is_lapsed,
            })
        in_force = drafts.case_id.plan_ids.filtered(lambda plan: plan.state == "signed")
        # Flushed one after the other: the unique indexes allow one plan in force and one draft per case.
        in_force.sudo().write({"state": "superseded"})
        in_force.flush_recordset(["state"])
        drafts.sudo().write({"state": "signed", "signed_on": signed_on})
        drafts.flush_recordset(["state"])
        drafts.case_id._advance_to("realisation")

    def action_revise(self):
        """Open the next version: goals and services copied, with the status the services have reached (K3D-19)."""
        self.ensure_one()
        if self.state != "signed":
            raise UserError(self.env._("Only the plan in force is revised; a draft can be changed as it is."))
        draft = self.case_id.plan_ids.filtered(lambda plan: plan.state == "draft")
        if draft:
            return draft._open_form()
        self.check_access("write")
        # superuser: version, origin and copied status are system fields; the caller may write the plan.
        revision = self.browse(self.sudo().create({
            "case_id": self.case_id.id, "team_id": self.team_id.id, "main_goal": self.main_goal,
            "version": self.version + 1, "previous_id": self.id,
        }).id)
        # superuser: statuses and origins of the copied lines are system fields, too.
        goals = self.env["kooperacje.goal"].sudo().create(self.goal_ids.copy_data({"plan_id": revision.id}))
        new_goal = dict(zip(self.goal_ids.ids, goals.ids, strict=True))
        self.env["kooperacje.plan.service"].sudo().create([{
            **values, "goal_id": new_goal[line.goal_id.id], "previous_line_id": line.id, "status": line.status,
            "status_reason": line.status_reason, "status_date": line.status_date, "is_lapsed": line.is_lapsed,
        } for line, values in zip(self.service_line_ids, self.service_line_ids.copy_data(), strict=True)])
        return revision._open_form()

    def _open_form(self):
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "views": [(False, "form")],
        }
