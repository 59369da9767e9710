from odoo import api, fields, models


class Goal(models.Model):
    """Goal of a plan in the family's words, with measure, baseline, target and date (tool 19 E).

    Only the sentence itself is required (RUR-17). It lives and freezes with its plan.
    """

    _name = "kooperacje.goal"
    _description = "Goal"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "plan_id, sequence, id"
    _system_fields = frozenset({"case_id"})
    _fixed_fields = frozenset({"plan_id"})

    plan_id = fields.Many2one("kooperacje.plan", "Plan", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="plan_id.case_id", store=True, index=True)
    partnership_id = fields.Many2one("kooperacje.partnership", related="plan_id.case_id.partnership_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("Goal", required=True)
    measure = fields.Char(help="How we will see that it has been reached.")
    baseline = fields.Char("Starting point")
    target = fields.Char()
    deadline = fields.Date()
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Most important")], default="0")
    service_line_ids = fields.One2many("kooperacje.plan.service", "goal_id", "Services")

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals.plan_id._check_draft()
        return goals

    def write(self, vals):
        self.plan_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.plan_id._check_draft()
