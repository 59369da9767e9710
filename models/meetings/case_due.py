from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today

MEETING_DAYS = 7


class Case(models.Model):
    """What the meetings add to the list of what is due."""

    _inherit = "kooperacje.case"

    overview_decision_ids = fields.Many2many(
        "kooperacje.decision", string="Decisions to be done", compute="_compute_overview_decision_ids",
    )

    @api.depends("meeting_ids.decision_ids.state")
    def _compute_overview_decision_ids(self):
        decisions = self.env["kooperacje.decision"].search([
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

    def _open_meeting(self, meeting, **context):
        return {
            "type": "ir.actions.act_window", "res_model": "kooperacje.meeting", "view_mode": "form",
            "views": [(False, "form")], "res_id": meeting.id, "context": context,
        }

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
