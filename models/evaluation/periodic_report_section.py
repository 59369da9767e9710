from odoo import fields, models

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
