from odoo import api, models
from odoo.exceptions import UserError

# Known to this process only: a context that comes over RPC cannot hold this very object.
_OPEN = object()


class BasketGuard(models.AbstractModel):
    """Fields that change only through the model's own methods, over RPC too.

    ``readonly=True`` binds the web client alone: over RPC a state could be jumped or a verification dated. Name such
    fields in ``_guarded_fields``; methods write them with ``self._unguarded().write(...)``, under the rules of the
    user. Defaults handed over in the context (``default_state``) are dropped. The superuser (module data, stored
    computed fields) is not bound.
    """

    _name = "kooperacje.basket.guard"
    _description = "Basket fields written by methods only"

    _guarded_fields = frozenset()

    def _unguarded(self):
        """The same records, whose guarded fields may be written. For the model's own methods, never returned."""
        return self.with_context(kooperacje_basket_guard=_OPEN)

    def _is_guarded(self):
        return not self.env.su and self.env.context.get("kooperacje_basket_guard") is not _OPEN

    def _check_guarded(self, vals):
        for name in self._guarded_fields & vals.keys():
            raise UserError(self.env._(
                "“%(field)s” follows from the steps of the record and is not written directly. Use the buttons of the "
                "form.", field=self._fields[name]._description_string(self.env),
            ))

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_guarded():
            return super().create(vals_list)
        for vals in vals_list:
            self._check_guarded(vals)
        dropped = {f"default_{name}" for name in self._guarded_fields} & self.env.context.keys()
        if dropped:
            kept = {key: val for key, val in self.env.context.items() if key not in dropped}
            self = self.with_context(kept)  # pylint: disable=context-overridden
        return super().create(vals_list)

    def write(self, vals):
        if self._is_guarded():
            self._check_guarded(vals)
        return super().write(vals)
