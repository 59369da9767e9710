from odoo import Command, api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .concrete import concrete_models
from .ir_http import untraced


class CasePointer(models.AbstractModel):
    """A model that points at case data: case data itself, and the wizards that work on it.

    Odoo asks the rules when a record is read, not when one is pointed at. An unsaved form, a default of the context
    or a new wizard with the number of somebody else's record would show its name, and whatever is computed from it,
    to anyone who may create the form. So nobody may point at what they may not read: in ``onchange``, in defaults, in
    ``create`` and in ``write``. A record that does not exist is refused in the same words.
    """

    _name = "kooperacje.case.pointer"
    _description = "Points at data of a case"

    # False where nothing of a family is shown, so that whoever reads the register of teams may point at a team.
    _holds_family_data = True

    @api.model
    @tools.ormcache()
    def _pointed_models(self):
        """Names of the models that nobody may point at without reading them."""
        return frozenset(
            name for name in concrete_models(self.env, "kooperacje.case.pointer")
            if (self.env[name].is_transient() or name in self.env["kooperacje.case.data"]._case_data_models())
        )

    @api.model
    def _pointed(self, vals, record, found):
        """Add to ``found`` the records that ``vals`` point at, besides those at which ``record`` points already.

        :param found: ids by model and whether a model with family data points at them
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational:
                continue
            Comodel = self.env[field.comodel_name]
            guarded = field.comodel_name in self._pointed_models()
            # sudo: what a saved record points at has been checked when it was saved.
            held = set(record.sudo().with_context(active_test=False)[name].ids) if record and guarded else set()
            ids, lines = self._pointed_by_value(field, value)
            if guarded:
                found.setdefault((field.comodel_name, self._holds_family_data), set()).update(ids - held)
            for line_id, line_vals in lines:
                if hasattr(Comodel, "_pointed"):
                    Comodel._pointed(line_vals, Comodel.browse(line_id).exists() if line_id else Comodel, found)

    @api.model
    def _pointed_by_value(self, field, value):
        """Ids of saved records in ``value`` of a relational ``field``, and ``(id, values)`` of its lines."""
        if isinstance(value, models.BaseModel):
            return set(value._origin.ids), []
        if field.type == "many2one":
            if isinstance(value, dict):
                value = value.get("id")
            elif isinstance(value, (tuple, list)):
                value = value[0] if value else False
            return self._saved_ids([value]), []
        ids, lines = set(), []
        for command in value if isinstance(value, (tuple, list)) else [value]:
            if not isinstance(command, (tuple, list)):
                ids |= self._saved_ids([command])
                continue
            code, line_id, argument = (*command, False, False)[:3]
            if code == Command.SET:
                ids |= self._saved_ids(argument or ())
            elif code == Command.CREATE:
                lines.append((False, argument or {}))
            else:
                ids |= self._saved_ids([line_id])
                if code == Command.UPDATE:
                    saved = self._saved_ids([line_id])
                    lines.append((next(iter(saved), False), argument or {}))
        return ids, lines

    @api.model
    def _saved_ids(self, values):
        """Numbers among ``values``; lines not saved yet bear no number."""
        result = set()
        for value in values:
            if isinstance(value, str) and not value.lstrip("-").isdigit():
                continue
            number = getattr(value, "origin", value)
            if number and not isinstance(number, bool):
                result.add(int(number))
        return result

    @api.model
    def _check_pointed(self, vals_list, records=()):
        """:raise AccessError: if ``vals_list`` point at something the user may not read

        :param records: the saved records the values are for, each with its own or all with the only values
        :return: see ``_pointed``
        """
        found = {}
        if self.env.su:
            return found
        for vals in vals_list:
            for record in records or (self.browse(),):
                self._pointed(vals, record, found)
        for (name, shows_family), ids in found.items():
            self._check_readable(name, ids, shows_family=shows_family)
        return found

    @api.model
    def _check_readable(self, name, ids, *, shows_family=False):
        """:raise AccessError: unless the user may read every record of ``ids``, those that do not exist included

        :param shows_family: whether the case behind a record of the register of teams is to be readable too
        """
        Model = self.env[name].with_context(active_test=False)
        domain = Domain("id", "in", list(ids))
        if shows_family and not Model._holds_family_data:
            # The register of teams is open to more than the families behind it, of which a meeting tells.
            domain &= Domain("case_id.user_can_read", "=", True)
        if ids and Model.search_count(domain) != len(ids):
            reader = self.env["kooperacje.refusal"]._in_readers_language()
            raise untraced(AccessError(reader.env._(
                "What you have chosen does not exist or belongs to a case you have no access to. Choose again, or "
                "ask the case manager.",
            )))

    @api.model
    def _check_defaults(self):
        """Defaults of the context count for the lines of a form too, and fields that compute as superuser take them
        as superuser: so they are asked for as the user beforehand.
        """
        models_, seen = [self.browse()], {self._name}
        while models_:
            Model = models_.pop()
            names = []
            for field in Model._fields.values():
                if not field.relational or field.compute:
                    continue
                if field.comodel_name in self._pointed_models():
                    names.append(field.name)
                Comodel = self.env[field.comodel_name]
                if field.type != "many2one" and field.comodel_name not in seen and hasattr(Comodel, "_pointed"):
                    seen.add(field.comodel_name)
                    models_.append(Comodel)
            Model.default_get(names)

    @api.model
    def _note_pointed(self, found):
        """A form shows the names of what it points at, and what is computed from it."""
        for (name, shows_family), ids in found.items():
            records = self.env[name].browse(ids)
            if shows_family and not records._holds_family_data:
                # sudo: only to learn which case the form tells of; that it may be read has been checked.
                records = records.sudo().case_id.sudo(False)
            if self.env["kooperacje.case.data"]._is_family_data_model(records._name):
                self.env["kooperacje.read.log"]._note(records, "read")

    def onchange(self, values, field_names, fields_spec):
        self._check_defaults()
        found = self._check_pointed([values], self)
        self._note_pointed(found)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        self._note_pointed(self._check_pointed([defaults]))
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        found = self._check_pointed(vals_list)
        if self.is_transient():
            self._note_pointed(found)
        return super().create(vals_list)

    def write(self, vals):
        found = self._check_pointed([vals], self)
        if self.is_transient():
            self._note_pointed(found)
        return super().write(vals)
