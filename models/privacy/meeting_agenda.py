from odoo import models


class MeetingAgenda(models.Model):
    _name = "kooperacje.meeting.agenda"
    _inherit = ["kooperacje.meeting.agenda", "kooperacje.case.data"]
