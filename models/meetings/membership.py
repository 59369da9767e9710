from odoo import models


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    def _on_away_changed(self):
        """:raises ValidationError: for days by which a vote that was taken would have had no quorum"""
        result = super()._on_away_changed()
        # sudo: the rule holds whoever registers the change; a constraint runs as superuser too.
        votes = self.env["kooperacje.decision"].sudo().search([
            ("settled_by", "=", "vote"), ("meeting_id.state", "=", "held"),
            ("meeting_id.partnership_id", "in", self.partnership_id.ids),
        ])
        votes.meeting_id.invalidate_recordset(["member_institution_count", "present_institution_count", "has_quorum"])
        votes._check_votes()
        return result
