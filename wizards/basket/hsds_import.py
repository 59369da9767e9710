from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels.hsds_reader import read_hsds
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog, window
from odoo.addons.kooperacje.wizards.basket.hsds_plan import HsdsPlan

_lt = LazyTranslate(__name__)

MESSAGES = {
    "empty": _lt("The file is empty. Choose a list of services in JSON (HSDS)."),
    "too_big": _lt("The file is too big: more than %(limit)s MB."),
    "not_json": _lt("This is not a JSON file (line %(line)s). Choose a list of services in JSON (HSDS)."),
    "too_deep": _lt("The file is nested too deeply; no list of services is."),
    "no_services": _lt("There is no service in the file."),
    "too_many_services": _lt("There are more than %(limit)s services. Split the list."),
    "not_object": _lt("something else stands there than HSDS expects."),
    "required": _lt("it must be filled in."),
    "not_text": _lt("this is not a text."),
    "text_too_long": _lt("the text has %(length)s characters, at most %(limit)s fit."),
    "not_number": _lt("“%(value)s” is not a number between 0 and %(limit)s."),
    "age_order": _lt("the first year of age (%(start)s) is greater than the last one (%(end)s)."),
    "twice": _lt("the same stands already at service %(first)s."),
    "refused": _lt("%(message)s"),
}


class HsdsImport(models.TransientModel):
    """Brings a list of services of another directory (HSDS 3.1, JSON) into the basket as proposals: all or nothing.

    Proposals, for only the leader decides what enters the basket (K3D-228). What the basket has no place for is
    reported and left out. An institution is recognised by its NIP, else by its name; others come in only when asked
    for, as institutions of the neighbourhood (K3D-113). A service that the same list has brought in before is left
    as it is.
    """

    _name = "kooperacje.hsds.import"
    _description = "Import of services from another directory"
    _inherit = ["kooperacje.upload.mixin"]
    _issue_messages = MESSAGES

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, ondelete="cascade",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_led(),
    )
    file = fields.Binary("List of services (JSON)", attachment=False)
    filename = fields.Char()
    add_institutions = fields.Boolean(
        "Add unknown institutions",
        help="Otherwise services of institutions that are not known here are left out and named in the report.",
    )
    state = fields.Selection(
        [("choose", "Choose the file"), ("wrong", "With mistakes"), ("ready", "Without mistakes"),
         ("done", "Imported")],
        compute="_compute_state", store=True,
    )
    report = fields.Html(compute="_compute_state", store=True, sanitize=True)

    @api.depends("file", "partnership_id", "add_institutions")
    def _compute_state(self):
        """Another file, or another choice, has to be checked anew."""
        for wizard in self:
            wizard.state = "choose"
            wizard.report = False

    def action_check(self):
        """Show what is wrong with the file, or what importing it would do and leave out."""
        self.ensure_one()
        reading = self._read()
        if reading.issues:
            self.state = "wrong"
            report = self._long_list(
                self.env._("The file has %(count)s places to correct. Nothing was imported.",
                           count=len(reading.issues)),
                [self._issue_line(issue) for issue in reading.issues],
            )
        else:
            self.state = "ready"
            report = self._report(HsdsPlan(self, reading), done=False)
        self.report = self._kept(report)
        return self._reopen()

    @staticmethod
    def _kept(report):
        """The report quotes the file, which may hold signs that no text of the database can."""
        return Markup(str(report).replace("\x00", "").encode(errors="replace").decode())

    def action_import(self):
        """Create the proposals; a ``UserError`` names what is wrong and nothing is changed."""
        self.ensure_one()
        reading = self._read()
        if reading.issues:
            raise UserError("\n".join([
                self.env._("Nothing was imported. Correct the file and upload it again:"),
                *self._shown([self._issue_line(issue) for issue in reading.issues]),
            ]))
        serialise_on(self.partnership_id)
        plan = HsdsPlan(self, reading)
        report = self._report(plan, done=True)
        services = plan.propose()
        self.state = "done"
        self.report = self._kept(report)
        told = self.partnership_id._in_office_language()
        told.message_post(body=told.env._(
            "%(count)s services proposed from the list of another directory.", count=len(services),
        ))
        return self._reopen()

    def action_open_proposals(self):
        return window(
            self.env, "action_service", context={},
            domain=[
                ("partnership_id", "=", self.partnership_id.id), ("state", "=", "proposed"),
                ("external_key", "!=", False),
            ],
        )

    def _read(self):
        if not self.partnership_id._leads(self.partnership_id):
            raise AccessError(self.env._("Only the office that leads the partnership changes the local basket."))
        return read_hsds(self._file_data())

    def _reopen(self):
        return dialog(self.env._("Import from another directory"), self._name, res_id=self.id)

    # ------------------------------------------------------------------
    # Wording
    # ------------------------------------------------------------------

    def _issue_place(self, issue):
        place = []
        if issue.row:
            place.append(self.env._("service %(number)s", number=issue.row))
        if issue.column:
            place.append(self.env._("field “%(column)s”", column=issue.column))
        return place

    def _long_list(self, title, lines):
        return self._report_list(title, self._shown(lines))

    def _report(self, plan, done):
        """What comes in, what does not and why."""
        title = self.env._("Proposed for the basket:") if done else (
            self.env._("The file is correct. Importing it means:")
        )
        parts = [self._long_list(title, [
            self.env._("services proposed: %(count)s", count=len(plan.new)),
            self.env._("services brought in before, left as they are: %(count)s", count=len(plan.known)),
            self.env._("services left out, for their institution is not known here: %(count)s",
                       count=len(plan.homeless)),
        ])]
        if plan.homeless:
            parts.append(self._long_list(self.env._("Left out:"), [
                self.env._("service %(number)s, “%(service)s” of %(institution)s", number=number,
                           service=values["name"], institution=values["institution"]["name"])
                for number, values in plan.homeless
            ]))
        if plan.lost:
            title = self.env._("What the basket has no place for (%(count)s):", count=len(plan.lost))
            parts.append(self._long_list(title, [
                self.env._("service %(number)s, %(path)s: %(text)s", number=number, path=path, text=text)
                for number, path, text in plan.lost
            ]))
        return Markup().join(parts)
