from odoo import fields, models

from odoo.addons.kooperacje.kernels import card_layout, hsds

FETCHED = (
    "exchange_key", "name", "description", "confirmed_on", "write_date", "need_ids", "need_area_id", "target_group_ids",
    "sector_id", "form", "access_mode", "fee", "fee_note", "place", "age_from", "age_to", "documents_needed",
    "conditions", "address", "territory_id", "schedule", "waiting_days", "capacity", "capacity_free",
    "capacity_stated_on", "accessibility", "contact_name", "contact_phone", "contact_email", "contact_public",
    "date_from", "date_to", "institution_id", "state", "partnership_id",
)
TAKEN = (
    "name", "description", "fee_note", "age_from", "age_to", "documents_needed", "conditions", "address", "schedule",
    "waiting_days", "capacity", "capacity_free", "capacity_stated_on", "accessibility", "date_from", "date_to",
)
CONTACT = ("contact_name", "contact_phone", "contact_email")
WORDS = {name: dict(card_layout.CHOICES[name]) for name in ("form", "access_mode", "fee", "place")}


class Service(models.Model):
    """A service in the exchange standard of service directories (HSDS 3.1); its words are Polish."""

    _inherit = "kooperacje.service"
    _system_fields = frozenset({"external_key"})

    contact_public = fields.Boolean(
        "Contact may be published",
        help="The contact of the service stands in directories that leave the partnership. Otherwise only that of the "
             "institution does.",
    )
    external_key = fields.Char(
        "Id in the other directory", readonly=True, copy=False, index="btree_not_null",
        help="Of a service that came from the list of another directory: the same list brings it in only once.",
    )

    def _hsds(self):
        """The services as fully nested HSDS objects, in their order."""
        return [hsds.build_service(facts) for facts in self._hsds_facts()]

    def _hsds_facts(self):
        """What ``kernels/hsds.py`` asks for; nothing of it names staff unless the service says so."""
        self.fetch(FETCHED)
        institutions = self._hsds_institutions()
        for service in self:
            facts = {name: service[name] for name in TAKEN}
            facts.update({
                "key": service.exchange_key, "available": service.is_available, "verified_on": service.confirmed_on,
                "office_email": service.partnership_id.leader_id.email, "written_on": service.write_date,
                "needs": [(need.code, need.name) for need in service.need_ids],
                "target_groups": [(group.code, group.name) for group in service.target_group_ids],
                "area": service.need_area_id and (service.need_area_id.code, service.need_area_id.name),
                "sector": service.sector_id and (service.sector_id.code, service.sector_id.name),
                "teryt": service.territory_id.code, "territory": service.territory_id.name,
                "institution": institutions[service.institution_id.id],
            })
            for name, words in WORDS.items():
                facts[name] = service[name] and (service[name], words[service[name]])
            if service.contact_public:
                facts.update({name: service[name] for name in CONTACT})
            yield facts

    def _hsds_institutions(self):
        """``{id: facts of the institution}``: what its register and its own contact say, nobody's name."""
        codes = {code[:2] for code in self.institution_id.area_id.mapped("code")}
        voivodeships = {
            area.code: area.name for area in self.env["kooperacje.area"].search([("code", "in", list(codes))])
        }
        return {
            institution.id: {
                "key": institution.exchange_key, "name": institution.name, "short_name": institution.short_name,
                "kind": institution.institution_type_id.name, "email": institution.email,
                "website": institution.website, "phone": institution.phone, "nip": institution.vat,
                "regon": institution.regon, "krs": institution.krs, "street": institution.street,
                "zip": institution.zip, "city": institution.city,
                "voivodeship": voivodeships.get((institution.area_id.code or "")[:2]),
            } for institution in self.institution_id
        }
