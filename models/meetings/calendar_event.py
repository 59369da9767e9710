from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today


class CalendarEvent(models.Model):
    """From the calendar to the activity card: a meeting of a team by its number, any other event by its length."""

    _inherit = "calendar.event"

    # Set by the meeting as superuser. A column of the event itself, so that rules tell the Model's events from those of
    # everybody else without asking any table of ours.
    kooperacje_meeting = fields.Boolean(
        "Meeting of the Model", groups=fields.NO_ACCESS, copy=False, export_string_translation=False,
    )

    def write(self, vals):
        """:raise AccessError: for who would show the event of a meeting, with its guests, to everybody
        :raise UserError: for who would repeat it in the calendar
        """
        # sudo: only whether the event is a meeting of the Model.
        if not self.env.su and vals.get("recurrency") and any(self.sudo().mapped("kooperacje_meeting")):
            raise UserError(self.env._(
                "A meeting of the Model does not repeat in the calendar. Plan each meeting in its case or partnership.",
            ))
        # sudo: only whether the event is a meeting of the Model.
        if not self.env.su and vals.get("privacy", "private") != "private" and any(
            event.kooperacje_meeting and event.privacy == "private" for event in self.sudo()
        ):
            raise AccessError(self.env._("The event of a meeting of the Model stays private."))
        return super().write(vals)

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """A mail about a meeting bears its number and its office; core calls it “Busy” whenever somebody else has sent
        it.
        """
        values = super()._notify_by_email_prepare_rendering_context(message, *args, **kwargs)
        # sudo: the number of the meeting, for those who are invited to it.
        event = self.sudo()
        if not event.kooperacje_meeting:
            return values
        meeting = self.env["kooperacje.meeting"].sudo().search([("event_id", "=", event.id)], limit=1)
        title = meeting.with_context(lang=values["lang"])._calendar_title() if meeting else event.name
        return {
            **values, "record_name": title, "subtitles": [title], "company": meeting.company_id or values["company"],
        }

    def _get_ics_file(self):
        """The file of a meeting of ours keeps its UID and names no guest."""
        # sudo: whether the event is a meeting of the Model; whoever gets the file reads the event.
        ours = self.sudo().filtered("kooperacje_meeting").sudo(self.env.su)
        meetings = self.env["kooperacje.meeting"].sudo().search([("event_id", "in", ours.ids)]) if ours else ()
        return {
            **super(CalendarEvent, self - ours)._get_ics_file(),
            **{meeting.event_id.id: meeting._in_office_language()._calendar_file() for meeting in meetings},
        }

    def _bears_mail_of_office(self):
        # sudo: whether the event is a meeting of the Model.
        return super()._bears_mail_of_office() or bool(self and any(self.sudo().mapped("kooperacje_meeting")))

    def _is_told_neutrally(self, message):
        """What somebody writes on the event of a team's meeting tells of the family; an invitation says when it is."""
        # sudo: whether the event is a meeting of a team.
        return super()._is_told_neutrally(message) or bool(
            message.message_type == "comment" and self and self.sudo()._of_cases(),
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Who may not read the event of a meeting any more is notified of nothing that is written on it."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        # sudo: whether the event is a meeting of the Model.
        if not self.sudo().filtered("kooperacje_meeting"):
            return recipients
        able = {
            uid for uid in {recipient["uid"] for recipient in recipients} - {False, None}
            if self.with_user(uid).has_access("read")
        }
        return [recipient for recipient in recipients if not recipient["uid"] or recipient["uid"] in able]

    def _of_cases(self):
        """``{event id: case id}`` of those that are meetings of a task team."""
        if not any(self.mapped("kooperacje_meeting")):
            return {}
        return {event.id: case.id for event, case in self.env["kooperacje.meeting"]._read_group(
            [("event_id", "in", self.ids), ("case_id", "!=", False)], ["event_id", "case_id"],
        )}

    def action_log_activity(self):
        """The short form of an entry for this event; of an event that is no meeting the worker chooses the case."""
        self.ensure_one()
        meeting = self.env["kooperacje.meeting"].search([("event_id", "=", self.id)], limit=1)
        if meeting:
            return meeting.action_log_activity()
        day = office_day(self.start) if self.start else office_today()
        if day > office_today():
            raise UserError(self.env._("This event is still to come. Enter it when it has taken place."))
        return self.env["kooperacje.activity.log"]._open_quick_form(
            self.env["kooperacje.case"], date=day, duration=self.duration,
        )
