from contextlib import suppress

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_datetime, html2plaintext

# One value each, which the web client sends as it has got it.
COMPARED = frozenset({
    "char", "text", "html", "selection", "date", "datetime", "integer", "float", "monetary", "boolean", "many2one",
    "reference",
})


class ChangedMeanwhile(UserError):
    """Somebody else has saved another value of a field that is being saved. ``context`` tells the web client the field,
    the person and the time.

    The message names fields only: it may be written to the log.
    """

    def __init__(self, message, changes):
        super().__init__(message)
        self.context = {"kooperacje_changed": changes}


class EditMixin(models.AbstractModel):
    """Two people write at one record: the second is told what the first has changed, and chooses.

    With the values that it saves the form sends the values with which it was loaded (``kooperacje_loaded`` in the
    context, see ``static/src/changed_meanwhile``). If the record holds a value that is neither of the two, somebody
    else has changed it and the whole save is refused. Fields that only the other person changed are left alone, so what
    two people write into different fields is kept. This takes no column, no lock while people type, one query for the
    record and two for each list of lines written. Callers that send no such context save as they always did.

    When both save at the very same moment, PostgreSQL refuses the later one (40001), Odoo repeats its request, and
    the comparison is made again with what the first has saved.
    """

    _name = "kooperacje.edit.mixin"
    _description = "Form in which two may write"

    def web_save(self, vals, specification, next_id=None):
        """:raises ChangedMeanwhile: another value of a field written was saved after the form was loaded"""
        context = dict(self.env.context)
        loaded = context.pop("kooperacje_loaded", None)
        records = self.with_context(context)  # pylint: disable=context-overridden
        if loaded and isinstance(loaded, dict) and len(records) == 1:
            changes = records._changed_meanwhile(vals, loaded)
            if changes:
                raise ChangedMeanwhile(self.env._(
                    "Somebody saved other values meanwhile: %(fields)s. Nothing of yours was saved. Open the record "
                    "anew and look at them first.", fields=", ".join(change["label"] for change in changes),
                ), changes)
        return super(EditMixin, records).web_save(vals, specification, next_id=next_id)

    @api.model
    @tools.ormcache()
    def _own_entry_fields(self):
        """Names of the fields that choose from dictionaries to which offices add entries of their own."""
        if self._transient or not self._auto or not {"company_id", "case_id"} & self._fields.keys():
            return ()
        return tuple(
            name for name, field in self._fields.items()
            if field.store and not field.related and field.type in ("many2one", "many2many")
            and hasattr(self.env.registry[field.comodel_name], "_entry_keys")
        )

    @api.constrains(lambda self: self._own_entry_fields())
    def _check_own_entries(self):
        """:raises ValidationError: an entry of another office was chosen; its name is not told"""
        names = self._own_entry_fields()
        # sudo: whose the entries are, nothing else; what another office calls its own is closed to the user.
        for record in self.sudo() if names else ():
            company = record.company_id if "company_id" in record._fields else record.case_id.company_id
            for name in names:
                if record[name].company_id - company:
                    raise ValidationError(self.env._(
                        "“%(field)s” names an entry of another office. Choose one from the list of yours.",
                        field=self._fields[name]._description_string(self.env),
                    ))

    def _changed_meanwhile(self, vals, loaded):
        """The values that others have changed of those that ``vals`` is about to write, as the dialog of the web client
        shows them.

        Values are read with the rights of the user, so nothing is told that the form would not show.

        :param loaded: ``{field: value}`` as the client has got them; of a list ``{id of the line: {field: value}}``
        """
        self.ensure_one()
        changes = self._compare_loaded(vals, {name: value for name, value in loaded.items() if name in vals})
        for name, lines in loaded.items():
            field = self._fields.get(name)
            if not field or field.type != "one2many" or name not in vals or not isinstance(lines, dict):
                continue
            commands = {command[1]: command for command in vals[name] if command[0] in (1, 2)}
            # Keys are text once they have been JSON.
            known_by_id = {str(id_): known for id_, known in lines.items() if isinstance(known, dict)}
            ids = [id_ for id_ in commands if str(id_) in known_by_id]
            # A line that somebody has deleted answers for itself when it is written.
            for line in self.env[field.comodel_name].browse(ids).exists():
                known = known_by_id[str(line.id)]
                is_deletion = commands[line.id][0] == 2
                found = EditMixin._compare_loaded(line, dict.fromkeys(known) if is_deletion else commands[line.id][2],
                                                  known, is_deletion)
                changes += [{**change, "list": name, "line": line.id} for change in found]
        return changes

    def _compare_loaded(self, vals, loaded, is_deletion=False):
        names = [
            name for name in loaded
            if name in vals and name in self._fields and self._fields[name].type in COMPARED
            and (not is_deletion or not self._fields[name].compute or self._fields[name].inverse)
        ]
        if not names:
            return []
        self.fetch(names)
        changes = []
        for name in names:
            field = self._fields[name]
            now = field.convert_to_read(self[name], self, use_display_name=False)
            seen, mine = _plain(field, loaded[name]), _plain(field, vals[name])
            if _plain(field, now) in ((seen,) if is_deletion else (seen, mine)):
                continue
            # sudo: the name of the colleague who saved the record that the user is editing.
            who = self.sudo().write_uid
            changes.append({
                "name": name, "label": field._description_string(self.env), "is_deletion": is_deletion,
                "theirs": EditMixin._as_text(self, field, now), "theirs_value": _plain(field, now),
                "mine": self.env._("You delete this line.") if is_deletion else EditMixin._as_text(
                    self, field, vals[name],
                ),
                "who": self.env._("You, in another window,") if who == self.env.user else who.name or "",
                "when": fields.Datetime.to_string(self.write_date),
            })
        return changes

    def _as_text(self, field, value):
        """``value`` of ``field`` as a person reads it, without markup."""
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if not value:
            return "0" if field.type in ("integer", "float", "monetary") else ""
        if field.type == "html":
            return html2plaintext(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type in ("date", "datetime"):
            with suppress(ValueError, TypeError):
                return (format_date if field.type == "date" else format_datetime)(self.env, value)
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value).display_name
        return str(value)


def _plain(field, value):
    """``value`` as JSON carries it; an empty value of any type becomes ``False``. A text that is no date is refused
    when it is written.
    """
    if value and field.type in ("date", "datetime"):
        kind = type(field)
        with suppress(ValueError, TypeError):
            parsed = kind.to_date(value) if field.type == "date" else kind.to_datetime(value)
            return kind.to_string(parsed)
        return str(value)
    return str(value) if value and field.type == "html" else value or False
