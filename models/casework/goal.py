from odoo import fields, models


class Goal(models.Model):
    """Goal of a plan in the family's words, with measure, baseline, target and date (tool 19 E)."""

    _name = "kooperacje.goal"
    _description = "Goal"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("kooperacje.plan", "Plan", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="plan_id.case_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Goal", required=True)
    measure = fields.Char()
    baseline = fields.Char()
    target = fields.Char()
    deadline = fields.Date()
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Most important")], default="0")
    service_line_ids = fields.One2many("kooperacje.plan.service", "goal_id", "Services", copy=True)
