from odoo import api, fields, models

from .periodic_report import BLOCKS


class PeriodicReportSection(models.Model):
    """Section of a report: a text of the office, a table of the program, or both."""

    _name = "kooperacje.periodic.report.section"
    _description = "Section of a report"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "report_id, sequence, id"
    _document_field = "report_id"
    _fixed_fields = frozenset({"report_id"})

    report_id = fields.Many2one("kooperacje.periodic.report", "Report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=100)
    name = fields.Char("Heading", required=True)
    body = fields.Text("Text", help="No names of people helped and nothing that would point to a family.")
    block = fields.Selection(BLOCKS, "Table", help="Counted by the program; printed below the text.")
    is_obligatory = fields.Boolean("Text obligatory")

    @api.model_create_multi
    def create(self, vals_list):
        sections = super().create(vals_list)
        sections.report_id._check_head()
        return sections

    def write(self, vals):
        self.report_id._check_head()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_head(self):
        self.report_id._check_head()
