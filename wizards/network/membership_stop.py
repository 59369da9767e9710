from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form
from odoo.addons.kooperacje.models.network.membership import NEVER_JOINED


class MembershipStop(models.TransientModel):
    """Registers that a member is suspended, gave notice of leaving, goes over into another institution or is
    represented by somebody else, or that an invited one does not join.
    """

    _name = "kooperacje.membership.stop"
    _description = "Suspension or leaving of a member"

    membership_id = fields.Many2one(
        "kooperacje.membership", "Member", required=True, readonly=True, ondelete="cascade",
    )
    what = fields.Selection(
        [("suspend", "Suspension"), ("notice", "Notice of leaving"), ("withdrawn", "Invitation withdrawn"),
         ("declined", "Invitation declined"), ("go_over", "Goes over into another institution"),
         ("represent", "New representative")],
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
    institution_id = fields.Many2one(
        "res.partner", "Goes on as", domain="[('is_institution', '=', True), ('id', '!=', own_institution_id)]",
        ondelete="cascade", help="The institution that takes over its rights and duties.",
    )
    own_institution_id = fields.Many2one(related="membership_id.institution_id", export_string_translation=False)
    until = fields.Date("Return expected on")
    reason = fields.Char()
    person_id = fields.Many2one(
        "res.partner", "New representative", domain="[('workplace_ids', '=', own_institution_id)]", ondelete="cascade",
        help="Head or authorised decision maker.",
    )
    mandate = fields.Char(
        "Authority to decide", help="Number and date of the paper by which the head authorised the representative; "
                                    "not needed for somebody who decides on cooperation anyway.",
    )
    deputy_id = fields.Many2one(
        "res.partner", "Deputy", domain="[('workplace_ids', '=', own_institution_id)]", ondelete="cascade",
        compute="_compute_deputy_id", store=True, readonly=False,
    )
    role_count = fields.Integer(related="membership_id.role_count", related_sudo=False)

    @api.depends("day", "by_consent", "membership_id")
    def _compute_ends_on(self):
        for wizard in self:
            months = 0 if wizard.by_consent else wizard.membership_id.withdrawal_months
            wizard.ends_on = wizard.day and end_of_notice(wizard.day, months)

    @api.depends("membership_id", "person_id")
    def _compute_deputy_id(self):
        for wizard in self:
            deputy = wizard.membership_id.deputy_id
            wizard.deputy_id = deputy != wizard.person_id and deputy

    def action_confirm(self):
        self.ensure_one()
        if self.what == "suspend":
            self.membership_id._suspend(self.day, self.reason, self.until)
        elif self.what in NEVER_JOINED:
            self.membership_id._end_invitation(self.what, self.day, self.reason)
        elif self.what == "represent":
            self.membership_id._represent(self.person_id, self.day, self.mandate, self.deputy_id)
        elif self.what == "go_over":
            return form(self.membership_id._go_over(self.institution_id, self.day, self.reason))
        else:
            self.membership_id._give_notice(self.day, self.reason, self.ends_on, self.by_consent)
        return {"type": "ir.actions.act_window_close"}
