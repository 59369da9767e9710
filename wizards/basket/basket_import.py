import base64
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels.basket_reader import mark_issues, read_basket
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog

from .basket_import_plan import ImportPlan, ImportRefused
from .card_upload import MESSAGES as CARD_MESSAGES

_lt = LazyTranslate(__name__)

MESSAGES = {
    **CARD_MESSAGES,
    "too_big": _lt("The file is too big: more than %(limit)s MB. Download the basket anew and change that file."),
    "external": _lt("The workbook links to other files or holds macros. Save it as a plain “Excel workbook (.xlsx)” "
                    "without links and upload it again."),
    "sheet_missing": _lt("the sheet is missing. Its name must not be changed; download the basket anew."),
    "header_missing": _lt("the row with the headings of columns was not found. Download the basket anew."),
    "column_missing": _lt("it is missing. Do not delete or rename it; download the basket anew."),
    "column_unknown": _lt("there is no such column in the basket. Remove it."),
    "unknown_key": _lt("there is no such Id in this partnership. Leave the Id of a new row empty."),
    "conflict": _lt("%(who)s has changed this row in the system on %(when)s, after the file was downloaded. Download "
                    "the basket anew and make your change there."),
    "unknown_institution": _lt("“%(value)s” is not on the sheet “Instytucje”. Write the name as it stands there, or "
                               "add the institution there."),
    "ambiguous_institution": _lt("several institutions bear the name “%(value)s”. Give them different names on the "
                                 "sheet “Instytucje”."),
    "institution_fixed": _lt("it stays with its institution (%(institution)s). End it there and add a new one for the "
                             "other institution."),
    "not_member": _lt("%(institution)s does not belong to the partnership. Add it to the members, or choose another "
                      "“Pochodzenie”."),
    "reason_missing": _lt("write why the service is withdrawn."),
    "not_withdrawn": _lt("a reason stands here, but the service is not withdrawn. Choose the status “wycofana” or "
                         "delete the reason."),
    "new_state": _lt("a new service enters the basket. Leave the status empty or choose “w koszyku”."),
    "state_fixed": _lt("a service of the basket does not become a proposal again."),
    "already_there": _lt("“%(value)s” of this institution is in the basket already. Use its row, with its Id."),
    "institution_known": _lt("“%(value)s” is known here already. Download the basket anew, or give the row the Id "
                             "%(number)s."),
    "not_yours": _lt("%(institution)s keeps its data itself: your office may not change them."),
    "refused": _lt("%(message)s"),
    "impossible": _lt("the system cannot keep these values together. Check the row."),
}
MARKED_ISSUES = 1000
# Rows to import from which on it is done in the background.
BACKGROUND_ROWS = 400
KEPT_DAYS = 30
# Attempts of the job to have the basket for itself.
TURNS = 5
CHANNEL = "kooperacje_basket_import"


