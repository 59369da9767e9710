from odoo import fields, models
from odoo.exceptions import UserError


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
