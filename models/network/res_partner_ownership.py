from odoo import api, fields, models

from .institution_type_ownership import OWNERSHIP


class ResPartner(models.Model):
    _inherit = "res.partner"

    ownership = fields.Selection(
        OWNERSHIP, "Sector of the economy", compute="_compute_ownership", store=True, readonly=False,
        precompute=True,
    )

    @api.depends("institution_type_id")
    def _compute_ownership(self):
        for partner in self:
            partner.ownership = partner.institution_type_id.ownership or partner.ownership
