from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT


class MeetingParticipant(models.Model):
    """Participant of a meeting: a member, or one who is not (the family, relatives, a guest; K3D-165, 166).

    Who sits at the table with an account writes the own part before the meeting, and nothing else of the line. It is
    shared like the course of the meeting; its author reads it always.
    """

    _name = "kooperacje.meeting.participant"
    _description = "Meeting participant"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.case.scoped"]
    _order = "meeting_id, kind, id"
    _document_field = "meeting_id"
    _system_fields = frozenset({"case_id"})
    _fixed_fields = frozenset({"meeting_id"})
    _of_one_person = True

    meeting_id = fields.Many2one("kooperacje.meeting", "Meeting", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="meeting_id.case_id", store=True, index="btree_not_null")
    team_id = fields.Many2one("kooperacje.team", related="meeting_id.team_id")
    meeting_kind = fields.Selection(related="meeting_id.kind", string="Kind of meeting")
    kind = fields.Selection(
        [("member", "Team member"), ("family", "Person or family"), ("relative", "Relative or significant other"),
         ("guardian", "Guardian"), ("guest", "Guest"), ("institution", "Institution")],
        required=True, default="member",
    )
    member_id = fields.Many2one(
        "kooperacje.team.member", "Member", ondelete="restrict", index="btree_not_null",
        domain="[('team_id', '=', team_id), ('date_from', '!=', False)]",
    )
    person_id = fields.Many2one(
        "kooperacje.person", "Person", ondelete="restrict", index="btree_not_null",
        domain="[('case_person_ids.case_id', '=', case_id)]",
    )
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict", index="btree_not_null")
    guest_name = fields.Char("Name of the guest")
    institution_id = fields.Many2one("res.partner", "Institution", compute="_compute_institution_id")
    presence = fields.Selection(
        [("invited", "Invited"), ("present", "Present"), ("excused", "Excused"), ("absent", "Absent")],
        default="invited", required=True,
    )
    has_signed = fields.Boolean("Signed")
    own_part = scoped(
        fields.Text, SUPPORT, "Own part", help="What this participant brings to the meeting; printed in the protocol.",
    )
    is_own = fields.Boolean(compute="_compute_is_own", export_string_translation=False)

    _member_uniq = models.UniqueIndex(
        "(meeting_id, member_id) WHERE member_id IS NOT NULL", "This member is already on the list.",
    )
    _person_uniq = models.UniqueIndex(
        "(meeting_id, person_id) WHERE person_id IS NOT NULL", "This person is already on the list.",
    )

    @api.depends("kind", "member_id", "person_id", "partner_id", "guest_name")
    def _compute_display_name(self):
        for participant in self:
            participant.display_name = (
                participant.member_id.person_name or participant.person_id.display_name or participant.partner_id.name
                or participant.guest_name or ""
            )

    @api.depends("member_id.institution_id", "partner_id")
    def _compute_institution_id(self):
        for participant in self:
            participant.institution_id = (
                participant.member_id.institution_id or participant.partner_id._institution_shown()
            )

    @api.depends_context("uid")
    @api.depends("member_id.user_id", "partner_id")
    def _compute_is_own(self):
        user = self.env.user
        for line in self:
            # sudo: only whether it is the user's own line, as it is kept and not as a form says.
            one = line.sudo()._origin
            line.is_own = one.member_id.user_id == user if one.member_id else one.partner_id == user.partner_id

    def _open_texts(self):
        """Own words are open to who wrote them, whatever is shared with the institution."""
        return [
            [*names, "own_part"] if line.is_own and "own_part" not in names else names
            for line, names in zip(self, super()._open_texts(), strict=True)
        ]

    def _key(self):
        """Who this is, comparable with the keys of ``_wanted_participants``."""
        self.ensure_one()
        for name in ("member", "person", "partner"):
            if who := self[f"{name}_id"]:
                return name, who._origin.id
        return "guest", self.guest_name

    def _belongs_to(self, meeting):
        """Whether a participant listed so far may stay on the list of ``meeting`` as it is now."""
        self.ensure_one()
        if self.kind == "member":
            return self.member_id.team_id._origin == meeting.team_id._origin
        if meeting.kind in ("consultation", "partnership"):
            return self.kind in ("guest", "institution")
        return self.kind != "institution"

    @api.constrains("kind", "member_id", "person_id", "partner_id", "guest_name", "meeting_id")
    def _check_kind(self):
        for participant in self:
            meeting, kind = participant.meeting_id, participant.kind
            if kind in ("family", "relative", "guardian") and meeting.kind == "consultation":
                raise ValidationError(self.env._(
                    "A consultation is a meeting of specialists without the family. To meet with the family choose "
                    "another kind of meeting.",
                ))
            if kind in ("member", "family", "relative", "guardian") and meeting.kind == "partnership":
                raise ValidationError(self.env._("Families and members of task teams do not sit in a partnership."))
            if kind == "member" and participant.member_id.team_id != meeting.team_id:
                raise ValidationError(self.env._(
                    "Choose a member of the team that meets. Others take part as guests.",
                ))
            if kind == "family" and not participant.person_id:
                raise ValidationError(self.env._("Choose the person of the family."))
            if participant.person_id and kind not in ("family", "relative", "guardian"):
                raise ValidationError(self.env._("The person or family takes part, but is no member of the team."))
            if participant.member_id and kind != "member":
                raise ValidationError(self.env._("A member of the team takes part as a member."))
            if participant.person_id and participant.person_id not in meeting.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._("Choose a person of this case, or write the name of the guest."))
            if kind == "institution" and not participant.partner_id:
                raise ValidationError(self.env._("Choose the institution or its contact."))
            if participant._key() in [("guest", False), ("guest", "")]:
                raise ValidationError(self.env._("Say who takes part: choose the person or write the name."))

    @api.constrains("presence", "person_id", "meeting_id")
    def _check_alive(self):
        for participant in self.filtered(lambda one: one.presence == "present" and one.person_id.death_date):
            if participant.meeting_id.start and participant.person_id.death_date < participant.meeting_id._day():
                raise ValidationError(self.env._(
                    "%(person)s had died before this meeting and was not there. Correct the list or the day of death.",
                    person=participant.person_id.display_name,
                ))

    @api.constrains("member_id", "meeting_id")
    def _check_register(self):
        """Of a meeting to come; who sat in one that took place is recorded whatever was asked before."""
        for line in self:
            if line.member_id and not line.meeting_id._has_begun() and not line.member_id._may_meet_children():
                raise ValidationError(line.member_id._may_not_meet_text())

    @api.constrains("kind", "guest_name", "meeting_id")
    def _check_no_leader_family(self):
        """A leader-family sits with the partnership, never at the table of another family's team (RUR-80)."""
        guests = self.filtered(lambda line: line.guest_name and line.meeting_id.kind != "partnership")
        if not guests:
            return
        # sudo: one look whether the guest is such a leader; the record itself stays unseen.
        leaders = self.env["kooperacje.leader.person"].sudo().search([
            ("company_id", "in", guests.meeting_id.company_id.ids), ("is_active", "=", True),
        ])
        names = {(leader.company_id, (leader.name or "").strip().casefold()) for leader in leaders}
        for line in guests:
            if (line.meeting_id.company_id, line.guest_name.strip().casefold()) in names:
                raise ValidationError(self.env._(
                    "%(name)s speaks for families in the partnership and does not take part in meetings about another "
                    "family. A person of this very family is chosen from the persons of the case.",
                    name=line.guest_name,
                ))

    @api.model
    def _document_line_free_fields(self):
        return super()._document_line_free_fields() | {"has_signed"}

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants._follow_meeting()
        return participants

    def write(self, vals):
        if vals.keys() - {"own_part"} and not self.env.su and any(
            meeting.user_hand == "none" for meeting in self.meeting_id
        ):
            raise AccessError(self.env._("Of the list of participants you write your own part alone."))
        self._check_author_stays(vals)
        result = super().write(vals)
        if {"member_id", "partner_id", "presence"} & vals.keys():
            self._follow_meeting()
        return result

    def _check_author_stays(self, vals):
        """:raises UserError: ``vals`` would put words under another name, and open them to who bears it"""
        # sudo: only whether anything was written.
        for line in self.sudo() if {"member_id", "partner_id"} & vals.keys() else ():
            if line.own_part_kept and any(
                line[name].id != (vals[name] or False) for name in ("member_id", "partner_id") if name in vals
            ):
                raise UserError(self.env._(
                    "%s has written the own part of the protocol, which stays under that name. Put the other "
                    "participant on the list as a new line.", line.display_name,
                ))

    def unlink(self):
        meetings = self.meeting_id
        result = super().unlink()
        meetings.filtered("event_id")._sync_calendar()
        # sudo: the rule holds whoever deletes; a constraint runs as superuser too.
        meetings.sudo()._check_votes()
        return result

    def _follow_meeting(self):
        for meeting in self.meeting_id:
            if meeting.state == "cancelled":
                raise UserError(self.env._("Meeting %s was cancelled. Plan a new one.", meeting.name))
        # A meeting being created has no event yet and makes one itself.
        self.meeting_id.filtered("event_id")._sync_calendar()

    def action_present(self):
        return self.write({"presence": "present"})

    def action_excused(self):
        return self.write({"presence": "excused"})

    def action_absent(self):
        return self.write({"presence": "absent"})

    # ------------------------------------------------------------
    # Secrecy
    # ------------------------------------------------------------

    def _needs_secrecy(self):
        """The family keeps its own matters as it likes, and so does who speaks for it."""
        self.ensure_one()
        if self.kind in ("member", "guest"):
            return True
        if self.kind != "relative":
            return False
        line = self.meeting_id.case_id.case_person_ids.filtered(lambda line: line.person_id == self.person_id)
        return not line.in_household

    def _secrecy_values(self):
        self.ensure_one()
        return {
            "team_id": self.team_id.id, "member_id": self.member_id.id, "person_id": self.person_id.id,
            "guest_name": False if self.member_id or self.person_id else self.partner_id.name or self.guest_name,
        }

    # ------------------------------------------------------------
    # Votes of a partnership
    # ------------------------------------------------------------

    @api.constrains("presence", "partner_id", "kind")
    def _check_votes(self):
        """Presence that a vote was counted by does not change under it."""
        self.meeting_id._check_votes()
