from odoo import api, fields, models


class CardExtraMixin(models.AbstractModel):
    """A record with the fields of a variant of the card: ``extra``, whose definitions lie on ``variant_id``.

    Heirs declare both fields; ``_extra_part`` begins the keys of their columns in the workbook.
    """

    _name = "kooperacje.card.extra.mixin"
    _description = "Fields of a card variant"
    _inherit = ["kooperacje.guarded.mixin"]
    _extra_part = None

    @api.model_create_multi
    def create(self, vals_list):
        """Values of ``extra`` given with the rest: written once the variant is known, for Odoo drops them before."""
        given = [vals.get("extra") for vals in vals_list]
        records = super().create([{name: vals[name] for name in vals if name != "extra"} for vals in vals_list])
        for record, extra in zip(records, given, strict=True):
            if extra:
                # Checked with the rest of what was given, by whoever creates the record.
                record._unguarded().extra = extra
        return records

    def _stated_properties(self):
        """Definitions of the fields that are stated, with values; an option that is gone counts as not stated."""
        self.ensure_one()
        for prop in self._fields["extra"].convert_to_read(self.extra, self, use_display_name=False):
            value = prop.get("value")
            if value is None or value == "" or value == [] or (value is False and prop["type"] != "boolean"):
                continue
            yield prop, value

    def _extra_values(self):
        """``{key of the workbook's column: value}`` of the fields that are stated."""
        return {
            f"{self._extra_part}.{prop['name']}": fields.Date.to_date(value) if prop["type"] == "date" else value
            for prop, value in self._stated_properties()
        }

    def _extra_print(self):
        """The fields that are stated as ``[(label, text)]``; labels and options are in the words of the office."""
        lines = []
        for prop, value in self._stated_properties():
            labels = {option[0]: option[1] for option in prop.get("selection") or prop.get("tags") or ()}
            if prop["type"] == "boolean":
                text = "tak" if value else "nie"
            elif prop["type"] == "selection":
                text = labels[value]
            elif prop["type"] == "tags":
                text = ", ".join(labels[code] for code in value)
            elif prop["type"] == "date":
                text = self.env["kooperacje.document.printed"]._print_date(fields.Date.to_date(value))
            elif prop["type"] == "float":
                text = f"{value:g}".replace(".", ",")
            else:
                text = str(value)
            lines.append((prop["string"], text))
        return lines
