from odoo import models


class ActivityLog(models.Model):
    """What was done for a family; day, kind and length of a line say nothing of it."""

    _name = "kooperacje.activity.log"
    _inherit = ["kooperacje.activity.log", "kooperacje.case.data"]

    _neutral_fields = frozenset({
        "display_name", "user_id", "institution_id", "date", "kind_id", "contact", "duration", "is_locked",
    })
