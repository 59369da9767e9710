from odoo import models
from odoo.exceptions import AccessError


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        """For records of ours: for which roles they are, and which the reader holds."""
        error = super()._make_access_error(model, mode)
        if self.env["kooperacje.refusal"]._concerns(model):
            return AccessError(self.env["kooperacje.refusal"]._in_readers_language()._by_model(model, mode))
        return error
