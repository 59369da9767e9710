from odoo import api, fields, models
from odoo.tools import format_datetime
from odoo.tools.sql import column_exists, create_column

from odoo.addons.kooperacje.kernels.office_day import OFFICE_TZ

# Mails of core's calendar → ours, which say less and speak to their reader.
OWN_MAILS = {
    "calendar.calendar_template_meeting_invitation": "kooperacje.mail_template_meeting_invitation",
    "calendar.calendar_template_meeting_changedate": "kooperacje.mail_template_meeting_moved",
    "calendar.calendar_template_meeting_reminder": "kooperacje.mail_template_meeting_reminder",
}
# Answer in the calendar → presence at the meeting.
PRESENCE_BY_ANSWER = {"declined": "excused", "accepted": "invited", "tentative": "invited"}


class CalendarAttendee(models.Model):
    """A guest who declines the invitation to a meeting is excused from it; one who accepts after all is expected again.

    Only the guest's own answer counts, given in the calendar or by the link of the invitation: core lets every employee
    write every attendee. The answer changes the presence at a planned meeting and nothing else, and only for people in
    whose calendar the meeting belongs today.
    """

    _inherit = "calendar.attendee"

    # A column of the guest itself: the rule on guests is asked of each, those of other people's events included. No
    # groups: core computes beforehand as the user. Whoever may write a guest never writes this (see ``write``).
    kooperacje_meeting = fields.Boolean(
        "Meeting of the Model", compute="_compute_kooperacje_meeting", store=True, precompute=True,
        export_string_translation=False,
    )

    @api.depends("event_id.kooperacje_meeting")
    def _compute_kooperacje_meeting(self):
        # superuser, as of every stored field: nobody else reads the event's. Events of meetings are private, and how
        # private an event is core has read already when it adds a guest: no query for other people's events.
        for attendee in self:
            event = attendee.event_id
            attendee.kooperacje_meeting = event.privacy == "private" and event.kooperacje_meeting

    def _auto_init(self):
        """Add the column at once: the guests of past years are not ours and need no value."""
        if not column_exists(self.env.cr, self._table, "kooperacje_meeting"):
            create_column(self.env.cr, self._table, "kooperacje_meeting", "boolean")
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_flag(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._without_flag(vals))
        presence = PRESENCE_BY_ANSWER.get(vals.get("state"))
        if presence:
            # sudo: whether the event is a meeting's, nothing else.
            own = self.sudo().filtered("kooperacje_meeting").sudo(self.env.su)
            own.filtered(lambda attendee: attendee._answers_itself())._note_answer(presence)
        return result

    @api.model
    def default_get(self, fields):
        return self._without_flag(super().default_get(fields))

    @api.model
    def _without_flag(self, vals):
        """What is a meeting of the Model follows from the event, whatever is sent."""
        return {name: value for name, value in vals.items() if name != "kooperacje_meeting"}

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Mails about our meetings are our own, each in the language and by the clock of its reader."""
        # sudo: whether the event is a meeting's, nothing else.
        ours = self.sudo().filtered("kooperacje_meeting").sudo(self.env.su)
        xmlid = mail_template.get_external_id().get(mail_template.id) if ours and mail_template else None
        if xmlid not in OWN_MAILS:
            return super()._notify_attendees(mail_template, notify_author=notify_author, force_send=force_send)
        if self - ours:
            super(CalendarAttendee, self - ours)._notify_attendees(
                mail_template, notify_author=notify_author, force_send=force_send,
            )
        own = self.env.ref(OWN_MAILS[xmlid])
        readers = {}
        for attendee in ours:
            env = attendee._in_language_of(attendee.partner_id).env
            readers[env] = readers.get(env, ours.browse()) | attendee
        for env, attendees in readers.items():
            super(CalendarAttendee, attendees.with_env(env))._notify_attendees(
                own.with_env(env), notify_author=notify_author, force_send=force_send,
            )
        return None

    def _meeting_details(self):
        """When and where, and the links to answer by, for a mail to this attendee in the environment's language."""
        self.ensure_one()
        event, zone = self.event_id, self.env.context.get("tz") or OFFICE_TZ.key
        return self.env["ir.qweb"]._render("kooperacje.mail_meeting_details", {
            "attendee": self, "event": event, "zone": "" if zone == OFFICE_TZ.key else f"({zone})",
            "when": format_datetime(self.env, event.start, tz=zone, dt_format="EEEE, d MMMM y, HH:mm"),
        })

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
        for meeting, invited in meetings._calendar_partners_by_meeting().items():
            partners = self.filtered(lambda attendee, meeting=meeting: attendee.event_id == meeting.event_id).partner_id
            partners &= invited
            meeting.participant_ids.filtered(
                lambda line, partners=partners: (line.member_id.partner_id or line.partner_id) & partners
                and line.presence in ("invited", "excused")
            ).write({"presence": presence})
