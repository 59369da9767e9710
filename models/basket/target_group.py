from odoo import fields, models


class TargetGroup(models.Model):
    """Addressees of a service: children, youth, seniors, persons with disabilities, families, foreigners …"""

    _name = "kooperacje.target.group"
    _description = "Target group"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a target group with this code.")
