from odoo import api, fields, models
from odoo.tools import format_datetime
from odoo.tools.sql import column_exists, create_column

from odoo.addons.kooperacje.kernels.invitation import CANCEL, REQUEST
from odoo.addons.kooperacje.kernels.office_day import OFFICE_TZ

# Mails of core's calendar → news told by ours, which speak to their reader.
OWN_MAILS = {
    "calendar.calendar_template_meeting_invitation": "invitation",
    "calendar.calendar_template_meeting_changedate": "moved",
    "calendar.calendar_template_meeting_reminder": "reminder",
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
        """Mails about our meetings are our own, see ``_tell_of_meeting``."""
        # sudo: whether the event is a meeting's, nothing else.
        ours = self.sudo().filtered("kooperacje_meeting").sudo(self.env.su)
        xmlid = mail_template.get_external_id().get(mail_template.id) if ours and mail_template else None
        if xmlid not in OWN_MAILS:
            return super()._notify_attendees(mail_template, notify_author=notify_author, force_send=force_send)
        if self - ours:
            super(CalendarAttendee, self - ours)._notify_attendees(
                mail_template, notify_author=notify_author, force_send=force_send,
            )
        ours._tell_of_meeting(OWN_MAILS[xmlid], notify_author=notify_author)
        return None

    def _tell_of_meeting(self, news, notify_author=False):
        """Queue a mail for each guest, in the guest's language and by the guest's clock, with a calendar file that
        replaces or takes out what the guest has. Whoever does it gets none.

        :param news: ``invitation``, ``moved``, ``changed``, ``cancelled``, ``removed`` or ``reminder``
        """
        # sudo: a setting of the calendar.
        blocked = self.env["ir.config_parameter"].sudo().get_param("calendar.block_mail")
        if blocked or self.env.context.get("no_mail_to_attendees"):
            return
        template = self.env.ref(f"kooperacje.mail_template_meeting_{news}")
        # sudo: of the meeting a guest is told what the calendar shows to guests.
        guests = self.sudo()
        meeting_by_event = {
            meeting.event_id: meeting
            for meeting in self.env["kooperacje.meeting"].sudo().search([("event_id", "in", guests.event_id.ids)])
        }
        messages = self.env["mail.message"].sudo()
        for guest in guests:
            meeting = meeting_by_event.get(guest.event_id)
            if meeting and guest.email and guest._should_notify_attendee(notify_author=notify_author):
                messages |= guest._in_language_of(guest.partner_id)._mail_of_meeting(
                    template, meeting, CANCEL if news in ("cancelled", "removed") else REQUEST, notify_author,
                )
        messages.mail_ids.send_after_commit()

    def _mail_of_meeting(self, template, meeting, method, notify_author):
        """Queue the mail in the language of the environment (superuser) and return its message."""
        self.ensure_one()
        self = self.with_context(kooperacje_told_of=meeting.id)
        template, meeting, event = template.with_env(self.env), meeting.with_env(self.env), self.event_id
        file = self.env["ir.attachment"].with_context(no_document=True).create({
            "name": self.env._("meeting.ics"), "raw": meeting._calendar_file(self.email, method),
            "mimetype": f"text/calendar; method={method}; charset=utf-8",
            "res_model": "mail.compose.message", "res_id": 0,
        })
        body, subject, sender = (
            template._render_field(name, self.ids)[self.id] for name in ("body_html", "subject", "email_from")
        )
        return event.with_context(no_document=True).message_notify(
            email_from=sender or None, author_id=event.user_id.partner_id.id or self.env.user.partner_id.id,
            body=body, subject=subject, notify_author=notify_author, partner_ids=self.partner_id.ids,
            attachment_ids=file.ids, force_send=False,
        )

    def _meeting_title(self):
        """What the mail calls the meeting, in the language of the environment."""
        meeting = self._meeting()
        return meeting._calendar_title() if meeting else self.event_id.name

    def _meeting(self):
        # sudo: as in ``_tell_of_meeting``, which has looked already.
        Meeting = self.env["kooperacje.meeting"].sudo()
        told_of = Meeting.browse(self.env.context.get("kooperacje_told_of") or ())
        if told_of.event_id == self.event_id:
            return told_of
        return Meeting.search([("event_id", "in", self.event_id.ids)], limit=1)

    def _meeting_details(self, answers=True):
        """When, where and what about, and the links to answer by, for a mail to this attendee in the environment's
        language. Where a team meets is told by who leads the case: it may be the family's home.
        """
        meeting = self._meeting()
        if not meeting:
            # The template is looked at before there is a mail.
            return ""
        values, zone = meeting._calendar_values(), self.env.context.get("tz") or OFFICE_TZ.key
        start, stop = (
            format_datetime(self.env, moment, tz=zone, dt_format=pattern) for moment, pattern in (
                (meeting.start, self.env._("EEEE, d MMMM y, HH:mm")), (meeting.stop, "HH:mm"),
            )
        )
        # Who has an account reads in the program where the team meets.
        lead = self.partner_id.browse() if self.partner_id._accounts() else meeting.case_id.user_id.partner_id
        return self.env["ir.qweb"]._render("kooperacje.mail_meeting_details", {
            "attendee": self, "event": self.event_id, "answers": answers, "when": f"{start}–{stop}",
            "zone": "" if zone == OFFICE_TZ.key else f"({zone})", "place": values.get("location"),
            "link": values.get("videocall_location"), "points": values.get("description") and meeting.agenda_ids,
            "lead": ", ".join(filter(None, [lead.name, lead.phone, lead.email])),
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
