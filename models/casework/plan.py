from odoo import fields, models


class Plan(models.Model):
    """Individual cooperation plan (indywidualny plan współpracy; rural: IPW / IPP), one record per version.

    A signed version is frozen; a revision copies its goals and services (K3D-19).
    """

    _name = "kooperacje.plan"
    _description = "Individual cooperation plan"
    _inherit = ["mail.thread"]
    _order = "case_id, version desc"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    team_id = fields.Many2one("kooperacje.team", "Task team", index=True, ondelete="restrict")
    version = fields.Integer(readonly=True, default=1, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("superseded", "Superseded")], default="draft", required=True,
        readonly=True, copy=False, index=True,
    )
    main_goal = fields.Text(help="In the family's words.")
    goal_ids = fields.One2many("kooperacje.goal", "plan_id", "Goals", copy=True)
    service_line_ids = fields.One2many("kooperacje.plan.service", "plan_id", "Individual basket")
    signed_on = fields.Date(readonly=True, copy=False)
    previous_id = fields.Many2one("kooperacje.plan", "Previous version", readonly=True, copy=False)
