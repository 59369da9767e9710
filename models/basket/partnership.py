from odoo import fields, models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    card_ids = fields.One2many("kooperacje.service.card", "partnership_id", "Service cards")
    service_ids = fields.One2many("kooperacje.service", "partnership_id", "Local basket")
