from odoo import models


class HandoverAccept(models.TransientModel):
    _name = "kooperacje.handover.accept"
    _inherit = ["kooperacje.handover.accept", "kooperacje.case.pointer"]

    _holds_family_data = False


class HandoverDecline(models.TransientModel):
    _name = "kooperacje.handover.decline"
    _inherit = ["kooperacje.handover.decline", "kooperacje.case.pointer"]

    _holds_family_data = False
