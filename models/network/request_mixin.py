from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

# Who files a request, by the role that says on whose part it comes; the first role held decides.
SOURCE_BY_ROLE = {
    "network_worker": "network_worker", "coordinator": "institution", "social_worker": "team", "specialist": "team",
    "manager": "institution", "county_animator": "institution",
}
SYSTEM_FIELDS = frozenset({
    "number", "company_id", "requested_by_id", "source", "filed_on", "deadline", "state", "decision_reason",
    "decided_by_id", "decided_on", "done_on",
})


class RequestMixin(models.AbstractModel):
    """Request (wniosek) to the leader of a partnership, decided with a reason and counted for monitoring.

    new → accepted → done, or new → rejected (reason required), or taken back by who filed it. Filed by an institution
    (its coordinator), by a member of task teams (social worker, specialist) or by the network worker, also on behalf
    of a social worker (K3D-111, 114, 225). Decided by the leader: network worker or manager of the office.

    A request names needs, services and institutions, never a family: everyone engaged in the partnership reads it.

    Hooks: ``_request_prefix``, ``_request_activity``, ``_request_leader_fields``, ``_on_request_accepted``.
    """

    _name = "kooperacje.request.mixin"
    _description = "Request to the leader of a partnership"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "filed_on desc, id desc"
    _system_fields = SYSTEM_FIELDS
    _fixed_fields = frozenset({"partnership_id", "on_behalf_of_id"})

    # What its numbers begin with; an office may change it on the sequence.
    _request_prefix = "W"
    # Type of the activity of who decides. One for each model: a type without a model is offered on every record of
    # every application.
    _request_activity = None

    number = fields.Char(readonly=True, copy=False, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    description = fields.Text(
        "Scope and content", required=True,
        # K3D-111
        help="What is asked for and why. No names and nothing that would point to a family.",
    )
    requested_by_id = fields.Many2one(
        "res.users", "Filed by", required=True, readonly=True, copy=False, index=True, ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", "On behalf of", copy=False, ondelete="restrict", domain=[("share", "=", False)],
        # K3D-111
        help="Social worker for whom the network worker files the request.",
    )
    source = fields.Selection(
        [("institution", "Institution"), ("team", "Member of task teams"), ("network_worker", "Network worker")],
        "Filed on the part of", compute="_compute_source", store=True, precompute=True, index=True,
    )
    filed_on = fields.Date(
        "Filed on", required=True, readonly=True, copy=False, default=lambda self: office_today(), index=True,
    )
    deadline = fields.Date("To be decided by", compute="_compute_deadline", store=True, precompute=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    state = fields.Selection(
        [("new", "New"), ("accepted", "Accepted"), ("done", "Realised"), ("rejected", "Rejected"),
         ("taken_back", "Taken back")],
        default="new", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    decision_reason = fields.Char("Reason of the decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False, ondelete="restrict")
    decided_on = fields.Date(readonly=True, copy=False)
    done_on = fields.Date("Realised on", readonly=True, copy=False)
    outcome = fields.Char("What came of it", copy=False)
    user_leads = fields.Boolean(compute="_compute_user_may", export_string_translation=False)
    user_may_edit = fields.Boolean(compute="_compute_user_may", export_string_translation=False)

    @api.depends("requested_by_id", "partnership_id")
    def _compute_source(self):
        """From the roles that the person filing holds today. A role that ends later does not change it."""
        # sudo: the roles of who files it, to be kept on the request.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "in", self.requested_by_id.ids), ("company_id", "in", self.partnership_id.company_id.ids),
            ("role", "in", list(SOURCE_BY_ROLE)), ("is_current", "=", True),
        ])
        held = {(role.user_id.id, role.company_id.id, role.role) for role in roles}
        for request in self:
            who, office = request.requested_by_id.id, request.partnership_id.company_id.id
            request.source = next(
                (source for role, source in SOURCE_BY_ROLE.items() if (who, office, role) in held), False,
            )

    @api.depends("filed_on", "partnership_id")
    def _compute_deadline(self):
        for request in self:
            days = request.partnership_id.request_days
            request.deadline = request.filed_on + timedelta(days=days) if request.filed_on and days else False

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = office_today()
        for request in self:
            request.is_overdue = request.state == "new" and bool(request.deadline) and request.deadline < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "new") & Domain("deadline", "<", office_today())

    @api.depends("state", "company_id", "requested_by_id")
    @api.depends_context("uid")
    def _compute_user_may(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for request in self:
            request.user_leads = request.company_id.id in led
            request.user_may_edit = not request._origin or (
                request.state == "new" and (request.user_leads or request.requested_by_id == self.env.user)
            )

    @api.depends("number")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.number or self.env._("New request")

    @api.constrains("on_behalf_of_id", "partnership_id")
    def _check_on_behalf_of(self):
        for request in self.filtered("on_behalf_of_id"):
            company = request.company_id
            if request.on_behalf_of_id == request.requested_by_id:
                raise ValidationError(self.env._("Leave “On behalf of” empty when the request is your own."))
            if not request.on_behalf_of_id._has_role("social_worker", company):
                raise ValidationError(self.env._(
                    "%(user)s is no social worker of the office. A request is filed on behalf of one.",
                    user=request.on_behalf_of_id.name,
                ))
            if request.source != "network_worker":
                raise ValidationError(self.env._(
                    "Only the network worker files requests on behalf of a social worker. Leave “On behalf of” empty.",
                ))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        if requests._is_guarded():
            # sudo: whether the partnership may act; its agreements may be those of another office.
            requests.partnership_id.sudo()._check_may_act()
        for request in requests:
            # sudo: the number is drawn for who files the request, in the series of the office.
            request.sudo().number = request._next_number(request.filed_on)
        requests._ask_leader()
        return requests

    def _next_number(self, day):
        """Next number of the office's register of these requests."""
        return self.company_id._draw_number(
            f"{self._name}.number", day, prefix=f"{self._request_prefix}/", suffix="/%(range_year)s",
            # sudo: the name of the office, for its series; who files a request need not be its user.
            name=f"{self._office_label()} ({self.company_id.sudo().name})",
        )

    def _request_leader_fields(self):
        """Fields that the leader still completes on an accepted request."""
        return {"outcome"}

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            self._check_may_edit(vals)
        return super().write(vals)

    def _check_may_edit(self, vals):
        """The person who filed the request may edit it until it is decided. The leader may edit it until it is done,
        and then only complete it.
        """
        led = self.env["kooperacje.partnership"]._led_company_ids()
        free = self._request_leader_fields()
        for request in self:
            if request.state == "new" and (request.company_id.id in led or request.requested_by_id == self.env.user):
                continue
            if request.state == "accepted" and request.company_id.id in led and vals.keys() <= free:
                continue
            raise UserError(self.env._(
                "Request %(number)s has been decided and stays in the register as it is. File a new one.",
                number=request.number,
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A request stays in the register. Take it back instead of deleting it."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A request is filed, not copied. File a new one."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_accept(self):
        """Accept without a remark; with one, or to reject, through the wizard."""
        return self._decide("accepted", False)

    def action_ask_decision(self):
        """Open the question why, for the decision named in the context."""
        self.ensure_one()
        self._check_leader()
        accept = self.env.context.get("request_decision") == "accepted"
        return dialog(
            self.env._("Accept the request") if accept else self.env._("Reject the request"),
            "kooperacje.request.decide",
            context={
                "default_res_model": self._name, "default_res_id": self.id,
                "default_decision": "accepted" if accept else "rejected",
            },
        )

    def _decide(self, decision, reason):
        """Accept or reject new requests.

        :param decision: ``accepted`` or ``rejected``
        :param reason: why; required to reject, for refusals are what the partnership learns from (K3D-148)
        :raise UserError: not the leader, decided already, or rejected without a reason
        """
        reason = (reason or "").strip()
        self._check_leader()
        if decision not in ("accepted", "rejected"):
            raise UserError(self.env._("Accept the request or reject it."))
        if decision == "rejected" and not reason:
            raise UserError(self.env._("Write why the request is rejected: the partnership learns from the reasons."))
        for request in self:
            if request.state != "new":
                raise UserError(self.env._("Request %(number)s has been decided already.", number=request.number))
        self._unguarded().write({
            "state": decision, "decision_reason": reason or False, "decided_by_id": self.env.uid,
            "decided_on": office_today(),
        })
        self._close_activities()
        for request in self:
            request._tell_people((request.requested_by_id | request.on_behalf_of_id).partner_id, lambda told: (
                told.env._("Request %(number)s: %(decision)s", number=told.number, decision=told._state_label()),
                told.env._("%(decision)s. %(reason)s", decision=told._state_label(), reason=reason),
            ))
        if decision == "accepted":
            self._on_request_accepted()
        return True

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _on_request_accepted(self):
        """Called after requests were accepted."""

    def action_done(self):
        """Accepted → done: what was asked for is there (K3D-147, 148)."""
        self._check_leader()
        if any(request.state != "accepted" for request in self):
            raise UserError(self.env._("Only an accepted request can be done. Decide on it first."))
        self._mark_done()
        return True

    def _mark_done(self, values=None):
        self._unguarded().write({**(values or {}), "state": "done", "done_on": office_today()})

    def action_take_back(self):
        """New → taken back, by who filed the request."""
        self.check_access("write")
        for request in self:
            if not self.env.su and request.requested_by_id != self.env.user:
                raise UserError(self.env._("Only %(user)s, who filed the request, takes it back.",
                                           user=request.requested_by_id.name))
            if request.state != "new":
                raise UserError(self.env._("Request %(number)s has been decided already.", number=request.number))
        self._unguarded().write({"state": "taken_back"})
        self._close_activities()
        return True

    def _check_leader(self):
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise UserError(self.env._(
                "The network worker or the manager of the office that leads the partnership decides on requests.",
            ))

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    def _ask_leader(self):
        """An activity for each network worker of the office; for the manager where there is none."""
        # sudo: the roles of others are not readable; only who is to be notified follows from them.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "in", self.company_id.ids), ("role", "in", ("network_worker", "manager")),
            ("is_current", "=", True), ("user_id.active", "=", True),
        ])
        for request in self:
            mine = roles.filtered(lambda role, company=request.company_id: role.company_id == company)
            users = mine.filtered(lambda role: role.role == "network_worker").user_id or mine.user_id
            for user in users - request.requested_by_id.sudo():
                # sudo: the one who asks need not be allowed to give tasks to the leader's people.
                request.sudo()._in_language_of(user).activity_schedule(
                    self._request_activity, date_deadline=request.deadline, user_id=user.id,
                )

    def _close_activities(self):
        # sudo: an activity of a colleague is done with the step it asked for.
        self.sudo().activity_feedback([self._request_activity])
