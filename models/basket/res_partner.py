from odoo import models


class ResPartner(models.Model):
    """Institutions and their staff are known outside the database by a key of their own."""

    _name = "res.partner"
    _inherit = ["res.partner", "kooperacje.exchange.key.mixin"]
