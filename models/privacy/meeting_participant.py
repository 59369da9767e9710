from odoo import models


class MeetingParticipant(models.Model):
    _name = "kooperacje.meeting.participant"
    _inherit = ["kooperacje.meeting.participant", "kooperacje.case.data"]
