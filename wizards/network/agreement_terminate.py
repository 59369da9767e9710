from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.kernels.office_day import office_today


class AgreementTerminate(models.TransientModel):
    """Registers that a party gave notice, or that all of them consented to end the agreement."""

    _name = "kooperacje.agreement.terminate"
    _description = "Termination of an agreement"

    agreement_id = fields.Many2one(
        "kooperacje.agreement", "Agreement", required=True, readonly=True, ondelete="cascade",
    )
    party_ids = fields.Many2many(related="agreement_id.party_ids", related_sudo=False)
    how = fields.Selection(
        [("notice", "Notice of one party"), ("consent", "Consent of all parties")], required=True, default="notice",
    )
    party_id = fields.Many2one("res.partner", "Party giving notice", domain="[('id', 'in', party_ids)]")
    notice_on = fields.Date("Notice given on", required=True, default=lambda self: office_today())
    ends_on = fields.Date(
        "Ends with the end of", compute="_compute_ends_on", store=True, readonly=False,
        help="Proposed from the period of notice.",
    )
    reason = fields.Char(required=True)

    @api.depends("how", "notice_on", "agreement_id")
    def _compute_ends_on(self):
        for wizard in self:
            if wizard.notice_on:
                months = wizard.agreement_id.notice_months if wizard.how == "notice" else 0
                wizard.ends_on = end_of_notice(wizard.notice_on, months)

    def action_confirm(self):
        self.ensure_one()
        if self.how == "notice" and not self.party_id:
            # Without a party it would pass for the consent of all, on whatever day.
            raise UserError(self.env._("Choose the party that gave notice."))
        self.agreement_id._terminate(
            self.notice_on, self.ends_on, self.reason, self.party_id if self.how == "notice" else None,
        )
        return {"type": "ir.actions.act_window_close"}
