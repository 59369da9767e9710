from odoo import api, models
from odoo.exceptions import UserError


class Meeting(models.Model):
    """Tool 19: protocol of a task team's meeting with the plan and the individual basket (K3D-186)."""

    _inherit = "kooperacje.meeting"

    _document_code = "protocol"
    _document_prefix = "N19"

    def _document_report(self):
        return "kooperacje.report_meeting"

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for meeting in self:
            if not meeting.participant_ids.filtered(lambda participant: participant.presence == "present"):
                raise UserError(self.env._("Mark who was present before you issue the protocol."))
        return result

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.name": self.env._("number of the meeting"),
            "object.start": self.env._("date of the meeting"),
            "object.location": self.env._("place of the meeting"),
            "object.team_id.name": self.env._("number of the team"),
            "object.partnership_id.name": self.env._("name of the partnership"),
        }

    def _document_participants(self, members, present=True):
        """Rows (name, institution and function, whether it signed) of members or of all others."""
        self.ensure_one()
        chosen = self.participant_ids.filtered(
            lambda participant: (participant.kind == "member") is members
            and (participant.presence == "present") is present
        )
        return [participant._document_row() for participant in chosen]

    def _document_tasks(self, owner_kind):
        return self.decision_ids.filtered(lambda decision: decision.owner_kind == owner_kind)

    def _document_task_rows(self, owner_kind):
        """Sections G and H: actions of the plan and decisions of the meeting, as texts."""
        self.ensure_one()
        rows = []
        for task in [*self.plan_id.action_ids.filtered(lambda action: action.owner_kind == owner_kind),
                     *self._document_tasks(owner_kind)]:
            rows.append({
                "name": task.name,
                "who": task.owner_name if owner_kind == "member" else task.person_id.display_name or "rodzina",
                "institution": task.member_id.institution_id.name or "",
                "support": task.support_needed or "",
                "deadline": task.deadline.strftime("%d.%m.%Y") if task.deadline else "",
                "state": self._print_value(task.state, task._fields["state"]),
            })
        return rows

    def _document_effects(self):
        """Section J: the assessment made at the meeting, or else what is known of goals and services that day.

        :return: empty when nothing has been assessed, started or rated yet
        """
        self.ensure_one()
        assessment, plan = self.assessment_id, self.plan_id
        if assessment:
            goals = [{"name": line.name, "level": self._print_value(line.attainment, line._fields["attainment"])}
                     for line in assessment.goal_line_ids]
            services = [{"name": line.name, "status": line.status or "",
                         "effect": self._print_value(line.effect, line._fields["effect"])}
                        for line in assessment.service_line_ids]
        else:
            goals = [{"name": goal.name, "level": self._print_value(goal.current_level, goal._fields["current_level"])}
                     for goal in plan.goal_ids if goal.current_level]
            services = [{"name": line.service_id.name, "effect": "",
                         "status": self._print_value(line.status, line._fields["status"])}
                        for line in plan.service_line_ids if line.status != "planned"]
        if not (assessment or goals or services):
            return {}
        return {
            "assessment": assessment, "goals": goals, "services": services,
            "score": plan.rated_goal_count and f"{plan.attainment_score:.1f}".replace(".", ","),
            "next_due": assessment.next_due_on or (assessment and self.case_id.assessment_due_on),
        }
