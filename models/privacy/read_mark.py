from odoo import fields, models
from odoo.exceptions import UserError


class ReadMark(models.Model):
    """How far the log of reads had come at a moment, and which transactions were at work then.

    A block is closed up to a mark whose transactions have all ended: a row that a slow one writes late can only have a
    number above it. See ``kooperacje.read.block._sealable_id``.
    """

    _name = "kooperacje.read.mark"
    _description = "Mark in the log of accesses"
    _inherit = ["kooperacje.unedited.mixin"]
    _order = "id desc"
    _rec_name = "marked_at"
    _log_access = False

    last_id = fields.Integer("Last number given", required=True, aggregator=None)
    # Numbers of transactions, of 64 bits: more than an integer field holds.
    next_transaction = fields.Char(required=True, export_string_translation=False)
    began_at = fields.Datetime(required=True, export_string_translation=False)
    marked_at = fields.Datetime("When", required=True)

    def _refuse_edit(self):
        raise UserError(self.env._("Marks in the log of accesses are kept by the program."))
