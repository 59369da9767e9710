from odoo import models


class Assessment(models.Model):
    _name = "kooperacje.assessment"
    _inherit = ["kooperacje.assessment", "kooperacje.case.scoped"]

    # What has been done and how it went, as on the plan: shared with the support and its plan.
    _scope_xmlid = "kooperacje.data_scope_support"

    _neutral_fields = frozenset({"display_name", "kind", "assessed_on", "due_on", "next_due_on", "done_by_id"})
