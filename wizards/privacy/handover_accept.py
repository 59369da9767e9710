from odoo import models


class HandoverAccept(models.TransientModel):
    _name = "kooperacje.handover.accept"
    _inherit = ["kooperacje.handover.accept", "kooperacje.case.pointer"]

    _holds_family_data = False
