from odoo import fields, models
from odoo.exceptions import UserError

from .meeting import TEAM_KINDS


class Plan(models.Model):
    _inherit = "kooperacje.plan"

    meeting_ids = fields.One2many("kooperacje.meeting", "plan_id", "Meetings")

    def _waiting_protocols(self):
        # sudo: the protocol stands against the change whoever asks.
        return self.sudo().meeting_ids.filtered(lambda meeting: meeting.document_state == "issued")

    def _is_open(self):
        return super()._is_open() and not self._waiting_protocols()

    def _check_draft(self):
        """A plan printed in a protocol that waits for its signature must stay what the paper says."""
        result = super()._check_draft()
        waiting = self._waiting_protocols()
        if waiting:
            raise UserError(self.env._(
                "The protocol of meeting %s with this plan waits for its signature. Press “Correct” there before you "
                "change the plan.", waiting[0].name,
            ))
        return result

    def _settle_parts(self):
        """Meetings still to come work on the version in force now: one that names an older one would print it."""
        super()._settle_parts()
        # superuser: it follows from the plan, and the caller need not be among those who plan the meetings.
        planned = self.env["kooperacje.meeting"].sudo().search([
            ("case_id", "in", self.case_id.ids), ("state", "=", "planned"), ("document_state", "=", "draft"),
            ("kind", "in", TEAM_KINDS),
        ])
        for meeting in planned.filtered(lambda meeting: meeting.plan_id.state not in ("draft", "signed")):
            meeting.plan_id = meeting._proposed_plan()

    def _protocol_voided(self, reason):
        """A version holds as long as one signed protocol holds it: without any it is annulled."""
        # sudo: all protocols count, not those the caller may open.
        held = self.sudo().meeting_ids.filtered(lambda meeting: meeting.document_state == "signed").plan_id
        (self - held)._annul(reason)
