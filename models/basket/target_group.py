from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class TargetGroup(models.Model):
    """Addressees of a service: children, youth, seniors, persons with disabilities, families, foreigners …"""

    _name = "kooperacje.target.group"
    _description = "Target group"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, name"

    name = WordedChar(required=True)
    code = fields.Char(required=True)
    sequence = WordedInteger(default=10)
    active = WordedBoolean(default=True)

    _code_office_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a target group with this code.",
    )
