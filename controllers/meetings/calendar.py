from odoo import http
from odoo.http import request

from odoo.addons.calendar.controllers.main import CalendarController


class MeetingCalendar(CalendarController):

    @http.route()
    def view_meeting(self, token, id, **kwargs):
        """The page of an invitation is read as superuser by whoever holds its link: that of a meeting of a team shows
        it as long as its guest may see the case.
        """
        # sudo: the link is what core asks for; of the event only whether it is a meeting that is closed to its guest.
        attendee = request.env["calendar.attendee"].sudo().search([("access_token", "=", token)], limit=1)
        event, users = attendee.event_id, attendee.partner_id.user_ids
        if event._of_cases() and not any(event.with_user(user).has_access("read") for user in users):
            return request.not_found()
        return super().view_meeting(token, id, **kwargs)
