from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.casework.closing_survey import CHANNELS


class ClosingSurveyWizard(models.TransientModel):
    """Records that the closing survey was sent (K3D-201)."""

    _name = "kooperacje.closing.survey.wizard"
    _description = "Record the closing survey"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]
    _holds_family_data = False

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, readonly=True, ondelete="cascade")
    sent_on = fields.Date(required=True, default=lambda self: office_today())
    channel = fields.Selection(CHANNELS, "How", required=True, default="email")
    member_partner_ids = fields.Many2many("res.partner", compute="_compute_member_partner_ids")
    recipient_ids = fields.Many2many(
        "res.partner", "kooperacje_closing_survey_wizard_partner_rel", string="Sent to",
        compute="_compute_recipient_ids", compute_sudo=False, store=True, readonly=False,
        domain="[('id', 'in', member_partner_ids)]",
    )

    @api.depends("team_id")
    def _compute_member_partner_ids(self):
        for wizard in self:
            wizard.member_partner_ids = wizard.team_id.member_ids.filtered("date_from").partner_id

    @api.depends("team_id")
    def _compute_recipient_ids(self):
        """Everyone who worked in the team, except the one who sends it."""
        for wizard in self:
            wizard.recipient_ids = wizard.member_partner_ids - self.env.user.partner_id

    def action_confirm(self):
        self._take_once()
        self.team_id._record_closing_survey(self.recipient_ids, self.channel, self.sent_on)
        return {"type": "ir.actions.act_window_close"}
