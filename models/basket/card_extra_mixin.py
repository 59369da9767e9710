from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.polish_number import polish_number

# What a field of a type holds. Odoo keeps whatever it is given, and fails when it is read.
TYPES = {
    "char": str, "text": str, "integer": int, "float": (int, float), "boolean": bool, "date": str, "selection": str,
}


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
        if records._is_guarded():
            records._check_extra()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "extra" in vals and self._is_guarded():
            self._check_extra()
        return result

    def _check_extra(self):
        """:raise ValidationError: a value that its field cannot hold, so that nobody could open the record"""
        for record in self:
            values = record.extra._values or {}
            # sudo: the definitions of a record the user may write.
            for prop in self._fields["extra"]._get_properties_definition(record.sudo()) or ():
                value = values.get(prop["name"])
                if value and not self._extra_holds(prop["type"], value):
                    raise ValidationError(self.env._(
                        "“%(field)s” cannot hold what was entered. Enter it again in the form.", field=prop["string"],
                    ))

    @api.model
    def _extra_holds(self, kind, value):
        if kind == "tags":
            return isinstance(value, list) and all(isinstance(tag, str) for tag in value)
        if kind in ("integer", "float") and isinstance(value, bool):
            return False
        if kind == "date" and isinstance(value, str):
            try:
                return bool(fields.Date.to_date(value))
            except ValueError:
                return False
        return kind not in TYPES or isinstance(value, TYPES[kind])

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
                text = polish_number(value, 3)
            else:
                text = str(value)
            lines.append((prop["string"], text))
        return lines
