from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today


class ReferralRequest(models.TransientModel):
    """Asks the provider for a service of the plan in force: by when, and what the provider has to know."""

    _name = "kooperacje.referral.request"
    _description = "Ask for a service"
    _inherit = ["kooperacje.case.pointer"]

    line_id = fields.Many2one(
        "kooperacje.plan.service", "Service", required=True, readonly=True, ondelete="cascade",
    )
    institution_id = fields.Many2one(related="line_id.institution_id", related_sudo=False)
    is_shared = fields.Boolean(compute="_compute_is_shared", compute_sudo=True)
    answer_due = fields.Date(
        "Answer by", required=True, compute="_compute_answer_due", store=True, readonly=False, precompute=True,
    )
    note = fields.Text(
        "Note to the provider", help="Read by the provider only while the family agrees to share data with it.",
    )

    @api.depends("line_id")
    def _compute_answer_due(self):
        for wizard in self:
            # sudo: the period is a setting of the office.
            days = wizard.line_id.case_id.company_id.sudo().kooperacje_invitation_days or 7
            wizard.answer_due = office_today() + timedelta(days=days)

    @api.depends("line_id")
    def _compute_is_shared(self):
        for wizard in self:
            line = wizard.line_id
            wizard.is_shared = bool(line) and not line.case_id._institutions_without_consent(line.institution_id)

    def action_confirm(self):
        self.ensure_one()
        self.line_id._ask_for_service(self.note, self.answer_due)
        return {"type": "ir.actions.act_window_close"}
