from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.polish_order import alphabetical


class BasketReview(models.Model):
    """Protocol of the review of the local basket (K3D-230; Ramowy Regulamin § 8)."""

    _inherit = "kooperacje.basket.review"

    _document_code = "basket_review"
    _document_prefix = "PLK"

    def _document_report(self):
        return "kooperacje.report_basket_review"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "reviewed_on", "participants", "conclusions", "line_ids",
        }

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for review in self:
            if review.state != "closed":
                raise UserError(self.env._("Close the review first: the protocol says what was decided."))
        return result

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.review_months": self.env._("months for which a confirmation of a service holds"),
            "object.reviewed_on": self.env._("day of the review"),
        }

    def _document_lines(self):
        """Lines of the review by institution, in the order of print: ``[(institution, lines)]``."""
        self.ensure_one()
        lines = self.line_ids.sorted(
            lambda line: (alphabetical(line.institution_id.name), alphabetical(line.service_id.name)),
        )
        return list(lines.grouped("institution_id").items())
