from odoo import api, models


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _screens(self):
        screens = [f"kooperacje.{name}" for name in self.env.user._kooperacje_screens()]
        return super()._screens() + [
            {"name": self.env["ir.actions.act_window"]._for_xml_id(name)["display_name"], "action": name}
            for name in screens
        ]
