from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today


class DocumentTermMixin(models.AbstractModel):
    """A document that counts between two days, once it is signed; an empty day sets no bound.

    The model names its days in ``_term_fields``, first and last, and says by ``_term_ends_before`` that the second is
    the day from which on it does not count any more.
    """

    _name = "kooperacje.document.term.mixin"
    _description = "Signed document in force for a time"
    _inherit = ["kooperacje.document.mixin"]

    _term_fields = ("date_from", "date_to")
    _term_ends_before = False

    is_in_force = fields.Boolean("In force", compute="_compute_is_in_force", search="_search_is_in_force")

    @api.depends(lambda self: ("document_state", *filter(None, self._term_fields)))
    def _compute_is_in_force(self):
        today = office_today()
        for document in self:
            start, end = (name and document[name] for name in self._term_fields)
            document.is_in_force = (
                document.document_state == "signed" and (not start or start <= today)
                and (not end or end > today or (end == today and not self._term_ends_before))
            )

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, in_force = office_today(), Domain("document_state", "=", "signed")
        for name, comparison in zip(self._term_fields, ("<=", ">" if self._term_ends_before else ">="), strict=True):
            if name:
                in_force &= Domain(name, "=", False) | Domain(name, comparison, today)
        return in_force
