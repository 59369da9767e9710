from odoo import models

# What the office plans for the family is shared with another institution as previous support and plan of work.
SUPPORT = "kooperacje.data_scope_support"


class SocialProject(models.Model):
    _name = "kooperacje.social.project"
    _inherit = ["kooperacje.social.project", "kooperacje.case.scoped"]

    _scope_xmlid = SUPPORT
    # The board and the list: numbers, dates and sums.
    _neutral_fields = frozenset({
        "display_name", "kind", "partnership_id", "user_id", "responsible_institution_id", "date_from", "date_to",
        "amount_total", "amount_spent", "currency_id", "progress", "is_overdue", "submitted_on", "approved_on",
        "settled_on", "user_approves", "needs_authority",
    })
