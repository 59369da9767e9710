from odoo import models


class Diagnosis(models.Model):
    """What the whole diagnosis says is shared as the family's situation; each area bears its own scope."""

    _name = "kooperacje.diagnosis"
    _inherit = ["kooperacje.diagnosis", "kooperacje.case.scoped"]

    _scope_xmlid = "kooperacje.data_scope_family"
    _neutral_fields = frozenset({"display_name", "version", "settled_on", "previous_id"})
