from odoo import fields, models


class Sector(models.Model):
    """Cooperation area (obszar kooperacji, K3D-20) and the variant of the service card that serves it (7A–7I)."""

    _name = "kooperacje.sector"
    _description = "Sector"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, code"

    name = fields.Char(required=True)
    code = fields.Char(
        required=True, size=1, help="Letter of the service card variant, A to I; J for bodies without services.",
    )
    sequence = fields.Integer(default=10)
    description = fields.Text()
    is_basic = fields.Boolean(
        # K3D-64
        "Basic cooperation area", default=True, help="Every partnership should have a member of it.",
    )
    offers_services = fields.Boolean(
        "Its institutions offer services", default=True,
        help="Not so of authorities and of bodies such as a council or an interdisciplinary team: they take part, but "
             "are asked for no service card and count in no figure of services.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a sector with this letter.")
