from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Whoever is refused a record of ours reads what is missing and who gives it, in core's place.

        Of a family's matter in the same words whatever the reason, and whether or not there is such a record.
        """
        error = super()._make_access_error(operation, records)
        if not self.env["kooperacje.refusal"]._concerns(records._name):
            return error
        family = self.env["kooperacje.case.data"]._is_family_data_model(records._name)
        context = None if family else getattr(error, "context", None)
        refusal = AccessError(self.env["kooperacje.refusal"]._in_readers_language()._by_rule(
            records, operation, (context or {}).get("suggested_company")))
        if context:
            refusal.context = context
        return refusal
