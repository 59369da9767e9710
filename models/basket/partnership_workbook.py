from odoo import fields, models

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.workbook_basket import write_basket

BATCH = 500


class Partnership(models.Model):
    """The local basket as a workbook (tool 11), under the rules of whoever downloads it."""

    _inherit = "kooperacje.partnership"

    def _basket_workbook(self):
        """Bytes of the workbook: services in the basket, their institutions, staff for teams, dictionaries."""
        self.ensure_one()
        services = self.env["kooperacje.service"].search(
            [("partnership_id", "=", self.id), ("state", "=", "verified")], order="institution_id, name, id",
        )
        institutions = (self._card_institutions() | services.institution_id).sorted("name")
        today = fields.Date.to_string(office_today())
        return write_basket(
            f"Lokalny koszyk usług – {self.name}", f"Stan na dzień {today}. Lider: {self.leader_id.name}.",
            self._basket_services(services), self._basket_institutions(institutions, services),
            self._basket_specialists(institutions), self._basket_dictionaries(),
        )

    def _basket_services(self, services):
        words = {name: dict(pairs) for name, pairs in layout.CHOICES.items()}
        state = {"verified": "w koszyku", "withdrawn": "wycofana"}
        for start in range(0, len(services), BATCH):
            batch = services[start:start + BATCH]
            for number, service in enumerate(batch, start=start + 1):
                institution = service.institution_id
                yield (
                    number, service.id, service.sector_id.name, institution.name,
                    words["level"].get(institution.institution_level), words["origin"].get(service.origin),
                    service.name, service.description, words["kind"].get(service.kind), service.activities,
                    service.need_area_id.name, words["form"].get(service.form),
                    layout.SEPARATOR.join(service.target_group_ids.mapped("name")), service.age_from or None,
                    service.age_to or None,
                    layout.SEPARATOR.join(f"{need.code} {need.name}" for need in service.need_ids),
                    words["access_mode"].get(service.access_mode), service.documents_needed, service.conditions,
                    words["fee"].get(service.fee), service.fee_note, words["place"].get(service.place), service.address,
                    service.territory_id.code, service.schedule, service.waiting_days or None, service.capacity or None,
                    service.capacity_free if service.capacity else None, service.capacity_stated_on,
                    service.specialists, service.accessibility,
                    service.contact_name, service.contact_phone, service.contact_email,
                    institution.website, service.date_from, service.date_to, service.verified_on, service.review_due,
                    state.get(service.state), service.withdrawal_reason, service.write_uid.name,
                )
            batch.invalidate_recordset()

    def _basket_institutions(self, institutions, services):
        counts = dict(self.env["kooperacje.service"]._read_group(
            [("id", "in", services.ids)], ["institution_id"], ["__count"],
        ))
        words = dict(layout.CHOICES["level"])
        for number, institution in enumerate(institutions, start=1):
            yield (
                number, institution.name, institution.short_name, institution.institution_type_id.name,
                institution.sector_id.name, words.get(institution.institution_level), institution.vat,
                institution.regon, institution.krs, institution.governing_body, institution.area_id.code,
                ", ".join(filter(None, (
                    institution.street, " ".join(filter(None, (institution.zip, institution.city))),
                ))),
                institution.phone, institution.email, institution.website, counts.get(institution, 0),
            )

    def _basket_specialists(self, institutions):
        staff = self.env["res.partner"].search(
            [("parent_id", "in", institutions.ids), ("team_available", "=", True)], order="parent_id, name",
        )
        for number, person in enumerate(staff, start=1):
            yield (
                number, person.parent_id.name, person.name, person.function, person.speciality, person.phone,
                person.email,
            )

    def _basket_dictionaries(self):
        titles = {
            "sector": "Sektor", "area": "Obszar usług społecznych", "need": "Powody i potrzeby",
            "target_group": "Adresaci",
        }
        for name, pairs in self.env["kooperacje.service.card"]._card_dictionaries().items():
            for code, label in pairs:
                yield titles[name], code, label.removeprefix(f"{code} ")
        for column in layout.SERVICES.columns:
            for code, label in layout.CHOICES.get(column.choices, ()):
                yield column.label, code, label
