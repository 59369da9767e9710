from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels import rota
from odoo.addons.kooperacje.kernels.office_day import office_day, office_moment, office_today
from odoo.addons.kooperacje.kernels.work_days import working_days_every
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import window

MAX_MEETINGS = 24


class MeetingSchedule(models.TransientModel):
    """The meetings of a year in one step (RUR-123): by the rhythm of the regulation, on working days, by turns.

    What is proposed may be changed line by line before it is saved.
    """

    _name = "kooperacje.meeting.schedule"
    _description = "Schedule of meetings of the partnership"
    _inherit = ["kooperacje.once.mixin"]

    partnership_id = fields.Many2one(
        "kooperacje.partnership", required=True, ondelete="cascade",
        default=lambda self: self.env["kooperacje.meeting"]._default_partnership(),
    )
    first_date = fields.Date(
        "First meeting", required=True, default=lambda self: office_today() + relativedelta(days=14),
    )
    every_months = fields.Integer(
        "Every (months)", required=True, compute="_compute_rules", store=True, readonly=False,
        precompute=True, compute_sudo=False,
    )
    rotates = fields.Boolean(
        "Moderate by turns", compute="_compute_rules", store=True, readonly=False, precompute=True,
        compute_sudo=False,
    )
    until = fields.Date(required=True, compute="_compute_until", store=True, readonly=False, precompute=True)
    hour = fields.Float("At", required=True, default=10)
    duration = fields.Float("Duration (hours)", required=True, default=2)
    is_remote = fields.Boolean("On-line")
    location = fields.Char()
    video_url = fields.Char("Link to the meeting")
    line_ids = fields.One2many(
        "kooperacje.meeting.schedule.line", "schedule_id", "Meetings", compute="_compute_line_ids", store=True,
        readonly=False, compute_sudo=False,
    )
    has_rota = fields.Boolean(compute="_compute_has_rota")

    @api.depends("partnership_id")
    def _compute_rules(self):
        for schedule in self:
            schedule.every_months = schedule.partnership_id.meeting_months or 1
            schedule.rotates = schedule.partnership_id.rotates_moderation

    @api.depends("first_date")
    def _compute_until(self):
        for schedule in self:
            schedule.until = schedule.first_date and schedule.first_date + relativedelta(years=1, days=-1)

    @api.depends("partnership_id")
    def _compute_has_rota(self):
        for schedule in self:
            schedule.has_rota = bool(schedule.partnership_id._rota()) if schedule.partnership_id else False

    @api.depends("partnership_id", "first_date", "every_months", "until", "rotates")
    def _compute_line_ids(self):
        for schedule in self:
            days = []
            if schedule.first_date and schedule.until and 1 <= schedule.every_months <= 12:
                days = working_days_every(schedule.first_date, schedule.every_months, schedule.until)[:MAX_MEETINGS]
            people = schedule.partnership_id._rota() if schedule.partnership_id and schedule.rotates else ()
            turns = rota.pairs(people, len(days))
            schedule.line_ids = [Command.clear()] + [Command.create({
                "day": day, "is_moved": day != planned, "chair_id": chair.id if chair else False,
                "minute_taker_id": minute_taker.id if minute_taker else False,
            }) for (planned, day), (chair, minute_taker) in zip(days, turns, strict=True)]

    def _check(self):
        self.ensure_one()
        partnership, today = self.partnership_id, office_today()
        if not self.line_ids:
            raise UserError(self.env._("There is no meeting to plan. Enter the first date and how often you meet."))
        if not 0 <= self.hour < 24:
            raise ValidationError(self.env._("Enter the hour between 0:00 and 23:59."))
        if partnership.has_regulation and self.every_months > partnership.meeting_months:
            raise UserError(self.env._(
                "By its regulation the partnership meets at least every %(months)s months. Plan the meetings so, or "
                "change the regulation.", months=partnership.meeting_months,
            ))
        days = self.line_ids.mapped("day")
        if min(days) < today:
            raise UserError(self.env._("A schedule is made ahead. Choose a first date that has not passed."))
        if len(set(days)) != len(days):
            raise UserError(self.env._("Two meetings fall on one day. Correct the dates."))
        planned = self.env["kooperacje.meeting"].search([
            ("partnership_id", "=", partnership.id), ("kind", "=", "partnership"), ("state", "!=", "cancelled"),
            ("start", ">=", office_moment(min(days), 0)),
        ])
        if taken := sorted({office_day(meeting.start) for meeting in planned} & set(days)):
            raise UserError(self.env._(
                "A meeting is planned already on: %(days)s. Change or remove these lines.",
                days=", ".join(day.strftime("%d.%m.%Y") for day in taken),
            ))

    def action_confirm(self):
        """Create the meetings and open their list."""
        self._take_once()
        serialise_on(self.partnership_id)
        self._check()
        Meeting = self.env["kooperacje.meeting"]
        following = {"initiating": "formalising", "formalising": "next", "next": "next"}
        values, purpose = [], Meeting._next_purpose(self.partnership_id)
        for line in self.line_ids.sorted("day"):
            values.append({
                "kind": "partnership", "partnership_id": self.partnership_id.id, "purpose": purpose,
                "start": office_moment(line.day, self.hour), "duration": self.duration, "is_remote": self.is_remote,
                "location": not self.is_remote and self.location, "video_url": self.is_remote and self.video_url,
                "chair_id": line.chair_id.id, "minute_taker_id": line.minute_taker_id.id,
            })
            purpose = following[purpose]
        meetings = Meeting.create(values)
        return window(self.env, "action_meeting_partnership", domain=[("id", "in", meetings.ids)])
