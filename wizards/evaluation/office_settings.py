from odoo import fields, models


class OfficeSettings(models.TransientModel):
    _inherit = "kooperacje.office.settings"

    kooperacje_small_count = fields.Integer(
        "Families from which on figures are told", compute="_compute_settings", store=True, readonly=False,
        precompute=True, help="A figure that counts fewer families does not leave the office; at least five.",
    )

    def _setting_names(self):
        return (*super()._setting_names(), "kooperacje_small_count")
