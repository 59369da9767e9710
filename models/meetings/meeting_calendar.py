from markupsafe import Markup

from odoo import Command, api, fields, models


class Meeting(models.Model):
    """Keeps a planned meeting in the calendars of the people who take part."""

    _inherit = "kooperacje.meeting"

    def _calendar_partners_by_meeting(self):
        """``{meeting: contacts}``: the contacts in whose calendar each meeting stands.

        Members who take part and may see the case, and the case manager; at the partnership its chair too, and once
        invited everyone on the list: users of the program see it in it, the others get it by e-mail. A constant
        number of queries for any number of meetings.
        """
        users_by_meeting = {}
        for meeting in self:
            users = meeting.participant_ids.member_id.user_id | meeting.participant_ids.partner_id.user_ids
            leads = meeting.case_id.user_id if meeting.case_id else meeting.chair_id.user_ids
            users_by_meeting[meeting] = users | leads
        asked = self.env["res.users"].union(*users_by_meeting.values())
        readers = self.case_id._pairs_readable(asked)
        # Of the whole set, so that the groups of all are read at once.
        share = {user.id: user.share for user in asked}
        result = {
            meeting: users.filtered(lambda user, case=meeting.case_id: (
                (case.id, user.id) in readers if case else not share[user.id]
            )).partner_id
            for meeting, users in users_by_meeting.items()
        }
        for meeting in self.filtered(lambda meeting: meeting.kind == "partnership" and meeting.invited_on):
            result[meeting] |= meeting.participant_ids.filtered(lambda line: line.presence != "excused").partner_id
        return result

    def _calendar_values(self):
        """A meeting of the partnership tells of no family: place, link and agenda go along."""
        self.ensure_one()
        values = {"name": self.name, "start": self.start, "stop": self.stop}
        if self.kind != "partnership":
            return values
        link = self.video_url if self.is_remote else False
        label = dict(self._fields["purpose"]._description_selection(self.env)).get(self.purpose, "")
        points = Markup().join(Markup("<li>%s</li>") % point.name for point in self.agenda_ids)
        return {
            **values, "name": f"{self.name} – {self.partnership_id.name} ({label.lower()})",
            "location": (link or self.env._("on-line")) if self.is_remote else self.location or False,
            "videocall_location": link, "description": Markup("<ol>%s</ol>") % points if points else False,
        }

    def _is_calendar_silent(self):
        """Whether a change in the calendar is kept from those who take part.

        Meetings planned ahead stand in the calendars of users without a word; the invitation tells of them.
        """
        return self.kind == "partnership" and not self.invited_on

    def _sync_calendar(self):
        """Bring the calendar events in line with the meetings. The event of a team shows its number and time and
        nothing else.

        The words of an event are in the language of the office. Everyone invited reads it, and the last to change the
        meeting, a nightly job included, must not change its language. Where nothing has changed it asks a constant
        number of queries for any number of meetings.
        """
        # sudo: an event is private to those who take part, and the one who changes the meeting need not be among
        # them. A clean context: the calendar would link the event to the record it was opened from.
        meetings = self.with_env(self.env(su=True, context={"skip_contact_description": True}))
        meetings.filtered(lambda meeting: meeting.state == "cancelled").event_id.active = False
        planned = meetings.filtered(lambda meeting: meeting.state == "planned")
        for meeting, partners in planned._calendar_partners_by_meeting().items():
            told = meeting._in_office_language()
            event, values = told.event_id, told._calendar_values()
            Event = event.with_context(no_mail_to_attendees=told._is_calendar_silent())
            changed = {name: value for name, value in values.items() if event[name] != value} if event else values
            if not event or partners != event.partner_ids:
                changed["partner_ids"] = [Command.set(partners.ids)]
            if event and changed:
                Event.write(changed)
            elif not event and partners:
                organizer = told.case_id.user_id or told.create_uid
                told.event_id = Event.create({
                    **changed, "user_id": organizer.id, "privacy": "private", "kooperacje_meeting": True,
                })
                told._set_event_keys()

    def _set_event_keys(self):
        """What was written with a new event was written before it was known of which meeting."""
        for name in self.env["kooperacje.case.attached"]._attached_models() if self.case_id else ():
            # sudo: the keys are the program's own.
            Attached = self.env[name].sudo()
            Attached.search(Attached._attached_domain("calendar.event", self.event_id.ids))._set_keys()

    @api.model
    def _cron_sync_calendar(self):
        """Take planned meetings out of the calendars of people whose access has ended by its date."""
        self.env["kooperacje.job"]._run(
            "kooperacje.meeting._cron_sync_calendar",
            lambda: self.search([("state", "=", "planned"), ("stop", ">=", fields.Datetime.now())]),
            type(self)._sync_calendar,
        )
