from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kooperacje.kernels.hsds_reader import read_hsds
from odoo.addons.kooperacje.kernels.workbook import fold

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
PLAIN = (
    "name", "description", "age_from", "age_to", "documents_needed", "address", "schedule", "waiting_days", "capacity",
    "capacity_free", "capacity_stated_on", "accessibility", "contact_name", "contact_phone", "contact_email",
    "date_from", "date_to", "place",
)
CHOICES = ("form", "access_mode", "fee", "place")


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
        default=lambda self: self.env["kooperacje.basket.import"]._default_partnership_id(),
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
            self.report = self._long_list(
                self.env._("The file has %(count)s places to correct. Nothing was imported.",
                           count=len(reading.issues)),
                [self._issue_line(issue) for issue in reading.issues],
            )
        else:
            self.state = "ready"
            self.report = self._report(HsdsPlan(self, reading), done=False)
        return self._reopen()

    def action_import(self):
        """Create the proposals; a ``UserError`` names what is wrong and nothing is changed."""
        self.ensure_one()
        reading = self._read()
        if reading.issues:
            raise UserError("\n".join([
                self.env._("Nothing was imported. Correct the file and upload it again:"),
                *self._shown([self._issue_line(issue) for issue in reading.issues]),
            ]))
        plan = HsdsPlan(self, reading)
        report = self._report(plan, done=True)
        services = plan.propose()
        self.state = "done"
        self.report = report
        self.partnership_id.message_post(body=self.env._(
            "%(count)s services proposed from the list of another directory.", count=len(services),
        ))
        return self._reopen()

    def action_open_proposals(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_service")
        return {**action, "context": {}, "domain": [
            ("partnership_id", "=", self.partnership_id.id), ("state", "=", "proposed"), ("external_key", "!=", False),
        ]}

    def _read(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        if not self.env.su and self.partnership_id.company_id.id not in led:
            raise AccessError(self.env._("Only the office that leads the partnership changes the local basket."))
        return read_hsds(self._file_data())

    def _reopen(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Import from another directory"),
            "res_model": self._name, "res_id": self.id, "view_mode": "form", "target": "new",
        }

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


class HsdsPlan:
    """What a list of services means for the basket of a partnership; found out without changing anything."""

    def __init__(self, wizard, reading):
        self.env = wizard.env
        self.partnership = wizard.partnership_id
        self.members = self.partnership._card_institutions()
        self.codes = {
            model: {record.code: record.id for record in self.env[model].search(domain)} for model, domain in (
                ("kooperacje.need", Domain.TRUE), ("kooperacje.target.group", Domain.TRUE),
                ("kooperacje.area", Domain("code", "in", [
                    values["teryt"] for _number, values in reading.services if values.get("teryt")
                ])),
            )
        }
        self._find_institutions([values["institution"] for _number, values in reading.services])
        had = self._had([values["external_key"] for _number, values in reading.services])
        self.new, self.known, self.homeless = [], [], []
        for number, values in reading.services:
            if values["external_key"] in had:
                self.known.append((number, values))
            elif self.institution(values["institution"]) or wizard.add_institutions:
                self.new.append((number, values))
            else:
                self.homeless.append((number, values))
        self.lost = [*reading.unmapped, *self._unknown_codes()]

    def _had(self, keys):
        """Ids of the file that this basket knows: brought in before, or its own, come back."""
        services = self.env["kooperacje.service"].search([
            ("partnership_id", "=", self.partnership.id), "|", ("external_key", "in", keys),
            ("exchange_key", "in", keys),
        ])
        return {*services.mapped("external_key"), *services.mapped("exchange_key")}

    def _find_institutions(self, described):
        Partner = self.env["res.partner"]
        found = self.members | Partner.search(Domain("is_institution", "=", True) & (
            Domain("vat", "in", [one["nip"] for one in described if one.get("nip")])
            | Domain("name", "in", [one["name"] for one in described])
        ))
        self.by_nip = {partner.vat: partner for partner in found if partner.vat}
        named = found.grouped(lambda partner: fold(partner.name or ""))
        # A name that several bear says nothing.
        self.by_name = {name: partners for name, partners in named.items() if len(partners) == 1}

    def institution(self, described):
        """The institution that the file describes, if it is known here."""
        if described.get("nip") in self.by_nip:
            return self.by_nip[described["nip"]]
        named = self.by_name.get(fold(described["name"]))
        # Of the same name but with another register number it is another one.
        return None if named and named.vat and described.get("nip") else named

    def propose(self):
        """Create the services, and the institutions that are not known here, as the user."""
        missing = {}
        for _number, values in self.new:
            described = values["institution"]
            if not self.institution(described):
                missing.setdefault(_identity(described), described)
        created = self.env["res.partner"].create([{
            "name": described["name"], "is_company": True, "is_institution": True, "vat": described.get("nip"),
            "email": described.get("email"), "website": described.get("website"), "phone": described.get("phone"),
        } for described in missing.values()])
        added = dict(zip(missing, created, strict=True))
        services = self.env["kooperacje.service"].create([
            self._values(values, self.institution(values["institution"]) or added[_identity(values["institution"])])
            for _number, values in self.new
        ])
        for service, (_number, values) in zip(services, self.new, strict=True):
            service._unguarded().external_key = values["external_key"]
        return services

    def _values(self, values, institution):
        terms = values.get("terms") or {}
        result = {
            **{name: values[name] for name in PLAIN if name in values}, "partnership_id": self.partnership.id,
            "institution_id": institution.id,
            "origin": "partnership" if institution in self.members else "neighbourhood",
            "territory_id": next(iter(self._ids("kooperacje.area", [values.get("teryt")])), False),
            "need_ids": [Command.set(self._ids("kooperacje.need", terms.get("need")))],
            "need_area_id": next(iter(self._ids("kooperacje.need", terms.get("area"))), False),
            "target_group_ids": [Command.set(self._ids("kooperacje.target.group", terms.get("target_group")))],
        }
        Service = self.env["kooperacje.service"]
        for name in CHOICES:
            allowed = dict(Service._fields[name].selection)
            code = next(iter(terms.get(name, ())), None)
            if code in allowed:
                result[name] = code
        result["conditions"] = _line(values.get("application_process"), values.get("conditions"))
        result["fee_note"] = _line(values.get("fee_note"))
        return result

    def _ids(self, model, codes):
        return [self.codes[model][code] for code in codes or () if code in self.codes[model]]

    def _unknown_codes(self):
        """Codes of our own taxonomies that this database does not have."""
        for number, values in self.new:
            terms = values.get("terms") or {}
            for name, model in (
                ("need", "kooperacje.need"), ("area", "kooperacje.need"), ("target_group", "kooperacje.target.group"),
            ):
                for code in terms.get(name, ()):
                    if code not in self.codes[model]:
                        yield number, name, code
            if values.get("teryt") and values["teryt"] not in self.codes["kooperacje.area"]:
                yield number, "TERYT", values["teryt"]


def _identity(described):
    return described.get("nip") or fold(described["name"])


def _line(*texts):
    return " ".join(" ".join(filter(None, texts)).split())[:500] or False
