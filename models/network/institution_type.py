from odoo import fields, models

OWNERSHIP = [("public", "Public"), ("social", "Social (associations, churches)"), ("private", "Private")]


class InstitutionType(models.Model):
    """What an institution is (OPS, PCPR, ROPS, school, police …); says which functions it may hold."""

    _name = "kooperacje.institution.type"
    _description = "Institution type"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, name"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    sector_id = fields.Many2one("kooperacje.sector", "Sector", required=True, ondelete="restrict")
    # K3D-6, 120, 22
    can_lead = fields.Boolean(
        "May lead",
        help="May lead a partnership: social assistance centre (OPS) or social services centre (CUS).",
    )
    is_strategic = fields.Boolean(
        "Strategic", help="May be the strategic partner: county family support centre (PCPR).",
    )
    is_regional = fields.Boolean("Regional", help="May be the regional centre (ROPS).")
    offers_services = fields.Boolean(related="sector_id.offers_services")
    active = fields.Boolean(default=True)

    ownership = fields.Selection(
        OWNERSHIP, "Sector of the economy", default="public", required=True,
        # K3D-66
        help="Proposed for institutions of this type; a partnership joins several.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already an institution type with this code.")
