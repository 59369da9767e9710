from odoo import fields, models

from .periodic_report import BLOCKS, KINDS


class PeriodicReportPattern(models.Model):
    """Section that a report of one kind begins with; a municipality words, adds and archives them."""

    _name = "kooperacje.periodic.report.pattern"
    _description = "Pattern of a report"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "kind, sequence, id"

    kind = fields.Selection(KINDS, required=True, default="partnership_year", index=True)
    sequence = fields.Integer(default=100)
    name = fields.Char("Heading", required=True)
    body = fields.Text("Text")
    block = fields.Selection(BLOCKS, "Table")
    is_obligatory = fields.Boolean("Text obligatory")
    variant = fields.Selection(
        [("both", "Both variants"), ("urban", "Kooperacje 3D"), ("rural", "Rural Model")], required=True,
        default="both",
    )
    active = fields.Boolean(default=True)
