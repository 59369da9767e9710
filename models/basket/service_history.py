from contextlib import contextmanager

from odoo import fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window


class Service(models.Model):
    """What happens to a service of the basket goes into its history: who, when, what, why (``basket.change``)."""

    _inherit = "kooperacje.service"

    change_ids = fields.One2many("kooperacje.basket.change", "service_id", "History")
    change_reason = fields.Char(
        "Why changed", store=False, help="Kept in the history of the basket with what you change now.",
    )

    def _shown_values(self, names):
        """Values of the fields ``names`` as the office writes them: ``{service: {name: text}}``."""
        printed = self.env["kooperacje.document.printed"]
        services = self.with_context(lang=printed._print_lang())
        result = {}
        for service, shown in zip(self, services, strict=True):
            result[service] = {name: shown._shown_value(printed, name) for name in names}
        return result

    def _shown_value(self, printed, name):
        field, value = self._fields[name], self[name]
        if field.type in ("date", "datetime"):
            return fields.Date.to_string(value) if value else ""
        if field.type in ("integer", "float") and not value:
            return ""
        return printed._print_value(value, field)

    def _changes_since(self, before):
        """What differs from ``before`` (of ``_shown_values``): ``{service: {field: [before, after]}}``."""
        names = list(next(iter(before.values()), ()))
        after = self._shown_values(names)
        return {
            service: {
                name: [before[service][name], after[service][name]] for name in names
                if before[service][name] != after[service][name]
            } for service in self if service in before
        }

    @contextmanager
    def _history_of(self, vals):
        """Log what a write changes on services that are or were in the basket; transitions log for themselves."""
        reason = vals.pop("change_reason", False)
        names = [name for name in self._content_fields() if name in vals]
        in_basket = self.browse() if self._is_by_method() or not names else (
            self.filtered(lambda service: service.state != "proposed")
        )
        before = in_basket._shown_values(names)
        yield
        changes = in_basket._changes_since(before)
        in_basket._log_history([(service, "changed") for service in in_basket if changes[service]], reason, changes)

    def _log_created(self):
        """Services that come into the world in the basket (installation, data): confirmed, and in the history."""
        entered = self.filtered(lambda service: service.state == "verified")
        unconfirmed = entered.filtered(lambda service: not service.confirmed_on)
        # sudo: only the superuser creates a service in the basket.
        unconfirmed.sudo().write({"confirmed_on": office_today(), "confirmed_by_id": self.env.uid})
        entered._log_history([(service, "added") for service in entered])

    def _log_history(self, history, reason=None, changes=None):
        """Write the history of ``[(service, kind)]``, in one go.

        :param changes: ``{service: {field: [before, after]}}``
        """
        changes = changes or {}
        # sudo: the history is written by the basket for whoever changed it, and by nobody by hand.
        self.env["kooperacje.basket.change"].sudo().create([{
            "service_id": service.id, "kind": kind, "reason": reason or False, "user_id": self.env.uid,
            "values": changes.get(service) or False,
        } for service, kind in history])

    def action_open_history(self):
        self.ensure_one()
        return window(self.env, "action_basket_change", domain=[("service_id", "=", self.id)], context={})
