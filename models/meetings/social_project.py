from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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


class Meeting(models.Model):
    _inherit = "kooperacje.meeting"

    social_project_ids = fields.One2many("kooperacje.social.project", "meeting_id", "Social projects")

    def action_carry_out(self):
        """A decision on a social project opens its card, filled in from the meeting."""
        self.ensure_one()
        if self.outcome != "project":
            return super().action_carry_out()
        if self.state != "held":
            raise UserError(self.env._("Record that the meeting was held; then the project can be begun."))
        projects = self.social_project_ids
        return {
            "type": "ir.actions.act_window", "name": self.env._("Social project"),
            "res_model": "kooperacje.social.project", "view_mode": "form", "views": [(False, "form")],
            "res_id": projects[:1].id, "context": {
                "default_meeting_id": self.id, "default_case_id": self.case_id.id,
                "default_partnership_id": self.partnership_id.id,
                "default_kind": ("group" if self.case_id.unit_kind == "group" else "family") if self.case_id
                else "community",
            },
        }
