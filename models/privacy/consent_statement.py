from odoo import models


class ConsentStatement(models.Model):
    _name = "kooperacje.consent.statement"
    _inherit = ["kooperacje.consent.statement", "kooperacje.access.source", "kooperacje.case.data"]

    _access_fields = frozenset({
        "consent_id", "kind", "institution_id", "scope_ids", "narrowed_scope_ids", "is_granted", "date_from", "date_to",
        "withdrawn_on",
    })

    # Which institution may see the case until when; the scope and the reasons are content.
    _neutral_fields = frozenset({
        "consent_id", "kind", "institution_id", "is_granted", "date_from", "date_to", "withdrawn_on",
    })
