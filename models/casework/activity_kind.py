from odoo import fields, models


class ActivityKind(models.Model):
    """Kind of action on the activity card (tool 15), and whether it is usually work with the family or for it."""

    _name = "kooperacje.activity.kind"
    _description = "Kind of action in social work"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    contact = fields.Selection(
        [("direct", "Direct (with the family)"), ("indirect", "Indirect (for the family)")],
        required=True, default="direct", help="What is proposed for a new entry (K3D-255); the worker may change it.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a kind of action with this code.")
