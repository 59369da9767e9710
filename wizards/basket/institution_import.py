import base64

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels import office_layout as layout
from odoo.addons.kooperacje.kernels.basket_reader import mark_issues, read_basket
from odoo.addons.kooperacje.kernels.basket_writer import write_basket
from odoo.addons.kooperacje.kernels.workbook import Issue, fold
from odoo.addons.kooperacje.models.access.windows import dialog
from odoo.addons.kooperacje.models.basket.partnership import INSTITUTION_FIELDS, STAFF_FIELDS
from odoo.addons.kooperacje.models.network.membership import CURRENT

from .basket_import import MESSAGES as BASKET_MESSAGES

_lt = LazyTranslate(__name__)

MESSAGES = {
    **BASKET_MESSAGES,
    "too_big": _lt("The file is too big: more than %(limit)s MB. Download the empty workbook and fill that in."),
    "not_workbook": _lt("This is not an Excel workbook (.xlsx). Download the empty workbook, fill it in and choose "
                        "it."),
    "sheet_missing": _lt("the sheet is missing. Its name must not be changed; download the empty workbook anew."),
    "header_missing": _lt("the row with the headings of columns was not found. Download the empty workbook anew."),
    "column_missing": _lt("it is missing. Do not delete or rename it; download the empty workbook anew."),
    "column_unknown": _lt("there is no such column in the workbook. Remove it."),
    "twice_in_file": _lt("“%(value)s” stands in row %(first)s already. Leave one of them."),
    "institution_missing": _lt("there is no institution “%(value)s” here. Write the name as it stands among the "
                               "institutions, or bring the institution in first."),
    "institution_ambiguous": _lt("several institutions are called “%(value)s”. Write the NIP instead."),
    "institution_not_yours": _lt("%(institution)s keeps its data itself: your office may not add its staff."),
    "no_rows": _lt("there is no row. Write at least one."),
}
ISSUES_MARKED = 1000


