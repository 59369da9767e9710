from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

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
