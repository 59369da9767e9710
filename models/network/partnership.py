from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class Partnership(models.Model):
    """Partnership of institutions: partnerski zespół kooperacyjny (PZK, K3D-7; rural name Partnerski Zespół Kooperacji).

    It belongs to the company of its leader. Everything under it carries that key.
    """

    _name = "kooperacje.partnership"
    _description = "Partnership"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, name"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    variant = fields.Selection(
        [("urban", "Kooperacje 3D (urban)"), ("rural", "Model Kooperacji (rural)")], required=True, default="urban",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict",
    )
    leader_id = fields.Many2one(
        "res.partner", "Leader", related="company_id.partner_id", store=True, index=True,
        help="Social assistance centre (OPS) or social services centre (CUS) that leads the partnership (K3D-6).",
    )
    strategic_partner_id = fields.Many2one(
        "res.partner", "Strategic partner (PCPR)", index="btree_not_null", ondelete="restrict", tracking=True,
        domain=[("institution_type_id.is_strategic", "=", True)],
    )
    regional_centre_id = fields.Many2one(
        "res.partner", "Regional centre (ROPS)", index="btree_not_null", ondelete="restrict", tracking=True,
        domain=[("institution_type_id.is_regional", "=", True)],
    )
    area_ids = fields.Many2many("kooperacje.area", string="Territory")
    territory_note = fields.Char(help="Narrower territory, e.g. a housing estate (K3D-31).")
    state = fields.Selection(
        [("preparation", "Preparation"), ("initiation", "Initiation"), ("active", "Active"), ("closed", "Closed")],
        default="preparation", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    authorisation_number = fields.Char(
        copy=False, help="Mayor's authorisation (tool 4). Nothing may be done for the partnership before it (K3D-129).",
    )
    authorisation_date = fields.Date("Authorised on", copy=False, tracking=True)
    date_established = fields.Date(copy=False)
    date_end = fields.Date(copy=False)
    card_deadline = fields.Date("Cards due", help="Date by which members hand in their service cards (K3D-211).")
    membership_ids = fields.One2many("kooperacje.membership", "partnership_id", "Members")
    member_ids = fields.Many2many(
        "res.partner", string="Member institutions", compute="_compute_member_ids", search="_search_member_ids",
    )
    agreement_ids = fields.Many2many("kooperacje.agreement", string="Agreements")

    @api.depends("membership_ids.state")
    def _compute_member_ids(self):
        for partnership in self:
            partnership.member_ids = partnership.membership_ids.filtered(
                lambda m: m.state == "member"
            ).institution_id

    def _search_member_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [("membership_ids", "any", [("state", "=", "member"), ("institution_id", operator, value)])]
