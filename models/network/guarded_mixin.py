from odoo import api, models
from odoo.exceptions import AccessError

# Known to this process only: a context that comes over RPC cannot hold this very object.
_OPEN = object()


class GuardedMixin(models.AbstractModel):
    """Keeps over RPC what a form keeps by ``readonly``, which binds the web client alone.

    ``_system_fields`` are written by the model's own transitions only: with ``_unguarded()``, under the rules of the
    user, or as superuser once the caller has been checked. ``_fixed_fields`` are chosen when the record is created and
    stay: moving a line to another case would hand its data to other readers. Keys copied from a parent (stored
    related fields such as ``case_id`` and ``company_id``) are guarded in every model, for record rules read them.
    """

    _name = "kooperacje.guarded.mixin"
    _description = "Fields written by transitions only"
    _system_fields = frozenset()
    _fixed_fields = frozenset()

    def _unguarded(self):
        """The same records, whose guarded fields may be written. For the model's own methods, never returned."""
        return self.with_context(kooperacje_guard=_OPEN)

    def _is_guarded(self):
        return not self.env.su and not self._is_by_method()

    def _is_by_method(self):
        """Whether a transition of the model writes, superuser or not: it accounts for what it does itself."""
        return self.env.context.get("kooperacje_guard") is _OPEN

    @api.model
    def _guarded_names(self):
        copied = {name for name, field in self._fields.items() if field.related and field.store}
        return self._system_fields | copied

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_guarded():
            for name in self._guarded_names():
                field = self._fields[name]
                initial = field.default(self) if field.default else False
                given = [vals.get(name) for vals in vals_list] + [self.env.context.get(f"default_{name}")]
                if any(value and value != initial for value in given):
                    raise self._guard_error(name)
        return super().create(vals_list)

    def write(self, vals):
        if self._is_guarded():
            for name in (self._guarded_names() | self._fixed_fields) & vals.keys():
                field = self._fields[name]
                if any(field.convert_to_write(record[name], record) != vals[name] for record in self):
                    raise self._guard_error(name)
        return super().write(vals)

    def _guard_error(self, name):
        return AccessError(self.env._(
            "“%(field)s” is not changed by hand. Use the buttons of the record (%(model)s).",
            field=self._fields[name]._description_string(self.env), model=self._description,
        ))
