from odoo import fields, models


class PartnershipGoal(models.Model):
    """Goal of partnerships: the main one and the specific ones of the Model (K3D-70–74), completed locally."""

    _name = "kooperacje.partnership.goal"
    _description = "Goal of partnerships"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_main = fields.Boolean("Main goal")
    active = fields.Boolean(default=True)
