from odoo import models


class Consent(models.Model):
    _name = "kooperacje.consent"
    _inherit = ["kooperacje.consent", "kooperacje.access.source"]

    _access_fields = frozenset({"case_id", "document_state"})
