from odoo import api, fields, models


class Team(models.Model):
    _inherit = "kooperacje.team"

    meeting_ids = fields.One2many("kooperacje.meeting", "team_id", "Meetings")
    meeting_count = fields.Integer("Number of meetings", compute="_compute_meeting_count")

    @api.depends("meeting_ids.state")
    def _compute_meeting_count(self):
        # sudo: the register says how often a team met, also to the network worker, who may read no meeting.
        groups = self.env["kooperacje.meeting"].sudo()._read_group(
            [("team_id", "in", self.ids), ("state", "!=", "cancelled")], ["team_id"], ["__count"],
        )
        count_by_team = {team.id: count for team, count in groups}
        for team in self:
            team.meeting_count = count_by_team.get(team._origin.id, 0)

    def action_open_meetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_meeting_team")
        return {**action, "domain": [("team_id", "=", self.id)], "context": {"default_team_id": self.id}}
