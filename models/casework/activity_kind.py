from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class ActivityKind(models.Model):
    """Kind of action on the activity card (tool 15), and whether it is usually work with the family or for it."""

    _name = "kooperacje.activity.kind"
    _description = "Kind of action in social work"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, name"

    name = WordedChar(required=True)
    code = fields.Char(required=True)
    sequence = WordedInteger(default=10)
    contact = fields.Selection(
        [("direct", "Direct (with the family)"), ("indirect", "Indirect (for the family)")],
        # K3D-255
        required=True, default="direct", help="What is proposed for a new entry; the worker may change it.",
    )
    active = WordedBoolean(default=True)

    _code_office_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a kind of action with this code.",
    )
