from odoo import fields, models


class Team(models.Model):
    """Task team (zadaniowy zespół kooperacyjny, ZZK, K3D-11) around one case, and its entry in the register (K3D-108).

    Holds no family data, so that the network worker can keep the register.
    """

    _name = "kooperacje.team"
    _description = "Task team"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char("Register number", required=True, readonly=True, copy=False, default="/", index=True)
    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", related="case_id.partnership_id", store=True, index=True,
    )
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    state = fields.Selection(
        [("inviting", "Inviting"), ("active", "Active"), ("suspended", "Suspended"), ("closed", "Closed")],
        default="inviting", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    decided_on = fields.Date(required=True, default=fields.Date.context_today)
    decided_stage = fields.Selection(
        [("diagnosis", "Diagnosis"), ("plan", "Plan"), ("realisation", "Realisation"), ("evaluation", "Evaluation")],
        default="diagnosis", required=True, help="Stage of social work at which the team was decided on (K3D-182).",
    )
    closed_on = fields.Date(readonly=True, copy=False)
    member_ids = fields.One2many("kooperacje.team.member", "team_id", "Members")
