from odoo import models


class Regulation(models.Model):
    _name = "kooperacje.regulation"
    _inherit = ["kooperacje.partnership.paper.mixin", "kooperacje.regulation"]
