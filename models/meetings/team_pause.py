from odoo import models


class Team(models.Model):
    """A team that is on hold or has ended does not meet: what was planned is called off (K3D-189, 192)."""

    _inherit = "kooperacje.team"

    def _suspend(self):
        super()._suspend()
        self._call_off_meetings("suspended")

    def _close(self):
        super()._close()
        self._call_off_meetings("closed")

    def _call_off_meetings(self, state):
        # superuser: it follows from the state of the team, which the caller was allowed to change. Meetings of days
        # gone by stay: they may have been held and not yet recorded.
        teams = self.sudo().filtered(lambda team: team.state == state)
        planned = self.env["kooperacje.meeting"].sudo().search([
            ("team_id", "in", teams.ids), ("state", "=", "planned"),
        ])
        planned.filtered(lambda meeting: not meeting._has_begun()).action_cancel()
