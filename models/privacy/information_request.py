from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on

from .subject_request import ANSWERING_ROLES

# Art. 105 ust. 1 u.p.s.: at once, and not later than this many days from the day on which the request came.
DAYS = 7
# Bodies that ask by law in one matter of theirs are no recipients (art. 4 pkt 9 RODO): a copy for the person does not
# tell of them, and so gives no inquiry away.
NO_RECIPIENTS = ("court", "prosecutor", "police", "probation", "bailiff", "benefits", "tax")


class InformationRequest(models.Model):
    """Register of requests for information: who asks whom, of whom and on what ground, and what was answered.

    Both ways. The office asks courts, police, schools, health care, employers and others for what bears on a decision
    on benefits; they answer within 7 days of receiving it (art. 105 ust. 1 u.p.s.). Others ask the office: it answers
    within the same 7 days, or by the day their letter names, when a ground of law lets it.

    open → closed, by the methods only. The head and the data-protection officer of the office read the register, a
    worker the requests he or she sees to or took down. The number alone is its name.
    """

    _name = "kooperacje.information.request"
    _description = "Request for information"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.case.pointer", "kooperacje.document.printed", "mail.thread",
        "mail.activity.mixin", "kooperacje.duty.mixin", "kooperacje.named.person.mixin",
    ]
    _order = "received_on desc, id desc"
    _rec_name = "number"
    # Shows what was disclosed, to whom and why (art. 5 ust. 2 RODO); erasing takes the words and the person.
    _outlives_erasure = True
    _stays_when_erased = ("number",)
    _system_fields = frozenset({"number", "state"})
    _fixed_fields = frozenset({"company_id", "direction"})
    _duties = {"user_id": [("state", "=", "open")]}
    _duty_roles = ANSWERING_ROLES

    number = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    direction = fields.Selection(
        [("in", "The office is asked"), ("out", "The office asks (art. 105)")],
        "Direction", required=True, default="in", index=True,
    )
    body_kind = fields.Selection(
        [
            ("court", "Court"), ("prosecutor", "Prosecutor"), ("police", "Police"), ("probation", "Probation officer"),
            ("bailiff", "Bailiff"), ("benefits", "ZUS, KRUS"), ("tax", "Tax office or public finance"),
            ("health", "Health care"), ("school", "School, educational unit or university"),
            ("assistance", "Other unit of social assistance"), ("employer", "Employer"),
            ("organisation", "Non-governmental organisation"), ("other", "Another body"),
        ],
        "Kind of body", required=True,
    )
    body_name = fields.Char(
        "Name of the body", required=True, copy=False, help="Name and department as on its letters; no private person.",
    )
    reference = fields.Char("Reference of the letter", copy=False, help="File reference of who asks.")
    received_on = fields.Date(
        "Received on", required=True, default=lambda self: office_today(), index=True,
        help="By the office, or by the body that the office asks: from this day the 7 days run. As long as the receipt "
             "is not known, enter the day of sending.",
    )
    due_on = fields.Date(
        "To be answered by", compute="_compute_due_on", store=True, readonly=False, index=True,
        help="7 days from the receipt; where the office is asked, the day that the letter names.",
    )
    legal_ground = fields.Char(
        "Legal ground", compute="_compute_legal_ground", store=True, readonly=False,
        help="Act and article by which the information may be given. Without one nothing is given.",
    )
    content = fields.Text("What it is about", required=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Who sees to it", required=True, index=True, ondelete="restrict", copy=False,
        default=lambda self: self.env.user,
        domain="[('role_assignment_ids', 'any', [('role', 'in', ['manager', 'dpo', 'social_worker']),"
               " ('company_id', '=', company_id), ('is_current', '=', True)])]",
    )
    reminded_on = fields.Date(
        "Urged on", copy=False, help="Day on which the body that did not answer in time was urged to.",
    )
    state = fields.Selection(
        [("open", "To be answered"), ("closed", "Closed")], default="open", required=True, readonly=True, copy=False,
        tracking=True, index=True,
    )
    outcome = fields.Selection(
        [
            ("given", "Information given"), ("partly", "Given in part"), ("refused", "Information refused"),
            ("nothing", "No such information is held"), ("withdrawn", "Request taken back"),
            ("silent", "No answer came"),
        ],
        copy=False,
    )
    answer = fields.Text(
        "What was given", copy=False, help="Which information, in what form. Not the information itself.",
    )
    refusal_ground = fields.Char(
        "Ground of the refusal", copy=False,
        help="No ground of law named, more asked for than the matter needs, professional secrecy, another body's data…",
    )
    answered_on = fields.Date(copy=False, help="Left empty, it is the day on which the request is closed.")
    is_late = fields.Boolean("Late", compute="_compute_is_late")
    is_restricted = fields.Boolean(compute="_compute_is_restricted", export_string_translation=False)

    _open_idx = models.Index("(company_id, due_on) WHERE state = 'open'")

    @api.depends("received_on", "direction")
    def _compute_due_on(self):
        for request in self:
            request.due_on = request.received_on and request.received_on + timedelta(days=DAYS)

    @api.depends("direction")
    def _compute_legal_ground(self):
        for request in self:
            own = "art. 105 ust. 1 ustawy o pomocy społecznej"
            request.legal_ground = own if request.direction == "out" else request.legal_ground

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        today = office_today()
        for request in self:
            request.is_late = bool(request.state == "open" and request.due_on and request.due_on < today)

    @api.depends("person_id")
    def _compute_is_restricted(self):
        # sudo: the mark alone; the register is read by who answers for the controller.
        live = self.env["kooperacje.restriction"].sudo().search([
            ("person_id", "in", self.person_id.ids), ("lifted_on", "=", False),
        ])
        for request in self:
            request.is_restricted = request.person_id in live.person_id

    @api.constrains("received_on", "answered_on", "reminded_on", "due_on", "direction")
    def _check_dates(self):
        today = office_today()
        for request in self:
            for name in ("received_on", "answered_on", "reminded_on"):
                if request[name] and request[name] > today:
                    raise ValidationError(self.env._(
                        "“%(field)s” lies in the future. Enter what has happened.",
                        field=self._fields[name]._description_string(self.env),
                    ))
            days = [request[name] for name in ("due_on", "answered_on", "reminded_on") if request[name]]
            if any(day < request.received_on for day in days):
                raise ValidationError(self.env._(
                    "A request is received before it is due, urged or answered. Correct one of the days.",
                ))
            if request.direction == "out" and request.due_on != request.received_on + timedelta(days=DAYS):
                raise ValidationError(self.env._(
                    "Who is asked by art. 105 u.p.s. answers within 7 days of the receipt. Enter the day of the "
                    "receipt; the deadline follows from it.",
                ))

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for request in self:
            if not any(request.user_id._has_role(role, request.company_id) for role in ANSWERING_ROLES):
                raise ValidationError(self.env._(
                    "%(user)s is neither head, nor data-protection officer, nor social worker of the office. Choose "
                    "who of them answers.", user=request.user_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            number = request.company_id._draw_number(
                "kooperacje.information.request", request.received_on, prefix="WI/", suffix="/%(range_year)s",
                # sudo: the name of the office, for its series.
                name=f"{request._office_label()} ({request.company_id.sudo().name})",
            )
            # sudo: the number is drawn for who registers the request, in the series of the office.
            request.sudo().number = number
        requests._remind()
        return requests

    def write(self, vals):
        if self._is_guarded() and any(request.state != "open" for request in self):
            self.check_access("write")
            raise UserError(self.env._("The request is closed and stays in the register as it is."))
        result = super().write(vals)
        if not {"user_id", "received_on", "due_on"}.isdisjoint(vals):
            self._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was asked for stays in the register."))

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    @api.model
    def _duty_open(self):
        return [("state", "=", "open")]

    def _duty_day(self):
        """The office answers by the day; whom it asks it urges on the day after."""
        return self.due_on + timedelta(days=self.direction == "out")

    def _duty_summary(self):
        if self.direction == "out":
            return self.env._("Has the answer come? Request for information: %s", self.number)
        return self.env._("Answer the request for information: %s", self.number)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _check_open(self):
        self.check_access("write")
        serialise_on(self)
        for request in self:
            if request.state != "open":
                raise UserError(self.env._("%(number)s has been closed already.", number=request.number))

    def action_close(self):
        """Record the outcome.

        :raises UserError: outcome, legal ground, what was given or the ground of a refusal is missing
        """
        self._check_open()
        for request in self:
            if missing := request._missing():
                raise UserError(self.env._(
                    "%(number)s cannot be closed yet. Missing:\n%(missing)s", number=request.number,
                    missing="\n".join(f"– {text}" for text in missing),
                ))
        for request in self.filtered(lambda one: not one.answered_on and one.outcome not in ("withdrawn", "silent")):
            request.answered_on = office_today()
        self._unguarded().state = "closed"
        self._end_tasks()
        return True

    def _missing(self):
        self.ensure_one()
        missing = []
        if not self.outcome:
            missing.append(self.env._("the outcome"))
        if self.outcome in ("given", "partly"):
            if not (self.legal_ground or "").strip():
                missing.append(self.env._("the legal ground: without one nothing is given"))
            if not (self.answer or "").strip():
                missing.append(self.env._("what was given"))
        if self.outcome in ("refused", "partly") and not (self.refusal_ground or "").strip():
            missing.append(self.env._("the ground of the refusal"))
        if self.outcome == "silent" and not (self.direction == "out" and self.reminded_on):
            missing.append(self.env._("the day on which the body that the office asks was urged to answer"))
        return missing

    def _document_title(self):
        return self.number

    @api.readonly
    def action_print_register(self):
        """The register on paper: of those chosen, or of all that the user may read.

        :raises UserError: nothing has been entered yet
        """
        requests = self or self.search(Domain.TRUE)
        if not requests:
            raise UserError(self.env._("The register is empty: nobody has asked for anything yet."))
        requests.check_access("read")
        first = self.union(*(group[:1] for group in requests.grouped("company_id").values()))
        return self.env.ref("kooperacje.report_information_request_register").report_action(first)

    def _register_rows(self):
        self.ensure_one()
        return self.search([("company_id", "=", self.company_id.id)], order="received_on, id")
