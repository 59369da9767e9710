from odoo import fields, models

from .meeting import EVIDENCE, PERSPECTIVES


class AgendaScenarioItem(models.Model):
    _name = "kooperacje.agenda.scenario.item"
    _description = "Point of a scenario"
    _inherit = ["kooperacje.guarded.mixin"]
    _fixed_fields = frozenset({"scenario_id"})
    _order = "scenario_id, sequence, id"

    scenario_id = fields.Many2one("kooperacje.agenda.scenario", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True)
    minutes = fields.Integer("Min")
    hint = fields.Char("Rules and questions")
    perspective = fields.Selection(
        # K3D-185
        PERSPECTIVES, "Written down as", help="Notes of this point stand in section C of the protocol.",
    )

    is_before = fields.Boolean("Before the meeting", help="A point of the checklist by which the meeting is prepared.")
    evidence = fields.Selection(
        EVIDENCE, "Known from", help="Its day is filled in from what the program knows already.",
    )

    _minutes_range = models.Constraint(
        "CHECK (minutes BETWEEN 0 AND 240)", "A point of the agenda takes 0 to 240 minutes.",
    )
