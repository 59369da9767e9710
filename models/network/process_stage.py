from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedChar


class ProcessStage(models.Model):
    """Stage of a process: a column of the board of partnerships."""

    _name = "kooperacje.process.stage"
    _description = "Stage of the process"
    _inherit = ["kooperacje.words.mixin"]
    _order = "process_id, sequence, id"

    name = WordedChar(required=True)
    process_id = fields.Many2one("kooperacje.process", "Process", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    due_month = fields.Integer(
        # RUR-119–122
        "Ends in month",
        help="Months from the start of the cycle to the end of the stage (in the rural Model 3 + 13 + 2 months). 0 "
             "where the Model sets no time.",
    )
    step_ids = fields.One2many("kooperacje.process.step", "stage_id", "Steps")

    _due_month_positive = models.Constraint("CHECK(due_month >= 0)", "A stage cannot end before the cycle begins.")
