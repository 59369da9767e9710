from odoo import api, models

from odoo.addons.kooperacje.models.access.windows import window


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _screens(self):
        return super()._screens() + [
            {"name": window(self.env, name)["display_name"], "action": f"kooperacje.{name}"}
            for name in self.env.user._kooperacje_screens()
        ]
