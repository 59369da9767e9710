from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.workbook import Writer
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form

# Who may answer a request for the office.
ANSWERING_ROLES = ("manager", "dpo", "social_worker")
# Days before the deadline on which the task of who answers falls due.
REMIND_DAYS = 7
# The article behind each kind, as it is printed.
ARTICLES = {
    "access": "art. 15", "rectification": "art. 16", "erasure": "art. 17", "restriction": "art. 18",
    "portability": "art. 20", "objection": "art. 21",
}


class SubjectRequest(models.Model):
    """Register of requests of persons by chapter III RODO: what was asked, by whom, and what the office answered.

    The office answers within a month of the day on which the request came; it may take up to two months more, when it
    says so, with the reason, within the first month (art. 12 ust. 3). A refusal names its ground and how to complain
    (art. 12 ust. 4). What is given out goes to nobody whose identity has not been checked (art. 12 ust. 6).

    open → answered or withdrawn, by the methods only. The register is read by the head and the data-protection officer
    of the office, and each request by who answers it. The number alone is its name; nothing else of it stands in
    messages and tasks.
    """

    _name = "kooperacje.subject.request"
    _description = "Request of a person"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.case.pointer", "kooperacje.document.printed", "mail.thread",
        "mail.activity.mixin", "kooperacje.duty.mixin", "kooperacje.named.person.mixin",
    ]
    _order = "received_on desc, id desc"
    _rec_name = "number"
    _document_code = "subject_request"
    # It reads all that is held of the person, which the log of reads keeps: never from a replica.
    _noted_papers = ("kooperacje.report_subject_request_copy_document",)
    # Shows what was done (art. 5 ust. 2 RODO); erasing takes the words and the person.
    _outlives_erasure = True
    _stays_when_erased = ("number",)
    _system_fields = frozenset({"number", "state"})
    _fixed_fields = frozenset({"company_id"})
    _duties = {"user_id": [("state", "=", "open")]}
    _duty_roles = ANSWERING_ROLES

    number = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [
            ("access", "Access and copy (art. 15)"), ("rectification", "Rectification (art. 16)"),
            ("erasure", "Erasure (art. 17)"), ("restriction", "Restriction (art. 18)"),
            ("portability", "Portable copy (art. 20)"), ("objection", "Objection (art. 21)"),
        ],
        required=True, default="access", index=True,
    )
    received_on = fields.Date("Received on", required=True, default=lambda self: office_today(), index=True)
    received_by = fields.Selection(
        [
            ("visit", "In person"), ("letter", "By letter"), ("mail", "By e-mail"),
            ("edelivery", "e-Doręczenia, ePUAP"), ("phone", "By telephone"),
        ],
        "How it came", required=True, default="visit",
    )
    first_name = fields.Char(required=True)
    last_name = fields.Char(required=True)
    contact = fields.Char(
        "Where the answer goes", copy=False,
        help="Address, e-Doręczenia or e-mail that the person gave for the answer.",
    )
    represented_by = fields.Char(
        copy=False, help="Who asks for the person, and by what title: parent, guardian, attorney.",
    )
    content = fields.Text("What is asked for", copy=False)
    identity_way = fields.Selection(
        [
            ("document", "Identity document shown"), ("known", "Known to the worker in person"),
            ("signature", "Trusted or qualified electronic signature"), ("edelivery", "Own box of e-Doręczenia"),
            ("questions", "Answers to questions on what only the person knows"),
            ("attorney", "Power of attorney or title of the representative shown"),
        ],
        "Identity checked by", copy=False, help="No copy of the document is kept.",
    )
    identity_on = fields.Date("Identity checked on", copy=False)
    user_id = fields.Many2one(
        "res.users", "Who answers", required=True, index=True, ondelete="restrict", copy=False,
        default=lambda self: self.env.user,
        domain="[('role_assignment_ids', 'any', [('role', 'in', ['manager', 'dpo', 'social_worker']),"
               " ('company_id', '=', company_id), ('is_current', '=', True)])]",
    )
    state = fields.Selection(
        [("open", "To be answered"), ("answered", "Answered"), ("withdrawn", "Taken back by the person")],
        default="open", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    extended_on = fields.Date("Person told of the extension on", copy=False)
    extension_months = fields.Selection(
        [("1", "One month"), ("2", "Two months")], "Extended by", copy=False,
    )
    extension_reason = fields.Text(
        "Reason of the extension", copy=False,
        help="How complex the request is, or how many there are (art. 12 ust. 3).",
    )
    due_on = fields.Date("To be answered by", compute="_compute_due_on", store=True, index=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late")
    outcome = fields.Selection(
        [
            ("granted", "Granted"), ("partly", "Granted in part"), ("refused", "Refused"),
            ("nothing", "No data of the person are held"),
        ],
        copy=False,
    )
    refusal_ground = fields.Selection(
        [
            ("identity", "Identity could not be established (art. 12 ust. 2 and 6)"),
            ("excessive", "Manifestly unfounded or excessive (art. 12 ust. 5)"),
            ("others", "Rights of others (art. 15 ust. 4)"),
            ("accurate", "The data are accurate (art. 16)"),
            ("duty", "Legal duty or public task (art. 17 ust. 3 lit. b)"),
            ("archive", "Archive or figures in the public interest (art. 17 ust. 3 lit. d)"),
            ("claims", "Claims (art. 17 ust. 3 lit. e)"),
            ("no_ground", "No ground for a restriction (art. 18 ust. 1)"),
            ("not_portable", "Not processed by consent or contract (art. 20 ust. 1 and 3)"),
            ("compelling", "Compelling legitimate grounds (art. 21 ust. 1)"),
        ],
        "Ground of the refusal", copy=False,
    )
    answer = fields.Text(copy=False, help="As it is to stand in the letter.")
    restriction_ids = fields.One2many(
        "kooperacje.restriction", "request_id", "Restrictions",
        groups="kooperacje.group_manager,kooperacje.group_dpo",
    )
    may_take_log = fields.Boolean(compute="_compute_may_take_log", export_string_translation=False)
    answered_on = fields.Date(copy=False, help="Left empty, it is the day on which “Answered” is pressed.")

    _due_idx = models.Index("(company_id, due_on) WHERE state = 'open'")

    # ------------------------------------------------------------
    # Deadline
    # ------------------------------------------------------------

    @api.depends("received_on", "extended_on", "extension_months")
    def _compute_due_on(self):
        """A month by the calendar: from 31 January it ends on the last day of February (reg. 1182/71, art. 3)."""
        for request in self:
            more = int(request.extension_months or 0) if request.extended_on else 0
            request.due_on = request.received_on and request.received_on + relativedelta(months=1 + more)

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        today = office_today()
        for request in self:
            request.is_late = bool(request.state == "open" and request.due_on and request.due_on < today)

    def _first_due_on(self):
        self.ensure_one()
        return self.received_on + relativedelta(months=1)

    # ------------------------------------------------------------
    # What may be entered
    # ------------------------------------------------------------

    @api.constrains("received_on", "identity_on", "extended_on", "answered_on")
    def _check_dates(self):
        today = office_today()
        for request in self:
            for name in ("received_on", "identity_on", "extended_on", "answered_on"):
                if request[name] and request[name] > today:
                    raise ValidationError(self.env._(
                        "“%(field)s” lies in the future. Enter what has happened.",
                        field=self._fields[name]._description_string(self.env),
                    ))
            if request.answered_on and request.answered_on < request.received_on:
                raise ValidationError(self.env._("A request is answered after it came. Correct one of the two days."))
            if request.extended_on and not request.received_on <= request.extended_on <= request._first_due_on():
                raise ValidationError(self.env._(
                    "The person is told of an extension within a month of the request (art. 12 ust. 3 RODO). Later it "
                    "no longer extends: answer now.",
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
                "kooperacje.subject.request", request.received_on, prefix="RZ/", suffix="/%(range_year)s",
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
        if self._is_guarded():
            self._check_not_extended_again(vals)
        result = super().write(vals)
        if not {"user_id", "received_on", "extended_on", "extension_months"}.isdisjoint(vals):
            self._remind()
        return result

    def _check_not_extended_again(self, vals):
        """:raises UserError: ``vals`` change after the first month what the person was told within it"""
        today = office_today()
        for request in self:
            if request.extended_on and request.extension_months and today > request._first_due_on() and (
                vals.get("extension_months", request.extension_months) != request.extension_months
                or not vals.get("extended_on", request.extended_on)
            ):
                raise UserError(self.env._(
                    "%(number)s: the person was told of this extension within the first month; afterwards it is "
                    "neither made longer nor taken back (art. 12 ust. 3 RODO). Answer now.", number=request.number,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a person asked for stays in the register."))

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    @api.model
    def _duty_open(self):
        return [("state", "=", "open")]

    def _duty_day(self):
        return self.due_on - timedelta(days=REMIND_DAYS)

    def _duty_summary(self):
        return self.env._("Answer the person's request: %s", self.number)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _check_open(self):
        self.check_access("write")
        serialise_on(self)
        for request in self:
            if request.state != "open":
                raise UserError(self.env._("%(number)s has been closed already.", number=request.number))

    def _check_identity(self):
        for request in self:
            if not request.identity_way or not request.identity_on:
                raise UserError(self.env._(
                    "%(number)s: enter how and when the identity of the person was checked. Nothing is given to "
                    "anybody before (art. 12 ust. 6 RODO).", number=request.number,
                ))

    def action_restrict(self):
        """Restrict the processing of the person's data, in all cases the person is in (art. 18).

        :raises UserError: the person has not been found in the records, or the data are restricted already
        """
        self.ensure_one()
        self._check_open()
        self._check_identity()
        if not self.person_id:
            raise UserError(self.env._("Find the person in the records first (button “Find in the records”)."))
        # sudo: whoever answers for the controller puts the mark on; the cases stay closed to who may not read them.
        person = self.sudo().person_id
        # Whoever erases them at this moment, or restricts them by another request, writes these rows too.
        serialise_on(person.case_person_ids.case_id)
        serialise_on(person)
        live = [("person_id", "=", person.id), ("lifted_on", "=", False)]
        if self.env["kooperacje.restriction"].sudo().search_count(live, limit=1):
            raise UserError(self.env._("The data of this person are restricted already."))
        restriction = self.env["kooperacje.restriction"].sudo().create({
            "request_id": self.id, "person_id": person.id,
            "case_ids": [Command.set(person.case_person_ids.case_id.ids)],
            "ground": {"objection": "objection"}.get(self.kind, "accuracy"),
        })
        return form(restriction.sudo(False)) if restriction.sudo(False).has_access("read") else True

    def action_rectify(self):
        """Open the person to be corrected (art. 16): the change bears the number of the request as its reason.

        :raises UserError: the person has not been found or identified, or the request is closed
        :raises AccessError: the person is closed to the user, who names the worker of the case as who answers
        """
        self.ensure_one()
        self._check_open()
        self._check_identity()
        if not self.person_id:
            raise UserError(self.env._("Find the person in the records first (button “Find in the records”)."))
        if not self.person_id.has_access("write"):
            raise AccessError(self.env._(
                "Data are corrected by the worker who leads a case of the person, or by the head. Choose one of them "
                "as who answers.",
            ))
        return form(self.person_id, name=self.number, context={
            "kooperacje_change_reason": self.env._("art. 16 RODO, request %s", self.number),
        })

    def action_propose_erasure(self):
        """Put the person's cases on a list of disposal, for the head to approve (art. 17).

        :raises UserError: the request was refused or taken back, the person has not been found or identified, or
            something has to be kept, and why
        """
        self.ensure_one()
        self._check_identity()
        if self.state == "withdrawn" or self.outcome in ("refused", "nothing"):
            raise UserError(self.env._(
                "%(number)s was refused or taken back: nothing is erased for it.", number=self.number))
        if self.kind != "erasure" or not self.person_id:
            raise UserError(self.env._("Find the person in the records first (button “Find in the records”)."))
        # sudo: whoever answers for the controller draws up the list; the head alone approves it.
        disposal = self.env["kooperacje.disposal"].sudo()._propose(self.sudo().person_id, "request", self.number)
        return form(disposal.sudo(False)) if disposal.sudo(False).has_access("read") else True

    def action_extend(self):
        """Record that the person was told of the extension; the letter is printed from here.

        :raises UserError: months or reason are missing, or the first month has passed
        """
        self._check_open()
        for request in self:
            if not request.extension_months or not (request.extension_reason or "").strip():
                raise UserError(self.env._("Enter by how long the answer is put off, and the reason."))
            request.extended_on = request.extended_on or office_today()
        return True

    def action_answer(self):
        """Record the answer as given.

        :raises UserError: outcome, text, ground of a refusal or check of the identity is missing
        """
        self._check_open()
        for request in self:
            if not request.outcome or not (request.answer or "").strip():
                raise UserError(self.env._("Choose the outcome and write the answer as it is to stand in the letter."))
            if request.outcome in ("refused", "partly") and not request.refusal_ground:
                raise UserError(self.env._("A refusal names its ground (art. 12 ust. 4 RODO). Choose it."))
            if request.refusal_ground != "identity":
                request._check_identity()
        for request in self:
            request.answered_on = request.answered_on or office_today()
        self._close("answered")
        return True

    def action_withdraw(self):
        self._check_open()
        self._close("withdrawn")
        return True

    def _close(self, state):
        self._unguarded().state = state
        self._end_tasks()

    # ------------------------------------------------------------
    # Copy of the data
    # ------------------------------------------------------------

    def _check_may_copy(self):
        """:raises UserError: the person has not been found in the records, or the identity has not been checked"""
        self.ensure_one()
        self.check_access("read")
        if not self.person_id:
            raise UserError(self.env._("Find the person in the records first (button “Find in the records”)."))
        self._check_identity()
        self.env["kooperacje.subject.copy"]._check_may_copy(self.person_id)

    def _copy(self):
        """What the copy on paper holds, see ``kooperacje.subject.copy``. Whoever prints it is in the log of reads."""
        self._check_may_copy()
        return self.env["kooperacje.subject.copy"]._collect(self.person_id)

    @api.model
    def _print_day(self, text):
        """A day of the copy (``2026-11-30``) as it is written on paper."""
        return fields.Date.to_date(text).strftime("%d.%m.%Y") if text else ""

    def _copy_as_json(self):
        self._check_may_copy()
        return self.env["kooperacje.subject.copy"]._as_json(self.person_id)

    def action_print_copy(self):
        """The copy as a paper in plain words (art. 15 ust. 3).

        :raises UserError: see :meth:`_check_may_copy`
        :raises AccessError: the user does not read all cases of the person
        """
        self._check_may_copy()
        return self.env.ref("kooperacje.report_subject_request_copy").report_action(self)

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_take_log(self):
        # sudo: a user may always know the roles that are his or her own.
        offices = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("is_current", "=", True), "|", ("role", "in", ["dpo", "manager"]),
            "&", ("role", "=", "social_worker"), ("takes_log", "=", True),
        ]).company_id
        for request in self:
            request.may_take_log = request.company_id in offices

    def _log(self):
        """Who read of the person, by name: for the officer, the head and whom the office names, of their office.

        :raises AccessError: another role
        :raises UserError: the person has not been found in the records
        """
        self.ensure_one()
        self.check_access("read")
        if not self.may_take_log:
            raise AccessError(self.env._(
                "The log is taken out by the data-protection officer, the head of the office and the workers whom the "
                "office names for it on their role.",
            ))
        if not self.person_id:
            raise UserError(self.env._("Find the person in the records first (button “Find in the records”)."))
        # sudo: the log holds numbers; the officer is who reads it, and the cases themselves stay closed.
        person = self.sudo().person_id
        return self.env["kooperacje.subject.copy"].sudo().with_context(lang=self._print_lang())._readers(
            person, person.case_person_ids.case_id,
        )

    @api.readonly
    def action_print_log(self):
        """The log of reads by the person's name.

        :raises UserError, AccessError: see :meth:`_log`
        """
        self._log()
        return self.env.ref("kooperacje.report_subject_request_log").report_action(self)

    @api.readonly
    def action_save_log(self):
        """The same as a workbook, for sorting and counting; raises as :meth:`action_print_log`."""
        self._log()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/kooperacje/subject-request/{self.id}/log.xlsx",
        }

    def _log_workbook(self):
        """The log of :meth:`_log` as bytes of a workbook: one row a day, reader and way."""
        readers = self._log()
        told = self.with_context(lang=self._print_lang())
        writer = Writer(told.env._("Log of accesses to a person's data"))
        sheet = writer.book.add_worksheet(told.env._("Log of accesses")[:31])
        writer.write(sheet, 0, 0, f"{self.number}: {self.first_name} {self.last_name}", bold=True, font_size=14)
        columns = (("Dzień", 12), ("Kto", 28), ("Instytucja", 36), ("Jak", 16), ("Ile razy", 10), ("Dlaczego mógł", 60))
        for column, (label, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, label, writer.header)
        for row, line in enumerate(readers, start=3):
            values = (fields.Date.to_date(line["on"]), line["who"], line["institution"], line["way"], line["times"],
                      line["why"])
            for column, value in enumerate(values):
                writer.write(sheet, row, column, value)
        sheet.freeze_panes(3, 0)
        return writer.close()

    def action_save_copy(self):
        """The copy as a file that a machine reads (art. 20 ust. 1); raises as :meth:`action_print_copy`."""
        self._check_may_copy()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/kooperacje/subject-request/{self.id}/copy.json",
        }

    # ------------------------------------------------------------
    # Papers
    # ------------------------------------------------------------

    def _document_title(self):
        return self.number

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.number": self.env._("number in the register"),
            "object.received_on": self.env._("day on which the request came"),
            "object.due_on": self.env._("day by which the request is answered"),
        }

    def _article(self):
        self.ensure_one()
        return ARTICLES[self.kind]

    @api.readonly
    def action_print_letter(self):
        """The letter: the answer, or the notice of the extension while the request is open.

        :raises UserError: neither has been entered yet
        """
        self.check_access("read")
        for request in self:
            if request.state == "open" and not request.extended_on and not request.answer:
                raise UserError(self.env._("There is nothing to print yet: write the answer, or extend the deadline."))
        return self.env.ref("kooperacje.report_subject_request_letter").report_action(self)

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
        return self.env.ref("kooperacje.report_subject_request_register").report_action(first)

    def _register_rows(self):
        """The register of the office, as far as the reader may read it, in its order."""
        self.ensure_one()
        return self.search([("company_id", "=", self.company_id.id)], order="received_on, id")
