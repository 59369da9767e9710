from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CentreMixin(models.AbstractModel):
    """What a regional centre (ROPS) keeps for everyone who works in a partnership that it serves.

    It names institutions and no family. Who holds the role of the centre writes it, the centre's own alone.
    """

    _name = "kooperacje.centre.mixin"
    _description = "Kept by the regional centre"
    _inherit = ["kooperacje.guarded.mixin"]
    _fixed_fields = frozenset({"regional_centre_id"})

    regional_centre_id = fields.Many2one(
        "res.partner", "Regional centre (ROPS)", required=True, index=True, ondelete="restrict",
        default=lambda self: self._own_centre(), domain=[("institution_type_id.is_regional", "=", True)],
    )
    url = fields.Char("Page")

    @api.model
    def _own_centre(self, role="regional"):
        """Institution at which the user holds ``role`` today."""
        # sudo: one's own roles.
        return self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", role), ("is_current", "=", True),
        ], limit=1).institution_id.with_env(self.env)

    @api.constrains("regional_centre_id")
    def _check_regional_centre(self):
        for record in self:
            if not record.regional_centre_id.institution_type_id.is_regional:
                raise ValidationError(self.env._("This is kept by the regional centre (ROPS). Choose the centre."))

    @api.constrains("url")
    def _check_url(self):
        for record in self.filtered("url"):
            address = urlsplit(record.url.strip())
            if address.scheme not in ("http", "https") or not address.netloc:
                raise ValidationError(self.env._("The address of a page begins with https://. Copy it whole."))
