from odoo import api, fields, models
from odoo.tools import SQL


class Case(models.Model):
    _inherit = "kooperacje.case"

    meeting_ids = fields.One2many("kooperacje.meeting", "case_id", "Meetings")
    next_meeting_date = fields.Datetime("Next meeting", compute="_compute_meetings")
    meeting_count = fields.Integer("Number of meetings", compute="_compute_meetings")

    @api.depends("meeting_ids.start", "meeting_ids.state")
    def _compute_meetings(self):
        """The next planned meeting and the number of meetings not cancelled: one query for a whole board.

        Past the record rules on purpose: who may read the case may read its meetings, by the same access relation.
        """
        Meeting = self.env["kooperacje.meeting"]
        Meeting.flush_model(["case_id", "start", "state"])
        rows = self.env.execute_query(SQL(
            """SELECT case_id, MIN(start) FILTER (WHERE state = 'planned' AND start >= %(now)s), COUNT(*)
                 FROM %(table)s
                WHERE case_id IN %(ids)s AND state != 'cancelled'
                GROUP BY case_id""",
            now=fields.Datetime.now(), table=SQL.identifier(Meeting._table), ids=tuple(self._origin.ids) or (0,),
        ))
        by_case = {case_id: (start, count) for case_id, start, count in rows}
        for case in self:
            case.next_meeting_date, case.meeting_count = by_case.get(case._origin.id, (False, 0))

    def action_open_meetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.meeting_action_team")
        team = self.team_ids.filtered(lambda team: team.state != "closed")[:1]
        return {**action, "domain": [("case_id", "=", self.id)], "context": {"default_team_id": team.id}}
