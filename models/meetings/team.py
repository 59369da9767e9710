from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by, window_of

from .meeting import TEAM_KINDS


class Team(models.Model):
    """"""

    _inherit = "kooperacje.team"

    meeting_ids = fields.One2many("kooperacje.meeting", "team_id", "Meetings")
    meeting_count = fields.Integer("Number of meetings", compute="_compute_meeting_count")

    @api.depends("meeting_ids.state")
    def _compute_meeting_count(self):
        # sudo: the register says how often a team met, also to the network worker, who may read no meeting.
        count_by_team = count_by(
            self.env["kooperacje.meeting"].sudo(), "team_id", self.ids, [("state", "!=", "cancelled")],
        )
        for team in self:
            team.meeting_count = count_by_team.get(team._origin.id, 0)

    def action_open_meetings(self):
        return window_of(self, "action_meeting_team", "team_id")

    def _times_met(self):
        self.ensure_one()
        held = self.meeting_ids.filtered(lambda meeting: meeting.state == "held" and meeting.kind in TEAM_KINDS)
        return super()._times_met() + len(held)

    # ------------------------------------------------------------
    # A team that is on hold or has ended
    # ------------------------------------------------------------
    # A team that is on hold or has ended does not meet: what was planned is called off (K3D-189, 192).

    def _suspend(self):
        super()._suspend()
        self._call_off_meetings("suspended")

    def _close(self, premise=None):
        super()._close(premise)
        self._call_off_meetings("closed")

    def _call_off_meetings(self, state):
        # superuser: it follows from the state of the team, which the caller was allowed to change. Meetings of days
        # gone by stay: they may have been held and not yet recorded.
        teams = self.sudo().filtered(lambda team: team.state == state)
        planned = self.env["kooperacje.meeting"].sudo().search([
            ("team_id", "in", teams.ids), ("state", "=", "planned"),
        ])
        planned.filtered(lambda meeting: not meeting._has_begun()).action_cancel()
