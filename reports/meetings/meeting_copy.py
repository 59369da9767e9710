from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.casework.plan_service import OPEN_STATUSES


class Meeting(models.Model):
    """What the family and each member take home from a meeting (tool 19: a copy for the family, the own part for
    each member).
    """

    _inherit = "kooperacje.meeting"

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

    def action_print_family_copy(self):
        """The plain-language copy for the family, of a meeting that was held."""
        self.ensure_one()
        if self.state != "held":
            raise UserError(self.env._("The copy tells what was agreed. Mark the meeting as held first."))
        self._document_family()
        return self.env.ref("kooperacje.report_meeting_family").report_action(self)

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
