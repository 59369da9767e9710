from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

from .membership import CURRENT

RESULT_FIELDS = {"state", "actual", "result_note", "state_changed_on"}


class ActionPlanLine(models.Model):
    """Action of a yearly plan: goal → action → who → with whom → until when → indicator → result (tool 10).

    planned → in progress → done / not done (with the reason), by the methods only and once the plan is adopted.
    """

    _name = "kooperacje.action.plan.line"
    _description = "Action of the yearly plan"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "plan_id, sequence, id"
    _document_field = "plan_id"
    _system_fields = frozenset({"state", "state_changed_on"})
    _fixed_fields = frozenset({"plan_id"})
    _duties = {"owner_id": [("state", "in", ["planned", "progress"]), ("partnership_id.state", "!=", "closed")]}

    plan_id = fields.Many2one("kooperacje.action.plan", "Plan", required=True, index=True, ondelete="cascade")
    partnership_id = fields.Many2one(related="plan_id.partnership_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    sequence = fields.Integer(default=10)
    goal_id = fields.Many2one(
        "kooperacje.partnership.goal", "Goal", required=True, index=True, ondelete="restrict", check_company=True,
    )
    track = fields.Selection(
        [("entities", "For institutions and their staff"), ("families", "For persons and families"),
         ("community", "For the community")],
        # RUR-186
        required=True, default="entities", help="Both tracks are planned and reported.",
    )
    name = fields.Char("Action", required=True)
    owner_id = fields.Many2one(
        "res.partner", "Who answers for it", index="btree_not_null", ondelete="restrict",
        domain="['|', ('id', 'in', member_ids), ('workplace_ids', 'in', member_ids)]",
        help="Member institution, or a person of its staff.",
    )
    member_ids = fields.Many2many(related="partnership_id.member_ids", export_string_translation=False)
    partner_ids = fields.Many2many("res.partner", string="With whom", domain=[("is_institution", "=", True)])
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    resources = fields.Char()
    indicator = fields.Char(help="What is counted, e.g. number of trained workers.")
    baseline = fields.Float(help="Value at the beginning.")
    target = fields.Float(help="Value to be reached.")
    actual = fields.Float("Reached", copy=False)
    attainment = fields.Integer("Reached (%)", compute="_compute_attainment", help="Way from baseline to target.")
    state = fields.Selection(
        [("planned", "Planned"), ("progress", "In progress"), ("done", "Done"), ("not_done", "Not done")],
        default="planned", required=True, readonly=True, copy=False, index=True,
    )
    state_changed_on = fields.Date(readonly=True, copy=False)
    result_note = fields.Char("Result or reason", copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An action cannot end before it begins.",
    )

    @api.model
    def _document_line_free_fields(self):
        return RESULT_FIELDS

    @api.depends("baseline", "target", "actual")
    def _compute_attainment(self):
        for line in self:
            way = line.target - line.baseline
            line.attainment = round(100 * (line.actual - line.baseline) / way) if way and line.actual else 0

    @api.depends("state", "date_to")
    def _compute_is_overdue(self):
        today = office_today()
        for line in self:
            line.is_overdue = bool(
                line.state in ("planned", "progress") and line.date_to and line.date_to < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain([("state", "in", ("planned", "progress")), ("date_to", "<", office_today())])

    @api.constrains("owner_id", "plan_id")
    def _check_owner(self):
        for line in self:
            owner = line.owner_id
            # sudo: who belongs to a partnership is known to all engaged in it.
            members = line.partnership_id.sudo().membership_ids.filtered(lambda m: m.state in CURRENT).institution_id
            if owner and owner not in members and not owner._works_at(members):
                raise ValidationError(self.env._(
                    "%(owner)s does not belong to the partnership: an action is answered for by a member institution "
                    "or its staff.", owner=owner.name,
                ))

    @api.constrains("date_from", "date_to", "plan_id")
    def _check_year(self):
        for line in self:
            for day in filter(None, (line.date_from, line.date_to)):
                if not line.year - 1 <= day.year <= line.year + 1:
                    raise ValidationError(self.env._(
                        "“%(action)s”: the date %(date)s is far from the year of the plan (%(year)s).",
                        action=line.name, date=format_date(self.env, day), year=line.year,
                    ))

    def write(self, vals):
        if self._is_guarded():
            # What was reported on a plan stays with it when it is voided.
            self.plan_id.filtered(lambda plan: plan.document_state == "void")._document_check_editable()
        return super().write(vals)

    def _set_state(self, state):
        self.check_access("write")
        for line in self:
            if line.plan_id.document_state != "signed":
                raise UserError(self.env._(
                    "“%(action)s”: the plan has not been adopted yet. Register its adoption first.", action=line.name,
                ))
            if state == "not_done" and not (line.result_note or "").strip():
                raise UserError(self.env._(
                    "“%(action)s”: write in “Result or reason” why it was not done.", action=line.name,
                ))
        self._unguarded().write({"state": state, "state_changed_on": office_today()})
        return True

    def action_start(self):
        return self._set_state("progress")

    def action_done(self):
        return self._set_state("done")

    def action_not_done(self):
        """:raises UserError: without a reason"""
        return self._set_state("not_done")
