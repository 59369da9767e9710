from odoo import api, fields, models
from odoo.tools import SQL


class Case(models.Model):
    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"next_meeting_date", "meeting_count", "meeting_ids"})

    meeting_ids = fields.One2many("kooperacje.meeting", "case_id", "Meetings")
    next_meeting_date = fields.Datetime("Next meeting", compute="_compute_meetings")
    meeting_count = fields.Integer("Number of meetings", compute="_compute_meetings")

    next_step = fields.Selection(selection_add=[
        ("protocol", "A meeting was held: write its protocol and have it signed."),
        ("realise", "The plan is in force: follow its services and tasks, and plan the next meeting."),
    ])
    current_plan_id = fields.Many2one("kooperacje.plan", "Plan", compute="_compute_current_plan")
    current_plan_state = fields.Selection(
        selection=lambda self: self.env["kooperacje.plan"]._fields["state"]._description_selection(self.env),
        string="Plan status", compute="_compute_current_plan",
    )

    @api.depends("plan_ids.state")
    def _compute_current_plan(self):
        """The plan in force, or the first one still in preparation."""
        for case in self:
            plans = case.plan_ids
            in_force = plans.filtered(lambda plan: plan.state == "signed")
            case.current_plan_id = (in_force or plans.filtered(lambda plan: plan.state == "draft"))[:1]
            case.current_plan_state = case.current_plan_id.state

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
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_meeting_team")
        team = self.team_ids.filtered(lambda team: team.state != "closed")[:1]
        return {**action, "domain": [("case_id", "=", self.id)], "context": {"default_team_id": team.id}}

    def action_open_plan(self):
        self.ensure_one()
        return self.current_plan_id._open_form()

    def _get_next_step(self):
        step = super()._get_next_step()
        if step != "plan":
            return step
        # sudo: as above, the hint tells of what there is, not of what its reader may open.
        case = self.sudo()
        if case.meeting_ids.filtered(lambda m: m.state == "held" and m.document_state in ("draft", "issued")):
            return "protocol"
        return "realise" if case.current_plan_state == "signed" else step
