from odoo import fields, models

OWNERSHIP = [("public", "Public"), ("social", "Social (associations, churches)"), ("private", "Private")]


class InstitutionType(models.Model):
    _inherit = "kooperacje.institution.type"

    ownership = fields.Selection(
        OWNERSHIP, "Sector of the economy", default="public", required=True,
        help="Proposed for institutions of this type; a partnership joins several (K3D-66).",
    )