class InstitutionImport(models.TransientModel):
    """Brings in, from a workbook, the institutions of the network or their staff.

    Rows with a fault come back marked in the same workbook; the others can be taken meanwhile, for the same file
    brought in again doubles nothing. Whoever brings it in has no more rights by it: rows that the rules refuse are
    named like any other fault.
    """

    _name = "kooperacje.institution.import"
    _description = "Import of institutions or staff"
    _inherit = ["kooperacje.upload.mixin"]
    _issue_messages = MESSAGES

    kind = fields.Selection(
        [("institutions", "Institutions"), ("staff", "Staff of institutions")], required=True, default="institutions",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Invite to", default=lambda self: self._default_partnership(),
        help="Institutions of the file are invited to this partnership. Leave it empty to keep them without it.",
    )
    file = fields.Binary("Filled workbook", attachment=False)
    filename = fields.Char("File name")
    state = fields.Selection(
        [("draft", "Choose the file"), ("wrong", "With mistakes"), ("done", "Imported")],
        default="draft", readonly=True,
    )
    report = fields.Html(readonly=True, sanitize=True)
    marked_file = fields.Binary("Workbook with the mistakes marked", attachment=False, readonly=True)
    template = fields.Binary("Empty workbook", compute="_compute_template")
    good_count = fields.Integer("Rows without mistakes", readonly=True)

    @api.model
    def _default_partnership(self):
        partnership = self.env["kooperacje.partnership"]._only_one_led()
        return partnership.filtered(lambda one: one.state in ("initiation", "active"))

    def _dictionaries(self):
        types = self.env["kooperacje.institution.type"].search(Domain.TRUE)
        return {"institution_type": [(kind.code, kind.name) for kind in types], "yes_no": layout.YES_NO}

    @api.depends("kind")
    def _compute_template(self):
        for upload in self:
            sheets = layout.SHEETS[upload.kind]
            upload.template = base64.b64encode(write_basket(
                "Kooperacje", "Pusty arkusz do wypełnienia; listy wartości są w arkuszu Słowniki.", {},
                upload._dictionaries(), sheets=sheets,
            ))

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_template(self):
        self.ensure_one()
        return self._download("template", "instytucje.xlsx" if self.kind == "institutions" else "pracownicy.xlsx")

    def action_download_marked(self):
        self.ensure_one()
        return self._download("marked_file", "do-poprawy.xlsx")

    def _download(self, name, filename):
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/{name}/{filename}?download=true",
        }

    def action_import(self):
        """Bring the file in, or give it back with its mistakes marked and nothing brought in."""
        self.ensure_one()
        rows, issues = self._read()
        if issues:
            self._give_back(rows, issues)
        else:
            self._take(rows)
        return self._reopen()

    def action_import_good(self):
        """Bring in the rows without mistakes; the marked workbook stays for the others."""
        self.ensure_one()
        rows, _issues = self._read()
        self._take(rows)
        return self._reopen()

    def _reopen(self):
        return dialog(self.env._("Import of institutions or staff"), self._name, res_id=self.id)

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @property
    def _sheet(self):
        return layout.SHEETS[self.kind][0]

    def _read(self):
        """Rows that can be taken, as ``[(row, values, record that is there already)]``; the issues of the others."""
        if not self.file:
            raise UserError(self.env._("Choose the filled workbook."))
        sheet = self._sheet
        reading = read_basket(self._file_data(), self._dictionaries(), (sheet,))
        issues, rows = list(reading.issues), reading.rows.get(sheet.key, [])
        if any(not issue.row or not self._is_of_row(issue, rows) for issue in issues):
            # Something is wrong with the file as a whole: no row of it is to be trusted.
            rows = []
        elif not rows:
            issues.append(Issue("no_rows", sheet.name))
        faulty = {issue.row for issue in issues}
        sound = [row for row in rows if row.number not in faulty]
        plan = self._plan_institutions if self.kind == "institutions" else self._plan_staff
        taken, found = plan(sound)
        return taken, issues + found

    @staticmethod
    def _is_of_row(issue, rows):
        return issue.row in {row.number for row in rows}

    def _issue(self, row, key, code, **params):
        column = next(column.label for column in self._sheet.columns if column.key == key)
        return Issue(code, self._sheet.name, row.number, column, params)

    def _known_institutions(self, numbers, names):
        """``{key: institutions}`` by NIP and by name or abbreviation, of those named in the file."""
        domain = Domain("is_institution", "=", True)
        known = {}
        # All names of the network once: a name is compared without case and spacing, which SQL does not do.
        for institution in self.env["res.partner"].search_fetch(domain, ["name", "short_name", "vat"]):
            for word in filter(None, {fold(institution.name), fold(institution.short_name or "")}):
                if word in names:
                    known[word] = known.get(word, self.env["res.partner"]) | institution
            if institution.vat in numbers:
                known[institution.vat] = known.get(institution.vat, self.env["res.partner"]) | institution
        return known

    def _plan_institutions(self, rows):
        codes = [row.values["teryt"] for row in rows if row.values.get("teryt")]
        areas = {area.code: area.id for area in self.env["kooperacje.area"].search([("code", "in", codes)])}
        types = {kind.code: kind.id for kind in self.env["kooperacje.institution.type"].search(Domain.TRUE)}
        known = self._known_institutions(
            {row.values.get("nip") for row in rows} - {None}, {fold(row.values["name"]) for row in rows},
        )
        taken, issues, seen = [], [], {}
        for row in rows:
            get = row.values.get
            keys = {fold(get("name")), *filter(None, [get("nip")])}
            first = next((seen[key] for key in keys if key in seen), None)
            seen.update(dict.fromkeys(keys, first or row.number))
            if first:
                issues.append(self._issue(row, "name", "twice_in_file", value=get("name"), first=first))
                continue
            if get("teryt") and get("teryt") not in areas:
                issues.append(self._issue(row, "teryt", "unknown_teryt", value=get("teryt")))
                continue
            found = known.get(get("nip")) or known.get(fold(get("name"))) or self.env["res.partner"]
            if found and get("nip") and found[0].vat and found[0].vat != get("nip"):
                # Another institution of the same name.
                found = self.env["res.partner"]
            values = {field: get(key) for key, field in INSTITUTION_FIELDS.items() if get(key)}
            values |= {
                "is_company": True, "is_institution": True, "institution_type_id": types[get("type")],
                "area_id": areas.get(get("teryt")) or self.env.company.partner_id.area_id.id,
            }
            taken.append((row, values, found[:1]))
        return taken, issues

    def _plan_staff(self, rows):
        known = self._known_institutions(
            {row.values["institution"].strip() for row in rows}, {fold(row.values["institution"]) for row in rows},
        )
        institutions = self.env["res.partner"].union(*known.values())
        people = {}
        for person in self.env["res.partner"].search([("parent_id", "in", institutions.ids)]):
            for key in filter(None, (fold(person.name or ""), fold(person.email or ""))):
                people[person.parent_id.id, key] = person
        editable = set(institutions.filtered("can_edit_institution").ids)
        taken, issues, seen = [], [], {}
        for row in rows:
            get = row.values.get
            found = known.get(get("institution").strip()) or known.get(fold(get("institution")))
            if not found or len(found) > 1:
                code = "institution_ambiguous" if found else "institution_missing"
                issues.append(self._issue(row, "institution", code, value=get("institution")))
                continue
            keys = [(found.id, fold(value)) for value in (get("email"), get("name")) if value]
            first = next((seen[key] for key in keys if key in seen), None)
            seen.update(dict.fromkeys(keys, first or row.number))
            person = next((people[key] for key in keys if key in people), self.env["res.partner"])
            if first:
                issues.append(self._issue(row, "name", "twice_in_file", value=get("name"), first=first))
            elif not person and found.id not in editable:
                issues.append(self._issue(row, "institution", "institution_not_yours", institution=found.name))
            else:
                values = {field: get(key) for key, field in STAFF_FIELDS.items() if get(key)}
                taken.append((row, {
                    **values, "parent_id": found.id, "type": "contact", "team_available": get("available") == "yes",
                    "is_decision_maker": get("decides") == "yes",
                }, person))
        return taken, issues

    # ------------------------------------------------------------
    # Taking
    # ------------------------------------------------------------

    def _take(self, rows):
        new = [(row, values) for row, values, found in rows if not found]
        there = self.env["res.partner"].union(*(found for _row, _values, found in rows))
        made, issues = self._make(new)
        invited = 0
        if self.kind == "institutions" and self.partnership_id:
            invited = self._invite(there | made)
        lines = [self.env._("New: %(count)s", count=len(made)), self.env._(
            "There already, left as they are: %(count)s", count=len(there),
        )]
        if self.kind == "institutions" and self.partnership_id:
            lines.append(self.env._("Invited to the partnership: %(count)s", count=invited))
        lines += [self._issue_line(issue) for issue in issues]
        self.write({"state": "done", "report": self._report_list(self.env._("Imported"), self._shown(lines))})

    def _make(self, items):
        """The records, with the rights of the user; a row that the rules or the database refuse is named."""
        Partner = self.env["res.partner"]
        if not items:
            return Partner, []
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                made = Partner.create([values for _row, values in items])
                self.env.flush_all()
            return made, []
        except (UserError, AccessError, IntegrityError) as refusal:
            if len(items) == 1:
                message = self.env._("the system cannot keep these values together. Check the row.") if isinstance(
                    refusal, IntegrityError) else str(refusal)
                return Partner, [Issue("refused", self._sheet.name, items[0][0].number, None, {"message": message})]
            made, issues = Partner, []
            for item in items:
                one, refused = self._make([item])
                made, issues = made | one, issues + refused
            return made, issues

    def _invite(self, institutions):
        """Invite those that do not belong to the partnership; return how many."""
        memberships = self.partnership_id.membership_ids.filtered(lambda membership: membership.state in CURRENT)
        new = institutions - memberships.institution_id
        self.env["kooperacje.membership"].create([
            {"partnership_id": self.partnership_id.id, "institution_id": institution.id} for institution in new
        ])
        return len(new)

    def _give_back(self, rows, issues):
        lines = [self._issue_line(issue) for issue in issues]
        marked = mark_issues(
            self._file_data(), [
                (issue.sheet, issue.row, issue.column, self._issue_problem(issue)) for issue in issues[:ISSUES_MARKED]
            ], lines[:ISSUES_MARKED],
        )
        self.write({
            "state": "wrong", "report": self._report_issues(lines), "good_count": len(rows),
            "marked_file": marked and base64.b64encode(marked),
        })
