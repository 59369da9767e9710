from odoo import fields, models


class Consent(models.Model):
    _name = "kooperacje.consent"
    _inherit = ["kooperacje.consent", "kooperacje.access.source", "kooperacje.case.data"]

    _access_fields = frozenset({"case_id", "document_state"})

    # The register of consents: numbers, states and dates, not who signed what.
    _neutral_fields = frozenset({"display_name"})

    # Searched under the rules of messages, which the data-protection officer does not read; see the case.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
