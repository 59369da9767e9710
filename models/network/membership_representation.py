from odoo import fields, models


class MembershipRepresentation(models.Model):
    """Who spoke for a member and from when until when: its head, or whoever the head authorised (K3D-65).

    Kept, for papers and votes name who spoke on their day.
    """

    _name = "kooperacje.membership.representation"
    _description = "Representative of a member"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"
    _system_fields = frozenset({"membership_id", "partner_id", "mandate", "date_from", "date_to"})

    membership_id = fields.Many2one(
        "kooperacje.membership", "Membership", required=True, index=True, ondelete="cascade",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", related="membership_id.partnership_id", store=True, index=True,
    )
    company_id = fields.Many2one("res.company", related="membership_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Representative", required=True, readonly=True, index=True, ondelete="restrict",
    )
    mandate = fields.Char("Authority to decide", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", readonly=True, help="Last day; empty while it lasts.")
