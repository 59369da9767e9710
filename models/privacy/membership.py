from odoo import models


class Membership(models.Model):
    """The doors of an institution's people close and open with its part in the partnership."""

    _inherit = "kooperacje.membership"

    def _on_away_changed(self):
        result = super()._on_away_changed()
        # sudo: access is derived for everyone concerned, whoever registers the change.
        self.env["kooperacje.access"].sudo()._refresh(self._roles()._access_cases())
        return result
