from odoo import models


class Meeting(models.Model):
    _name = "kooperacje.meeting"
    _inherit = ["kooperacje.meeting", "kooperacje.case.data"]

    # The calendar of meetings: number, place and time.
    _neutral_fields = frozenset({
        "display_name", "name", "kind", "partnership_id", "team_id", "plan_id", "start", "stop", "duration", "location",
        "is_remote", "chair_id", "minute_taker_id", "next_start",
    })
