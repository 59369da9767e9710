from odoo import fields, models

from .case_scoped import kept, scoped


class Diagnosis(models.Model):
    """What the whole diagnosis says is shared as the family's situation; each area bears its own scope.

    The card and its scan hold all areas at once and are for the office; a partner prints the areas it may read.
    """

    _name = "kooperacje.diagnosis"
    _inherit = ["kooperacje.diagnosis", "kooperacje.case.scoped"]

    _scope_xmlid = "kooperacje.data_scope_family"
    _neutral_fields = frozenset({"display_name", "version", "settled_on", "previous_id"})
    _scoped_fields = {"document_pdf": None, "signed_copy": None}

    document_pdf = scoped(fields.Binary, "document_pdf")
    document_pdf_kept = kept(fields.Binary)
    signed_copy = scoped(fields.Binary, "signed_copy")
    signed_copy_kept = kept(fields.Binary)
