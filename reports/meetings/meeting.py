from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_number import polish_number
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.casework.plan_service import OPEN_STATUSES

STATES = {"open": "w toku", "done": "wykonano", "dropped": "zaniechano"}


class Meeting(models.Model):
    """Tool 19: protocol of a task team's meeting with the plan and the individual basket (K3D-186)."""

    _inherit = "kooperacje.meeting"

    _document_code = "protocol"
    _document_prefix = "N19"

    letter_count = fields.Integer("Without e-mail", compute="_compute_letter_count")

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
            "score": plan.rated_goal_count and polish_number(plan.attainment_score),
            "next_due": assessment.next_due_on or (assessment and self.case_id.assessment_due_on),
        }

    # ------------------------------------------------------------
    # Copies
    # ------------------------------------------------------------
    # What the family and each member take home from a meeting (tool 19: a copy for the family, the own part for
    # each member).

    def _document_family(self):
        """Content of the plain-language copy: goals, services, tasks and whom to call, as records and short texts.

        :raises UserError: for a meeting that the family has no part in
        """
        self.ensure_one()
        if self.kind in ("partnership", "consultation"):
            raise UserError(self.env._("The copy for the family is printed of a meeting of the team with the family."))
        # sudo: the business card of the case manager, which stands on every letter of the office.
        manager = self.sudo().case_id.user_id.partner_id
        return {
            "plan": self.plan_id,
            "services": self.plan_id.service_line_ids.filtered(lambda line: line.status in OPEN_STATUSES),
            "family_tasks": self._document_own_tasks("family"),
            "member_tasks": self._document_own_tasks("member"),
            "contact": {"name": manager.name, "phone": manager.phone or "", "email": manager.email or ""},
            "present": [
                line.display_name for line in self.participant_ids if line.presence == "present"
            ],
        }

    def _document_benefits_and_fears(self):
        """Memberships that said something at the initiating meeting (tool 5); none of another one."""
        self.ensure_one()
        memberships = self.partnership_id.membership_ids if self.purpose == "initiating" else None
        return memberships and memberships.filtered(
            lambda one: one.benefits_seen or one.fears or one.initiating_will
        ).sorted(lambda one: alphabetical(one.institution_id.name))

    def _document_invited_members(self):
        """Members on the list of the meeting, as the family is told of them: name and institution."""
        self.ensure_one()
        return [
            {"name": line.member_id.person_name or line.member_id.institution_id.name or "",
             "institution": (line.member_id.person_name and line.member_id.institution_id.name) or ""}
            for line in self.participant_ids if line.kind == "member"
        ]

    @api.model
    def _document_today(self):
        return office_today()

    def _document_own_tasks(self, owner_kind, member=None):
        """Open actions of the plan and decisions of the meeting, as texts for people; of one ``member`` only."""
        actions = self.plan_id.action_ids.filtered(lambda action: action.state in ("planned", "started"))
        tasks = [
            task for task in (*actions, *self.decision_ids)
            if task.owner_kind == owner_kind and (not member or task.member_id == member)
        ]
        return [{
            "name": task.name, "who": task.owner_name, "institution": task.member_id.institution_id.name or "",
            "first_name": task.person_id.first_name or "", "support": task.support_needed or "",
            "deadline": task.deadline,
        } for task in tasks]

    @api.readonly
    def action_print_family_copy(self):
        """The plain-language copy for the family, of a meeting that was held."""
        self.ensure_one()
        if self.state != "held":
            raise UserError(self.env._("The copy tells what was agreed. Mark the meeting as held first."))
        self._document_family()
        return self.env.ref("kooperacje.report_meeting_family").report_action(self)

    @api.readonly
    def action_print_member_parts(self):
        """One sheet for each member, with the own tasks alone."""
        self.ensure_one()
        if self.state != "held":
            raise UserError(self.env._("The parts tell what was agreed. Mark the meeting as held first."))
        lines = self.participant_ids.filtered(lambda line: line.kind == "member")
        ready = lines.filtered(lambda line: not line._part_missing())
        if not ready:
            raise UserError(self.env._(
                "No member may be handed a part yet. %s", " ".join(lines[:1]._part_missing()) if lines else "",
            ))
        return self.env.ref("kooperacje.report_meeting_part").report_action(ready)

    # ------------------------------------------------------------
    # Minutes of a partnership
    # ------------------------------------------------------------
    # Minutes of a meeting of the partnership (tool 12): moderator and minute-taker sign them.

    def _document_next_number(self, document_date):
        """The minutes bear the number of the meeting, ``PZK/2026/0003``; protocols of teams have a series."""
        if self.kind == "partnership" and self.name != "/":
            return self.name
        return super()._document_next_number(document_date)

    def _document_title(self):
        if self.kind == "partnership":
            return self.document_number or f"{self.name} ({self.env._('draft')})"
        return super()._document_title()

    def _document_minutes_title(self):
        self.ensure_one()
        titles = {"initiating": "INICJUJĄCEGO PZK", "formalising": "FORMALIZUJĄCEGO PZK"}
        return f"PROTOKÓŁ SPOTKANIA {titles.get(self.purpose, 'PARTNERSTWA')}"

    def _document_minutes_people(self, present=True):
        self.ensure_one()
        lines = self.participant_ids.filtered(lambda line: (line.presence == "present") is present)
        return [line._document_row() for line in lines]

    def _document_minutes_decisions(self):
        """Decisions of this meeting as texts, those that a vote rejected among them."""
        self.ensure_one()
        return [{
            "name": decision.name, "who": decision.owner_name or "", "rejected": decision.result == "rejected",
            "deadline": decision.deadline.strftime("%d.%m.%Y"), "how": decision._document_how(),
        } for decision in self.decision_ids]

    def _document_minutes_earlier(self):
        """What became of the decisions of earlier meetings."""
        self.ensure_one()
        return [{
            "name": decision.name, "meeting": decision.meeting_id.name, "who": decision.owner_name or "",
            "deadline": decision.deadline.strftime("%d.%m.%Y"),
            "state": STATES[decision.state] + (
                f" {decision.done_on.strftime('%d.%m.%Y')}" if decision.done_on else ""
            ),
        } for decision in self.previous_decision_ids]

    # ------------------------------------------------------------
    # Invitations as letters
    # ------------------------------------------------------------

    @api.depends("state", "participant_ids.presence", "participant_ids.partner_id", "participant_ids.member_id")
    def _compute_letter_count(self):
        for meeting in self:
            meeting.letter_count = len(meeting.participant_ids._without_email()) if meeting.state == "planned" else 0

    def action_invite(self):
        """Those of whom no e-mail address is known get a letter, which is opened to be printed."""
        result = super().action_invite()
        return self.action_print_invitations() if self.participant_ids._without_email() else result

    def action_print_invitations(self):
        """The invitation as a letter to each on the list, beside the family, of whom no e-mail address is known.

        :raises UserError: the meeting is not planned any more, or everybody has an e-mail address
        """
        self.check_access("read")
        if any(meeting.state != "planned" for meeting in self):
            raise UserError(self.env._("People are invited to a planned meeting."))
        lines = self.participant_ids._without_email()
        if not lines:
            raise UserError(self.env._("Nobody needs a letter: everyone on the list has an e-mail address."))
        return self.env.ref("kooperacje.report_meeting_invitation").report_action(lines)
