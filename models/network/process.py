from odoo import api, fields, models

from .process_step import VARIANTS


class Process(models.Model):
    """Way of implementing the Model: Kooperacje 3D, the rural Model, or a further implementation of it (RUR-112–118);
    also the way of the voivodeship team that sees to it (RUR-83, 99, 106).

    The common pattern. A partnership receives its own copies of the steps (``kooperacje.partnership.step``), which its
    office renames, switches off and reorders; a change of the pattern reaches partnerships that begin afterwards.
    Numbers of steps are data, since the sources number them differently (RUR-111).
    """

    _name = "kooperacje.process"
    _description = "Process"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    variant = fields.Selection(VARIANTS, required=True, default="urban")
    description = fields.Text()
    sequence = fields.Integer(
        default=10, help="A new partnership begins with the first process of its variant.",
    )
    active = fields.Boolean(default=True)
    stage_ids = fields.One2many("kooperacje.process.stage", "process_id", "Stages")
    step_ids = fields.One2many("kooperacje.process.step", "process_id", "Steps")
    next_id = fields.Many2one(
        "kooperacje.process", "Continued by", ondelete="restrict",
        # RUR-101
        help="Process of the next cycle, once the partnership has decided to go on.",
    )
    duration = fields.Integer(
        # RUR-119
        "Months", compute="_compute_duration", help="Length of a cycle; 0 where the Model sets none.",
    )

    @api.depends("stage_ids.due_month")
    def _compute_duration(self):
        for process in self:
            process.duration = max(process.stage_ids.mapped("due_month"), default=0)
