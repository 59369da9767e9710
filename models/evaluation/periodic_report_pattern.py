from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger

from .periodic_report import BLOCKS, KINDS


class PeriodicReportPattern(models.Model):
    """Section that a report of one kind begins with; a municipality words, adds and archives them."""

    _name = "kooperacje.periodic.report.pattern"
    _description = "Pattern of a report"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "kind, sequence, id"

    kind = fields.Selection(KINDS, required=True, default="partnership_year", index=True)
    sequence = WordedInteger(default=100)
    name = WordedChar("Heading", required=True)
    body = fields.Text("Text")
    block = fields.Selection(BLOCKS, "Table")
    is_obligatory = fields.Boolean("Text obligatory")
    variant = fields.Selection(
        [("both", "Both variants"), ("urban", "Kooperacje 3D"), ("rural", "Rural Model")], required=True,
        default="both",
    )
    active = WordedBoolean(default=True)
