from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_time

HOURS = 72


class Breach(models.Model):
    """Register of breaches of personal data (art. 33 ust. 5 RODO): what happened, whom it concerns, what was done.

    A breach that is likely to bring a risk is reported to the supervisory authority within 72 hours of the moment at
    which the office learned of it; a later report says why (ust. 1). Where the risk is high the persons are told
    (art. 34). One without a risk is documented all the same.

    It names no person: numbers and kinds, and numbers of cases where needed.
    """

    _name = "kooperacje.breach"
    _description = "Breach of personal data"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread", "mail.activity.mixin",
        "kooperacje.duty.mixin",
    ]
    _order = "found_at desc, id desc"
    _rec_name = "number"
    _system_fields = frozenset({"number", "state"})
    _fixed_fields = frozenset({"company_id"})
    _duties = {"user_id": [("state", "=", "open")]}

    number = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users", "Who sees to it", required=True, index=True, ondelete="restrict", copy=False,
        default=lambda self: self.env.user,
        domain="[('role_assignment_ids', 'any', [('role', 'in', ['manager', 'dpo']), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    found_at = fields.Datetime(
        "Office learned of it", required=True, copy=False, default=fields.Datetime.now, index=True,
        help="From this moment the 72 hours run.",
    )
    happened_on = fields.Date("Happened on", copy=False)
    what = fields.Text(
        "What happened", required=True, help="No names: what was lost, sent to a stranger, read or changed, and how.",
    )
    kind = fields.Selection(
        [("secrecy", "Confidentiality"), ("integrity", "Integrity"), ("availability", "Availability")],
        "What is breached", required=True, default="secrecy",
    )
    person_count = fields.Integer("About how many persons")
    person_kinds = fields.Char("Whom it concerns", help="Kinds of persons: families of task teams, staff …")
    data_kinds = fields.Char("Kinds of data")
    consequences = fields.Text("Likely consequences")
    measures = fields.Text("What was done")
    risk = fields.Selection(
        [("none", "Unlikely"), ("some", "A risk"), ("high", "A high risk")], "Risk to the persons", tracking=True,
    )
    due_at = fields.Datetime("To be reported by", compute="_compute_due_at", store=True)
    reported_at = fields.Datetime("Reported to the authority at", copy=False, tracking=True)
    report_number = fields.Char("Number of the report", copy=False)
    delay_reason = fields.Text("Why it was reported late", copy=False)
    told_on = fields.Date("Persons told on", copy=False)
    told_reason = fields.Text(
        "Why the persons are not told", copy=False, help="One of the grounds of art. 34 ust. 3.",
    )
    state = fields.Selection(
        [("open", "In progress"), ("closed", "Closed")], default="open", required=True, readonly=True, copy=False,
        tracking=True, index=True,
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late")

    @api.depends("found_at")
    def _compute_due_at(self):
        for breach in self:
            breach.due_at = breach.found_at and breach.found_at + timedelta(hours=HOURS)

    @api.depends("due_at", "reported_at", "risk", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for breach in self:
            breach.is_late = bool(
                breach.state == "open" and breach.risk != "none" and breach.due_at
                and not breach.reported_at and breach.due_at < now
            )

    @api.constrains("found_at", "reported_at", "told_on", "happened_on", "person_count")
    def _check_entered(self):
        now = fields.Datetime.now()
        for breach in self:
            days = [breach.happened_on, breach.told_on]
            if any(one and one > now for one in (breach.found_at, breach.reported_at)) or any(
                day and day > office_time(now).date() for day in days
            ):
                raise ValidationError(self.env._(
                    "A breach is written down as it happened. Correct the day in the future.",
                ))
            if breach.reported_at and breach.reported_at < breach.found_at:
                raise ValidationError(self.env._(
                    "The breach was reported before the office learned of it. Correct it.",
                ))
            if breach.person_count < 0:
                raise ValidationError(self.env._("The number of persons cannot be negative."))

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for breach in self:
            if not any(breach.user_id._has_role(role, breach.company_id) for role in self._duty_roles):
                raise ValidationError(self.env._(
                    "%(user)s is neither head nor data-protection officer of the office. Choose who of them sees to "
                    "it.",
                    user=breach.user_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        breaches = super().create(vals_list)
        for breach in breaches:
            number = breach.company_id._draw_number(
                "kooperacje.breach", office_time(breach.found_at).date(), prefix="NOD/", suffix="/%(range_year)s",
                # sudo: the name of the office, for its series.
                name=f"{breach._office_label()} ({breach.company_id.sudo().name})",
            )
            # sudo: the number is drawn for who writes the breach down, in the series of the office.
            breach.sudo().number = number
        breaches._remind()
        return breaches

    def write(self, vals):
        if self._is_guarded() and any(breach.state == "closed" for breach in self):
            self.check_access("write")
            raise UserError(self.env._("The breach is closed and stays in the register as it is."))
        result = super().write(vals)
        if not {"user_id", "found_at"}.isdisjoint(vals):
            self._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A breach stays in the register (art. 33 ust. 5 RODO)."))

    @api.model
    def _duty_open(self):
        return [("state", "=", "open")]

    def _duty_day(self):
        """The 72 hours are short: the task is due at once where they end the day after."""
        return office_time(self.due_at).date() - timedelta(days=1)

    def _duty_summary(self):
        return self.env._("Judge and report the breach: %s", self.number)

    def action_close(self):
        """Close the matter.

        :raises UserError: risk, measures, report, reason of a delay or the telling of the persons is missing
        """
        self.check_access("write")
        for breach in self:
            if breach.state != "open":
                raise UserError(self.env._("%(number)s has been closed already.", number=breach.number))
            missing = breach._missing()
            if missing:
                raise UserError(self.env._(
                    "%(number)s cannot be closed yet. Missing:\n%(missing)s", number=breach.number,
                    missing="\n".join(f"– {text}" for text in missing),
                ))
        self._unguarded().state = "closed"
        self._end_tasks()
        return True

    def _missing(self):
        self.ensure_one()
        missing = []
        if not self.risk:
            missing.append(self.env._("the risk to the persons"))
        if not (self.measures or "").strip():
            missing.append(self.env._("what was done"))
        if self.risk in ("some", "high") and not self.reported_at:
            missing.append(self.env._("the report to the authority (art. 33)"))
        if self.reported_at and self.reported_at > self.due_at and not (self.delay_reason or "").strip():
            missing.append(self.env._("why it was reported later than 72 hours"))
        if self.risk == "high" and not self.told_on and not (self.told_reason or "").strip():
            missing.append(self.env._("when the persons were told, or why they are not (art. 34)"))
        return missing

    def _document_title(self):
        return self.number

    @api.readonly
    def action_print_register(self):
        """The register on paper: of those chosen, or of all that the user may read.

        :raises UserError: nothing has been entered yet
        """
        breaches = self or self.search(Domain.TRUE)
        if not breaches:
            raise UserError(self.env._("The register is empty: no breach has been written down."))
        breaches.check_access("read")
        first = self.union(*(group[:1] for group in breaches.grouped("company_id").values()))
        return self.env.ref("kooperacje.report_breach_register").report_action(first)

    def _register_rows(self):
        self.ensure_one()
        return self.search([("company_id", "=", self.company_id.id)], order="found_at, id")
