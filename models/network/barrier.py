from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class Barrier(models.Model):
    """Barrier to helping together, as the sources diagnose them (RUR-168, 189). Offices recommend against them."""

    _name = "kooperacje.barrier"
    _description = "Barrier"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, id"

    name = WordedChar(required=True)
    sequence = WordedInteger(default=10)
    source = fields.Char(help="Numbers of the requirements it comes from.")
    active = WordedBoolean(default=True)
