from odoo import api, models, tools
from odoo.exceptions import AccessError

# Known to this process only: a context that comes over RPC cannot hold this very object.
_OPEN = object()


def named(Model, attribute):
    """Union of what every class of ``Model`` names in the class attribute ``attribute``.

    So a room that adds a field to a model names it beside the field, and nobody calls ``super()`` for that.
    """
    return frozenset().union(*(vars(cls).get(attribute, ()) for cls in type(Model).mro()))


class GuardedMixin(models.AbstractModel):
    """Keeps over RPC what a form keeps by ``readonly``, which binds the web client alone.

    ``_system_fields`` are written by the model's own transitions only: with ``_unguarded()``, under the rules of the
    user, or as superuser once the caller has been checked. ``_fixed_fields`` are chosen when the record is created and
    stay: moving a line to another case would hand its data to other readers. Each class names those of the fields it
    declares itself. Keys copied from a parent (stored related fields such as ``case_id`` and ``company_id``) are
    guarded in every model, for record rules read them.

    A transition opens its own model and no other, even where it writes records of several.
    """

    _name = "kooperacje.guarded.mixin"
    _description = "Fields written by transitions only"
    _inherit = ["kooperacje.edit.mixin"]
    _system_fields = frozenset()
    _fixed_fields = frozenset()

    def _guard_key(self, name=None):
        """Key of the context that opens the guard of this model, or of the mixin ``name``."""
        return f"unguarded:{name or self._name}"

    def _unguarded(self, *names):
        """The same records, whose guarded fields may be written. For the model's own methods, never returned.

        :param names: what is opened instead of the model alone: models whose lines come with the record, or a mixin
            that guards fields of its own
        """
        return self.with_context(**{self._guard_key(name): _OPEN for name in names or (self._name,)})

    def _is_guarded(self, name=None):
        return not self.env.su and not self._is_by_method(name)

    def _is_by_method(self, name=None):
        """Whether a transition of the model writes, superuser or not: it accounts for what it does itself."""
        return self.env.context.get(self._guard_key(name)) is _OPEN

    @api.model
    @tools.ormcache()
    def _system_names(self):
        return named(self, "_system_fields")

    @api.model
    @tools.ormcache()
    def _fixed_names(self):
        return named(self, "_fixed_fields")

    @api.model
    @tools.ormcache()
    def _guarded_names(self):
        """Names of the fields that only transitions write."""
        copied = {name for name, field in self._fields.items() if field.related and field.store}
        return self._system_names() | copied

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
        self._check_by_hand(vals)
        return super().write(vals)

    def _check_by_hand(self, vals):
        """:raises AccessError: ``vals`` change what is not changed by hand"""
        if self._is_guarded():
            for name in (self._guarded_names() | self._fixed_names()) & vals.keys():
                field = self._fields[name]
                if any(field.convert_to_write(record[name], record) != vals[name] for record in self):
                    raise self._guard_error(name)

    def _guard_error(self, name):
        return AccessError(self.env._(
            "“%(field)s” is not changed by hand. Use the buttons of the record (%(model)s).",
            field=self._fields[name]._description_string(self.env), model=self.env["ir.model"]._get(self._name).name,
        ))
