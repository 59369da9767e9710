from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels import quorum
from odoo.addons.kooperacje.kernels.office_day import office_today

from .meeting import PURPOSES

# Initiating and formalising are the first two meetings of the urban Model; the rural one has its own steps.
FIRST_PURPOSES = ("initiating", "formalising")


class Meeting(models.Model):
    """Meetings of a partnership (tools 5, 10 and 12): purpose, notice, quorum, fate of earlier decisions."""

    _inherit = "kooperacje.meeting"
    _system_fields = frozenset({"invited_on", "quorum_percent"})

    purpose = fields.Selection(
        PURPOSES, "Kind of meeting", compute="_compute_purpose", store=True, readonly=False,
        precompute=True, index=True,
    )
    video_url = fields.Char("Link to the meeting", help="Address at which the on-line meeting takes place.")
    invited_on = fields.Date("Invitations sent on", readonly=True, copy=False)
    late_reason = fields.Char(
        "Why invited late", copy=False, help="Needed when less time is left than the notice the regulation asks for.",
    )
    is_notice_short = fields.Boolean("Invited late", compute="_compute_is_notice_short")
    partnership_notice_days = fields.Integer(related="partnership_id.meeting_notice_days", string="Notice (days)")
    quorum_percent = fields.Integer(
        "Quorum (%)", readonly=True, copy=False, help="As the rules stood when the meeting was held.",
    )
    member_institution_count = fields.Integer("Member institutions", compute="_compute_quorum")
    present_institution_count = fields.Integer("Institutions present", compute="_compute_quorum")
    quorum_needed = fields.Integer("Needed for a vote", compute="_compute_quorum")
    has_quorum = fields.Boolean("Quorum", compute="_compute_quorum")
    previous_decision_ids = fields.Many2many(
        "kooperacje.decision", string="Decisions of earlier meetings", compute="_compute_previous_decision_ids",
        help="Those of the meeting before, and older ones that are still open.",
    )
    attachments_note = fields.Text("Attachments of the minutes")

    # Computed

    @api.depends("kind", "partnership_id")
    def _compute_purpose(self):
        for meeting in self:
            if meeting.kind != "partnership":
                meeting.purpose = False
            elif not meeting._origin or not meeting.purpose:
                meeting.purpose = meeting._next_purpose(meeting.partnership_id)

    @api.model
    def _next_purpose(self, partnership):
        """What ``partnership`` has to meet for next; asked of meetings that were not called off."""
        if partnership.variant != "urban":
            return "next"
        groups = self._read_group([
            ("partnership_id", "=", partnership._origin.id), ("kind", "=", "partnership"),
            ("state", "!=", "cancelled"),
        ], ["purpose"])
        done = {purpose for purpose, in groups}
        return next((purpose for purpose in FIRST_PURPOSES if purpose not in done), "next")

    def _may_read_partnership(self):
        """Asked of the user, whoever computes: a form not saved yet may name any partnership."""
        return self.partnership_id._origin.sudo(False).has_access("read")

    def _without(self, field):
        """Planned meetings of partnerships that take turns, in which nobody has been put down as ``field``."""
        return self.filtered(
            lambda meeting: meeting.kind == "partnership" and meeting.state == "planned" and not meeting[field]
            and meeting.partnership_id.rotates_moderation
            and meeting._may_read_partnership()
        )

    @api.depends("start", "invited_on", "state", "partnership_id.meeting_notice_days")
    def _compute_is_notice_short(self):
        today = office_today()
        for meeting in self:
            meeting.is_notice_short = (
                meeting.kind == "partnership" and meeting.state != "cancelled" and bool(meeting.start)
                and (meeting.state == "planned" or bool(meeting.invited_on))
                and (meeting._day() - (meeting.invited_on or today)).days < meeting.partnership_id.meeting_notice_days
            )

    @api.depends(
        "kind", "state", "start", "quorum_percent", "participant_ids.presence", "participant_ids.partner_id",
        "partnership_id.quorum_percent", "partnership_id.membership_ids.state",
        "partnership_id.membership_ids.date_from", "partnership_id.membership_ids.date_to",
        "partnership_id.membership_ids.kind", "partnership_id.membership_ids.suspension_ids.date_to",
    )
    def _compute_quorum(self):
        """One institution one vote, however many people came for it; members are those of the day of the meeting."""
        for meeting in self:
            members = meeting._member_institutions()
            people = meeting._present_partners()
            # Who is the contact of no institution has an account of the office.
            free = people.filtered(lambda one: one.commercial_partner_id == one and not one.is_company)
            present = people.commercial_partner_id.union(*free._workplaces().values()) & members
            percent = meeting.quorum_percent or meeting.partnership_id.quorum_percent
            meeting.member_institution_count = len(members)
            meeting.present_institution_count = len(present)
            meeting.quorum_needed = quorum.needed(len(members), percent) if members else 0
            meeting.has_quorum = quorum.has_quorum(len(present), len(members), percent)

    def _member_institutions(self):
        self.ensure_one()
        if self.kind != "partnership" or not self.start:
            return self.env["res.partner"]
        day = self._day()
        return self.partnership_id.membership_ids.filtered(
            lambda membership: membership.state in ("member", "suspended", "left")
            and (not membership.date_from or membership.date_from <= day)
            and (not membership.date_to or membership.date_to >= day)
            and not membership.suspension_ids.filtered(
                lambda line: line.date_from <= day and (not line.date_to or line.date_to >= day)
            )
        )._votes().institution_id

    def _present_partners(self):
        return self.participant_ids.filtered(lambda line: line.presence == "present").partner_id

    def _compute_previous_decision_ids(self):
        """Two queries for one form; not meant for lists."""
        Decision = self.env["kooperacje.decision"]
        for meeting in self:
            if meeting.kind != "partnership" or not meeting.start:
                meeting.previous_decision_ids = Decision
                continue
            earlier = [
                ("partnership_id", "=", meeting.partnership_id._origin.id), ("kind", "=", "partnership"),
                ("state", "=", "held"), ("start", "<", meeting.start), ("id", "!=", meeting._origin.id),
            ]
            before = self.search(earlier, order="start desc, id desc", limit=1)
            meeting.previous_decision_ids = Decision.search([
                ("result", "!=", "rejected"),
                "|", ("meeting_id", "=", before.id), "&", ("state", "=", "open"), ("meeting_id", "any", earlier),
            ], order="state desc, deadline, id")

    def _wanted_of_partnership(self):
        """The first two meetings also gather institutions that are invited and have not joined yet (K3D-132); a meeting
        of animators those of the partnerships that the regional centre serves (RUR-35).
        """
        if self.purpose == "animators":
            people = self.partnership_id._origin._animators_served()
            return {("partner", one.id): {"kind": "institution", "partner_id": one.id} for one in people}
        members = self.partnership_id.membership_ids.filtered(lambda m: m.state == "member")._votes()
        if self.start and self._day() < office_today():
            # Recorded afterwards: those who were members on that day.
            day_members = self._member_institutions()
            members = self.partnership_id.membership_ids.filtered(
                lambda m: m.state in ("member", "suspended", "left") and m.institution_id in day_members,
            )
        partners = [membership.representative_id or membership.institution_id for membership in members]
        wanted = {("partner", partner.id): {"kind": "institution", "partner_id": partner.id} for partner in partners}
        if self.purpose in FIRST_PURPOSES:
            invited = self.partnership_id.membership_ids.filtered(lambda membership: membership.state == "invited")
            for membership in invited:
                partner = membership.representative_id or membership.institution_id
                wanted.setdefault(("partner", partner.id), {"kind": "institution", "partner_id": partner.id})
        adviser = self.partnership_id.adviser_id
        if adviser:
            # The regional centre coordinates and advises at the meetings; it has no vote (RUR-38).
            wanted.setdefault(("partner", adviser.id), {"kind": "institution", "partner_id": adviser.id})
        if self._may_read_partnership():
            # sudo: the leader-family sits at the table of the partnership, whoever plans its meeting (RUR-80).
            for leader in self.partnership_id._origin.sudo().leader_person_ids.filtered("is_active"):
                wanted["guest", leader.name] = {"kind": "guest", "guest_name": leader.name}
        return wanted

    # Rules

    @api.constrains("kind", "purpose", "partnership_id")
    def _check_purpose(self):
        for meeting in self:
            if (meeting.kind == "partnership") != bool(meeting.purpose):
                raise ValidationError(self.env._(
                    "Say of a meeting of the partnership whether it is the initiating, the formalising or a next one; "
                    "a meeting of a team is none of these.",
                ))
            if meeting.purpose == "animators" and not meeting.partnership_id._is_voivodeship_team():
                raise ValidationError(self.env._(
                    "A meeting of animators is called by the regional centre: plan it in the voivodeship team.",
                ))

    @api.constrains("video_url")
    def _check_video_url(self):
        for meeting in self.filtered("video_url"):
            address = urlsplit(meeting.video_url.strip())
            if address.scheme not in ("http", "https") or not address.netloc:
                raise ValidationError(self.env._(
                    "The link to the meeting begins with https://. Copy it whole from the invitation of the service "
                    "you meet in.",
                ))

    @api.constrains("start", "partnership_id")
    def _check_votes(self):
        self.filtered(lambda meeting: meeting.kind == "partnership").decision_ids._check_votes()

    def _check_gate(self):
        """Gate 2 of the urban Model: initiating meeting and merged cards before the formalising one (K3D-211–214).

        It stops the invitation, which begins the meeting; that one was held is recorded all the same.
        """
        for meeting in self:
            if meeting.purpose != "formalising" or meeting.partnership_id.variant != "urban":
                continue
            initiated = self.search_count([
                ("partnership_id", "=", meeting.partnership_id.id), ("start", "<", meeting.start),
                *meeting.partnership_id._held_meetings("initiating"),
            ], limit=1)
            missing = [] if initiated else [self.env._("the initiating meeting of the partnership, held before")]
            missing += meeting.partnership_id._missing_evidence("basket")
            if missing:
                raise UserError(self.env._(
                    "The formalising meeting comes after the initiating one, when the cards are merged into the local "
                    "basket. Still missing:\n%(missing)s", missing="\n".join(f"• {item}" for item in missing),
                ))

    # Invitation

    def action_invite(self):
        """Send the invitation with the agenda and the date for the calendar (iCal) to everyone on the list.

        :raises UserError: no planned meeting of a partnership to come, nobody to invite, later than the notice
            that the regulation asks for and without a reason (K3D-68), or gate 2
        """
        self.check_access("write")
        self._check_whole()
        for meeting in self:
            if meeting.kind != "partnership" or meeting.state != "planned":
                raise UserError(self.env._("Invitations are sent to planned meetings of the partnership."))
            if meeting.start <= fields.Datetime.now():
                raise UserError(self.env._(
                    "The meeting has begun already. Correct its date, or record that it was held.",
                ))
            if meeting.invited_on:
                raise UserError(self.env._(
                    "The invitations went out already. Who is put on the list later is invited at once.",
                ))
            if not meeting.participant_ids.partner_id:
                raise UserError(self.env._("There is nobody to invite. Put the participants on the list first."))
            if meeting.is_notice_short and not (meeting.late_reason or "").strip():
                raise UserError(self.env._(
                    "The rules of the partnership ask for an invitation %(days)s days before the meeting. Choose a "
                    "later date, or write in “Why invited late” why it cannot wait.",
                    days=meeting.partnership_notice_days,
                ))
        self._check_gate()
        # sudo: the event is private to those who take part; who may change the meeting may invite to it.
        known = self.sudo().event_id.attendee_ids
        self._unguarded().write({"invited_on": office_today()})
        # Those who are new to the event are told by the calendar; users have had the date in it without a word.
        self._sync_calendar()
        known.exists()._send_invitation_emails()
        return True
