from odoo import fields, models


class DiagnosisArea(models.Model):
    """Area of life that a diagnosis looks at (tool 19 D, R9), with the scope of data its content belongs to."""

    _name = "kooperacje.diagnosis.area"
    _description = "Area of diagnosis"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", ondelete="restrict",
        help="A partner institution reads this area only if the family agrees to share this scope with it.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already an area of diagnosis with this code.")
