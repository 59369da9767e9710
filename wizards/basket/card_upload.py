from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.workbook import Issue, fold
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog, form

_lt = LazyTranslate(__name__)

# Wording of the issues of the reader and of this wizard; %(…)s are the issue's own values.
MESSAGES = {
    "empty": _lt("The file is empty. Choose the filled workbook."),
    "too_big": _lt("The file is too big: more than %(limit)s MB. Copy the services into a fresh card and send that."),
    "password": _lt("The workbook is protected with a password. Save it without the password and upload it again."),
    "old_format": _lt("This is a workbook in the old format (.xls). Save it as “Excel workbook (.xlsx)”."),
    "not_workbook": _lt("This is not an Excel workbook (.xlsx). Download the card, fill it in and upload that file."),
    "damaged": _lt("The file is damaged and cannot be read. Open it, save it once more as .xlsx and upload it again."),
    "sheet_missing": _lt("the sheet is missing. Its name must not be changed; download a fresh card."),
    "header_missing": _lt("the row with the headings of columns was not found. Download a fresh card."),
    "column_missing": _lt("it is missing. Do not delete or rename it; download a fresh card."),
    "column_twice": _lt("it stands there twice. Leave one."),
    "column_unknown": _lt("there is no such column in the card. Remove it; move what it holds to “Opis”."),
    "too_many_rows": _lt("there are more than %(limit)s rows."),
    "too_long": _lt("there is something below row %(limit)s. Delete all rows under the last service."),
    "no_rows": _lt("there is no service. Write at least one, one row each."),
    "required": _lt("it must be filled in."),
    "formula": _lt("there is a formula. Write the value itself (in Excel: paste special – values)."),
    "error_value": _lt("the spreadsheet shows the error %(value)s there. Write the value itself."),
    "not_text": _lt("the spreadsheet has made a date out of the text. Write it again with an apostrophe in front."),
    "text_too_long": _lt("the text has %(length)s characters, at most %(limit)s fit."),
    "not_integer": _lt("“%(value)s” is not a whole number. Write digits only."),
    "out_of_range": _lt("%(value)s is not between 0 and %(limit)s."),
    "not_number": _lt("“%(value)s” is not a number. Write digits, with a comma before the fraction."),
    "not_date": _lt("“%(value)s” is not a date. Write it as 2026-03-31."),
    "date_range": _lt("the date %(value)s is not possible here."),
    "not_choice": _lt("“%(value)s” is not on the list. Choose a value from the list."),
    "not_flag": _lt("“%(value)s” is neither TAK nor NIE."),
    "not_email": _lt("“%(value)s” is not an e-mail address."),
    "bad_nip": _lt("“%(value)s” is not a correct NIP: it has 10 digits and the last one is a check digit."),
    "bad_regon": _lt("“%(value)s” is not a correct REGON: it has 9 or 14 digits and the last one is a check digit."),
    "bad_krs": _lt("“%(value)s” is not a KRS number: it has 10 digits."),
    "bad_teryt": _lt("“%(value)s” is not a TERYT code: a commune has 7 digits, a county 4."),
    "age_order": _lt("the first year of age (%(start)s) is greater than the last one (%(end)s)."),
    "date_order": _lt("the service ends (%(end)s) before it starts (%(start)s)."),
    "free_over_places": _lt("there are more free places (%(free)s) than places (%(places)s)."),
    "twice": _lt("the same stands already in row %(first)s. Leave one of them."),
    "outside_table": _lt("there is something beside the table. Delete it or move it into a column of the card."),
    "other_institution": _lt("the card is of another institution: NIP %(value)s, and %(institution)s has %(nip)s."),
    "no_nip": _lt("the NIP of %(institution)s is not known here. Enter it on the institution first."),
    "unknown_id": _lt("there is no service with number %(value)s on the card of this institution. Delete the number if "
                      "the service is new."),
    "unknown_teryt": _lt("there is no unit with the TERYT code %(value)s."),
}
# Field of the institution by key of part I; an empty cell changes nothing.
INSTITUTION_FIELDS = {
    "short_name": "short_name", "regon": "regon", "krs": "krs", "institution_level": "institution_level",
    "governing_body": "governing_body", "street": "street", "zip": "zip", "city": "city", "phone": "phone",
    "email": "email", "website": "website", "legal_form": "legal_form", "operating_area": "operating_area",
    "opening_hours": "opening_hours", "accessibility": "accessibility", "legal_basis": "legal_basis",
    "secrecy_limits": "secrecy_limits",
}
SPECIALIST_FIELDS = {
    "function": "function", "speciality": "speciality", "phone": "phone", "decision_maker": "is_decision_maker",
}
# Where the reader's key is not the field's name; the others are.
SERVICE_FIELDS = {
    "area": "need_area_id", "needs": "need_ids", "target_groups": "target_group_ids", "teryt": "territory_id",
}
# A service must have these, so an empty cell means the usual value.
USUAL = {"kind": "simple", "origin": "partnership", "visibility": "partnership"}


