from odoo import api, fields, models


class Goal(models.Model):
    """How far the work on a goal has come, for the page of the case: what is done of its services and actions."""

    _inherit = "kooperacje.goal"

    progress = fields.Integer(compute="_compute_progress", help="Done of its services and actions, in per cent.")

    @api.depends("service_line_ids.status", "action_ids.state")
    def _compute_progress(self):
        for goal in self:
            services = goal.service_line_ids.filtered(lambda line: line.status not in ("unavailable", "interrupted"))
            actions = goal.action_ids.filtered(lambda action: action.state != "dropped")
            done = len(services.filtered(lambda line: line.status == "done"))
            half = len(services.filtered(lambda line: line.status == "started"))
            half += len(actions.filtered(lambda action: action.state == "started"))
            done += len(actions.filtered(lambda action: action.state == "done"))
            parts = len(services) + len(actions)
            goal.progress = round((done + half / 2) * 100 / parts) if parts else 0
