from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class PartnershipGoal(models.Model):
    """Goal of partnerships: the main one and the specific ones of the Model (K3D-70–74), completed locally."""

    _name = "kooperacje.partnership.goal"
    _description = "Goal of partnerships"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, id"

    name = WordedChar(required=True)
    sequence = WordedInteger(default=10)
    is_main = fields.Boolean("Main goal")
    active = WordedBoolean(default=True)
