from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kooperacje_administrators = fields.Char(
        "Administrators of access of the office", compute="_compute_kooperacje_first_steps",
    )
    kooperacje_has_mail_server = fields.Boolean(
        compute="_compute_kooperacje_first_steps", export_string_translation=False,
    )
    kooperacje_cosign_age = fields.Integer(related="company_id.kooperacje_cosign_age", readonly=False)
    kooperacje_consent_months = fields.Integer(related="company_id.kooperacje_consent_months", readonly=False)
    kooperacje_invitation_days = fields.Integer(related="company_id.kooperacje_invitation_days", readonly=False)
    kooperacje_review_months = fields.Integer(related="company_id.kooperacje_review_months", readonly=False)
    kooperacje_aftercare_months = fields.Integer(related="company_id.kooperacje_aftercare_months", readonly=False)
    kooperacje_assessment_months = fields.Integer(related="company_id.kooperacje_assessment_months", readonly=False)
    kooperacje_assessment_months_small = fields.Integer(
        related="company_id.kooperacje_assessment_months_small", readonly=False,
    )
    kooperacje_reminder_days = fields.Integer(related="company_id.kooperacje_reminder_days", readonly=False)
    kooperacje_workload_limit = fields.Integer(related="company_id.kooperacje_workload_limit", readonly=False)
    kooperacje_plan_label_urban = fields.Char(related="company_id.kooperacje_plan_label_urban", readonly=False)
    kooperacje_plan_label_rural = fields.Char(related="company_id.kooperacje_plan_label_rural", readonly=False)

    @api.depends("company_id")
    def _compute_kooperacje_first_steps(self):
        has_server = self.env["kooperacje.system.check"]._has_mail_server()
        for settings in self:
            # sudo: names of those whom the administrator of the database has named.
            roles = self.env["kooperacje.role.assignment"].sudo().search([
                ("company_id", "=", settings.company_id.id), ("role", "=", "admin"), ("is_current", "=", True),
            ])
            settings.kooperacje_administrators = ", ".join(roles.user_id.mapped("name"))
            settings.kooperacje_has_mail_server = has_server
