from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import delivery_address


class ResPartner(models.Model):
    """Address for electronic delivery of institutions and offices (act of 18.11.2020 on electronic delivery)."""

    _inherit = "res.partner"

    edelivery_address = fields.Char(
        "Address for electronic delivery", prefetch="kooperacje", copy=False,
        help="AE:PL and 5 digits, 5 digits, 5 letters and 2 digits, with hyphens between them.",
    )
    is_edelivery_doubtful = fields.Boolean(compute="_compute_is_edelivery_doubtful", export_string_translation=False)

    @api.depends("edelivery_address")
    def _compute_is_edelivery_doubtful(self):
        for partner in self:
            partner.is_edelivery_doubtful = bool(
                partner.edelivery_address and delivery_address.problem(partner.edelivery_address) == "sum")

    @api.constrains("edelivery_address")
    def _check_edelivery_address(self):
        for partner in self:
            if partner.edelivery_address and delivery_address.problem(partner.edelivery_address) == "pattern":
                raise ValidationError(self.env._(
                    "“%(address)s” (%(name)s) is no address for electronic delivery. Copy the whole address: AE:PL, "
                    "then 5 digits, 5 digits, 5 letters and 2 digits with hyphens between them, e.g. "
                    "AE:PL-12345-67890-ABCDE-25.",
                    address=partner.edelivery_address, name=partner.name or "",
                ))

    @api.onchange("edelivery_address")
    def _onchange_edelivery_address(self):
        """What is pasted with spaces or other hyphens is written as it should be."""
        if self.edelivery_address:
            self.edelivery_address = delivery_address.tidy(self.edelivery_address)
