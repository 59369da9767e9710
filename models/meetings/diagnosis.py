from odoo import fields, models
from odoo.exceptions import UserError


class Diagnosis(models.Model):
    _inherit = "kooperacje.diagnosis"

    meeting_ids = fields.One2many("kooperacje.meeting", "diagnosis_id", "Meetings")

    def _check_draft(self):
        """A diagnosis printed in a protocol that waits for its signature must stay what the paper says."""
        result = super()._check_draft()
        # sudo: the protocol stands against the change whoever asks.
        waiting = self.sudo().meeting_ids.filtered(lambda meeting: meeting.document_state == "issued")
        if waiting:
            raise UserError(self.env._(
                "The protocol of meeting %s with this diagnosis waits for its signature. Press “Correct” there before "
                "you change the diagnosis.", waiting[0].name,
            ))
        return result

    def _protocol_voided(self):
        """A version stays settled as long as one signed paper holds it: a protocol, or its own card."""
        # sudo: all protocols count, not those the caller may open.
        signed = self.sudo().meeting_ids.filtered(lambda meeting: meeting.document_state == "signed").diagnosis_id
        (self - signed).filtered(lambda diagnosis: diagnosis.document_state != "signed")._annul()
