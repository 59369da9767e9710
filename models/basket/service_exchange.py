from odoo import models
from odoo.tools import SQL

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


class Service(models.Model):
    """A service as a row of the basket's workbook (tool 11).

    A basket may have tens of thousands of rows: columns come straight from the query under the user's rules, without a
    record for each. Linked records are few and are read once for all batches.
    """

    _name = "kooperacje.service"
    _inherit = ["kooperacje.service", "kooperacje.exchange.key.mixin"]

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
