from odoo import models


class Reference(models.Model):
    _inherit = "kooperacje.reference"

    _document_code = "reference"
    _document_prefix = "REF"

    def _document_report(self):
        return "kooperacje.report_reference"
