from odoo import api, models


class MeetingParticipant(models.Model):
    _inherit = "kooperacje.meeting.participant"

    @api.constrains("presence", "partner_id", "kind")
    def _check_votes(self):
        """Presence that a vote was counted by does not change under it."""
        self.meeting_id._check_votes()

    def unlink(self):
        meetings = self.meeting_id
        result = super().unlink()
        # sudo: the rule holds whoever deletes; a constraint runs as superuser too.
        meetings.sudo()._check_votes()
        return result
