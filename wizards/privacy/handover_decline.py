from odoo import models


class HandoverDecline(models.TransientModel):
    _name = "kooperacje.handover.decline"
    _inherit = ["kooperacje.handover.decline", "kooperacje.case.pointer"]

    _holds_family_data = False
