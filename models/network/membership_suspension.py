from odoo import fields, models


class MembershipSuspension(models.Model):
    """Time in which a member took no part: kept, for the quorum of past meetings counts without it."""

    _name = "kooperacje.membership.suspension"
    _description = "Suspension of a member"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "reason"
    _system_fields = frozenset({"membership_id", "date_from", "date_to", "date_planned", "reason"})

    membership_id = fields.Many2one(
        "kooperacje.membership", "Membership", required=True, index=True, ondelete="cascade",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", related="membership_id.partnership_id", store=True, index=True,
    )
    company_id = fields.Many2one("res.company", related="membership_id.company_id", store=True, index=True)
    date_from = fields.Date("Suspended from", required=True, readonly=True)
    date_planned = fields.Date("Expected until", readonly=True)
    date_to = fields.Date("Suspended until", readonly=True, help="Last day; empty while it lasts.")
    reason = fields.Char(required=True, readonly=True)