class BasketImport(models.Model):
    """Brings the workbook of the local basket (tool 11) back in: all of it or nothing, by the leader only (K3D-228).

    A row is known by its Id. Rows that bear the fingerprint with which they went out were not touched and are left
    as they are; a row that was touched is refused when someone has changed it in the system since. A service that is
    not in the file stays as it is: withdrawing takes a status and a reason.

    draft → wrong (with the same workbook, its mistakes marked) or ready → queued → running → done or failed. A short
    file is imported at once; a long one by a job, which tells its progress over the bus and commits once, at the end.
    """

    _name = "kooperacje.basket.import"
    _description = "Import of the local basket"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.upload.mixin"]
    _order = "id desc"
    _rec_name = "filename"
    _system_fields = frozenset({
        "state", "report", "marked_file", "marked_filename", "new_count", "changed_count", "untouched_count",
        "finished_on", "imported_by_id",
    })
    _fixed_fields = frozenset({"partnership_id"})
    _issue_messages = MESSAGES
    _shown_issues = 100

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_led(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    file = fields.Binary("Changed workbook", attachment=True, copy=False)
    filename = fields.Char("File name")
    state = fields.Selection(
        [
            ("draft", "Choose the file"), ("wrong", "With mistakes"), ("ready", "Without mistakes"),
            ("queued", "Waiting"), ("running", "Running"), ("done", "Imported"), ("failed", "Failed"),
        ],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    report = fields.Html(readonly=True, copy=False, sanitize=True)
    marked_file = fields.Binary("Workbook with the mistakes marked", attachment=True, readonly=True, copy=False)
    marked_filename = fields.Char(readonly=True, copy=False, export_string_translation=False)
    new_count = fields.Integer("New rows", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    untouched_count = fields.Integer("Untouched", readonly=True, copy=False)
    imported_by_id = fields.Many2one(
        "res.users", "Imported by", readonly=True, copy=False, ondelete="restrict",
        help="Who has had the file imported: the import has this user's rights, whoever uploaded the file.",
    )
    finished_on = fields.Datetime("Imported on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        uploads = super().create(vals_list)
        uploads._check_leader()
        return uploads

    def write(self, vals):
        if self._is_guarded() and "file" in vals:
            self._check_leader()
            if any(upload.state in ("queued", "running", "done") for upload in self):
                raise UserError(self.env._("This file is imported already. Upload the next one anew."))
            super(BasketImport, self._unguarded()).write({
                "state": "draft", "report": False, "marked_file": False, "marked_filename": False,
            })
        return super().write(vals)

    def _check_leader(self):
        if not self.env["kooperacje.partnership"]._leads(self):
            raise AccessError(self.env._("Only the office that leads the partnership changes the local basket."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_check(self):
        """Read the file: show what importing it would do, or give it back with its mistakes marked."""
        self.ensure_one()
        self._check_step(("draft", "wrong", "ready", "failed"))
        plan = self._plan()
        if plan.issues:
            self._give_back(plan.issues)
        else:
            self._unguarded().write({
                "state": "ready", "report": self._report_plan(plan), "marked_file": False, **plan.counts(),
            })
        return self._reopen()

    def action_import(self):
        """Import the file, at once or, when it is long, in the background."""
        self.ensure_one()
        self._check_step(("ready",))
        self._unguarded().imported_by_id = self.env.user
        if self.new_count + self.changed_count > BACKGROUND_ROWS:
            self._unguarded().state = "queued"
            # sudo: the job belongs to the system; it works as the user who has asked for it.
            self.env.ref("kooperacje.cron_basket_import").sudo()._trigger()
            return self._reopen()
        self._import()
        return self._reopen()

    @api.readonly
    def action_download_marked(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/marked_file/{self.marked_filename}?download=true",
        }

    def action_open_services(self):
        return self.partnership_id.action_open_services()

    def _check_step(self, states):
        self.check_access("write")
        self._check_leader()
        if not self.file:
            raise UserError(self.env._("Choose the changed workbook."))
        if self.state not in states:
            raise UserError(self.env._("Check the file first; a file is imported once."))

    def _reopen(self):
        return dialog(self.env._("Import the basket"), self._name, res_id=self.id)

    def _give_back(self, issues):
        """The same workbook with the wrong cells marked; nothing else is changed."""
        lines = [self._issue_line(issue) for issue in issues]
        marked = mark_issues(
            self._file_data(), [
                (issue.sheet, issue.row, issue.column, self._issue_problem(issue)) for issue in issues[:MARKED_ISSUES]
            ], lines[:MARKED_ISSUES],
        )
        self._unguarded().write({
            "state": "wrong", "report": self._report_issues(lines),
            "marked_file": marked and base64.b64encode(marked), "marked_filename": self.env._("basket-to-correct.xlsx"),
        })

    @api.model
    def _cron_import(self):
        """Import the files that wait, each as the user who has asked for it; a failed one does not stop the next."""
        Job = self.env["kooperacje.job"]
        Job._check_by_itself()
        jobs = self.search([("state", "in", ("queued", "running"))], order="id")
        for done, job in enumerate(jobs, start=1):
            # Shown on the user's screen while the work goes on; one that was interrupted is taken up again.
            job._unguarded().state = "running"
            Job._commit(True, remaining=len(jobs) - done + 1)
            user = job.imported_by_id or job.create_uid
            own = job.with_user(user)._in_language_of(user).with_context(allowed_company_ids=user.company_ids.ids)
            try:
                own._import_in_turn()
            # Whatever it is: the file is at fault or the system is, and the next file is not.
            except Exception as error:  # noqa: BLE001 pylint: disable=broad-except
                Job._log("kooperacje.basket.import._cron_import", job, error)
                job._unguarded().write({"state": "failed", "report": own.env._(
                    "The import was interrupted and nothing was imported. Check the file once more and try again.",
                )})
            own._tell(100)
            Job._commit(True, 1, len(jobs) - done)

    def _import_in_turn(self):
        """Import in the background, once more from the beginning when the basket was changed in the meantime."""
        for attempt in range(1, TURNS + 1):
            try:
                with self.env.cr.savepoint():
                    self._import()
                return
            except SerializationFailure:
                if attempt == TURNS:
                    raise
                # The savepoint alone would keep the view of the basket that is out of date.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    def _import(self):
        """Import in one go; whatever refuses it is reported on the record and nothing is changed.

        One import of a basket at a time: the same workbook, taken by two at once, finds its rows there already.
        """
        serialise_on(self.partnership_id)
        plan = self._plan()
        issues = plan.issues
        if not issues:
            try:
                with self.env.cr.savepoint():
                    plan.apply()
            except ImportRefused as refusal:
                issues = refusal.issues
        if issues:
            self._give_back(issues)
            return
        self._unguarded().write({
            "state": "done", "report": self._report_plan(plan, done=True), "finished_on": fields.Datetime.now(),
            **plan.counts(),
        })
        told = self.partnership_id._in_office_language()
        told.message_post(body=told.env._(
            "Local basket imported from a workbook: %(new)s new rows, %(changed)s changed.", new=self.new_count,
            changed=self.changed_count,
        ))

    def _tell(self, percent):
        """Tell the user's screen how far the work is, outside the transaction that does it."""
        if self.env.context.get("cron_id"):
            with self.env.registry.cursor() as cr:
                self.env(cr=cr).user._bus_send(CHANNEL, {"id": self.id, "percent": percent})

    @api.autovacuum
    def _gc_files(self):
        """Files are kept for a month; who imported what and when stays."""
        old = self.search([
            ("create_date", "<", fields.Datetime.now() - timedelta(days=KEPT_DAYS)), ("file", "!=", False),
        ], limit=1000)
        old._unguarded().write({"file": False, "marked_file": False})

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _plan(self):
        reading = read_basket(self._file_data(), self.partnership_id._basket_dictionaries())
        return ImportPlan(self, reading)

    # ------------------------------------------------------------------
    # Wording
    # ------------------------------------------------------------------

    def _report_plan(self, plan, done=False):
        title = self.env._("The basket has been brought up to date:") if done else self.env._(
            "The workbook is correct. Importing it means:",
        )
        lines = [
            self.env._("services new in the basket: %(count)s", count=len(plan.new_services)),
            self.env._("services changed: %(count)s", count=len(plan.changed_services)),
            self.env._("services withdrawn: %(count)s", count=len(plan.withdrawn)),
            self.env._("services put back: %(count)s", count=len(plan.returned)),
            self.env._("institutions added or changed: %(count)s", count=len(
                plan.new_institutions + plan.changed_institutions,
            )),
            self.env._("staff for teams added or changed: %(count)s", count=len(plan.new_staff + plan.changed_staff)),
            self.env._("rows left as they are: %(count)s", count=plan.untouched),
        ]
        return self._report_list(title, lines)