class CardUpload(models.TransientModel):
    """Reads a filled service card (tool 7) into the institution's open card: all of it or nothing.

    The workbook is the whole card: services that are not in it leave the draft. A verified card gets a new version, so
    the basket itself changes only when the leader verifies. A service is known by its number in the system, else by
    its name. Rights are the user's own throughout.
    """

    _name = "kooperacje.card.upload"
    _description = "Upload of a service card"
    _inherit = ["kooperacje.once.mixin", "kooperacje.upload.mixin"]
    _issue_messages = MESSAGES

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, ondelete="cascade",
        default=lambda self: self.env["kooperacje.service.card"]._default_partnership_id(),
    )
    allowed_institution_ids = fields.Many2many("res.partner", compute="_compute_allowed_institution_ids")
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, ondelete="cascade",
        domain="[('id', 'in', allowed_institution_ids)]",
        default=lambda self: self.env["kooperacje.service.card"]._default_institution_id(),
    )
    file = fields.Binary("Filled workbook", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("choose", "Choose the file"), ("wrong", "With mistakes"), ("ready", "Without mistakes")],
        compute="_compute_state", store=True,
    )
    report = fields.Html(compute="_compute_state", store=True, sanitize=True)

    @api.depends("partnership_id")
    def _compute_allowed_institution_ids(self):
        for wizard in self:
            wizard.allowed_institution_ids = wizard._allowed_institutions()

    def _allowed_institutions(self):
        """Members of the partnership for its leader; the own institution for a coordinator."""
        members = self.partnership_id._card_institutions()
        if self.env.su or self.partnership_id.company_id.id in self.partnership_id._led_company_ids():
            return members
        return members & self.partnership_id._coordinated_institutions()

    @api.depends("file", "institution_id", "partnership_id")
    def _compute_state(self):
        """Another file, or another institution, has to be checked anew."""
        for wizard in self:
            wizard.state = "choose"
            wizard.report = False

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_check(self):
        """Read the file and show what is wrong with it, or what importing it would do."""
        self.ensure_one()
        reading, issues = self._read()
        if issues:
            self.state = "wrong"
            self.report = self._report_issues([self._issue_line(issue) for issue in issues])
        else:
            self.state = "ready"
            self.report = self._report_plan(reading)
        return dialog(self.env._("Upload a service card"), self._name, res_id=self.id)

    def action_import(self):
        """Import the file; a ``UserError`` names every wrong place and nothing is changed."""
        self._take_once()
        serialise_on(self.institution_id)
        reading, issues = self._read()
        if issues:
            raise UserError("\n".join([
                self.env._("Nothing was imported. Correct the workbook and upload it again:"),
                *self._shown([self._issue_line(issue) for issue in issues]),
            ]))
        card = self._import(reading)
        return form(card, views=[(False, "form")])

    def _read(self):
        """What the file says and everything that keeps it from being imported."""
        self._check_allowed()
        reading = read_card(
            self._file_data(), self.env["kooperacje.service.card"]._card_dictionaries(), self._extras(),
            self._sector_of_card().code or "",
        )
        issues = list(reading.issues)
        if reading.institution or reading.services:
            issues += self._institution_issues(reading)
            issues += self._teryt_issues(reading)
            issues += self._id_issues(reading)
        return reading, issues

    def _extras(self):
        """Columns of each variant of the office by the code of its sector."""
        sectors = self.env["kooperacje.sector"].search(Domain.TRUE)
        company = self.partnership_id.company_id
        variants = self.env["kooperacje.card.variant"]._variants_for(sectors, company)
        return {sector.code: variants[sector.id, company.id]._layout_extra() for sector in sectors}

    def _sector_of_card(self):
        """The variant of a workbook that names none."""
        return (self._open_card() or self._verified_card()).sector_id or self.institution_id.sector_id

    def _check_allowed(self):
        if not self.partnership_id or not self.institution_id:
            raise UserError(self.env._("Choose the partnership and the institution."))
        if self.institution_id not in self._allowed_institutions():
            raise AccessError(self.env._(
                "You upload the card of your own institution, as its coordinator, or of a member of a partnership that "
                "your office leads.",
            ))
        open_card = self._open_card()
        if open_card.state == "submitted":
            raise UserError(self.env._(
                "The card of %(institution)s is being checked by the office. It can be changed once the office has "
                "returned or verified it.", institution=self.institution_id.name,
            ))

    def _open_card(self):
        return self.env["kooperacje.service.card"].search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "=", self.institution_id.id),
            ("state", "not in", ("verified", "replaced")),
        ], limit=1)

    def _verified_card(self):
        return self.env["kooperacje.service.card"].search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "=", self.institution_id.id),
            ("state", "=", "verified"),
        ], limit=1)

    # ------------------------------------------------------------------
    # What the file alone cannot show
    # ------------------------------------------------------------------

    def _institution_issues(self, reading):
        number = reading.institution.get("nip")
        if not number:
            return []
        column = _column(layout.INSTITUTION, "nip")
        row = layout.TABLE_HEADER_ROW + layout.INSTITUTION.columns.index(column)
        expected = self.institution_id.vat or ""
        if not expected:
            return [Issue("no_nip", layout.INSTITUTION.name, row, column.label,
                          {"institution": self.institution_id.name})]
        if expected.removeprefix("PL") != number:
            return [Issue("other_institution", layout.INSTITUTION.name, row, column.label, {
                "value": number, "nip": expected, "institution": self.institution_id.name,
            })]
        return []

    def _teryt_issues(self, reading):
        used = {row.values["teryt"] for row in reading.services if row.values.get("teryt")}
        seat = reading.institution.get("teryt")
        known = set(self.env["kooperacje.area"].search([("code", "in", list(used | {seat} - {None}))]).mapped("code"))
        issues = [
            Issue("unknown_teryt", layout.SERVICES.name, row.number, _column(layout.SERVICES, "teryt").label,
                  {"value": row.values["teryt"]})
            for row in reading.services if row.values.get("teryt") and row.values["teryt"] not in known
        ]
        if seat and seat not in known:
            column = _column(layout.INSTITUTION, "teryt")
            number = layout.TABLE_HEADER_ROW + layout.INSTITUTION.columns.index(column)
            issues.append(Issue("unknown_teryt", layout.INSTITUTION.name, number, column.label, {"value": seat}))
        return issues

    def _id_issues(self, reading):
        card = self._open_card() or self._verified_card()
        known = set(card.service_ids.ids) | set(card.service_ids.replaces_id.ids)
        return [
            Issue("unknown_id", layout.SERVICES.name, row.number, _column(layout.SERVICES, "id").label,
                  {"value": row.values["id"]})
            for row in reading.services if row.values.get("id") and row.values["id"] not in known
        ]

    # ------------------------------------------------------------------
    # Wording
    # ------------------------------------------------------------------

    def _issue_place(self, issue):
        """A sheet that is a form has fields beside each other, not columns."""
        place = super()._issue_place(issue)
        if issue.column and issue.sheet in (layout.INSTITUTION.name, layout.STATEMENTS.name):
            place[-1] = self.env._("field “%(column)s”", column=issue.column)
        return place

    def _report_plan(self, reading):
        card = self._open_card() or self._verified_card()
        matched, new = self._match(reading, card.service_ids.filtered(lambda s: s.state != "withdrawn"))
        left = card.service_ids.filtered(lambda s: s.state != "withdrawn") - self.env["kooperacje.service"].union(
            *matched.values(),
        )
        lines = [
            self.env._("services new on the card: %(count)s", count=len(new)),
            self.env._("services already on the card, brought up to date: %(count)s", count=len(matched)),
            self.env._("services left out of the workbook, removed from the card: %(count)s", count=len(left)),
            self.env._("staff for teams: %(count)s", count=len(reading.specialists)),
        ]
        if card.state == "verified":
            lines.append(self.env._("A new version of the card is opened; the basket stays as it is until the office "
                                    "verifies it."))
        return self._report_list(self.env._("The workbook is correct. Importing it means:"), lines)

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    def _import(self, reading):
        card = self._open_card()
        if not card:
            verified = self._verified_card()
            card = verified._open_new_version() if verified else self.env["kooperacje.service.card"].create({
                "partnership_id": self.partnership_id.id, "institution_id": self.institution_id.id,
            })
        statements = reading.statements
        values = {
            "terms_accepted": bool(statements.get("terms_accepted") and statements.get("changes_reported")),
            "declared_by": statements.get("declared_by") or False,
            "declared_on": statements.get("declared_on") or False,
        }
        if reading.institution.get("sector"):
            values["sector_id"] = self.env["kooperacje.sector"].search(
                [("code", "=", reading.institution["sector"])], limit=1,
            ).id
        # The sector first, for it says which fields the card and its services have.
        card.write(values)
        extra = _merged(card.extra, reading.institution, "card.")
        if extra is not None:
            card.write({"extra": extra})
        self._import_services(card, reading)
        told = card._in_office_language()
        message = told.env._("Workbook uploaded: %(count)s services.", count=len(reading.services))
        if self.institution_id.has_access("write"):
            self._import_institution(reading.institution)
            self._import_specialists(reading.specialists)
        else:
            # Another office of the same database keeps its own data.
            message += " " + told.env._("Part I was left out: the institution keeps its data and staff itself.")
        told.message_post(body=message)
        return card

    def _match(self, reading, services):
        """``({row number: service}, [rows of new services])``: by the number in the system, else by the name."""
        by_id = {}
        for service in services:
            by_id[service.id] = service
            if service.replaces_id:
                by_id[service.replaces_id.id] = service
        matched, taken = {}, set()
        for row in reading.services:
            service = by_id.get(row.values.get("id"))
            if service and service.id not in taken:
                matched[row.number] = service
                taken.add(service.id)
        by_name = {fold(service.name): service for service in services if service.id not in taken}
        for row in reading.services:
            if row.number not in matched and fold(row.values["name"]) in by_name:
                matched[row.number] = by_name.pop(fold(row.values["name"]))
        return matched, [row for row in reading.services if row.number not in matched]

    def _import_services(self, card, reading):
        matched, new = self._match(reading, card.service_ids)
        (card.service_ids - self.env["kooperacje.service"].union(*matched.values())).unlink()
        convert = self._converter(reading)
        for row in reading.services:
            service = matched.get(row.number)
            if service:
                values = convert(row.values)
                extra = _merged(service.extra, row.values, "service.")
                if extra is not None:
                    values["extra"] = extra
                changed = {name: value for name, value in values.items() if not _same(service[name], value)}
                if changed:
                    service.write(_commands(service, changed))
        Service = self.env["kooperacje.service"]
        Service.create([{
            "card_id": card.id, **_commands(Service, convert(row.values)),
            "extra": _merged(Service.extra, row.values, "service.") or {},
        } for row in new])

    def _converter(self, reading):
        """A function from the values of a row to those of a service; dictionaries are looked up once for all rows."""
        company = self.partnership_id.company_id
        needs = {need.code: need.id for need in self.env["kooperacje.need"]._used_by(company)}
        groups = {group.code: group.id for group in self.env["kooperacje.target.group"]._used_by(company)}
        codes = list({row.values["teryt"] for row in reading.services if row.values.get("teryt")})
        areas = {area.code: area.id for area in self.env["kooperacje.area"].search([("code", "in", codes)])}

        def convert(row):
            values = {
                SERVICE_FIELDS.get(key, key): value or USUAL.get(key, False)
                for key, value in row.items() if key != "id" and not key.startswith("service.")
            }
            values["activities"] = "\n".join(row.get("activities") or ()) or False
            # What is stated of places says by itself how many are left, and is stated today if no day is given.
            if row.get("capacity") and not row.get("capacity_status"):
                values.pop("capacity_status", None)
            if not row.get("capacity_stated_on") and (row.get("capacity") or row.get("capacity_status")):
                values.pop("capacity_stated_on", None)
            values["need_area_id"] = needs.get(row.get("area"), False)
            values["need_ids"] = [needs[code] for code in row.get("needs") or ()]
            values["target_group_ids"] = [groups[code] for code in row.get("target_groups") or ()]
            values["territory_id"] = areas.get(row.get("teryt"), False)
            return values

        return convert

    def _import_institution(self, part):
        """Contact data of part I: what the institution says now replaces what was known; empty cells change nothing."""
        institution = self.institution_id
        values = {
            field: part[key] for key, field in INSTITUTION_FIELDS.items()
            if part.get(key) and part[key] != institution[field]
        }
        if part.get("teryt") and part["teryt"] != institution.area_id.code:
            values["area_id"] = self.env["kooperacje.area"].search([("code", "=", part["teryt"])], limit=1).id
        if values:
            institution.write(values)

    def _import_specialists(self, rows):
        """Staff whom the institution names for teams become its contacts; known by e-mail, else by name."""
        if not rows:
            return
        staff = self.env["res.partner"].search(Domain("parent_id", "=", self.institution_id.id))
        known = {fold(person.name or ""): person for person in staff}
        known.update({fold(person.email): person for person in staff if person.email})
        new = []
        for row in rows:
            values = {
                field: row.values[key] for key, field in SPECIALIST_FIELDS.items() if row.values.get(key)
            }
            values["team_available"] = True
            person = known.get(fold(row.values.get("email") or "")) or known.get(fold(row.values["name"]))
            if person:
                changed = {name: value for name, value in values.items() if person[name] != value}
                if changed:
                    person.write(changed)
            else:
                new.append({
                    **values, "name": row.values["name"], "email": row.values.get("email") or False,
                    "parent_id": self.institution_id.id, "type": "contact",
                })
        self.env["res.partner"].create(new)


def _column(sheet, key):
    return next(column for column in sheet.columns if column.key == key)


def _merged(properties, row, prefix):
    """Properties with what the row says of them, or ``None`` when that changes nothing; an empty cell empties."""
    current = dict(properties._values or {}) if properties else {}
    merged = dict(current)
    for key, value in row.items():
        if key.startswith(prefix):
            name = key.removeprefix(prefix)
            if value is None or value == []:
                merged.pop(name, None)
            else:
                merged[name] = fields.Date.to_string(value) if isinstance(value, date) else value
    return None if merged == current else merged


def _same(current, value):
    """Whether a field holds what the workbook says; relations are compared by id."""
    if isinstance(value, list):
        return set(current.ids) == set(value)
    if isinstance(current, models.BaseModel):
        return (current.id or False) == value
    return (current or False) == value


def _commands(model, values):
    return {
        name: [Command.set(value)] if model._fields[name].type == "many2many" else value
        for name, value in values.items()
    }
