from odoo.fields import Command, Domain

from odoo.addons.kooperacje.kernels.workbook import fold

PLAIN = (
    "name", "description", "age_from", "age_to", "documents_needed", "address", "schedule", "waiting_days", "capacity",
    "capacity_free", "capacity_stated_on", "accessibility", "contact_name", "contact_phone", "contact_email",
    "date_from", "date_to", "place",
)
TAXONOMIES = ("kooperacje.need", "kooperacje.target.group")
CHOICES = ("form", "access_mode", "fee", "place")


class HsdsPlan:
    """What a list of services means for the basket of a partnership; found out without changing anything."""

    def __init__(self, wizard, reading):
        self.env = wizard.env
        self.partnership = wizard.partnership_id
        self.members = self.partnership._card_institutions()
        self.codes = {
            model: {record.code: record.id for record in records} for model, records in (
                *((model, self.env[model]._used_by(self.partnership.company_id)) for model in TAXONOMIES),
                ("kooperacje.area", self.env["kooperacje.area"].search([("code", "in", [
                    values["teryt"] for _number, values in reading.services if values.get("teryt")
                ])])),
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
