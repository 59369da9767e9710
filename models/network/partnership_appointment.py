from odoo import fields, models

from odoo.addons.kooperacje.models.access.windows import window


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    appointment_ids = fields.One2many("kooperacje.appointment", "partnership_id", "Orders and appointments")

    def action_view_appointments(self):
        self.ensure_one()
        return window(
            self.env, "action_appointment", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
