from markupsafe import Markup

from odoo import Command, api, fields, models


class Meeting(models.Model):
    """A planned meeting in the calendars of those who take part, kept in step with the meeting."""

    _inherit = "kooperacje.meeting"

    def _calendar_users(self):
        """Users whose calendar shows the meeting: members who take part and may see the case, and the case manager."""
        self.ensure_one()
        users = self.participant_ids.member_id.user_id | self.participant_ids.partner_id.user_ids
        if not self.case_id:
            return (users | self.chair_id.user_ids).filtered(lambda user: not user.share)
        users |= self.case_id.user_id
        return users.filtered(lambda user: self.case_id.with_user(user).sudo().user_can_read)

    def _calendar_partners(self):
        """Once invited, everyone on the list: users of the program see it in it, the others get it by e-mail."""
        partners = self._calendar_users().partner_id
        if self.kind == "partnership" and self.invited_on:
            partners |= self.participant_ids.filtered(lambda line: line.presence != "excused").partner_id
        return partners

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
        """Whether those who take part hear nothing of a change in the calendar.

        Meetings planned ahead stand in the calendars of users without a word; the invitation tells of them.
        """
        return self.kind == "partnership" and not self.invited_on

    def _sync_calendar(self):
        """Make the calendar events what the meetings say; of a team nothing but number and time ever goes there."""
        # sudo: an event is private to those who take part, and the one who changes the meeting need not be among
        # them. A clean context: the calendar would link the event to the record it was opened from.
        clean = self.env(su=True, context={
            "lang": self.env.lang, "tz": self.env.user.tz, "skip_contact_description": True,
        })
        for meeting in self.with_env(clean):
            event = meeting.event_id
            if meeting.state == "cancelled":
                event.active = False
                continue
            if meeting.state != "planned":
                continue
            partners = meeting._calendar_partners()
            values = meeting._calendar_values()
            Event = event.with_context(no_mail_to_attendees=meeting._is_calendar_silent())
            changed = {name: value for name, value in values.items() if event[name] != value} if event else values
            if not event or partners != event.partner_ids:
                changed["partner_ids"] = [Command.set(partners.ids)]
            if event and changed:
                Event.write(changed)
            elif not event and partners:
                organizer = meeting.case_id.user_id or meeting.create_uid
                meeting.event_id = Event.create({
                    **changed, "user_id": organizer.id, "privacy": "private", "kooperacje_meeting": True,
                })

    @api.model
    def _cron_sync_calendar(self):
        """Access also ends by dates: take planned meetings out of the calendars of those who lost it."""
        self.search([("state", "=", "planned"), ("stop", ">=", fields.Datetime.now())])._sync_calendar()
