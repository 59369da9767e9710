from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class Premise(models.Model):
    """Premise of a decision in a case: qualification (tool 14 D, RUR-132–134), suspension, return, end (tool 21)."""

    _name = "kooperacje.premise"
    _description = "Premise of a decision"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "kind, sequence, name"
    _entry_keys = frozenset({"kind", "ends_contact"})

    name = WordedChar(required=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [("qualification", "Qualification"), ("suspension", "Suspension"), ("return", "Return"), ("end", "End"),
         ("decline", "Declined invitation")],
        required=True, index=True,
    )
    sequence = WordedInteger(default=10)
    ends_contact = fields.Boolean(
        "Family cannot be asked any more",
        help="The person has died or moved away: the work ends without an assessment with the family.",
    )
    active = WordedBoolean(default=True)

    _code_office_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a premise with this code.",
    )

    def _check_kind(self, kind):
        """Refuse premises of another decision than ``kind``: the lists offer the right ones, RPC takes any."""
        for premise in self:
            if premise.kind != kind:
                raise ValidationError(self.env._(
                    "“%(premise)s” is not a premise of this kind: %(kind)s. Choose another from the list.",
                    premise=premise.name, kind=dict(self._fields["kind"]._description_selection(self.env))[kind],
                ))
