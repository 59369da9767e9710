from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class DiagnosisArea(models.Model):
    """Area of life that a diagnosis looks at (tool 19 D, R9), with the scope of data its content belongs to."""

    _name = "kooperacje.diagnosis.area"
    _description = "Area of diagnosis"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, id"
    _entry_keys = frozenset({"scope_id"})

    name = WordedChar(required=True)
    code = fields.Char(required=True)
    sequence = WordedInteger(default=10)
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", ondelete="restrict",
        help="A partner institution reads this area only if the family agrees to share this scope with it.",
    )
    active = WordedBoolean(default=True)

    _code_office_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already an area of diagnosis with this code.",
    )

    @api.constrains("company_id", "scope_id")
    def _check_own_scope(self):
        if any(area.company_id and not area.scope_id for area in self):
            raise ValidationError(self.env._(
                "Say to which scope of data the area belongs: partner institutions read it only if the family shares "
                "that scope."
            ))
