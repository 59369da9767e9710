from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.work_days import is_working_day


class MeetingScheduleLine(models.TransientModel):
    _name = "kooperacje.meeting.schedule.line"
    _description = "Meeting of a schedule"
    _order = "day, id"

    schedule_id = fields.Many2one("kooperacje.meeting.schedule", required=True, ondelete="cascade", index=True)
    day = fields.Date(required=True)
    is_moved = fields.Boolean("Moved off a day off")
    is_day_off = fields.Boolean("Day off", compute="_compute_is_day_off")
    chair_id = fields.Many2one("res.partner", "Moderator", domain="[('is_company', '=', False)]")
    minute_taker_id = fields.Many2one("res.partner", "Minute-taker", domain="[('is_company', '=', False)]")

    @api.depends("day")
    def _compute_is_day_off(self):
        for line in self:
            line.is_day_off = bool(line.day) and not is_working_day(line.day)
