from odoo import fields, models


class PersonMergeLine(models.TransientModel):
    """A value that differs between the two records."""

    _name = "kooperacje.person.merge.line"
    _description = "Value of a record to merge"
    _inherit = ["kooperacje.case.pointer"]

    wizard_id = fields.Many2one("kooperacje.person.merge", required=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    label = fields.Char("What", readonly=True)
    winner_value = fields.Char("On the record that stays", readonly=True)
    loser_value = fields.Char("On the record that goes", readonly=True)
    take_loser = fields.Boolean("Take the value of the record that goes")
