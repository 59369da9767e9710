from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Whoever opens a family's matter that is closed to them reads why that may be, and whom to ask.

        In the same words whatever the reason, and whether or not there is such a record.
        """
        error = super()._make_access_error(operation, records)
        if operation == "read" and self.env["kooperacje.case.data"]._is_family_data_model(records._name):
            return AccessError(self.env._(
                "This belongs to a family's case that is not open to you (any more). A case is open to those who work "
                "on it, and to members of its team as long as the family agrees; it may have changed its mind, as is "
                "its right. If you work in the team, see “My invitations” or ask the case manager.",
            ))
        return error
