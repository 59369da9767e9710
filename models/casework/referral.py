from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

OPEN_STATES = ("requested", "accepted", "started")
# state → states it may follow.
PREDECESSORS = {
    "accepted": ("requested",), "declined": ("requested",), "started": ("requested", "accepted"),
    "done": ("started",), "not_provided": ("accepted", "started"), "cancelled": OPEN_STATES,
}
# What an answer of the provider means for the line of the individual basket.
LINE_STATUS = {
    "accepted": "accepted", "declined": "unavailable", "started": "started", "done": "done",
}
PROVIDER_ROLES = ("coordinator", "specialist")
REMINDER_DAYS = 2


class Referral(models.Model):
    """Request to a provider for a service of an individual basket, and its answer (architecture, decision 8).

    requested → accepted / declined (reason) → in progress → done / not provided (reason); the office may cancel it.
    The provider answers through the methods; for a provider without a login the case manager records what was said.

    The record itself holds no family data: the provider reads it as well as the network worker, to whom an unanswered
    request goes. The family's code and the note to the provider are shown in ``shared_*`` alone: to those who may read
    the case, and to the provider as long as the family agrees that data are shared with it.
    """

    _name = "kooperacje.referral"
    _description = "Request for a service"
    _inherit = [
        "kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin", "kooperacje.case.pointer",
        "kooperacje.primary.mixin",
    ]
    _order = "id desc"
    _system_fields = frozenset({
        "name", "line_id", "institution_id", "note", "state", "requested_by_id", "requested_on", "answer_due",
        "answered_on", "answered_by_id", "starts_on", "terms", "decline_premise_id", "reason", "closed_on",
        "reminded_on", "escalated_on",
    })
    # Read by providers and the network worker; the code and the note are handed out field by field.
    _holds_family_data = False

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/", index=True)
    line_id = fields.Many2one(
        "kooperacje.plan.service", "Line of the individual basket", required=True, readonly=True, index=True,
        ondelete="restrict", copy=False,
    )
    company_id = fields.Many2one("res.company", related="line_id.case_id.company_id", store=True, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", related="line_id.case_id.partnership_id", store=True, index=True,
    )
    service_id = fields.Many2one("kooperacje.service", related="line_id.service_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", compute="_compute_institution_id", store=True, precompute=True, index=True,
    )
    date_from = fields.Date("Wanted from", related="line_id.date_from")
    date_to = fields.Date("Wanted until", related="line_id.date_to")
    requested_by_id = fields.Many2one("res.users", "Requested by", readonly=True)
    requested_on = fields.Date(readonly=True)
    answer_due = fields.Date("Answer by", readonly=True)
    note = fields.Text(readonly=True, groups=NO_ACCESS)
    shared_code = fields.Char("Family code", compute="_compute_shared", compute_sudo=True)
    shared_note = fields.Text("Note to the provider", compute="_compute_shared", compute_sudo=True)
    is_shared = fields.Boolean("The family agrees to share data", compute="_compute_shared", compute_sudo=True)
    state = fields.Selection(
        [("requested", "Requested"), ("accepted", "Accepted"), ("declined", "Declined"), ("started", "In progress"),
         ("done", "Done"), ("not_provided", "Not provided"), ("cancelled", "Taken back")],
        default="requested", required=True, readonly=True, copy=False, index=True,
    )
    answered_on = fields.Date(readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answer recorded by", readonly=True)
    starts_on = fields.Date("Starts on", readonly=True)
    terms = fields.Char("Terms", readonly=True, help="When and where the service begins, what to bring.")
    decline_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of decline", domain=[("kind", "=", "decline")], readonly=True,
    )
    reason = fields.Char("Reason in words", readonly=True, help="Without data of the family.")
    closed_on = fields.Date(readonly=True)
    reminded_on = fields.Date(readonly=True)
    escalated_on = fields.Date("Passed to the network worker on", readonly=True)
    is_late = fields.Boolean("Answer overdue", compute="_compute_is_late", search="_search_is_late")
    user_may_answer = fields.Boolean(compute="_compute_user_may", export_string_translation=False)
    user_may_cancel = fields.Boolean(compute="_compute_user_may", export_string_translation=False)

    _open_uniq = models.UniqueIndex(
        "(line_id) WHERE state IN ('requested', 'accepted', 'started')", "This service has been asked for already.",
    )
    _provider_idx = models.Index("(institution_id, state, answer_due)")
    _due_idx = models.Index("(answer_due) WHERE state = 'requested'")

    @api.depends("line_id.service_id.institution_id")
    def _compute_institution_id(self):
        """Who provides the service; one that is answered for stays with who answered, whoever goes on for it later."""
        for referral in self:
            if not referral.institution_id or referral.state in OPEN_STATES:
                # sudo: who asks for a service need not read it otherwise.
                referral.institution_id = referral.line_id.service_id.sudo().institution_id

    @api.depends_context("uid")
    @api.depends("line_id.case_id", "institution_id", "note")
    def _compute_shared(self):
        """Family code and note, for readers of the case and for the provider with whom the family agrees to share them.
        """
        # sudo by the field: the caller may not read the case; what is handed out is decided here.
        readable = self.line_id.case_id.filtered("user_can_read")
        provided = self._provided_here()
        agreed = provided._agreed()
        for referral in self:
            referral.is_shared = referral in agreed
            is_open = referral.line_id.case_id in readable or referral in agreed
            referral.shared_code = is_open and referral.line_id.case_id.name
            referral.shared_note = is_open and referral.note

    def _agreed(self):
        """The referrals (sudo) whose family agrees today to share data with the provider."""
        Statement = self.env["kooperacje.consent.statement"]
        statements = Statement.search(Statement._valid_domain() & Domain([
            ("kind", "=", "sharing"), ("case_id", "in", self.line_id.case_id.ids),
            ("institution_id", "in", self.institution_id.ids),
        ])) if self else Statement
        agreed = {(statement.case_id, statement.institution_id) for statement in statements}
        return self.filtered(lambda referral: (referral.line_id.case_id, referral.institution_id) in agreed)

    def _provided_here(self):
        """Those of the referrals that go to an institution where the user is coordinator or specialist today."""
        # sudo: the own roles of the user.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "in", PROVIDER_ROLES), ("is_current", "=", True),
        ])
        held = {(role.institution_id, role.company_id) for role in roles}
        return self.filtered(lambda referral: (referral.institution_id, referral.company_id) in held)

    @api.depends("state", "answer_due")
    def _compute_is_late(self):
        today = office_today()
        for referral in self:
            referral.is_late = bool(
                referral.state == "requested" and referral.answer_due and referral.answer_due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "requested") & Domain("answer_due", "<", office_today())

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_user_may(self):
        provided, led = self._provided_here(), self._led()
        for referral in self:
            is_open = referral.state in OPEN_STATES
            referral.user_may_cancel = is_open and referral in led
            referral.user_may_answer = is_open and (referral in provided or referral in led)

    def _led(self):
        """The referrals whose case the user may write."""
        # sudo: only to ask of each case whether the user may write it.
        led = self.sudo().line_id.case_id.filtered("user_can_write")
        return self.filtered(lambda referral: referral.sudo().line_id.case_id in led)

    @api.constrains("decline_premise_id")
    def _check_decline_premise(self):
        self.decline_premise_id._check_kind("decline")

    @api.constrains("line_id", "answer_due", "requested_on")
    def _check_due(self):
        for referral in self:
            if referral.answer_due < referral.requested_on:
                raise ValidationError(self.env._("The answer is asked for by a day that has passed. Correct it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Requests for services stay on record. Cancel the request instead."))

    # ------------------------------------------------------------
    # The office asks
    # ------------------------------------------------------------

    @api.model
    def _request(self, lines, note=False, answer_due=False):
        """Ask the providers of ``lines`` for their services; the lines have been checked by the caller."""
        today = office_today()
        # superuser: nobody writes referrals by hand; the caller may write the lines.
        referrals = self.sudo().create([{
            "name": line.company_id._next_register_number("kooperacje.referral"), "line_id": line.id,
            "requested_by_id": self.env.uid, "requested_on": today, "note": note,
            "answer_due": answer_due or today + timedelta(days=line.company_id.kooperacje_invitation_days),
        } for line in lines.sudo()])
        referrals._tell_provider()
        return referrals.sudo(self.env.su)

    def _providers(self):
        """Users who answer for the institution: its coordinators or, without any, its specialists."""
        self.ensure_one()
        # sudo: to find whom to tell; nothing of them is handed out.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("institution_id", "=", self.institution_id.id), ("company_id", "=", self.company_id.id),
            ("role", "in", PROVIDER_ROLES), ("is_current", "=", True),
        ])
        coordinators = roles.filtered(lambda role: role.role == "coordinator").user_id
        # Who is responsible in the plan is asked as well, if this is the institution's own person.
        responsible = self.sudo().line_id.member_id.acting_user_id & roles.user_id
        return coordinators | responsible or roles.user_id

    def _tell_provider(self):
        for referral in self:
            for user in referral._providers():
                told = referral._in_language_of(user)
                told.activity_schedule(
                    "kooperacje.activity_referral", date_deadline=referral.answer_due, user_id=user.id,
                    summary=told.env._("Request for a service: %s", referral.service_id.name),
                )

    def action_cancel(self, reason=None):
        """The office takes the request back; the line is only planned again."""
        self.check_access("read")
        if self - self._led():
            raise AccessError(self.env._("Only whoever runs the case takes a request back."))
        self._check_not_restricted()
        # superuser: the caller runs the case, see above.
        self.sudo()._cancel(reason or self._in_office_language().env._("Taken back by the office."))
        self.sudo().line_id._write_status("planned")
        return True

    def _cancel(self, reason):
        self._check_step("cancelled")
        self.write({"state": "cancelled", "reason": reason, "closed_on": office_today()})
        self._end_activities()

    # ------------------------------------------------------------
    # The provider answers
    # ------------------------------------------------------------

    def action_accept(self, starts_on=False, terms=False):
        """The provider takes the request on."""
        return self._answer("accepted", starts_on=starts_on, terms=terms)

    def action_decline(self, premise_id, reason):
        """The provider declines, with a reason of the dictionary (id) and in words; refusals are figures (K3D-116)."""
        premise = self.env["kooperacje.premise"].browse(premise_id).exists()
        if premise.kind != "decline" or not (reason or "").strip():
            raise UserError(self.env._("Choose the reason of the decline and write it in a few words."))
        return self._answer("declined", decline_premise_id=premise.id, reason=reason.strip())

    def action_start(self):
        return self._answer("started")

    def action_done(self):
        return self._answer("done")

    def action_not_provided(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._(
                "Write why the service was interrupted or not provided: the partnership learns from it what is "
                "missing.",
            ))
        return self._answer("not_provided", reason=reason.strip())

    def _check_may_answer(self):
        """:raises AccessError: unless the user answers for the institution, or runs the case and records the answer"""
        self.check_access("read")
        if self - self._provided_here() - self._led():
            raise AccessError(self.env._(
                "The institution that provides the service answers, or the case manager records its answer.",
            ))
        self._check_not_restricted()

    def _check_not_restricted(self):
        """:raises AccessError: the request rests, for the processing of the family's data is restricted (art. 18)"""
        # sudo: which lines the requests are of; the caller learns that they rest, and nothing of the family.
        self.env["kooperacje.plan.service"].browse(self.sudo().line_id.ids)._check_not_restricted()

    def _check_step(self, state):
        label = dict(self._fields["state"]._description_selection(self.env))
        for referral in self:
            if referral.state not in PREDECESSORS[state]:
                raise UserError(self.env._(
                    "Request %(number)s: the status cannot go from “%(old)s” to “%(new)s”.",
                    number=referral.name, old=label[referral.state], new=label[state],
                ))

    def _answer(self, state, **values):
        self._check_may_answer()
        self._check_step(state)
        for referral in self:
            before = referral.state
            # superuser: nobody writes referrals by hand; who answers and the step have been checked.
            referral.sudo()._write_answer(state, **values)
            status = LINE_STATUS.get(state) or ("interrupted" if before == "started" else "unavailable")
            referral.sudo().line_id._write_status(status, referral._line_reason())
            if state in ("declined", "not_provided"):
                referral.sudo()._tell_refusal()
        return True

    def _line_reason(self):
        self.ensure_one()
        return self.state in ("declined", "not_provided") and ": ".join(
            filter(None, [self._in_office_language().decline_premise_id.name, self.reason]),
        )

    def _write_answer(self, state, **values):
        today = office_today()
        for referral in self:
            answer = {} if referral.answered_on else {"answered_on": today, "answered_by_id": self.env.uid}
            closed = {} if state in OPEN_STATES else {"closed_on": today}
            referral.write({**answer, **closed, **values, "state": state})
        self._end_activities()

    def _follow(self, status, reason):
        """The case manager has moved the line: the open request says the same (superuser)."""
        state = {"started": "started", "done": "done", "interrupted": "not_provided", "unavailable": "not_provided"}
        for referral in self.filtered(lambda referral: referral.state in OPEN_STATES):
            if state.get(status, referral.state) != referral.state:
                referral._write_answer(state[status], **({"reason": reason} if reason else {}))

    def _tell_refusal(self):
        """The case manager looks for another service, the network worker for what the basket lacks."""
        for referral in self:
            for user in referral.line_id.case_id.user_id | referral._network_workers():
                told = referral._in_language_of(user)
                told.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, summary=told.env._(
                        "%(institution)s does not provide: %(service)s",
                        institution=referral.institution_id.name, service=referral.service_id.name,
                    ),
                )

    def _network_workers(self):
        return self.company_id.role_assignment_ids.filtered(
            lambda role: role.role == "network_worker" and role.is_current
        ).user_id

    def _end_activities(self):
        # sudo: activities of those who were asked, whoever answered.
        self.sudo().activity_unlink(["kooperacje.activity_referral"])

    # ------------------------------------------------------------
    # Deadlines
    # ------------------------------------------------------------

    @api.model
    def _cron_deadlines(self):
        """Remind the provider before the deadline, and pass what stays unanswered to the network worker; once each."""
        Job, today, waiting = self.env["kooperacje.job"], office_today(), Domain("state", "=", "requested")
        done = Job._run(
            "kooperacje.referral._cron_deadlines:remind", lambda: self.search(waiting & Domain([
                ("reminded_on", "=", False), ("answer_due", "<=", today + timedelta(days=REMINDER_DAYS)),
            ])), type(self)._remind_provider,
        )
        if done:
            Job._run(
                "kooperacje.referral._cron_deadlines:escalate", lambda: self.search(waiting & Domain([
                    ("escalated_on", "=", False), ("answer_due", "<", today),
                ])), type(self)._escalate,
            )

    def _remind_provider(self):
        for referral in self:
            for user in referral._providers():
                told = referral._in_language_of(user)
                told.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("Request %s waits for an answer", referral.name),
                    body=told.env._(
                        "Please answer request %(number)s for “%(service)s” by %(date)s.", number=referral.name,
                        service=referral.service_id.name, date=format_date(told.env, referral.answer_due),
                    ),
                )
        self.write({"reminded_on": office_today()})

    def _escalate(self):
        for referral in self:
            for user in referral._network_workers():
                told = referral._in_language_of(user)
                told.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, summary=told.env._(
                        "%(institution)s has not answered request %(number)s",
                        institution=referral.institution_id.name, number=referral.name,
                    ),
                )
        self.write({"escalated_on": office_today()})
