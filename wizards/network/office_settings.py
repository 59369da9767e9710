from odoo import api, fields, models
from odoo.exceptions import AccessError

SETTINGS = (
    "kooperacje_cosign_age",
    "kooperacje_consent_months", "kooperacje_invitation_days", "kooperacje_review_months",
    "kooperacje_aftercare_months", "kooperacje_assessment_months", "kooperacje_assessment_months_small",
    "kooperacje_reminder_days", "kooperacje_workload_limit",
    "kooperacje_plan_label_urban", "kooperacje_plan_label_rural", "kooperacje_papers_only",
)


class OfficeSettings(models.TransientModel):
    """Settings of one office, for its manager and its administrator of access.

    Odoo's settings page and the company itself belong to the administrator of the database: writing on a company would
    open far more than the periods of the Model. This form writes just these.
    """

    _name = "kooperacje.office.settings"
    _description = "Settings of the office"

    company_id = fields.Many2one(
        "res.company", "Office", required=True, default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    kooperacje_cosign_age = fields.Integer(
        "Age from which a minor signs too", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )
    kooperacje_consent_months = fields.Integer(
        "Consent valid for (months)", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )
    kooperacje_invitation_days = fields.Integer(
        "Days to answer an invitation", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )
    kooperacje_review_months = fields.Integer(
        "Review of the local basket every (months)", compute="_compute_settings", store=True, readonly=False,
        precompute=True,
        help="Proposed for a new partnership, whose own rules then count. At least once a year (K3D-230).",
    )
    kooperacje_aftercare_months = fields.Integer(
        "After-care (months)", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )
    kooperacje_assessment_months = fields.Integer(
        "Assessment of the situation every (months)", compute="_compute_settings", store=True, readonly=False,
        precompute=True,
    )
    kooperacje_assessment_months_small = fields.Integer(
        "The same with a child under three (months)", compute="_compute_settings", store=True, readonly=False,
        precompute=True,
    )
    kooperacje_reminder_days = fields.Integer(
        "Reminder of an invitation (days before)", compute="_compute_settings", store=True, readonly=False,
        precompute=True,
    )
    kooperacje_workload_limit = fields.Integer(
        "Families per social worker", compute="_compute_settings", store=True, readonly=False, precompute=True,
        help="Norm of art. 110 ust. 11 u.p.s.; going over it warns.",
    )
    kooperacje_plan_label_urban = fields.Char(
        "Name of the plan (urban variant)", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )
    kooperacje_plan_label_rural = fields.Char(
        "Name of the plan (rural variant)", compute="_compute_settings", store=True, readonly=False, precompute=True,
    )

    kooperacje_papers_only = fields.Boolean(
        "Only papers signed here count", compute="_compute_settings", store=True, readonly=False, precompute=True,
        help="Authorisations and secrecy undertakings of roles are drawn up and signed in the program; dates of papers "
             "kept elsewhere are no longer typed. Roles that have them keep them.",
    )

    @api.depends("company_id")
    def _compute_settings(self):
        for settings in self:
            for name in self._setting_names():
                # Under the rules of the caller: the settings of another office are none of his or hers.
                settings[name] = settings.company_id.sudo(False)[name]

    def _setting_names(self):
        """Fields of the office that the form shows and writes; rooms add their own."""
        return SETTINGS

    def action_save(self):
        self.ensure_one()
        user = self.env.user
        if not (user._has_role("manager", self.company_id) or user._has_role("admin", self.company_id)):
            raise AccessError(self.env._(
                "Only the manager and the administrator of access of %(office)s change its settings.",
                office=self.company_id.name,
            ))
        # sudo: the caller holds a role for it in this office, and only the settings of the form are written.
        self.company_id.sudo().write({name: self[name] for name in self._setting_names()})
        return {"type": "ir.actions.act_window_close"}
