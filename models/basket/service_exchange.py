from odoo import models

# Fields of a service by key of the workbook, where the value is taken as it is.
PLAIN = (
    "origin", "name", "description", "kind", "activities", "form", "age_from", "age_to", "access_mode",
    "documents_needed", "conditions", "fee", "fee_note", "place", "address", "schedule", "waiting_days", "capacity",
    "capacity_free", "capacity_stated_on", "specialists", "accessibility", "contact_name", "contact_phone",
    "contact_email", "date_from", "date_to", "duration", "capacity_status", "visibility",
)
FETCHED = (
    *PLAIN, "exchange_key", "institution_id", "sector_id", "need_area_id", "need_ids", "target_group_ids",
    "territory_id", "state", "withdrawal_reason", "confirmed_on", "review_due", "write_uid", "partnership_id",
)


class Service(models.Model):
    """A service as a row of the basket's workbook (tool 11)."""

    _name = "kooperacje.service"
    _inherit = ["kooperacje.service", "kooperacje.exchange.key.mixin"]

    def _basket_rows(self, related):
        """Rows of ``kernels/basket_layout.SERVICES``; ``related``: a dictionary kept over the batches."""
        self.fetch(FETCHED)
        for service in self:
            row = {name: service[name] for name in PLAIN}
            row["key"] = service.exchange_key
            row["state"] = service.state
            row["withdrawal_reason"] = service.withdrawal_reason
            row["verified_on"] = service.confirmed_on
            row["review_due"] = service.review_due
            institution = service.institution_id
            known = related.get(institution.id)
            if known is None:
                known = related[institution.id] = {
                    "institution": institution.name, "level": institution.institution_level,
                    "website": institution.website,
                }
            row.update(known)
            row["sector"] = service.sector_id.name
            row["area"] = service.need_area_id.code
            row["needs"] = [need.code for need in service.need_ids]
            row["target_groups"] = [group.code for group in service.target_group_ids]
            row["teryt"] = service.territory_id.code
            row["changed_by"] = service.write_uid.name
            if not row["capacity"] and not row["capacity_free"]:
                row["capacity"] = row["capacity_free"] = None
            for name in ("age_from", "age_to", "waiting_days"):
                row[name] = row[name] or None
            yield row
