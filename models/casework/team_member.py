from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog, form
from odoo.addons.kooperacje.models.network.role_assignment import CASE_ROLES

REGISTER_RESULTS = [("absent", "Not in the register"), ("listed", "In the register")]
# Of those who are, or may yet become, members.
LIVE_STATES = ("proposed", "invited", "accepted")


class TeamMember(models.Model):
    """Member of a task team, invited and accepted or declined with a reason. The family is never a member (K3D-166).

    An institution other than the leading one is invited only under a consent that lets data be shared with it
    (K3D-169, docs/law.md §4). The invited person answers alone; for a person without a login the case manager records
    the answer. A private person (a relative, a neighbour) comes from no institution and has no login; who it is stands
    with the persons of the case, so that the register of teams names nobody of a family's circle.
    """

    _name = "kooperacje.team.member"
    _description = "Task team member"
    _inherit = [
        "kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin", "kooperacje.access.source",
        "kooperacje.case.data",
    ]
    _order = "team_id, id"
    _rec_name = "partner_id"
    _of_one_person = True
    _system_fields = frozenset({
        "case_id", "company_id", "user_id", "state", "invited_on", "answered_on", "decline_premise_id",
        "decline_reason", "date_from", "date_to", "leave_reason", "reminded_on", "escalated_on",
        "private_number", "successor_id", "acting_user_id",
    })
    _fixed_fields = frozenset({"team_id", "institution_id", "partner_id", "is_private"})
    _duties = {"partner_id": [("state", "in", LIVE_STATES), ("team_id.state", "!=", "closed")]}
    _access_fields = frozenset({"team_id", "partner_id", "user_id", "institution_id", "state", "date_from", "date_to"})

    _holds_family_data = False

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index=True)
    company_id = fields.Many2one("res.company", related="team_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", index=True, ondelete="restrict", domain=[("is_institution", "=", True)],
    )
    partner_id = fields.Many2one(
        "res.partner", "Person invited", index=True, ondelete="restrict",
        domain="[('is_company', '=', False), '|', ('parent_id', 'child_of', institution_id), "
               "('workplace_ids', '=', institution_id)]",
    )
    is_private = fields.Boolean(
        "Private person", help="A relative, a neighbour, a volunteer: comes from no institution and has no login.",
    )
    private_number = fields.Integer(readonly=True, copy=False, export_string_translation=False)
    # Act of 13.05.2016, art. 21, as amended in 2023: who works with children is looked up in the register of offenders.
    # That it was done, by whom and what it said; nothing of what stands there. For staff of the office alone, of which
    # a group says nothing: so the columns are hidden, and these show them.
    register_checked_on = fields.Date(
        "Looked up in the register on", compute="_compute_register", inverse="_inverse_register",
        help="Register of sexual offenders; asked before the first meeting where there are children.",
    )
    register_result = fields.Selection(
        REGISTER_RESULTS, "Result seen", compute="_compute_register", inverse="_inverse_register",
    )
    register_checked_by_id = fields.Many2one("res.users", "Looked up by", compute="_compute_register")
    register_checked_on_kept = fields.Date(groups=fields.NO_ACCESS, copy=False, export_string_translation=False)
    register_result_kept = fields.Selection(
        REGISTER_RESULTS, groups=fields.NO_ACCESS, copy=False, export_string_translation=False,
    )
    register_checked_by_kept_id = fields.Many2one(
        "res.users", groups=fields.NO_ACCESS, copy=False, ondelete="restrict", export_string_translation=False,
    )
    private_line_ids = fields.One2many(
        "kooperacje.case.person", "team_member_id", "Who it is",
        groups="kooperacje.group_social_worker,kooperacje.group_manager,kooperacje.group_specialist",
    )
    person_name = fields.Char("Who", compute="_compute_person_name", compute_sudo=False)
    family_agreed_on = fields.Date(
        # K3D-168
        "Family agreed on", help="The family chooses together with the social worker.",
    )
    user_id = fields.Many2one(
        "res.users", "User", compute="_compute_user_id", store=True, readonly=True, index="btree_not_null",
    )
    case_manager_id = fields.Many2one("res.users", "Case manager", related="team_id.case_manager_id")
    successor_id = fields.Many2one(
        "kooperacje.team.member", "Successor", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
        help="Who took over what this member was to do.",
    )
    acting_user_id = fields.Many2one(
        "res.users", "Sees to it now", compute="_compute_acting_user_id", store=True, recursive=True,
        index="btree_not_null",
        help="Who does what this member agreed to: the member, the successor, or the case manager once the member has "
             "left.",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("invited", "Invited"), ("accepted", "Accepted"), ("declined", "Declined"),
         ("left", "Left the team")],
        default="proposed", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    works_with_family = fields.Boolean(
        # K3D-163
        "Works with the family already", help="Such staff are invited first.",
    )
    reason = fields.Char("Why invited", groups="kooperacje.group_social_worker,kooperacje.group_manager")
    # K3D-164
    outside_reason = fields.Char(help="Why an institution from outside the partnership is invited.")
    service_ids = fields.Many2many("kooperacje.service", string="Services")
    invited_on = fields.Date(readonly=True, copy=False)
    answer_due = fields.Date(copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    decline_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of decline", domain=[("kind", "=", "decline")], readonly=True, copy=False,
    )
    decline_reason = fields.Char("Decline in words", readonly=True, copy=False)
    date_from = fields.Date("Member from", readonly=True, copy=False)
    date_to = fields.Date("Member until", readonly=True, copy=False)
    leave_reason = fields.Char("Why the person left", readonly=True, copy=False)
    reminded_on = fields.Date("Called to mind on", readonly=True, copy=False)
    escalated_on = fields.Date("Passed to the network worker on", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    door = fields.Selection(
        [("waiting", "Not answered yet"), ("open", "Can be read"), ("locked", "Cannot be opened yet"),
         ("paused", "On hold"), ("closed", "Closed")],
        "The case to this member", compute="_compute_door",
        help="Whether the member reads the case today; of the reasons only that there is one.",
    )
    missing_to_open = fields.Char(
        "Missing to open the case", compute="_compute_missing_to_open",
        help="What the person still lacks to open the case on the day of joining the team: account, role, papers.",
    )
    is_late = fields.Boolean("Answer overdue", compute="_compute_is_late")

    away_from = fields.Date(
        "Institution away from", compute="_compute_away_from",
        help="First day on which the institution takes no part in the partnership: suspended, or leaving.",
    )

    _live_uniq = models.UniqueIndex(
        "(team_id, partner_id) WHERE state IN ('proposed', 'invited', 'accepted')",
        "This person is in the team already.",
    )
    _private_or_institution = models.Constraint(
        "CHECK (is_private AND partner_id IS NULL AND institution_id IS NULL"
        " OR is_private IS NOT TRUE AND partner_id IS NOT NULL AND institution_id IS NOT NULL)",
        "Choose the institution and the person to invite. A private person is added by the button of the team.",
    )

    @api.depends("register_checked_on_kept", "register_result_kept", "register_checked_by_kept_id")
    @api.depends_context("uid")
    def _compute_register(self):
        # sudo: shown to those only who read the case as staff of its office, which is asked of the user all the same.
        for member, kept in zip(self, self.sudo(), strict=True):
            is_shown = kept.case_id.user_is_staff or not kept._origin
            member.register_checked_on = is_shown and kept.register_checked_on_kept
            member.register_result = is_shown and kept.register_result_kept
            member.register_checked_by_id = is_shown and kept.register_checked_by_kept_id

    def _inverse_register(self):
        """Who enters it has looked."""
        values = [(member.register_checked_on, member.register_result) for member in self]
        for member, (day, result) in zip(self, values, strict=True):
            member.case_id.check_access("write")
            # sudo: columns of the program; whoever writes the case has been asked for just now.
            member.sudo().write({
                "register_checked_on_kept": day, "register_result_kept": result,
                "register_checked_by_kept_id": result and self.env.uid,
            })
        self.invalidate_recordset(["register_checked_on", "register_result", "register_checked_by_id"], flush=False)

    @api.constrains("register_checked_on_kept", "register_result_kept", "is_private")
    def _check_register(self):
        # sudo: columns of the program, asked whoever has written the member.
        for member in self.sudo():
            day, result = member.register_checked_on_kept, member.register_result_kept
            if bool(day) != bool(result):
                raise ValidationError(self.env._("Enter both: the day of looking into the register, and what you saw."))
            if day and day > office_today():
                raise ValidationError(self.env._(
                    "The day of looking into the register lies in the future. Correct it.",
                ))
            if day and not member.is_private:
                raise ValidationError(self.env._(
                    "Staff are looked up by their own institution. Only a private person is looked up by the office.",
                ))

    def _may_meet_children(self):
        """Whether the member may sit in a meeting of a family with children: a private person once looked up."""
        self.ensure_one()
        # sudo: the answer only, for whoever plans the meeting or is invited to it.
        member = self.sudo()
        return not member.is_private or member.register_result_kept == "absent" or not member.case_id._has_children()

    def _may_not_meet_text(self):
        self.ensure_one()
        # sudo: as above; who it is only as the caller may see it.
        if self.sudo().register_result_kept == "listed":
            return self.env._(
                "%s stands in the register of offenders and takes no part where there are children. Tell the person "
                "and the family that the invitation ends.", self.person_name,
            )
        return self.env._(
            "%s is a private person, and there are children in this family. Before the first meeting look the person "
            "up in the register of offenders (act of 13.05.2016, art. 21) and enter the day and what you saw on the "
            "form of the member.", self.person_name,
        )

    @api.depends("partner_id", "is_private", "private_line_ids")
    @api.depends_context("uid")
    def _compute_person_name(self):
        """Of a private person the name is shown to readers of the case only."""
        names = {}
        private = self.filtered("is_private")
        if private:
            lines = self.env["kooperacje.case.person"].search([("team_member_id", "in", private._origin.ids)]) \
                if self.env["kooperacje.case.person"].has_access("read") else ()
            names = {line.team_member_id.id: line.person_id.display_name for line in lines}
        for member in self:
            if member.is_private:
                member.person_name = names.get(member._origin.id) or member._private_label()
            else:
                member.person_name = member.partner_id.name

    @api.depends("partner_id.user_ids.share")
    def _compute_user_id(self):
        for member in self:
            member.user_id = member.partner_id._accounts()[:1]

    @api.depends("user_id", "state", "successor_id.acting_user_id", "team_id.state", "team_id.case_id.user_id")
    def _compute_acting_user_id(self):
        """Papers keep the name of who agreed to a task; the task itself is never left with who has gone."""
        for member in self:
            if member.successor_id:
                member.acting_user_id = member.successor_id.acting_user_id
            elif member.state == "left" and member.team_id.state != "closed":
                member.acting_user_id = member.team_id.case_id.user_id
            else:
                member.acting_user_id = member.user_id

    def _standing(self):
        """Who is in the place of this member now: the last of the successors, or the member."""
        self.ensure_one()
        member = self
        while member.successor_id:
            member = member.successor_id
        return member

    def _acting_name(self):
        """Who does it now and for whom, for screens: ``Jan (for Anna)``; empty without a member."""
        # sudo: of the successor the name that stands in the register.
        standing = self.sudo()._standing() if self.sudo().successor_id else self
        if standing in (self, self.sudo()):
            return self.person_name
        if standing.partner_id == self.sudo().partner_id:
            return standing.partner_id.name
        return self.env._("%(now)s (for %(before)s)", now=standing.partner_id.name, before=self.person_name)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for member in self:
            member.is_mine = member.user_id == self.env.user

    @api.depends("user_id", "institution_id", "company_id", "state")
    def _compute_missing_to_open(self):
        # sudo: whether a colleague has account, role and papers; nothing of them but what is missing leaves here.
        members = self.sudo().filtered(lambda member: member.state in LIVE_STATES and member.institution_id)
        missing = members._missing_by_person({
            (member.partner_id, member.institution_id, member.company_id) for member in members
        })
        for member in self:
            one = member.sudo()
            member.missing_to_open = missing.get((one.partner_id, one.institution_id, one.company_id), False)

    @api.model
    def _missing_by_person(self, keys):
        """What each person lacks to open a case as a member of a team, as ``{key: text}``; two queries for any number.

        Call it as superuser.

        :param keys: each (person, institution, office)
        """
        partners = self.env["res.partner"].union(*(person for person, _institution, _office in keys))
        roles = self.env["kooperacje.role.assignment"].search([
            ("user_id", "in", partners.user_ids.ids), ("role", "in", list(CASE_ROLES)),
            ("valid_until", ">=", office_today()),
        ])
        labels = dict(roles._fields["role"]._description_selection(self.env))
        result = {}
        for person, institution, office in keys:
            own = institution == office.partner_id
            account = person._accounts()[:1]
            held = roles.filtered(
                lambda role, user=account, institution=institution, office=office:
                role.user_id == user and role.institution_id == institution and role.company_id == office
            )
            if not account:
                result[person, institution, office] = self.env._("an account in the program")
            elif not held:
                result[person, institution, office] = self.env._(
                    "the role “%(role)s” at %(institution)s",
                    role=labels["social_worker" if own else "specialist"], institution=institution.name,
                )
            elif not any(held.mapped("opens_cases")):
                begins = min(held.mapped("date_from"))
                result[person, institution, office] = held[:1].missing_papers or self.env._(
                    "a role that has begun (it begins on %s)", format_date(self.env, begins),
                )
        return result

    @api.depends("state", "team_id.state", "missing_to_open")
    def _compute_door(self):
        """For the member's own page, where the case itself can no longer say why it is closed.

        Asked of the consents, so that nothing but open or not leaves here.
        """
        # sudo: a member whose door has closed reads neither the team's case nor its consents.
        members = self.sudo()
        Statement = members.env["kooperacje.consent.statement"]
        shared = {
            (statement.case_id, statement.institution_id) for statement in Statement.search(
                Statement._valid_domain() & fields.Domain([
                    ("kind", "=", "sharing"), ("case_id", "in", members.case_id.ids),
                    ("institution_id", "in", members.institution_id.ids),
                ]))
        }
        for member in members:
            case, state = member.case_id, member.state
            if state in ("proposed", "invited"):
                member.door = "waiting"
            elif state != "accepted" or member.team_id.state == "closed":
                member.door = "closed"
            elif member.team_id.state == "suspended" or case._missing_consent() or (
                member.institution_id and not member._is_own_staff() and (case, member.institution_id) not in shared
            ):
                member.door = "paused"
            else:
                member.door = "locked" if member.user_id and member.missing_to_open else "open"

    @api.depends("state", "answer_due")
    def _compute_is_late(self):
        today = office_today()
        for member in self:
            member.is_late = member.state == "invited" and bool(member.answer_due) and member.answer_due < today

    @api.depends("team_id.name", "partner_id.name", "is_private")
    def _compute_display_name(self):
        for member in self:
            name = member._private_label() if member.is_private else member.partner_id.name
            member.display_name = f"{member.team_id.name} – {name}"

    def _private_label(self):
        """What a private member is called before others, and wherever a name of a record is kept for all users."""
        self.ensure_one()
        return self.env._("private person %s", self.private_number or "")

    def _neutral_name(self):
        """Who it is in a text that others keep: a private person by number only; empty without a member."""
        return self._private_label() if self.is_private else self.partner_id.name

    @api.model_create_multi
    def create(self, vals_list):
        serialise_on(self.env["kooperacje.team"].browse({
            vals["team_id"] for vals in vals_list if vals.get("team_id") and vals.get("is_private")
        }))
        members = super().create(vals_list)
        # superuser: the number is the system's.
        for member in members.sudo().filtered("is_private"):
            member.private_number = max(member.team_id.member_ids.mapped("private_number")) + 1
        return members

    def _is_own_staff(self):
        """Staff of the controller itself need no consent to see the case (art. 100 ust. 2 and 6 u.p.s.)."""
        self.ensure_one()
        return self.institution_id == self.company_id.partner_id

    def _was_in_team(self, day=None):
        """Whether the person is in the team, or was on ``day``."""
        self.ensure_one()
        return self.state == "accepted" or bool(
            day and self.date_from and self.date_from <= day and self.date_to and self.date_to >= day
        )

    @api.constrains("institution_id", "partner_id")
    def _check_partner(self):
        for member in self.filtered(lambda member: not member.is_private):
            roles_at = member.partner_id.user_ids.role_assignment_ids.institution_id
            if member.institution_id not in roles_at and (
                member.partner_id.commercial_partner_id != member.institution_id.commercial_partner_id
            ) and not (member.partner_id and member.partner_id._works_at(member.institution_id)):
                raise ValidationError(self.env._(
                    "%(person)s does not work in %(institution)s. Choose a person of the institution, or add the "
                    "person to its contacts.",
                    person=member.partner_id.name, institution=member.institution_id.name,
                ))

    @api.constrains("institution_id", "outside_reason")
    def _check_outside_reason(self):
        """K3D-164: specialists from outside the partnership may be invited, but for a reason."""
        for member in self.filtered(lambda member: not member.is_private):
            partnership = member.team_id.partnership_id
            inside = partnership.member_ids | partnership.leader_id
            if member.institution_id not in inside and not (member.outside_reason or "").strip():
                raise ValidationError(self.env._(
                    "%(institution)s does not belong to the partnership. Write why it is invited all the same.",
                    institution=member.institution_id.name,
                ))

    @api.constrains("decline_premise_id")
    def _check_decline_premise(self):
        self.decline_premise_id._check_kind("decline")

    def _check_open(self):
        """No invitation or membership without a consent that covers the institution (K3D-169, docs/law.md §4), nor of
        an institution that is suspended or has left.
        """
        today = office_today()
        for member in self:
            # One that has left may be invited again as any institution from outside, for a reason (K3D-164).
            if member.away_from and member.away_from <= today and not (member.outside_reason or "").strip():
                raise UserError(self.env._(
                    "%(institution)s takes no part in the partnership since %(date)s. Choose another institution, or "
                    "write why it is invited all the same.",
                    institution=member.institution_id.name, date=format_date(self.env, member.away_from),
                ))
        # sudo: the gate counts what there is, not what the caller may see.
        for member in self.sudo():
            if member.team_id.state in ("suspended", "closed"):
                raise UserError(self.env._(
                    "Team %(team)s is suspended or has ended, nobody joins it now. Ask the case manager.",
                    team=member.team_id.name,
                ))
            missing = member.case_id._missing_consent()
            if missing:
                raise UserError(self.env._(
                    "A task team needs the family's consent. Case %(case)s lacks: %(missing)s.",
                    case=member.case_id.name, missing="; ".join(missing),
                ))
            if member.is_private and not member.family_agreed_on:
                raise UserError(self.env._(
                    "A private person joins the team only when the family wants it. Write the day on which the family "
                    "agreed (team %s).", member.team_id.name,
                ))
            if member.institution_id and member.case_id._institutions_without_consent(member.institution_id):
                raise UserError(self.env._(
                    "The family has not agreed to share data with %(institution)s. Record a consent for this "
                    "institution first (case %(case)s).",
                    institution=member.institution_id.name, case=member.case_id.name,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        if not self.env.su and any(member.state != "proposed" for member in self):
            raise UserError(self.env._(
                "An invitation stays in the register of the team. Use “Leaves the team” instead.",
            ))

    # Invitation and answer (architecture, decision 8)

    def action_invite(self):
        """Send the invitations, without any data of the family: an activity for each person with a login; to the others
        a link by mail, where there is an address.
        """
        self.check_access("write")
        today = office_today()
        proposed = self.filtered(lambda member: member.state == "proposed")
        proposed._check_open()
        for member in proposed:
            due = member.answer_due or today + timedelta(days=member.company_id.kooperacje_invitation_days)
            # superuser: the caller may write the member; the state is the system's.
            member.sudo().write({"state": "invited", "invited_on": today, "answer_due": due})
            if member.user_id:
                told = member.sudo()._in_language_of(member.user_id)
                told.activity_schedule(
                    "kooperacje.activity_invitation", date_deadline=due, user_id=member.user_id.id,
                    summary=told.env._("Invitation to the task team %(team)s", team=member.team_id.name),
                )
        proposed._tell_what_is_missing()
        # sudo: the caller has invited these; whether there is an address is asked of the contact.
        by_link = proposed.sudo().filtered(lambda one: one.may_send_answer_link and one.partner_id.email_normalized)
        by_link.sudo(False)._mail_answer_links()

    def _join(self):
        """Make proposed members members without an invitation: the case manager belongs to the team (K3D-162)."""
        today = office_today()
        # superuser: called by the appointment of the team only; the state is the system's.
        self.sudo().write({"state": "accepted", "answered_on": today, "date_from": today})

    def _check_may_answer(self):
        """The invited person, or for a person without a login whoever may write the team."""
        for member in self:
            if member.state != "invited":
                raise UserError(self.env._("This invitation is not open. Ask the case manager for a new one."))
            if member.user_id and member.user_id != self.env.user and not self.env.su:
                raise AccessError(self.env._(
                    "%(person)s answers the invitation alone, after logging in.", person=member.partner_id.name,
                ))
            if not member.user_id:
                member.check_access("write")

    def action_accept(self):
        self._check_may_answer()
        self._check_open()
        for member in self:
            # sudo: one look whether the person may be where children are.
            if member.sudo().register_result_kept == "listed" and not member._may_meet_children():
                raise UserError(member._may_not_meet_text())
        today = office_today()
        # superuser: checked above; the invited person has no right to write the record.
        members = self.sudo()
        members.write({"state": "accepted", "answered_on": today, "date_from": today})
        members._end_invitation_activity()
        members.team_id._refresh_state()
        members._tell_what_is_missing()

    def _tell_what_is_missing(self):
        """Nobody waits before a closed door unnoticed: who gives roles and the case manager learn what is missing.

        The administrator of access does not read teams: that note stands at the person and names no team. A person
        without an account joins on paper and by telephone; that is shown, and nobody is called for it.
        """
        # superuser: the caller may write the member or is the person invited; only what is missing is told.
        for member in self.sudo().filtered(lambda member: member.user_id and member.missing_to_open):
            if member.state == "accepted":
                told = member.team_id._in_language_of(member.case_manager_id)
                told.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=member.case_manager_id.id, summary=told.env._(
                        "%(person)s is in team %(team)s and cannot open the case", person=member.partner_id.name,
                        team=member.team_id.name,
                    ), note=told.env._("Missing: %s", member.with_env(told.env).missing_to_open),
                )
                continue
            administrator = member.company_id.role_assignment_ids.filtered(
                lambda role: role.role == "admin" and role.is_current
            ).user_id[:1]
            if administrator:
                told = member.partner_id._in_language_of(administrator)
                told.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=administrator.id,
                    summary=told.env._("Is invited to a task team and cannot open a case yet"),
                    note=told.env._("Missing: %s", member.with_env(told.env).missing_to_open),
                )

    def action_open_decline(self):
        self.ensure_one()
        return dialog(
            self.env._("Decline the invitation"), "kooperacje.team.decline", context={"default_member_id": self.id},
        )

    def action_decline(self, premise_id, reason):
        """Decline with a reason of the dictionary (id) and in words; the network worker takes it up (K3D-116).

        It leaves needs unanswered: the partnership learns which, not whose.
        """
        self._check_may_answer()
        premise = self.env["kooperacje.premise"].browse(premise_id).exists()
        if premise.kind != "decline" or not (reason or "").strip():
            raise UserError(self.env._("Choose the reason of the decline and write it in a few words."))
        # superuser: checked in _check_may_answer.
        members = self.sudo()
        members.write({
            "state": "declined", "answered_on": office_today(), "decline_premise_id": premise.id,
            "decline_reason": reason.strip(),
        })
        members._end_invitation_activity()
        for member in members:
            member._tell_network_worker(lambda env, member=member: env._(
                "%(institution)s declined the invitation",
                institution=member.institution_id.name or env._("A private person"),
            ))
        # superuser: who declines sees nothing of the case; only numbers of the partnership follow from it.
        for member in members:
            lines = member.case_id.need_line_ids
            answered = member.service_ids.need_ids | member.service_ids.need_area_id
            parts = answered.search([("id", "parent_of", answered.ids)]) if answered else answered
            lines._count_gaps(dict.fromkeys((lines.need_id & parts).ids, "refused"))

    def _end_invitation_activity(self):
        self._end_answer_link()
        self.activity_feedback(["kooperacje.activity_invitation", "kooperacje.activity_invitation_reminder"])

    # Reminder and escalation: nobody is left without an answer (architecture, decision 8)

    @api.model
    def _cron_invitations(self):
        """Call unanswered invitations to mind before their deadline, and pass them to the network worker after it.

        Each once. What is sent names the team and the institution, never a family.
        """
        Job, today = self.env["kooperacje.job"], office_today()
        waiting = Domain([
            ("state", "=", "invited"), ("answer_due", "!=", False), ("team_id.state", "in", ["inviting", "active"]),
        ])
        done = Job._run(
            "kooperacje.team.member._cron_invitations:escalate",
            lambda: self.search(waiting & Domain([("escalated_on", "=", False), ("answer_due", "<", today)])),
            type(self)._escalate,
        )
        if done:
            Job._run(
                "kooperacje.team.member._cron_invitations:remind",
                lambda: self.search(waiting & Domain([
                    ("reminded_on", "=", False), ("answer_due", ">=", today), ("invited_on", "<", today),
                ])).filtered(lambda member: (
                    member.answer_due <= today + timedelta(days=member.company_id.kooperacje_reminder_days)
                )),
                type(self)._remind,
            )

    def _remind(self):
        """Remind the invited person. If that person has no login, remind whoever invited: a call helps then."""
        for member in self:
            user = member.user_id or member.team_id.case_manager_id
            told = member._in_language_of(user)
            told.activity_schedule(
                "kooperacje.activity_invitation_reminder", date_deadline=member.answer_due, user_id=user.id,
                summary=told.env._(
                    "Answer the invitation to team %s", member.team_id.name,
                ) if member.user_id else told.env._(
                    "Call about the invitation to team %s", member.team_id.name,
                ),
            )
            member.reminded_on = office_today()

    def _escalate(self):
        for member in self:
            member._tell_network_worker(lambda env, member=member: env._(
                "%(institution)s has not answered the invitation to team %(team)s",
                institution=member.institution_id.name or env._("A private person"), team=member.team_id.name,
            ))
            member.escalated_on = office_today()

    def _tell_network_worker(self, summary):
        """An activity on the register for the network worker of the office and for the case manager.

        :param summary: gives the text in the language of an environment
        """
        self.ensure_one()
        network_worker = self.company_id.role_assignment_ids.filtered(
            lambda assignment: assignment.role == "network_worker" and assignment.is_current
        ).user_id[:1]
        for user in network_worker | self.team_id.case_manager_id:
            told = self.team_id._in_language_of(user)
            told.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary(told.env))

    def action_open_case(self):
        """The case, for the member to whom it is open."""
        self.ensure_one()
        case = self.case_id
        case.check_access("read")
        return form(case, name=case.name)

    def action_open_leave(self):
        self.ensure_one()
        return dialog(self.env._("Leaves the team"), "kooperacje.team.leave", context={"default_member_id": self.id})

    def action_leave(self, reason=None):
        """The member leaves the team today; the composition keeps its dates (K3D-168), and a decline its reason.

        :param reason: why, without data of the family: it stands in the register
        """
        self.check_access("write")
        for member in self:
            if member.state not in LIVE_STATES:
                raise UserError(self.env._(
                    "%(person)s is not in the team any more: the invitation was declined, or the person has left.",
                    person=member.person_name,
                ))
        self._leave(office_today(), (reason or "").strip())

    def _leave(self, on_date, reason=None):
        # superuser: callers have checked who asks; the dates are the system's.
        members = self.sudo()
        members.write({"state": "left", "leave_reason": reason or False})
        members.filtered("date_from").write({"date_to": on_date})
        members._end_invitation_activity()
        members.team_id._refresh_state()
        members.case_id._fall_back_to_team()
        members._pass_on_duties()

    def _go_over(self, institution, last_day, reason):
        """The institution of these members (superuser) goes on as ``institution``: so do they, if they work there.

        Where the family agrees already that data are shared with it, a member stays a member and one invited stays
        invited; elsewhere they are proposed, and the case manager asks the family. Until then the case manager sees to
        what they were to do.
        """
        before = {member: member.state for member in self}
        present = self.team_id.member_ids.filtered(lambda one: one.state in LIVE_STATES) - self
        self._end_invitation_activity()
        self.write({"state": "left", "leave_reason": reason})
        for member in self.filtered("date_from"):
            member.date_to = max(member.date_from, last_day)
        self.flush_recordset(["state"])
        there = {(one.team_id, one.partner_id) for one in present}
        staying = self.filtered(lambda member: (
            (member.team_id, member.partner_id) not in there and member.partner_id._works_at(institution)
        ))
        successors = self.create([{
            "team_id": member.team_id.id, "institution_id": institution.id, "partner_id": member.partner_id.id,
            "works_with_family": member.works_with_family, "service_ids": [fields.Command.set(member.service_ids.ids)],
            "family_agreed_on": member.family_agreed_on,
        } for member in staying])
        uncovered = {
            case: case._institutions_without_consent(institution) or case._missing_consent() for case in self.case_id
        }
        for member, successor in zip(staying, successors, strict=True):
            if uncovered[member.case_id] or member.team_id.state == "suspended":
                continue
            if before[member] == "accepted":
                successor._join()
                member._succeed(successor)
            elif before[member] == "invited":
                successor.action_invite()
        self.team_id._refresh_state()
        self.case_id._fall_back_to_team()
        self._pass_on_duties()
        for case in self.case_id:
            told = case._in_language_of(case.user_id)
            told.activity_schedule(
                "mail.mail_activity_data_warning", user_id=case.user_id.id,
                summary=told.env._("An institution of the task team goes on as another one"),
                note=plaintext2html(told.env._(
                    "Now it is %s. The family has not agreed yet that data are shared with it: record a consent, then "
                    "invite its people, who stand in the team as proposed. Until then their tasks are yours.",
                    institution.name,
                ) if uncovered[case] else told.env._(
                    "Now it is %s. The family agrees already that data are shared with it; look whether everybody is "
                    "in the team again.", institution.name,
                )),
            )

    def _give_duty(self, _name, user, reason):
        """``user`` of the same institution is invited in the place of who leaves, once the family agrees that data are
        shared with it; until the answer the case manager sees to what was to be done.
        """
        self.check_access("write")
        for member in self:
            present = member.team_id.member_ids.filtered(
                lambda one: one.state in LIVE_STATES and one.partner_id == user.partner_id
            )
            before = member.state
            member.action_leave(reason)
            if present:
                # superuser: the caller may write both places; who follows whom is the system's.
                if before == present.state == "accepted":
                    member.sudo()._succeed(present.sudo())
                continue
            successor = self.create({
                "team_id": member.team_id.id, "institution_id": member.institution_id.id,
                "partner_id": user.partner_id.id, "works_with_family": member.works_with_family,
                "service_ids": [fields.Command.set(member.service_ids.ids)], "outside_reason": member.outside_reason,
            })
            if before != "proposed":
                successor.action_invite()
        return self.browse()

    def _succeed(self, successor):
        """What the members (superuser) were to do is the successor's from now on."""
        # No circle: who comes back is succeeded by nobody.
        members = self - successor
        members.successor_id = successor
        members._pass_on_duties()

    def _pass_on_duties(self):
        """Let the tasks in the lists of users follow who does them now; to be called as superuser."""
        ids = self.ids
        # Those whose successors these members were before: their tasks go on with them.
        while found := self.search([("successor_id", "in", ids), ("id", "not in", ids)]):
            ids += found.ids
        self.env["kooperacje.plan.action"].search([
            ("member_id", "in", ids), ("state", "in", ("planned", "started")),
        ])._sync_activities()
        return self.browse(ids)

    # ------------------------------------------------------------
    # Institutions that stop taking part
    # ------------------------------------------------------------

    @api.depends("institution_id", "team_id.partnership_id")
    def _compute_away_from(self):
        # sudo: whether an institution takes part in the partnership of the team is no secret.
        memberships = self.env["kooperacje.membership"].sudo().search_fetch([
            ("partnership_id", "in", self.team_id.partnership_id.ids),
            ("institution_id", "in", self.institution_id.ids), ("state", "!=", "invited"),
        ]).sorted(lambda one: (one.state in ("member", "suspended"), one.id))
        days = {(one.partnership_id.id, one.institution_id.id): one.away_from for one in memberships}
        for member in self:
            member.away_from = days.get((member.team_id.partnership_id.id, member.institution_id.id), False)
