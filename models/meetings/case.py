from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today
from odoo.addons.kooperacje.models.access.windows import form, window

MEETING_DAYS = 7


class Case(models.Model):
    """"""

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

    overview_decision_ids = fields.Many2many(
        "kooperacje.decision", string="Decisions to be done", compute="_compute_overview_decision_ids",
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
        team = self.team_ids.filtered(lambda team: team.state != "closed")[:1]
        return window(
            self.env, "action_meeting_team", domain=[("case_id", "=", self.id)], context={"default_team_id": team.id},
        )

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

    # ------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------
    # What the meetings add to the list of what is due.

    @api.depends("meeting_ids.decision_ids.state")
    def _compute_overview_decision_ids(self):
        decisions = self.env["kooperacje.decision"].search_fetch([
            ("case_id", "in", self.ids), ("state", "=", "open"), ("meeting_id.state", "=", "held"),
        ], order="deadline, id")
        by_case = decisions.grouped("case_id")
        for case in self:
            case.overview_decision_ids = by_case.get(case._origin, decisions.browse())

    @api.model
    def _due_actions(self):
        return {
            **super()._due_actions(), "step_plan": "action_open_or_plan_meeting",
            "step_protocol": "action_open_protocol_due", "step_realise": "action_open_plan_in_force",
            "meeting": "action_open_next_meeting", "plan_meeting": "action_open_or_plan_meeting",
            "decisions": "action_open_decisions",
        }

    def _due_step(self):
        item = super()._due_step()
        buttons = {
            "step_plan": self.env._("Meeting"), "step_protocol": self.env._("Write the protocol"),
            "step_realise": self.env._("Open the plan"),
        }
        return {**item, "button": item["button"] or buttons.get(item["key"], False)}

    def _due_items(self):
        items, env, today = super()._due_items(), self.env, office_today()
        overdue = self.overview_decision_ids.filtered("is_overdue")
        if overdue:
            items.append(self._due("decisions", env._("Tasks past their date: %s", len(overdue)),
                                   date=min(overdue.mapped("deadline")), button=env._("Open"), order=4))
        if self.next_meeting_date:
            day = office_day(self.next_meeting_date)
            if day <= today + timedelta(days=MEETING_DAYS):
                items.append(self._due("meeting", env._("Meeting of the team"), date=day, button=env._("Open"),
                                       order=3))
        elif self.next_step == "realise":
            items.append(self._due("plan_meeting", env._("No meeting of the team is planned"),
                                   button=env._("Plan a meeting"), order=6))
        return items

    def _my_due_items(self):
        mine = self.overview_decision_ids.filtered(lambda decision: decision.user_id == self.env.user)
        return super()._my_due_items() + [
            self._due("decisions", decision.name, date=decision.deadline, button=self.env._("Open"))
            for decision in mine
        ]

    def _follow_case_manager(self, before):
        """Planned meetings too: who chairs, who takes minutes, whose calendar keeps them."""
        result = super()._follow_case_manager(before)
        planned = self.env["kooperacje.meeting"].search([("case_id", "in", self.ids), ("state", "=", "planned")])
        for meeting in planned:
            former, now = before[meeting.case_id.id], meeting.case_id.user_id
            meeting.write({
                name: now.partner_id.id for name in ("chair_id", "minute_taker_id")
                if meeting[name] == former.partner_id
            })
            # Already told: the invitation of the team stands, only who keeps it changes.
            event = meeting.event_id.with_context(no_mail_to_attendees=True)
            if event.user_id == former:
                event.user_id = now
        planned._sync_calendar()
        return result

    def _open_meeting(self, meeting, **context):
        return form(meeting, views=[(False, "form")], context=context)

    def action_open_or_plan_meeting(self):
        """The planned meeting that comes next or has just been, or a new one of the open team."""
        self.ensure_one()
        planned = self.meeting_ids.filtered(lambda meeting: meeting.state == "planned").sorted("start")[:1]
        return self._open_meeting(planned, default_team_id=self._get_open_team().id)

    def action_open_next_meeting(self):
        return self.action_open_or_plan_meeting()

    def action_open_protocol_due(self):
        self.ensure_one()
        return self._open_meeting(self.meeting_ids.filtered(
            lambda meeting: meeting.state == "held" and meeting.document_state in ("draft", "issued"),
        )[:1])

    def action_open_decisions(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Decisions to be done"), "view_mode": "list,form",
            "res_model": "kooperacje.decision",
            "domain": [("id", "in", self.overview_decision_ids.ids)], "context": {"create": False},
        }
