from odoo import models

# Answer in the calendar → presence at the meeting.
PRESENCE_BY_ANSWER = {"declined": "excused", "accepted": "invited", "tentative": "invited"}


class CalendarAttendee(models.Model):
    """Who declines the invitation to a meeting is excused from it; who accepts after all is expected again.

    Only one's own word counts, given in the calendar or by the link of the invitation: core lets every employee write
    every attendee. It changes the presence at a planned meeting and nothing else, and only for those in whose calendar
    the meeting belongs today.
    """

    _inherit = "calendar.attendee"

    def write(self, vals):
        result = super().write(vals)
        presence = PRESENCE_BY_ANSWER.get(vals.get("state"))
        if presence:
            self.filtered(lambda attendee: attendee._answers_itself())._note_answer(presence)
        return result

    def _answers_itself(self):
        """The calendar's controller answers as superuser of the public user, who reaches it by the token alone."""
        self.ensure_one()
        return self.partner_id == self.env.user.partner_id or (self.env.su and self.env.user._is_public())

    def _note_answer(self, presence):
        if not self:
            return
        # sudo: whoever answers need not read the meeting; of it only one's own presence changes.
        meetings = self.env["kooperacje.meeting"].sudo().search([
            ("event_id", "in", self.event_id.ids), ("state", "=", "planned"), ("document_state", "=", "draft"),
        ])
        for meeting in meetings:
            partners = self.filtered(lambda attendee, meeting=meeting: attendee.event_id == meeting.event_id).partner_id
            partners &= meeting._calendar_partners()
            meeting.participant_ids.filtered(
                lambda line, partners=partners: (line.member_id.partner_id or line.partner_id) & partners
                and line.presence in ("invited", "excused")
            ).write({"presence": presence})
