from odoo import fields, models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    appointment_ids = fields.One2many("kooperacje.appointment", "partnership_id", "Orders and appointments")

    def action_view_appointments(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_appointment"),
            "domain": [("partnership_id", "=", self.id)], "context": {"default_partnership_id": self.id},
        }
