from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.card_writer import write_card

# Fields of a service by key of the workbook, where the value is taken as it is; 0 and empty leave the cell blank.
PLAIN = (
    "name", "description", "kind", "form", "age_from", "age_to", "access_mode", "documents_needed",
    "conditions", "fee", "fee_note", "place", "address", "schedule", "waiting_days", "specialists", "accessibility",
    "contact_name", "contact_phone", "contact_email", "capacity_status", "capacity_stated_on", "date_from",
    "date_to", "origin", "visibility", "duration",
)
# The same of the institution, part I.
PLAIN_INSTITUTION = (
    "name", "short_name", "regon", "krs", "institution_level", "governing_body", "street", "zip", "city", "phone",
    "email", "website", "legal_form", "operating_area", "opening_hours", "accessibility", "legal_basis",
    "secrecy_limits",
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
        institution, staff = self.institution_id, self.staff_ids.filtered("team_available")
        services = self.service_ids.filtered(lambda service: service.state != "withdrawn")
        return write_card(
            institution=self._institution_row(institution),
            specialists=[{
                "name": person.name, "function": person.function, "speciality": person.speciality,
                "phone": person.phone, "email": person.email, "decision_maker": person.is_decision_maker or None,
            } for person in staff],
            services=[self._service_row(service) for service in services],
            statements={
                "terms_accepted": self.terms_accepted or None, "changes_reported": self.terms_accepted or None,
                "declared_by": self.declared_by, "declared_on": self.declared_on,
            },
            dictionaries=self._card_dictionaries(), extra=self.variant_id._layout_extra(),
        )

    def _institution_row(self, institution):
        return {
            **{name: institution[name] or None for name in PLAIN_INSTITUTION},
            "nip": institution.vat, "sector": self.sector_id.code, "teryt": institution.area_id.code,
            **self._extra_values(),
        }

    @api.model
    def _service_row(self, service):
        return {
            **{name: service[name] or None for name in PLAIN},
            "activities": service.part_ids.mapped("name"), **service._extra_values(),
            "area": service.need_area_id.code, "needs": service.need_ids.mapped("code"),
            "target_groups": service.target_group_ids.mapped("code"), "teryt": service.territory_id.code,
            "capacity": service.capacity or None,
            "capacity_free": service.capacity_free if service.capacity else service.capacity_free or None,
            # The number of the service in the basket, which stays the same over the versions of the card.
            "id": service.replaces_id.id or service.id,
        }
