from odoo import fields, models


class Membership(models.Model):
    """Membership of an institution in a partnership; its signed document is the accession declaration (tool 8)."""

    _name = "kooperacje.membership"
    _description = "Membership in a partnership"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "partnership_id, institution_id"
    _rec_name = "institution_id"

    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    kind = fields.Selection([("core", "Core"), ("supplementary", "Supplementary")], default="core", required=True)
    state = fields.Selection(
        [("invited", "Invited"), ("member", "Member"), ("left", "Left")], default="invited", required=True, readonly=True,
        copy=False, tracking=True, index=True,
    )
    date_from = fields.Date("Member from", copy=False)
    date_to = fields.Date("Member until", copy=False)
    representative_id = fields.Many2one("res.partner", "Representative", help="Head or authorised decision maker (K3D-65).")
    coordinator_id = fields.Many2one("res.partner", "Contact for the network worker")

    _institution_uniq = models.UniqueIndex(
        "(partnership_id, institution_id) WHERE state != 'left'", "This institution already belongs to the partnership.",
    )
