from odoo import fields, models


class PlanService(models.Model):
    """Line of the individual basket (indywidualny koszyk usług): a service of the local basket for a goal of the plan.

    The lines *are* the individual basket (K3D-223); there is no second list.
    """

    _name = "kooperacje.plan.service"
    _description = "Individual basket line"
    _order = "plan_id, goal_id, id"
    _rec_name = "service_id"

    goal_id = fields.Many2one("kooperacje.goal", "Goal", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one("kooperacje.plan", related="goal_id.plan_id", store=True, index=True)
    case_id = fields.Many2one("kooperacje.case", related="goal_id.plan_id.case_id", store=True, index=True)
    service_id = fields.Many2one("kooperacje.service", "Service", required=True, index=True, ondelete="restrict")
    institution_id = fields.Many2one("res.partner", related="service_id.institution_id", store=True, index=True)
    member_id = fields.Many2one("kooperacje.team.member", "Responsible", ondelete="restrict")
    frequency = fields.Char()
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    terms = fields.Char(help="Conditions and fee.")
    status = fields.Selection(
        [("planned", "Planned"), ("requested", "Requested"), ("started", "In progress"), ("done", "Done"),
         ("interrupted", "Interrupted"), ("unavailable", "Not provided")],
        default="planned", required=True,
    )
    status_reason = fields.Char(help="Why the service was interrupted or not provided.")
    is_lapsed = fields.Boolean(
        "Service lapsed", readonly=True, copy=False,
        help="The service left the local basket while this line was open.",
    )

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A service cannot end before it starts.",
    )
