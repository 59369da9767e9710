from odoo import models


class Meeting(models.Model):
    _inherit = "kooperacje.meeting"

    def _on_document_voided(self):
        """What the signature put into force, voiding takes out again; a protocol that was never signed put nothing."""
        result = super()._on_document_voided()
        for meeting in self.filtered(lambda meeting: meeting.signed_on and meeting.plan_id):
            meeting.plan_id._protocol_voided(meeting.void_reason)
        return result
