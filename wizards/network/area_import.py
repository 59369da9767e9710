import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels import terc
from odoo.addons.kooperacje.models.access.windows import dialog

# A file that speaks of all of them is the register, not a part of it.
VOIVODESHIPS = 16


class AreaImport(models.TransientModel):
    """Import of the official TERC register: all of the file or, when any line is wrong, nothing of it.

    Areas are found by their code and keep their ids when they are renamed. Areas that the file does not hold stay as
    they are, so that a file of one voivodeship, or of the changes of a year, can be imported too.
    The number of queries does not grow with the file.
    """

    _name = "kooperacje.area.import"
    _description = "Import of territorial areas"

    file = fields.Binary("TERC file", attachment=False, help="CSV, XML or the ZIP in which the file is published.")
    filename = fields.Char()
    state = fields.Selection([("choose", "Choose a file"), ("done", "Imported")], default="choose")
    as_of = fields.Date("State of the register as of", readonly=True)
    created = fields.Integer("New areas", readonly=True)
    updated = fields.Integer("Renamed areas", readonly=True)
    unchanged = fields.Integer("Areas without a change", readonly=True)
    absent = fields.Integer("Areas not in the file", readonly=True)
    known_day = fields.Date(
        "Register in the database as of", default=lambda self: self.env["kooperacje.area"]._register_day(),
        readonly=True,
    )

    def action_import(self):
        self.ensure_one()
        self.env["kooperacje.area"].check_access("create")
        register = self._read()
        Area = self.env["kooperacje.area"].with_context(active_test=False)
        existing = {area.code: area for area in Area.search_fetch([], ["code", "name", "parent_id"])}
        known = existing.keys() | {unit.code for unit in register.units}
        orphans = [
            terc.Fault("orphan", unit.line, unit.code) for unit in register.units
            if unit.parent_code and unit.parent_code not in known
        ]
        self._refuse(orphans)
        renamed = [unit for unit in register.units if unit.code in existing and existing[unit.code].name != unit.name]
        for unit in renamed:
            existing[unit.code].name = unit.name
        created = 0
        for length in (2, 4, 7):
            new = [unit for unit in register.units if len(unit.code) == length and unit.code not in existing]
            # The parent is given along: computed, it would be looked for once for every area.
            areas = Area.create([{
                "code": unit.code, "name": unit.name,
                "parent_id": existing[unit.parent_code].id if unit.parent_code else False,
            } for unit in new])
            existing.update({area.code: area for area in areas})
            created += len(areas)
        if register.as_of and len({unit.code[:2] for unit in register.units}) == VOIVODESHIPS:
            Area._note_register_day(register.as_of)
        self.write({
            "state": "done", "as_of": register.as_of, "created": created, "updated": len(renamed),
            "unchanged": len(register.units) - created - len(renamed),
            "absent": len(existing) - len(register.units), "file": False,
        })
        return dialog(self.env._("Import of territorial areas"), self._name, res_id=self.id)

    def _read(self):
        if not self.file:
            raise UserError(self.env._("Choose the TERC file first."))
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file arrived damaged. Choose it once more.")) from error
        register = terc.parse(content)
        self._refuse(register.faults)
        return register

    def _refuse(self, faults):
        """Raise ``UserError`` that lists the faults, if there are any, with their lines."""
        if not faults:
            return
        shown = [
            self.env._("Line %(line)s: %(message)s", line=fault.line, message=self._message(fault))
            if fault.line else self._message(fault)
            for fault in faults[:20]
        ]
        if len(faults) > len(shown):
            shown.append(self.env._("… and more errors of this kind."))
        raise UserError(self.env._(
            "Nothing was imported. Correct the file, or download it anew from the register TERYT of GUS, and try "
            "again.\n\n%(errors)s", errors="\n".join(shown),
        ))

    def _message(self, fault):
        value = fault.value
        return {
            "empty": lambda: self.env._("The file holds no areas."),
            "too_big": lambda: self.env._("The file is larger than 8 MB; the whole register is smaller."),
            "too_many": lambda: self.env._("The file has more than 10,000 rows; the whole register has fewer."),
            "not_terc": lambda: self.env._("This is not the TERC file: neither CSV with semicolons nor XML."),
            "doctype": lambda: self.env._("The XML holds a document type definition, which the TERC file does not."),
            "zip": lambda: self.env._("The ZIP cannot be opened or does not hold exactly one CSV or XML file."),
            "columns": lambda: self.env._("columns are missing: %(value)s.", value=value),
            "code": lambda: self.env._("“%(value)s” is not a TERYT code.", value=value),
            "levels": lambda: self.env._(
                "“%(value)s”: a commune needs the codes of its voivodeship, county and kind.", value=value,
            ),
            "kind": lambda: self.env._("“%(value)s” is not a kind of commune (RODZ).", value=value),
            "name": lambda: self.env._("the name is missing or longer than 100 characters."),
            "date": lambda: self.env._("“%(value)s” is not a date (STAN_NA, year-month-day).", value=value),
            "duplicate": lambda: self.env._("the code %(value)s occurs a second time.", value=value),
            "orphan": lambda: self.env._(
                "the superior area of %(value)s is neither in the file nor in the database.", value=value,
            ),
        }[fault.key]()
