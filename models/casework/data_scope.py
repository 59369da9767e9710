from odoo import fields, models


class DataScope(models.Model):
    """Category of personal data that a consent may cover: identity and contact, family, health, education …"""

    _name = "kooperacje.data.scope"
    _description = "Scope of data"
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_special = fields.Boolean("Special category (art. 9 RODO)")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a data scope with this code.")
