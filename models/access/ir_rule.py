import logging

from odoo import models
from odoo.exceptions import AccessError

from .ir_http import untraced

_logger = logging.getLogger(__name__)


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Replace core's message: the person refused reads what is missing and who gives it.

        For data of a family the words are the same whatever the reason, and whether or not the record exists.
        """
        refusal = self.env["kooperacje.refusal"]
        if self.env["kooperacje.case.data"]._is_family_data_model(records._name):
            # Core's own words look into the records, which may not be there.
            _logger.info("Access denied: %s of %s %s, user %s", operation, records._name, records.ids[:6], self.env.uid)
            words = refusal._in_readers_language()._by_rule(records, operation)
            records.invalidate_recordset()
            return untraced(AccessError(words))
        error = super()._make_access_error(operation, records)
        if not refusal._concerns(records._name):
            return error
        context = getattr(error, "context", None)
        refusal = AccessError(refusal._in_readers_language()._by_rule(
            records, operation, (context or {}).get("suggested_company")))
        if context:
            refusal.context = context
        return refusal
