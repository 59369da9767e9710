from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class RoleAssignment(models.Model):
    _inherit = "kooperacje.role.assignment"

    @api.constrains("user_id", "date_from", "date_to", "revoked_on")
    def _check_no_leader(self):
        today = office_today()
        serialise_on(self.user_id)
        # sudo: one look whether somebody is a leader-family; the record itself stays unseen.
        leaders = self.env["kooperacje.leader.person"].sudo().search([
            ("user_id", "in", self.user_id.ids), ("document_state", "!=", "void"),
            "|", ("date_to", "=", False), ("date_to", ">", today),
        ])
        for role in self:
            if role.user_id in leaders.user_id and role.valid_until >= today:
                raise ValidationError(self.env._(
                    "%(name)s speaks for families in a partnership and holds no role in the Model: a leader-family "
                    "never sees data of another family (RUR-80).", name=role.user_id.name,
                ))
