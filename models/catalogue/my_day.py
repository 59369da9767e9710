from odoo import api, models

from odoo.addons.kooperacje.models.access.windows import window


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _screens(self):
        names = self.env.user._kooperacje_screens()
        if "action_case_office" in names and self.env["kooperacje.partnership"]._leads_voivodeship_only():
            names.remove("action_case_office")
        return super()._screens() + [
            {"name": window(self.env, name)["display_name"], "action": f"kooperacje.{name}"} for name in names
        ]
