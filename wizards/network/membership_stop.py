from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.membership import NEVER_JOINED


class MembershipStop(models.TransientModel):
    """Registers that a member is suspended or gave notice of leaving, or that an invited institution does not join."""

    _name = "kooperacje.membership.stop"
    _description = "Suspension or leaving of a member"

    membership_id = fields.Many2one(
        "kooperacje.membership", "Member", required=True, readonly=True, ondelete="cascade",
    )
    what = fields.Selection(
        [("suspend", "Suspension"), ("notice", "Notice of leaving"), ("withdrawn", "Invitation withdrawn"),
         ("declined", "Invitation declined")],
        required=True, default="suspend",
    )
    day = fields.Date("On", required=True, default=lambda self: office_today())
    by_consent = fields.Boolean(
        "The partnership consents to an earlier day", help="Without it the notice of the regulation counts.",
    )
    ends_on = fields.Date(
        "Leaves with the end of", compute="_compute_ends_on", store=True, readonly=False,
        help="Proposed from the notice that the regulation sets.",
    )
    until = fields.Date("Return expected on")
    reason = fields.Char(required=True)
    role_count = fields.Integer(related="membership_id.role_count", related_sudo=False)

    @api.depends("day", "by_consent", "membership_id")
    def _compute_ends_on(self):
        for wizard in self:
            months = 0 if wizard.by_consent else wizard.membership_id.withdrawal_months
            wizard.ends_on = wizard.day and end_of_notice(wizard.day, months)

    def action_confirm(self):
        self.ensure_one()
        if self.what == "suspend":
            self.membership_id._suspend(self.day, self.reason, self.until)
        elif self.what in NEVER_JOINED:
            self.membership_id._end_invitation(self.what, self.day, self.reason)
        else:
            self.membership_id._give_notice(self.day, self.reason, self.ends_on, self.by_consent)
        return {"type": "ir.actions.act_window_close"}
