from odoo import models


class MeetingParticipant(models.Model):
    _inherit = "kooperacje.meeting.participant"

    def _needs_secrecy(self):
        """The family keeps its own matters as it likes, and so does who speaks for it."""
        self.ensure_one()
        if self.kind in ("member", "guest"):
            return True
        if self.kind != "relative":
            return False
        line = self.meeting_id.case_id.case_person_ids.filtered(lambda line: line.person_id == self.person_id)
        return not line.in_household

    def _secrecy_values(self):
        self.ensure_one()
        return {
            "team_id": self.team_id.id, "member_id": self.member_id.id, "person_id": self.person_id.id,
            "guest_name": False if self.member_id or self.person_id else self.partner_id.name or self.guest_name,
        }
