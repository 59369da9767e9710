from markupsafe import Markup

from odoo import Command, api, fields, models

from odoo.addons.kooperacje.kernels import invitation


class Meeting(models.Model):
    """Keeps a planned meeting in the calendars of the people who take part."""

    _inherit = "kooperacje.meeting"
    _system_fields = frozenset({"calendar_sequence"})

    # How often time or place has changed since guests were told: by it their calendars know the later file.
    calendar_sequence = fields.Integer(
        readonly=True, copy=False, groups=fields.NO_ACCESS, export_string_translation=False,
    )

    def _calendar_partners_by_meeting(self):
        """``{meeting: contacts}``: the contacts in whose calendar each meeting stands.

        Members who take part and may see the case, members without an account whose institution the family shares its
        data with, and the case manager; at the partnership its chair too, and once invited everyone on the list: users
        of the program see it in it, the others get it by e-mail. A constant number of queries for any number of
        meetings.
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
        for meeting, members in self._outside_members().items():
            result[meeting] |= members.partner_id
        for meeting in self.filtered(lambda meeting: meeting.kind == "partnership" and meeting.invited_on):
            result[meeting] |= meeting.participant_ids.filtered(lambda line: line.presence != "excused").partner_id
        return result

    def _outside_members(self):
        """``{meeting: members of its team}`` of those on the list who have e-mail and no account, and with whose
        institution the family shares its data today. One query beside what is read of the lines.
        """
        members_by_meeting = {
            meeting: meeting.participant_ids.filtered(lambda line: line.presence != "excused").member_id.filtered(
                lambda member: member.state == "accepted" and member.partner_id.email
                and not member.partner_id._accounts()
            )
            for meeting in self.filtered("case_id")
        }
        asked = self.env["kooperacje.team.member"].union(*members_by_meeting.values())
        if not asked:
            return {}
        # sudo: that there is a consent, whoever looks after the meeting.
        Statement = self.env["kooperacje.consent.statement"].sudo()
        shared = {(case.id, institution.id) for case, institution in Statement._read_group(
            Statement._valid_domain() & fields.Domain([
                ("case_id", "in", asked.case_id.ids), ("kind", "=", "sharing"),
                ("institution_id", "in", asked.institution_id.ids),
            ]), ["case_id", "institution_id"],
        )}
        return {
            meeting: members.filtered(
                lambda member: member.institution_id == member.company_id.partner_id
                or (member.case_id.id, member.institution_id.id) in shared
            )
            for meeting, members in members_by_meeting.items()
        }

    def _calendar_title(self):
        """What the entry is called, in the language of the environment: a meeting of a team by its number alone."""
        self.ensure_one()
        if self.kind != "partnership":
            return self.name
        label = dict(self._fields["purpose"]._description_selection(self.env)).get(self.purpose, "")
        return f"{self.name} – {self.partnership_id.name} ({label.lower()})"

    def _calendar_values(self):
        """A meeting of the partnership tells of no family: place, link and agenda go along."""
        self.ensure_one()
        values = {"name": self._calendar_title(), "start": self.start, "stop": self.stop}
        if self.kind != "partnership":
            return values
        link = self.video_url if self.is_remote else False
        points = Markup().join(Markup("<li>%s</li>") % point.name for point in self.agenda_ids)
        return {
            **values,
            "location": (link or self.env._("on-line")) if self.is_remote else self.location or False,
            "videocall_location": link, "description": Markup("<ol>%s</ol>") % points if points else False,
        }

    def _calendar_file(self, guest=None, method=invitation.REQUEST):
        """The meeting as a file for a calendar, in the language of the environment, and as the event tells it.

        :param guest: address of the one reader. The file names nobody else and no family; who invites is the office.
        """
        self.ensure_one()
        values, office = self._calendar_values(), self.company_id
        database = self.env["ir.config_parameter"].get_param("database.uuid")
        text = "\n".join(
            f"{number}. {point.name}" for number, point in enumerate(self.agenda_ids, 1)
        ) if values.get("description") else ""
        return invitation.calendar_file(
            method=method, uid=f"meeting-{self.id}@{database}", sequence=self.calendar_sequence,
            stamp=fields.Datetime.now(), start=self.start, stop=self.stop,
            title=self.env._("Meeting %s", values["name"]), language=(self.env.lang or "pl")[:2],
            organizer=(office.name, office.email or self.event_id.user_id.email or ""), guest=guest,
            place=values.get("location") or "", link=values.get("videocall_location") or "", text=text,
        )

    def _is_calendar_silent(self):
        """Whether a change in the calendar is kept from those who take part.

        Meetings planned ahead stand in the calendars of users without a word; the invitation tells of them.
        """
        return self.kind == "partnership" and not self.invited_on

    def _is_told(self):
        """Whether guests know of the meeting and it is still to come."""
        return not self._is_calendar_silent() and self.start >= fields.Datetime.now()

    def _sync_calendar(self):
        """Bring the calendar events in line with the meetings. The event of a team shows its number and time and
        nothing else. Who was told of a meeting is told when it is moved, has another place, is called off, or when
        the guest is taken off the list.

        The words of an event are in the language of the office. Everyone invited reads it, and the last to change the
        meeting, a nightly job included, must not change its language. Where nothing has changed it asks a constant
        number of queries for any number of meetings.
        """
        # sudo: an event is private to those who take part, and the one who changes the meeting need not be among
        # them. A clean context: the calendar would link the event to the record it was opened from.
        meetings = self.with_env(self.env(su=True, context={"skip_contact_description": True}))
        meetings.filtered(lambda meeting: meeting.state == "cancelled")._leave_calendar()
        planned = meetings.filtered(lambda meeting: meeting.state == "planned")
        for meeting, partners in planned._calendar_partners_by_meeting().items():
            told = meeting._in_office_language()
            event, values = told.event_id, told._calendar_values()
            if not event:
                told._enter_calendar(values, partners)
                continue
            changed = {name: value for name, value in values.items() if event[name] != value}
            if partners != event.partner_ids:
                changed["partner_ids"] = [Command.set(partners.ids)]
            if changed:
                told._change_calendar(changed, partners)

    def _enter_calendar(self, values, partners):
        """Add the event and tell its guests (superuser)."""
        if not partners:
            return
        organizer = self.case_id.user_id or self.create_uid
        # Told of once it is known of which meeting it is.
        self.event_id = self.env["calendar.event"].with_context(no_mail_to_attendees=True).create({
            **values, "partner_ids": [Command.set(partners.ids)], "user_id": organizer.id, "privacy": "private",
            "kooperacje_meeting": True,
        }).with_env(self.env)
        self._set_event_keys()
        if self._is_told():
            self.event_id.attendee_ids._send_invitation_emails()

    def _change_calendar(self, changed, partners):
        """Write what has ``changed`` to the event and tell its guests (superuser)."""
        event, is_told = self.event_id, self._is_told()
        stay = event.attendee_ids.filtered(lambda guest: guest.partner_id in partners)
        if {"start", "stop", "location", "videocall_location"} & changed.keys():
            self.calendar_sequence += 1
        if is_told:
            (event.attendee_ids - stay)._tell_of_meeting("removed")
        event.with_context(no_mail_to_attendees=self._is_calendar_silent()).write(changed)
        if is_told and "start" not in changed and {"stop", "location", "videocall_location"} & changed.keys():
            stay.exists()._tell_of_meeting("changed")

    def _leave_calendar(self):
        """Take the events of meetings called off out of the calendars, and tell their guests (superuser)."""
        for meeting in self.filtered("event_id.active"):
            meeting.calendar_sequence += 1
            if meeting._is_told():
                meeting.event_id.attendee_ids._tell_of_meeting("cancelled")
        self.event_id.active = False

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
