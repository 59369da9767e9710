from odoo import api, models


class ServedMixin(models.AbstractModel):
    """What only a partnership that works with families has: baskets, cards, cases, registers of teams.

    For models with a ``partnership_id``; the voivodeship team is refused there, whatever the way in.
    """

    _name = "kooperacje.served.mixin"
    _description = "Belongs to a partnership that works with families"

    @api.constrains("partnership_id")
    def _check_serves_families(self):
        # sudo: which kind of partnership it is, of one that the caller has just been allowed to name.
        self.sudo().partnership_id._check_serves_families()
