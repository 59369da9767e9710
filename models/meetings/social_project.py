from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .meeting import TEAM_KINDS


class SocialProject(models.Model):
    """The protocol by which the team decided on the project (K3D-186, 191), or the meeting of the partnership."""

    _inherit = "kooperacje.social.project"

    meeting_id = fields.Many2one(
        "kooperacje.meeting", "Decided at", index="btree_not_null", ondelete="restrict",
        domain="[('partnership_id', '=', partnership_id), ('case_id', '=', case_id), ('state', '=', 'held')]",
        copy=False, help="Meeting of the task team that decided on the project with the family, at any stage of its "
                         "work; for a project without a case the meeting of the partnership.",
    )

    @api.constrains("meeting_id", "case_id")
    def _check_meeting(self):
        for project in self.filtered("meeting_id"):
            # sudo: whoever writes the project may compare the two.
            meeting = project.sudo().meeting_id
            if meeting.case_id != project.sudo().case_id or meeting.partnership_id != project.partnership_id:
                raise ValidationError(self.env._(
                    "Choose a meeting of the team of this case; for a project without a case, one of the partnership.",
                ))
            if meeting.state != "held":
                raise ValidationError(self.env._("The meeting that decided on the project has to have been held."))
            if project.case_id and meeting.kind not in TEAM_KINDS:
                raise ValidationError(self.env._(
                    "A consultation is held without the family and decides on no project. Choose a meeting of the "
                    "team.",
                ))

    def write(self, vals):
        if "meeting_id" in vals and self._is_guarded():
            self._check_plan_open()
        return super().write(vals)

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"meeting_id"}

    def _document_decision(self):
        """“protokół posiedzenia … nr … z dnia …” for the card."""
        self.ensure_one()
        meeting = self.meeting_id
        if not meeting:
            return super()._document_decision()
        what = "posiedzenia zadaniowego zespołu kooperacyjnego" if self.case_id else "spotkania partnerstwa"
        number = meeting.document_number or meeting.name
        return f"protokół {what} nr {number} z dnia {self._print_date(meeting.start)}"
