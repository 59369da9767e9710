from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.card_writer import write_card

# Fields of a service by key of the workbook, where the value is taken as it is; 0 and empty leave the cell blank.
PLAIN = (
    "name", "description", "kind", "activities", "form", "age_from", "age_to", "access_mode", "documents_needed",
    "conditions", "fee", "fee_note", "place", "address", "schedule", "waiting_days", "specialists", "accessibility",
    "contact_name", "contact_phone", "contact_email", "capacity_stated_on", "date_from", "date_to", "origin",
)


class ServiceCard(models.Model):
    """The card as a workbook to download, fill in and upload again."""

    _inherit = "kooperacje.service.card"

    @api.model
    def _card_dictionaries(self):
        """Dictionaries of the workbook as pairs (code, label); see ``kernels/card_layout.py``."""
        needs = self.env["kooperacje.need"].search(Domain.TRUE).sorted(lambda need: need.kind != "reason")
        sectors = self.env["kooperacje.sector"].search(Domain.TRUE)
        groups = self.env["kooperacje.target.group"].search(Domain.TRUE)
        return {
            "sector": [(s.code, f"{s.code} {s.name}") for s in sectors],
            "area": [(n.code, f"{n.code} {n.name}") for n in needs if n.kind != "reason"],
            "need": [(n.code, f"{n.code} {n.name}") for n in needs],
            "target_group": [(g.code, g.name) for g in groups],
        }

    def _card_workbook(self):
        """Bytes of the workbook with all that is known of the institution and its services."""
        self.ensure_one()
        institution = self.institution_id
        staff = self.env["res.partner"].search([("parent_id", "=", institution.id), ("team_available", "=", True)])
        services = self.service_ids.filtered(lambda service: service.state != "withdrawn")
        return write_card(
            institution={
                "name": institution.name, "short_name": institution.short_name, "nip": institution.vat,
                "regon": institution.regon, "krs": institution.krs, "sector": self.sector_id.code,
                "institution_level": institution.institution_level, "governing_body": institution.governing_body,
                "teryt": institution.area_id.code, "street": institution.street, "zip": institution.zip,
                "city": institution.city, "phone": institution.phone, "email": institution.email,
                "website": institution.website,
            },
            specialists=[{
                "name": person.name, "function": person.function, "speciality": person.speciality,
                "phone": person.phone, "email": person.email, "decision_maker": person.is_decision_maker or None,
            } for person in staff],
            services=[self._service_row(service) for service in services],
            statements={
                "terms_accepted": self.terms_accepted or None, "changes_reported": self.terms_accepted or None,
                "declared_by": self.declared_by, "declared_on": self.declared_on,
            },
            dictionaries=self._card_dictionaries(),
        )

    @api.model
    def _service_row(self, service):
        return {
            **{name: service[name] or None for name in PLAIN},
            "area": service.need_area_id.code, "needs": service.need_ids.mapped("code"),
            "target_groups": service.target_group_ids.mapped("code"), "teryt": service.territory_id.code,
            "capacity": service.capacity or None,
            "capacity_free": service.capacity_free if service.capacity else service.capacity_free or None,
            # The number of the service in the basket, which stays the same over the versions of the card.
            "id": service.replaces_id.id or service.id,
        }
