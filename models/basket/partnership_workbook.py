from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.kernels.basket_writer import write_basket
from odoo.addons.kooperacje.kernels.office_day import office_time, office_today

BATCH = 1000
# Fields of an institution and of its staff by key of the workbook, where the value is taken as it is.
INSTITUTION_FIELDS = {
    "name": "name", "short_name": "short_name", "level": "institution_level", "nip": "vat", "regon": "regon",
    "krs": "krs", "governing_body": "governing_body", "street": "street", "zip": "zip", "city": "city",
    "phone": "phone", "email": "email", "website": "website",
}
STAFF_FIELDS = {
    "name": "name", "function": "function", "speciality": "speciality", "phone": "phone", "email": "email",
}
IN_BASKET = Domain("state", "in", ("verified", "withdrawn"))


class Partnership(models.Model):
    """The local basket as a workbook (tool 11), under the rules of whoever downloads it.

    Rows are read in batches and forgotten once they are written, so a large basket costs no more memory than a small
    one. Each sheet has its method ``_basket_sheet_<key>``; rooms and parts that keep what a sheet shows extend it.
    """

    _inherit = "kooperacje.partnership"

    def _basket_workbook(self, output=None):
        """Bytes of the workbook, or None when it goes to the file ``output``."""
        return self._write_basket(self.env["kooperacje.service"].search(
            IN_BASKET & Domain("partnership_id", "=", self.id), order="state, institution_id, name, id",
        ), output)

    def _write_basket(self, services, output=None):
        self.ensure_one()
        today = fields.Date.to_string(office_today())
        return write_basket(
            f"Lokalny koszyk usług – {self.name}", f"Stan na dzień {today}. Lider: {self.leader_id.name}.",
            self._basket_sheets(services), self._basket_dictionaries(), output,
        )

    @api.model
    def _voivodeship_workbook(self, output=None):
        """The list of services of all partnerships the user reads (RUR-42, 108): for a regional centre its own."""
        today = fields.Date.to_string(office_today())
        services = self.env["kooperacje.service"].search(
            [("state", "=", "verified")], order="partnership_id, institution_id, name, id",
        )
        return write_basket(
            "Wojewódzka lista usług", f"Stan na dzień {today}.", {"services": self._voivodeship_rows(services)},
            self._basket_dictionaries(), output, (layout.VOIVODESHIP,),
        )

    @api.model
    def _voivodeship_rows(self, services):
        known = {}
        # Those that the reader sees, under the rules.
        for partnership in self.search([("company_id", "!=", False)]):
            counties = partnership.area_ids.mapped(lambda area: area.parent_id if area.level == "commune" else area)
            known[partnership.id] = {"partnership": partnership.name, "county": ", ".join(counties.mapped("name"))}
        for row in self._basket_sheet_services(services):
            yield {**row, **known.get(row["partnership_id"], {})}

    def _basket_sheets(self, services):
        """``{key of the sheet: rows}``, rows made only when they are written."""
        institutions = (self._card_institutions() | self._basket_institutions(services)).sorted("name")
        return {
            "services": self._basket_sheet_services(services),
            "institutions": self._basket_sheet_institutions(institutions, services),
            "specialists": self._basket_sheet_specialists(institutions),
            "requests": self._basket_sheet_requests(),
            "history": self._basket_sheet_history(),
        }

    @api.model
    def _basket_institutions(self, services):
        groups = self.env["kooperacje.service"]._read_group([("id", "in", services.ids)], ["institution_id"])
        return self.env["res.partner"].union(*(institution for [institution] in groups))

    @api.model
    def _basket_dictionaries(self):
        """Dictionaries of the workbook as pairs (code, label)."""
        types = self.env["kooperacje.institution.type"].search(Domain.TRUE)
        return {
            **self.env["kooperacje.service.card"]._card_dictionaries(),
            "institution_type": [(kind.code, kind.name) for kind in types],
        }

    @api.model
    def _basket_sheet_services(self, services):
        related = {}
        for start in range(0, len(services), BATCH):
            yield from services[start:start + BATCH]._basket_rows(related)

    @api.model
    def _basket_sheet_institutions(self, institutions, services=None):
        counts = dict(self.env["kooperacje.service"]._read_group(
            [("id", "in", services.ids), ("state", "=", "verified")], ["institution_id"], ["__count"],
        )) if services else {}
        for institution in institutions:
            yield {
                **{key: institution[name] for key, name in INSTITUTION_FIELDS.items()},
                "key": institution.exchange_key, "type": institution.institution_type_id.code,
                "sector": institution.sector_id.name, "teryt": institution.area_id.code,
                "services": counts.get(institution, 0),
            }

    @api.model
    def _basket_sheet_specialists(self, institutions):
        staff = self.env["res.partner"].search(
            [("parent_id", "in", institutions.ids), ("team_available", "=", True)], order="parent_id, name, id",
        )
        for person in staff:
            yield {
                **{key: person[name] for key, name in STAFF_FIELDS.items()},
                "key": person.exchange_key, "institution": person.parent_id.name,
            }

    def _basket_sheet_requests(self):
        """Requests to update the basket (K3D-111), newest first."""
        requests = self.env["kooperacje.basket.request"].search([("partnership_id", "=", self.id)])
        for request in requests:
            yield {
                "reference": request.number, "date": request.filed_on, "applicant": request.requested_by_id.name,
                "on_behalf": request.on_behalf_of_id.name, "kind": request.kind, "service": request.name,
                "content": request.description, "state": request.state,
                "reason": request.state == "rejected" and request.decision_reason, "decided_on": request.decided_on,
            }

    def _basket_sheet_history(self):
        """What was changed in the basket, when and why, newest first."""
        language = self.env["kooperacje.document.printed"]._print_lang()
        changes = self.env["kooperacje.basket.change"].with_context(lang=language).search(
            [("partnership_id", "=", self.id)], limit=layout.HISTORY_ROWS,
        )
        for start in range(0, len(changes), BATCH):
            batch = changes[start:start + BATCH]
            for change in batch:
                yield {
                    "date": office_time(change.date).date(), "service": change.service_id.name,
                    "institution": change.institution_id.name, "kind": change.kind, "change": change.summary,
                    "reason": change.reason, "author": change.user_id.name,
                }
            batch.invalidate_recordset(flush=False)
