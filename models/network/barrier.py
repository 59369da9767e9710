from odoo import fields, models


class Barrier(models.Model):
    """Barrier to helping together, as the sources diagnose them (RUR-168, 189). Offices recommend against them."""

    _name = "kooperacje.barrier"
    _description = "Barrier"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    source = fields.Char(help="Numbers of the requirements it comes from.")
    active = fields.Boolean(default=True)
