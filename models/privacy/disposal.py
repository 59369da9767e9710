from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog, form

GROUNDS = [("period", "The period of keeping is over"), ("request", "Granted request of a person")]
# Lines that are erased while the head waits; the rest is left to the job.
AT_ONCE = 20


class Disposal(models.Model):
    """Disposal of what need not be kept any longer: list, approval by the head, protocol (art. 5 ust. 1 lit. e RODO).

    draft → approved → done. Each January a list of what has run out is drawn up by class; the head decides.
    What is approved is erased by ``kooperacje.erasure``. The lines keep code, years, class and nothing of a person.
    Erasure after a granted request takes the same road (``_propose``).
    """

    _name = "kooperacje.disposal"
    _description = "Disposal of records"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread", "mail.activity.mixin",
    ]
    _order = "id desc"
    _system_fields = frozenset({
        "name", "state", "ground", "drawn_up_on", "approved_by_id", "approved_on", "done_on",
    })
    _fixed_fields = frozenset({"company_id"})

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    ground = fields.Selection(GROUNDS, required=True, readonly=True, default="period")
    ground_note = fields.Char("Reference", help="Number of the request, or of the office's own instruction. No names.")
    drawn_up_on = fields.Date(readonly=True, default=lambda self: office_today())
    state = fields.Selection(
        [("draft", "To be approved"), ("approved", "Being erased"), ("done", "Erased"), ("dropped", "Dropped")],
        "Status", required=True, readonly=True, default="draft", index=True,
    )
    archive_reference = fields.Char(
        "Consent of the state archive", help="File sign of the consent to dispose of the files, where one is needed "
                                             "(art. 5 ust. 2 of the act on archives).",
    )
    archive_date = fields.Date("Consent of the archive on")
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, ondelete="restrict")
    approved_on = fields.Date(readonly=True)
    done_on = fields.Date("Erased on", readonly=True)
    line_ids = fields.One2many("kooperacje.disposal.line", "disposal_id", "Records")
    line_count = fields.Integer("Records on the list", compute="_compute_line_count")
    may_approve = fields.Boolean(compute="_compute_may_approve", export_string_translation=False)

    @api.depends("name", "drawn_up_on")
    def _compute_display_name(self):
        for disposal in self:
            disposal.display_name = disposal.name if disposal.name not in (False, "/") else self.env._(
                "List of %(day)s", day=(disposal.drawn_up_on and format_date(self.env, disposal.drawn_up_on)) or "")

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["kooperacje.disposal.line"]._read_group(
            [("disposal_id", "in", self.ids)], ["disposal_id"], ["__count"])
        count_by_disposal = {disposal.id: count for disposal, count in groups}
        for disposal in self:
            disposal.line_count = count_by_disposal.get(disposal._origin.id, 0)

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_may_approve(self):
        heads = self._headed_offices()
        for disposal in self:
            disposal.may_approve = disposal.state == "draft" and disposal.company_id.id in heads

    @api.model
    def _headed_offices(self):
        """Ids of the offices of which the user is the head today."""
        # sudo: a user may always know the roles that are his or her own.
        return set(self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "manager"), ("is_current", "=", True),
        ]).company_id.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(disposal.state in ("approved", "done") for disposal in self):
            raise UserError(self.env._(
                "The protocol of what was erased is kept: it is all that says where the records have gone."))

    # ------------------------------------------------------------
    # Drawing up
    # ------------------------------------------------------------

    @api.model
    def _propose(self, records, ground, note=None):
        """Draw up a list of ``records`` for the head to approve, whatever their period.

        :param records: cases or persons of one office. Of persons all their cases are put on the list, closed as they
            must be, with everybody in them: texts about a family name all of it.
        :param ground: key of ``GROUNDS``
        :param note: number of the request; names nobody
        :return: the new disposal, as superuser
        :raises UserError: something has to be kept: a case still at work or under a hold (art. 17 ust. 3 RODO); or
            all of it stands on an open list already
        """
        # sudo: who may ask for an erasure is the caller's to check; nothing goes before the head approves.
        records = records.sudo()
        company = records.company_id
        company.ensure_one()
        serialise_on(company)
        cases = records if records._name == "kooperacje.case" else records.case_person_ids.case_id
        persons = records if records._name == "kooperacje.person" else cases.case_person_ids.person_id
        alone = persons - cases.case_person_ids.person_id
        reasons = [reason for one in (*cases, *alone) if (reason := one._keeping_reason())]
        if reasons:
            raise UserError(self.env._(
                "Not erased yet (art. 17 ust. 3 RODO): %(reasons)s", reasons=" ".join(reasons)))
        # sudo: what a list names is closed to everybody; here it is asked whether it names these already.
        Line = self.env["kooperacje.disposal.line"].sudo()
        listed = {(line.res_model, line.res_id) for line in Line.search([
            ("disposal_id.state", "in", ("draft", "approved")), "|",
            "&", ("res_model", "=", cases._name), ("res_id", "in", cases.ids),
            "&", ("res_model", "=", alone._name), ("res_id", "in", alone.ids),
        ])}
        values = [Line._values_of(one) for one in (*cases, *alone) if (one._name, one.id) not in listed]
        if not values and listed:
            raise UserError(self.env._(
                "All of it stands on a list already: menu “Disposal of records”. The head of the office approves it."))
        if not values:
            raise UserError(self.env._("There is nothing to erase."))
        return self.sudo().create({
            "company_id": company.id, "ground": ground, "ground_note": note or False,
            "line_ids": [fields.Command.create(one) for one in values],
        })

    @api.model
    def _draw_up(self, company):
        """A list of what has run out in ``company``; empty where nothing has that no other open list names.

        One query for each kind, whatever the number of records.
        """
        serialise_on(company)
        values = self.env["kooperacje.disposal.line"]._run_out(company)
        if not values:
            return self.browse()
        return self.create({
            "company_id": company.id, "line_ids": [fields.Command.create(one) for one in values],
        })

    @api.model
    def _cron_january(self):
        """In January draw up the list of each office once, and tell its heads. Twice a year is for nobody."""
        self.env["kooperacje.job"]._run(
            "kooperacje.disposal._cron_january", self._find_offices, self._draw_up_each, batch=1,
            office=lambda company: company,
        )

    @api.model
    def _find_offices(self):
        if office_today().month != 1:
            return self.env["res.company"]
        first = office_today().replace(month=1, day=1)
        done = self.search([("drawn_up_on", ">=", first), ("ground", "=", "period")]).company_id
        offices = self.env["res.company"].union(*(
            company for [company] in self.env["kooperacje.partnership"]._read_group([], ["company_id"])
        ))
        return offices - done

    @api.model
    def _draw_up_each(self, companies):
        for company in companies:
            disposal = self._draw_up(company)
            if disposal:
                disposal._tell_heads()

    def _tell_heads(self):
        """An activity for each head of the office: a list waits for approval."""
        for disposal in self:
            heads = self.env["kooperacje.role.assignment"].search([
                ("company_id", "=", disposal.company_id.id), ("role", "=", "manager"), ("is_current", "=", True),
            ]).user_id
            for head in heads:
                told = disposal._in_language_of(head)
                told.env["mail.activity"].create({
                    "res_model_id": told.env["ir.model"]._get_id(self._name), "res_id": disposal.id,
                    "user_id": head.id, "date_deadline": office_today().replace(month=3, day=31),
                    "summary": told.env._("Records whose period of keeping is over"),
                })

    def action_draw_up(self):
        """Draw up the list of the office now, by the button over the lists, whichever of them are marked.

        :raises UserError: nothing has run out
        """
        company = self.env.company
        if company.id not in self._headed_offices():
            raise AccessError(self.env._("The head of the office draws up the list of what is to be erased."))
        # sudo: the list names codes and years of all cases; the head has been checked.
        disposal = self.sudo()._draw_up(company)
        if not disposal:
            raise UserError(self.env._(
                "The period of keeping of nothing is over today, or an open list names it already. Periods run from "
                "the end of the year in which a case was closed."))
        return form(disposal.sudo(False), name=self.env._("Disposal of records"))

    # ------------------------------------------------------------
    # Approving and erasing
    # ------------------------------------------------------------

    def action_open_approval(self):
        self.ensure_one()
        self._check_may_approve()
        return dialog(self.env._("Approve the disposal"), "kooperacje.disposal.approve", context={
            "default_disposal_id": self.id,
        })

    def _check_may_approve(self):
        """:raises AccessError: not the head of the office; UserError: not waiting for approval"""
        heads = self._headed_offices()
        for disposal in self:
            if disposal.company_id.id not in heads:
                raise AccessError(self.env._("The head of the office approves what is erased, nobody else."))
            if disposal.state != "draft":
                raise UserError(self.env._("This list has been approved or dropped already."))

    def _approve(self):
        """Give the protocol its number and erase what is on it; what is more than a few, by the job.

        :raises AccessError: not the head of the office
        :raises UserError: nothing on the list, or it has been approved already
        """
        self.ensure_one()
        self.check_access("read")
        serialise_on(self)
        self._check_may_approve()
        # sudo: the head erases records of all cases of the office by this step alone, and reads none of them here.
        disposal = self.sudo()
        if not disposal.line_ids:
            raise UserError(self.env._("There is nothing on this list. Drop it."))
        today = office_today()
        disposal.write({
            "state": "approved", "approved_by_id": self.env.uid, "approved_on": today,
            "name": disposal.company_id._draw_number(
                "kooperacje.disposal.number", today, prefix="BR/", suffix="/%(range_year)s",
                name=f"{self.env._('Disposal of records')} ({disposal.company_id.name})",
            ),
        })
        self._end_tasks()
        if len(disposal.line_ids) <= AT_ONCE:
            disposal.line_ids._erase()
            disposal._finish()
        else:
            # sudo: wakes the job; it erases what is approved and nothing else.
            self.env.ref("kooperacje.cron_disposal_erase").sudo()._trigger()

    def _end_tasks(self):
        # sudo: what any head was asked about these lists is answered.
        self.env["mail.activity"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", self.ids),
        ]).unlink()

    @api.model
    def _cron_erase(self):
        """Erase what is approved, one record at a time: what fails stays on the list, the next one goes on."""
        self.env["kooperacje.job"]._run(
            "kooperacje.disposal._cron_erase",
            lambda: self.env["kooperacje.disposal.line"].search([
                ("disposal_id.state", "=", "approved"), ("state", "=", "waiting"),
            ]),
            lambda lines: lines._erase(), batch=1,
        )
        self.search([("state", "=", "approved")])._finish()

    def _finish(self):
        """What has no line left to erase is done."""
        for disposal in self:
            if "waiting" not in disposal.line_ids.mapped("state"):
                disposal.write({"state": "done", "done_on": office_today()})

    def action_drop(self):
        """:raises UserError: the list has been approved"""
        serialise_on(self)
        self._check_may_approve()
        # sudo: the state is written by steps; the head has been checked.
        self.sudo().state = "dropped"
        self._end_tasks()

    # ------------------------------------------------------------
    # Protocol
    # ------------------------------------------------------------

    def _document_report(self):
        return "kooperacje.report_disposal"

    def _document_title(self):
        return self.env._("Protocol of disposal %s", self.display_name)

    def _document_filename(self):
        return self._file_label(f"protokol-brakowania-{self.name}")

    @api.readonly
    def action_print(self):
        return self.env.ref("kooperacje.report_disposal").report_action(self)

    def _print_lines(self):
        """Lines of the protocol by class, as ``[(class text, lines)]``."""
        self.ensure_one()
        by_class = {}
        for line in self.line_ids.sorted(lambda line: (line.class_text or "", line.first_year, line.code or "")):
            by_class.setdefault(line.class_text or "–", []).append(line)
        return list(by_class.items())
