from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today

# Kind of meeting → kind of action on the activity card.
ACTION_BY_KIND = {
    "consultation": "activity_kind_consultation_meeting", "team_first": "activity_kind_team_meeting",
    "team_next": "activity_kind_team_meeting", "team_final": "activity_kind_team_meeting",
}


class CalendarEvent(models.Model):
    """From the calendar to the activity card: a meeting of a team by its number, any other event by its length."""

    _inherit = "calendar.event"

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


class Meeting(models.Model):
    _inherit = "kooperacje.meeting"

    def action_log_activity(self):
        """The short form of an entry for this meeting: kind, day and length are known."""
        self.ensure_one()
        if not self.case_id:
            raise UserError(self.env._("The activity card tells of work with a family. Choose a meeting of a team."))
        if not self._has_begun():
            raise UserError(self.env._("This meeting is still to come. Enter it when it has taken place."))
        return self.env["kooperacje.activity.log"]._open_quick_form(
            self.case_id, date=self._day(), duration=self.duration,
            kind_id=self.env.ref(f"kooperacje.{ACTION_BY_KIND[self.kind]}").id,
        )
