from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import card_layout, hsds

# Fields of a service by key of the workbook, where the value is taken as it is.
PLAIN = (
    "origin", "name", "description", "kind", "activities", "form", "age_from", "age_to", "access_mode",
    "documents_needed", "conditions", "fee", "fee_note", "place", "address", "schedule", "waiting_days", "capacity",
    "capacity_free", "capacity_stated_on", "specialists", "accessibility", "contact_name", "contact_phone",
    "contact_email", "date_from", "date_to", "duration", "capacity_status", "visibility",
)
COLUMNS = (
    *PLAIN, "exchange_key", "institution_id", "sector_id", "need_area_id", "territory_id", "state", "withdrawal_reason",
    "confirmed_on", "review_due", "write_uid", "partnership_id",
)
SEVERAL = {"needs": "need_ids", "target_groups": "target_group_ids"}
# Columns of the workbook taken from a linked record: the field, and what of the record.
LINKED = {
    "institution": ("institution_id", "name"), "level": ("institution_id", "institution_level"),
    "website": ("institution_id", "website"), "sector": ("sector_id", "name"), "area": ("need_area_id", "code"),
    "teryt": ("territory_id", "code"), "changed_by": ("write_uid", "name"),
}
# The same for the exchange standard (HSDS): what is read in one go, and what is taken as it is.
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
# Taken only where the service says that its contact may be published.
CONTACT = ("contact_name", "contact_phone", "contact_email")
WORDS = {name: dict(card_layout.CHOICES[name]) for name in ("form", "access_mode", "fee", "place")}


class Service(models.Model):
    """A service as others take it: a row of the basket's workbook (tool 11), an object of a directory (HSDS 3.1).

    A basket may have tens of thousands of rows: columns come straight from the query under the user's rules, without a
    record for each. Linked records are few and are read once for all batches.
    """

    _name = "kooperacje.service"
    _inherit = ["kooperacje.service", "kooperacje.exchange.key.mixin"]
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

    def _basket_rows(self, related):
        """Rows of ``kernels/basket_layout.SERVICES`` in the order of ``self``, those the user may read.

        :param related: a dictionary kept over the batches
        """
        rows = {row["id"]: row for row in self._column_values(COLUMNS)}
        links = {
            name: self._linked(rows.values(), *path, related.setdefault(name, {})) for name, path in LINKED.items()
        }
        several = {name: self._several(field, related.setdefault(name, {})) for name, field in SEVERAL.items()}
        for service_id in self._ids:
            row = rows.get(service_id)
            if row is None:
                continue
            for name, known in links.items():
                row[name] = known.get(row[LINKED[name][0]])
            for name, codes in several.items():
                row[name] = codes.get(service_id)
            row["key"] = row["exchange_key"]
            row["verified_on"] = row["confirmed_on"]
            if not row["capacity"] and not row["capacity_free"]:
                row["capacity"] = row["capacity_free"] = None
            else:
                row["capacity_free"] = row["capacity_free"] or 0
            for name in ("age_from", "age_to", "waiting_days"):
                row[name] = row[name] or None
            yield row

    def _column_values(self, names):
        """``[{name: value}]`` of stored fields, links as ids, of those of ``self`` that the user may read."""
        query = self._search([("id", "in", self.ids)])
        columns = [self._field_to_sql(query.table, name, query) for name in names]
        found = self.env.execute_query(query.select(SQL.identifier(query.table, "id"), *columns))
        return [dict(zip(("id", *names), values, strict=True)) for values in found]

    def _linked(self, rows, field, name, known):
        """``{id: value}`` of the field ``name`` of the records that ``rows`` link to by ``field``."""
        missing = {row[field] for row in rows} - known.keys() - {None}
        if missing:
            records = self.env[self._fields[field].comodel_name].browse(missing)
            known.update({record.id: record[name] for record in records})
        return known

    def _several(self, name, codes):
        """``{service id: codes}`` of a many2many to a dictionary, in the order of the dictionary."""
        field = self._fields[name]
        if not codes:
            codes.update({record.id: record.code for record in self.env[field.comodel_name].search([])})
        rank = {record_id: number for number, record_id in enumerate(codes)}
        found = self.env.execute_query(SQL(
            "SELECT %(service)s, array_agg(%(other)s) FROM %(relation)s WHERE %(service)s IN %(ids)s GROUP BY 1",
            service=SQL.identifier(field.column1), other=SQL.identifier(field.column2),
            relation=SQL.identifier(field.relation), ids=self._ids or (0,),
        ))
        return {
            service_id: [codes[one] for one in sorted(set(ids) & rank.keys(), key=rank.get)]
            for service_id, ids in found
        }

    # ------------------------------------------------------------------
    # Open data (HSDS)
    # ------------------------------------------------------------------
    # The words of the standard's objects are Polish.

    def _hsds(self):
        """The services as fully nested HSDS objects, in their order."""
        return [hsds.build_service(facts) for facts in self._hsds_facts()]

    def _hsds_facts(self):
        """The facts that ``kernels/hsds.py`` asks for. They name staff only if the service says so."""
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
        """``{id: facts of the institution}`` from its register and its own contact, without names of people."""
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
