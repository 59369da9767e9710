from contextlib import contextmanager

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, frozendict


class CaseScoped(models.AbstractModel):
    """Case data of which another institution reads only what the family shares with it.

    Its member reads, beside the bare case (code, stage, team, dates, plan), the records and texts of the scopes that
    the consent names for the institution; the office itself reads all.

    How to use, in the model itself:

    - *all records bear one scope*: ``_scope_xmlid = "kooperacje.data_scope_identity"``;
    - *each record bears its own*: give the model a stored ``scope_id`` (``kooperacje.data.scope``). It may be
      computed, or related to the record it is a line of. A record without a scope is open with its case;
    - for both, let the rule for reading ask ``[('user_can_read', '=', True)]`` in place of ``case_id.user_can_read``;
    - *single texts of a record that stays open*: say the scope where the field is::

          course = scoped(fields.Text, "kooperacje.data_scope_support", "Course of the meeting")

      The text is empty for those who may not read it, and no search or group finds anything by it. The hidden column
      ``course_kept`` holds what is typed. With ``None`` for the scope the field is a paper that holds several scopes:
      only readers of the whole case read it; others print what they may read.

    What hangs on the records (messages, activities, files) bears their scope too.
    """

    _name = "kooperacje.case.scoped"
    _description = "Data of a case that is shared by scope"
    _inherit = ["kooperacje.case.data", "kooperacje.case.key"]

    def _valid_field_parameter(self, field, name):
        return name == "data_scope" or super()._valid_field_parameter(field, name)

    @api.model
    @tools.ormcache()
    def _scoped_fields(self):
        """Texts that close by themselves: name of the field → XML id of its scope, or ``None`` for a paper."""
        return frozendict({
            name: field.data_scope for name, field in self._fields.items()
            if hasattr(field, "data_scope") and not field.related
        })

    def _attached_scope_ids(self):
        return self._scope_ids()

    @api.model_create_multi
    def create(self, vals_list):
        with self._constraints_after_texts():
            return super().create(vals_list)

    def write(self, vals):
        if self._scoped_fields().keys() & vals.keys():
            with self._constraints_after_texts():
                result = super().write(vals)
        else:
            result = super().write(vals)
        if "scope_id" in vals:
            self._set_attached_scope()
        return result

    # ------------------------------------------------------------
    # One save is one save
    # ------------------------------------------------------------

    @contextmanager
    def _constraints_after_texts(self):
        """Constraints wait until the scoped texts of the same call stand in their columns.

        Core checks constraints before it calls the inverse of a field: a gate that asks for a reason would refuse the
        stage for want of the reason typed beside it. What is refused in the end undoes the whole call all the same.
        """
        # Of this transaction; what is written meanwhile to records of the same model waits with it.
        waiting = self.env.cr.cache.setdefault("kooperacje.case.scoped", {})
        if self._name in waiting:
            yield
            return
        held = waiting[self._name] = []
        try:
            yield
        finally:
            # Undoing to a savepoint empties the cache of the transaction: from then on constraints wait no longer.
            waiting.pop(self._name, None)
        names_by_records = {}
        for records, names in held:
            names_by_records.setdefault(records, set()).update(names)
        for records, names in names_by_records.items():
            # Lines taken away by the call have nothing left to check.
            records.exists()._validate_fields(names)

    def _validate_fields(self, field_names, excluded_names=()):
        held = self.env.cr.cache.get("kooperacje.case.scoped", {}).get(self._name)
        if held is None:
            super()._validate_fields(field_names, excluded_names)
        else:
            held.append((self, set(field_names)))

    # ------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------

    def _scope_case(self):
        """The case whose access relation decides on the texts."""
        return self if self._name == "kooperacje.case" else self.case_id

    def _open_texts(self):
        """For each record the names of its scoped texts that the user may read."""
        if self.env.su:
            return [list(self._scoped_fields())] * len(self)
        Scope = self.env["kooperacje.data.scope"]
        scope_ids = {name: xmlid and Scope._of(xmlid).id for name, xmlid in self._scoped_fields().items()}
        # sudo: the key of the case only.
        case_ids = [record.sudo()._origin._scope_case().id for record in self]
        open_scopes = self.env["kooperacje.access"]._open_scopes(set(case_ids) - {False})
        result = []
        for case_id in case_ids:
            scopes = open_scopes.get(case_id, set()) if case_id else None
            result.append([name for name, id_ in scope_ids.items() if scopes is None or id_ in scopes])
        return result

    @api.depends(lambda self: [f"{name}_kept" for name in self._scoped_fields()])
    @api.depends_context("uid")
    def _compute_scoped(self):
        for record, names in zip(self, self._open_texts(), strict=True):
            # sudo: only what has just been found open to the user is taken over.
            source = record.sudo()
            for name in self._scoped_fields():
                record[name] = source[f"{name}_kept"] if name in names else False

    def _inverse_scoped(self, name):
        """:raise UserError: for a text that the user does not see, and so would overwrite"""
        values = [record[name] for record in self]
        for record, names, value in zip(self, self._open_texts(), values, strict=True):
            if name not in names:
                raise UserError(self.env._("What is not shared with your institution is not yours to change."))
            # sudo: writing the record has been checked, and that the text is open to the user just now.
            record.sudo()[f"{name}_kept"] = value
        # Core takes no notice for records being written: what superuser and others have read before is out of date.
        self.invalidate_recordset([name], flush=False)

    @api.model
    def _search_scoped(self, name, operator, value):
        # sudo: the texts are searched, and taken only where they are open to the user.
        found = Domain("id", "in", self.sudo()._search(Domain(f"{name}_kept", operator, value)))
        if self.env.su:
            return found
        xmlid = self._scoped_fields()[name]
        cases = SQL("(%s)", self.env["kooperacje.access"]._open_cases_sql(
            whole=not xmlid, scope=self.env["kooperacje.data.scope"]._of(xmlid) if xmlid else None,
        ))
        if self._name == "kooperacje.case":
            return found & Domain("id", "in", cases)
        return found & (Domain("case_id", "=", False) | Domain("case_id", "any", cases))


class _Scoped:
    """Stands in the class body for a field and its hidden column, and makes both when it learns its name.

    A field of another room's ``_inherit`` adds to what is declared here, as to any field.
    """

    def __init__(self, field_class, scope, args, params):
        self.field_class, self.scope, self.args, self.params = field_class, scope, args, params

    def __set_name__(self, owner, name):
        for one, field in (
            (name, self.field_class(
                *self.args, **self.params, data_scope=self.scope, compute="_compute_scoped",
                inverse=lambda records: records._inverse_scoped(name),
                search=lambda model, operator, value: model._search_scoped(name, operator, value),
            )),
            (f"{name}_kept", kept(self.field_class)),
        ):
            setattr(owner, one, field)
            field.__set_name__(owner, one)


def scoped(field_class, scope, *args, **params):
    """A field as its readers see it: empty where it is not shared with them. See ``CaseScoped``.

    :param field_class: such as ``fields.Text``; further parameters are those of the field
    :param scope: XML id of the scope of data, ``None`` for a paper that holds what belongs to several
    """
    return _Scoped(field_class, scope, args, params)


def kept(field_class):
    """The column behind a field that is ``scoped``; nobody reads it but the program."""
    return field_class(groups=fields.NO_ACCESS, copy=False, export_string_translation=False)
