import uuid

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import keeping
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window, window_of
from odoo.addons.kooperacje.models.casework.case_gates import ENDED_PHASES

from .read_key import fill_read_keys

# Who reports for the family: then the data do not come from the family itself (art. 14 RODO).
REPORTED = ("institution", "ex_officio")


class Case(models.Model):
    """Who can see the case, derived anew whenever its people or its office change."""

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({
        "access_ids", "reader_count", "file_class_id", "kept_until", "is_held", "hold_ids", "erased_on",
    })
    _system_fields = frozenset({"erased_on", "read_key"})

    access_ids = fields.One2many("kooperacje.access", "case_id", "Who can see this case")
    access_version = fields.Integer(readonly=True, copy=False)
    clause14_on = fields.Date(
        "Clause of art. 14 given on", copy=False, tracking=True,
        help="Others reported the family: it is told from whom the data come, within a month (art. 14 ust. 3 RODO).",
    )
    reader_count = fields.Integer("People who can see it", compute="_compute_reader_count")

    # Stands in the log of accesses for the number of the case; thrown away when the case is erased.
    read_key = fields.Char(
        default=lambda self: uuid.uuid4().hex, readonly=True, copy=False, groups=fields.NO_ACCESS,
        index="btree_not_null", export_string_translation=False, prefetch="kooperacje",
    )
    erased_on = fields.Date(readonly=True, copy=False, help="What figures count of it remains, without anybody.")
    hold_ids = fields.One2many("kooperacje.hold", "case_id", "Holds")
    is_held = fields.Boolean("On hold", compute="_compute_is_held")
    file_class_id = fields.Many2one(
        "kooperacje.file.class", "Class of the register of files", compute="_compute_keeping", compute_sudo=True,
    )
    kept_until = fields.Date(
        compute="_compute_keeping", compute_sudo=True,
        help="The period runs from the end of the year in which the case was closed.",
    )

    def _init_column(self, column_name):
        if column_name != "read_key":
            return super()._init_column(column_name)
        return fill_read_keys(self)

    @api.depends("hold_ids.date_to")
    def _compute_is_held(self):
        # sudo: whether there is a hold, for whoever reads the case.
        held = self.env["kooperacje.hold"].sudo().search([
            ("case_id", "in", self.ids), ("is_current", "=", True)]).case_id
        for case in self:
            case.is_held = case._origin in held

    @api.depends("closed_on", "company_id")
    def _compute_keeping(self):
        class_by_office = {
            company: self.env["kooperacje.file.kind"]._class_of("kooperacje.case", company)
            for company in self.company_id
        }
        for case in self:
            one = case.file_class_id = class_by_office.get(case.company_id, self.env["kooperacje.file.class"])
            case.kept_until = (one and keeping.kept_until(one.category, case.closed_on)) or False

    def _keeping_reason(self):
        """Why the case cannot be erased now, whatever its period; empty where it can."""
        self.ensure_one()
        if self.phase != "closed":
            return self.env._("Case %(code)s is not closed.", code=self.name)
        # sudo: whether the processing is restricted; storage is what a restriction leaves (art. 18 ust. 2 RODO).
        if self.env["kooperacje.restriction"].sudo().search_count(
            [("case_ids", "in", self.ids), ("lifted_on", "=", False)], limit=1,
        ):
            return self.env._("The processing of case %(code)s is restricted.", code=self.name)
        hold = self.hold_ids.filtered("is_current")[:1]
        if hold:
            label = dict(hold._fields["ground"]._description_selection(self.env))[hold.ground]
            return self.env._(
                "Case %(code)s is on hold since %(day)s: %(ground)s.", code=self.name,
                day=format_date(self.env, hold.date_from), ground=label)
        return ""

    def action_open_holds(self):
        return window_of(self, "action_hold", "case_id")

    persons_elsewhere = fields.Char(
        "Also in another case", compute="_compute_persons_elsewhere",
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )

    @api.depends("case_person_ids.in_other_case")
    @api.depends_context("uid")
    def _compute_persons_elsewhere(self):
        """Names of the persons whom another case of the office concerns too, and not which: see ``in_other_case``."""
        for case in self:
            elsewhere = case.case_person_ids.filtered("in_other_case").person_id
            case.persons_elsewhere = ", ".join(elsewhere.mapped("display_name"))

    @api.constrains("clause14_on")
    def _check_clause14_on(self):
        for case in self:
            if case.clause14_on and case.clause14_on > office_today():
                raise ValidationError(self.env._("The clause is entered on the day it was given. Correct the date."))

    @api.depends("clause14_on", "source", "reported_on")
    def _compute_due_items(self):
        return super()._compute_due_items()

    def _due_items(self):
        items = super()._due_items()
        if self.source in REPORTED and not self.clause14_on and self.phase not in ENDED_PHASES:
            items.append(self._due(
                "clause14", self.env._("Others reported the family: give it the clause of art. 14 and enter the day"),
                date=self.reported_on and self.reported_on + relativedelta(months=1),
                button=self.env._("Print the clause"), order=4,
            ))
        return items

    @api.model
    def _due_actions(self):
        return {**super()._due_actions(), "clause14": "action_print_clause14"}

    @api.readonly
    def action_print_clause14(self):
        """The clause for whom others reported (art. 14 RODO, R7)."""
        self.check_access("read")
        return self.env.ref("kooperacje.report_case_clause14").report_action(self)

    @api.depends("access_ids")
    def _compute_reader_count(self):
        """People, not rows: one may have several ways in."""
        today = self.env["kooperacje.access"]._today()
        # sudo: how many people see a case that the caller sees is no secret; who they are is for the head to read.
        groups = self.env["kooperacje.access"].sudo()._read_group(
            [("case_id", "in", self.ids), ("valid_from", "<=", today), ("valid_until", ">=", today)],
            ["case_id"], ["user_id:count_distinct"],
        )
        count_by_case = {case.id: count for case, count in groups}
        for case in self:
            case.reader_count = count_by_case.get(case._origin.id, 0)

    @api.model
    def get_empty_list_help(self, help_message):
        """In an empty list, a user whose own role opens no case yet reads what is missing and who gives it.

        Whose office leads the team of the voivodeship alone is invited to open none.
        """
        told = super().get_empty_list_help(help_message)
        if self.sudo(False).env["kooperacje.partnership"]._leads_voivodeship_only():
            return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (
                self.env._("Your office runs no cases"),
                self.env._("Families are helped in partnerships of communes; your office leads the team of the "
                           "voivodeship. What is late in the partnerships stands on “My day”."),
            )
        # An action is read with sudo; the list is opened by the user.
        refusal = self.sudo(False).env["kooperacje.refusal"]
        missing = [] if refusal.env.su else refusal._missing(True)
        if not missing or refusal._roles().filtered("opens_cases"):
            return told
        return Markup("").join([
            Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % self.env._("No case is open to you yet"),
            *(Markup("<p>%s</p>") % sentence for sentence in missing),
        ])

    def action_open_access(self):
        self.ensure_one()
        return window(
            self.env, "access_action", name=self.env._("Who can see case %(case)s", case=self.name),
            domain=[("case_id", "=", self.id)], context={"search_default_open_today": 1},
        )

    def _create(self, data_list):
        """Open new cases before anything looks at them as the user: the chatter, and the rules on their lines.

        Hence the lines come second; rules on case data ask the access relation, which has to know the case.
        """
        lines = [
            {name: data["stored"].pop(name) for name in list(data["stored"]) if self._fields[name].type == "one2many"}
            for data in data_list
        ]
        cases = super()._create(data_list)
        # sudo: who creates a case is let in by the relation, which nobody writes by hand.
        self.env["kooperacje.access"].sudo()._refresh(cases)
        for case, values in zip(cases, lines, strict=True):
            if values:
                case._being_made().write(values)
        return cases

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "partnership_id", "company_id"}.isdisjoint(vals):
            # sudo: whoever hands the case over may no longer see it, and its access must be derived all the same.
            self.env["kooperacje.access"].sudo()._refresh(self)
        return result
