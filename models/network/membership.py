from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form

# Whom the declaration names. After it was issued they change by a step that keeps who it was before.
REPRESENTATION = frozenset({"representative_id", "representative_mandate", "deputy_id"})
# Those that have joined, whatever became of them.
JOINED = ("member", "suspended", "left")
PRESENT = ("member", "suspended")
# Whose invitation stands or who has joined and not left.
CURRENT = ("invited", *PRESENT)
# Who never joined: the office took its invitation back, or the institution said no.
NEVER_JOINED = ("withdrawn", "declined")


class Membership(models.Model):
    """Membership of an institution in a partnership; its signed document is the accession declaration (tool 8).

    invited → member ⇄ suspended; either → left; invited → withdrawn or declined; by the methods below only. Who has not
    answered stops nobody: gates count institutions that have joined. Joining is voluntary (K3D-8): it follows
    from the signed declaration or, for one signed elsewhere, from the date that the office enters.

    The consequences of suspension and leaving hold by dates alone. From the first day on which an institution takes no
    part (``away_from``) its staff open no case of the office, its services are not offered, its vote does not count;
    from the day it has left its roles in the office are over. Notice lasts as long as the regulation says
    (``withdrawal_months``), unless the partnership consents to an earlier day. Before leaving it hands over its tasks
    in the task teams (tool 8).
    """

    _name = "kooperacje.membership"
    _description = "Membership in a partnership"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "partnership_id, institution_id"
    _rec_name = "institution_id"
    _duties = {
        name: [("state", "in", CURRENT), ("partnership_id.state", "!=", "closed")]
        for name in ("representative_id", "deputy_id", "coordinator_id")
    }
    # ``date_to`` may be typed, the computed dates follow from it.
    _system_fields = frozenset({
        "state", "suspended_on", "suspension_reason", "suspended_until", "leaving_notice_on", "leaving_reason",
        "away_from", "gone_from", "invitation_ended_on", "invitation_end_reason", "successor_id",
    })

    # Who never joined signs nothing; what had been issued before stays to be seen.
    _document_bar_invisible = "state in ('withdrawn', 'declined') and document_state == 'draft'"

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    sector_id = fields.Many2one(related="institution_id.sector_id", store=True)
    is_leader = fields.Boolean("Leader", compute="_compute_is_leader")
    kind = fields.Selection(
        [("core", "Core"), ("supplementary", "Supplementary")], default="core", required=True,
        # RUR-77, 78
        help="In the rural Model the core institutions sign the agreement and vote; supplementary ones are invited to "
             "meetings by need and the nature of the case, by decision of the animators.",
    )
    state = fields.Selection(
        [("invited", "Invited"), ("member", "Member"), ("suspended", "Suspended"), ("left", "Left"),
         ("withdrawn", "Invitation withdrawn"), ("declined", "Invitation declined")],
        default="invited", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    invitation_ended_on = fields.Date("Invitation ended on", readonly=True, copy=False, tracking=True)
    invitation_end_reason = fields.Char("Why it did not join", readonly=True, copy=False)
    date_from = fields.Date("Member from", copy=False)
    date_to = fields.Date("Member until", copy=False)
    representative_id = fields.Many2one(
        # K3D-65
        "res.partner", "Representative", help="Head or authorised decision maker.",
        domain="[('workplace_ids', '=', institution_id)]",
    )
    representative_mandate = fields.Char(
        # K3D-65
        "Authority to decide", help="Number and date of the paper by which the head authorised the representative; "
                                    "not needed for somebody who decides on cooperation anyway.",
    )
    deputy_id = fields.Many2one(
        "res.partner", "Deputy", ondelete="set null", domain="[('workplace_ids', '=', institution_id)]",
        help="Stands in for the representative.",
    )
    participation_degree = fields.Selection(
        [("permanent", "Permanent"), ("periodic", "For a part of the work"), ("invited", "When invited")],
        # K3D-79
        "Degree of participation", help="How much the institution takes part.",
    )
    participation_level = fields.Selection(
        [("management", "Management: decides in the partnership"), ("staff", "Staff: works in task teams"),
         ("both", "Management and staff")],
        # K3D-79
        "Level of participation", help="On which level it takes part.",
    )
    participation_purpose = fields.Text(
        # K3D-79
        "Purpose of participation", help="Why this institution is needed in the partnership.",
    )
    coordinator_id = fields.Many2one(
        "res.partner", "Contact for the network worker", domain="[('workplace_ids', '=', institution_id)]",
    )

    representation_ids = fields.One2many(
        "kooperacje.membership.representation", "membership_id", "Representatives so far",
    )
    suspension_ids = fields.One2many("kooperacje.membership.suspension", "membership_id", "Suspensions")
    suspended_on = fields.Date("Suspended from", compute="_compute_suspended_on", store=True)
    suspension_reason = fields.Char(compute="_compute_suspended_on", store=True)
    suspended_until = fields.Date("Return expected on", compute="_compute_suspended_on", store=True)
    leaving_notice_on = fields.Date("Notice of leaving given on", readonly=True, copy=False, tracking=True)
    leaving_reason = fields.Char("Reason of leaving", readonly=True, copy=False)
    away_from = fields.Date(
        compute="_compute_away", store=True, help="First day on which the institution takes no part.",
    )
    gone_from = fields.Date(
        compute="_compute_away", store=True, help="First day on which the institution is no member any more.",
    )
    withdrawal_months = fields.Integer(related="partnership_id.withdrawal_months")
    role_count = fields.Integer("People with a role", compute="_compute_role_count")

    animators_decided_on = fields.Date(
        "Animators decided on", copy=False,
        help="Day on which the animators of county and commune decided to invite the supplementary institution.",
    )
    partnership_variant = fields.Selection(related="partnership_id.variant", string="Variant")

    _institution_uniq = models.UniqueIndex(
        "(partnership_id, institution_id) WHERE state IN ('invited', 'member', 'suspended')",
        "This institution already belongs to the partnership.",
    )
    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An institution cannot leave a partnership before it joined.",
    )

    @api.depends("institution_id", "partnership_id.leader_id")
    def _compute_is_leader(self):
        for membership in self:
            membership.is_leader = bool(membership.institution_id) and (
                membership.institution_id == membership.partnership_id.leader_id
            )

    @api.constrains("institution_id")
    def _check_institution(self):
        for membership in self:
            if not membership.institution_id.is_institution:
                raise ValidationError(self.env._(
                    "%(name)s is not an institution of the Model. Open it among the contacts and mark it as an "
                    "institution first, or choose another one.", name=membership.institution_id.name,
                ))

    @api.constrains("representative_id", "deputy_id")
    def _check_deputy(self):
        for membership in self:
            if membership.deputy_id and membership.deputy_id == membership.representative_id:
                raise ValidationError(self.env._("Nobody is one's own deputy. Choose another person."))

    @api.constrains("institution_id", "representative_id", "deputy_id", "coordinator_id")
    def _check_staff(self):
        for membership in self:
            institution = membership.institution_id
            people = membership.representative_id | membership.deputy_id | membership.coordinator_id
            (people - institution - institution.parent_id)._check_on_staff_of(institution)

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        if not self.env.su:
            memberships.partnership_id._check_may_act()
        return memberships

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._is_guarded():
            self._check_typed(vals)
        if not self._is_by_method():
            self._check_names_kept(vals)
        for name in ("partnership_id", "institution_id"):
            if name in vals and any(membership[name].id != vals[name] for membership in self):
                raise UserError(self.env._(
                    "A membership stays with its institution and partnership, like its declaration. Add a new one "
                    "instead.",
                ))
        result = super().write(vals)
        if "date_to" in vals and not self.env.su:
            self._on_away_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_member(self):
        if any(membership.state != "invited" for membership in self):
            raise UserError(self.env._(
                "An institution that has joined leaves the partnership; its membership is kept.",
            ))

    def action_join(self):
        """Invited → member, on the day of the signed declaration or the one entered as “Member from” (K3D-67).

        :raises UserError: not invited; no day, or one to come; nobody who may decide for it (K3D-65); a supplementary
            institution without the decision of the animators (RUR-78)
        """
        self._check_animators_decided()
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state != "invited":
                raise UserError(self.env._("%(name)s is not waiting to join.", name=membership.institution_id.name))
            day = membership.date_from
            if not day and membership.document_state == "signed":
                day = membership.signed_on
            if not day:
                raise UserError(self.env._(
                    "%(name)s has not signed the accession declaration yet. Register the signed declaration or enter "
                    "the day on which the institution joined (“Member from”).", name=membership.institution_id.name,
                ))
            if day > today:
                raise UserError(self.env._(
                    "%(name)s cannot join on a day that has not come yet. Correct “Member from”.",
                    name=membership.institution_id.name,
                ))
            membership._check_mandate()
            membership._join(day)

    def _check_mandate(self):
        """K3D-65: an institution is represented by its head, or by whoever it has authorised to decide on cooperation.
        The voivodeship team is composed otherwise (RUR-39).

        :raises UserError: naming the person and what to enter
        """
        for membership in self.filtered(lambda one: not one.partnership_id._is_voivodeship_team()):
            if not membership.representative_id:
                raise UserError(self.env._(
                    "Name the representative of %(institution)s: the declaration is signed by the head of the "
                    "institution or a person authorised to decide.", institution=membership.institution_id.name,
                ))
            decides = membership.representative_id.is_decision_maker
            if not decides and not (membership.representative_mandate or "").strip():
                raise UserError(self.env._(
                    "%(person)s has no authority to decide for %(institution)s. Enter the paper that gives it under "
                    "“Authority to decide”, tick “Decides on cooperation” on the person, or choose another "
                    "representative.",
                    person=membership.representative_id.name, institution=membership.institution_id.name,
                ))

    def _check_names_kept(self, vals):
        """:raises UserError: ``vals`` would put another name on a declaration that was issued; the superuser too"""
        for membership in self:
            changed = {
                name for name in REPRESENTATION & vals.keys()
                if self._fields[name].convert_to_write(membership[name], membership) != (vals[name] or False)
            }
            if changed and membership.document_state != "draft":
                raise UserError(self.env._(
                    "The declaration of %(name)s names who speaks for it and stays as it is. Press “New "
                    "representative” to say who does from which day on.", name=membership.institution_id.name,
                ))

    def _represent(self, person, day, mandate=None, deputy=None):
        """From ``day`` on ``person`` speaks for the institution: its new head, or whoever the head authorised (K3D-65).

        The declaration signed before keeps the name of its day; papers made from now on name the new one.

        :raises UserError: no member, the declaration waits for its signature, nobody chosen or somebody without
            authority to decide, a day to come or before the representative so far began
        """
        self.ensure_one()
        self.check_access("write")
        name, day, mandate = self.institution_id.name, fields.Date.to_date(day or False), (mandate or "").strip()
        if self.state not in PRESENT:
            raise UserError(self.env._("%(name)s is no member now.", name=name))
        if self.document_state == "issued":
            raise UserError(self.env._(
                "The declaration of %(name)s waits for its signature. Register the signature, or press “Correct” and "
                "change the representative there.", name=name,
            ))
        if not person or not day:
            raise UserError(self.env._("Choose who speaks for %(name)s now, and from which day on.", name=name))
        if person == self.representative_id:
            raise UserError(self.env._(
                "%(person)s speaks for %(name)s already.", person=person.name, name=name,
            ))
        if day > office_today():
            raise UserError(self.env._("Register it on the day it happens, not ahead."))
        present = self.representation_ids.filtered(lambda line: not line.date_to)
        begun = present.date_from or self.date_from
        if begun and day <= begun:
            raise UserError(self.env._(
                "The representative so far has spoken since %(date)s. Choose a later day.",
                date=format_date(self.env, begun),
            ))
        last_day = day - timedelta(days=1)
        # sudo: the caller may write the membership; the lines are kept to this method.
        present.sudo().write({"date_to": last_day})
        lines = [{"partner_id": person.id, "mandate": mandate, "date_from": day}]
        if self.representative_id and not present:
            lines.append({
                "partner_id": self.representative_id.id, "mandate": self.representative_mandate, "date_from": begun,
                "date_to": last_day,
            })
        # sudo: as above.
        self.sudo().representation_ids = [fields.Command.create(line) for line in lines]
        self._unguarded().write({
            "representative_id": person.id, "representative_mandate": mandate, "deputy_id": deputy and deputy.id,
        })
        self._check_mandate()

    def _give_duty(self, name, user, _reason):
        """Another representative is one from today on, by the own authority (K3D-65)."""
        person = user.partner_id
        for membership in self:
            if name == "representative_id" and membership.state in PRESENT:
                membership._represent(person, office_today(), deputy=membership.deputy_id - person)
            elif name == "representative_id":
                membership.write({name: person.id, "representative_mandate": False})
            else:
                membership.write({name: person.id})
        return self

    def _join(self, day):
        self.partnership_id._check_may_act()
        self._enter(day)

    def _enter(self, day):
        # sudo: the caller has been checked; the guard keeps ``state`` to the methods of the model.
        self.sudo().write({"state": "member", "date_from": day, "date_to": False})
        # sudo: an institution that was asked for has joined, whoever registers it.
        self.env["kooperacje.composition.request"].sudo().search([
            ("membership_id", "in", self.ids), ("state", "=", "accepted"),
        ])._mark_done()

    def action_leave(self):
        """Member → left, on the day entered as “Member until” or today; the leader closes the partnership.

        :raises UserError: has left, the leader, a day to come, or without the notice that the regulation in force asks
            for
        """
        self._check_notice()
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state == "left":
                raise UserError(self.env._("%(name)s has left already.", name=membership.institution_id.name))
            if membership.state not in PRESENT:
                raise UserError(self.env._(
                    "%(name)s has not joined and so cannot leave. Withdraw its invitation, or record that it declined.",
                    name=membership.institution_id.name,
                ))
            if membership.is_leader and membership.partnership_id.state != "closed":
                raise UserError(self.env._(
                    "%(name)s leads the partnership and cannot leave it. Close the partnership instead.",
                    name=membership.institution_id.name,
                ))
            day = membership.date_to or today
            if day > today:
                raise UserError(self.env._(
                    "%(name)s is a member until %(day)s. Press “Leave” after that day or correct the date.",
                    name=membership.institution_id.name, day=format_date(self.env, day),
                ))
            # sudo: as in ``_join``.
            membership.sudo().write({"state": "left", "date_to": day})
        # The institution may be invited again at once: its old row has to be out of the unique index by then.
        self.flush_recordset(["state"])
        open_ones = self.suspension_ids.filtered(lambda line: not line.date_to)
        for line in open_ones:
            # sudo: as on suspending.
            line.sudo().date_to = max(line.date_from, line.membership_id.date_to)
        self._end_roles()
        self._on_away_changed()

    # ------------------------------------------------------------------
    # Invitations that end
    # ------------------------------------------------------------------

    def _check_invited(self):
        """:raises UserError: an institution that is not invited (any more)"""
        self.check_access("write")
        for membership in self:
            if membership.state != "invited":
                raise UserError(self.env._("%(name)s is not waiting to join.", name=membership.institution_id.name))
            if membership.is_leader:
                raise UserError(self.env._(
                    "%(name)s leads the partnership and is not invited to it.", name=membership.institution_id.name,
                ))

    def _end_invitation(self, state, day, reason):
        """Invited → withdrawn by the office, or declined by the institution, on ``day`` and for ``reason``.

        What its people could do while it was invited (a service card, a role) ends with that day. It may be invited
        again.

        :raises UserError: not invited, no reason, or a day to come
        """
        self._check_invited()
        day, reason = fields.Date.to_date(day or False), (reason or "").strip()
        if not reason or not day:
            raise UserError(self.env._("Give the day and the reason why the institution does not join."))
        if day > office_today():
            raise UserError(self.env._("Register the end of the invitation on its day, not ahead."))
        # sudo: the caller has been checked; state and history are kept to the methods.
        self.sudo().write({
            "state": state, "invitation_ended_on": day, "invitation_end_reason": reason, "date_from": False,
        })
        self.flush_recordset(["state"])
        # sudo: another institution may be named and invited for what was asked for.
        self.env["kooperacje.composition.request"].sudo().search([
            ("membership_id", "in", self.ids), ("state", "=", "accepted"),
        ]).membership_id = False
        self._end_roles()
        self._on_away_changed()

    def action_invite_again(self):
        """Invite once more an institution that never joined or has left; how the first time ended stays on record.

        :raises UserError: it belongs to the partnership already
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: whether it belongs there; the caller may write this membership.
        if self.sudo().partnership_id.membership_ids.filtered(
            lambda one: one.institution_id == self.institution_id and one.state in CURRENT
        ):
            raise UserError(self.env._(
                "%(name)s belongs to the partnership already.", name=self.institution_id.name,
            ))
        return form(self.create({
            name: self._fields[name].convert_to_write(self[name], self)
            for name in ("partnership_id", "institution_id", "kind", "representative_id", "deputy_id", "coordinator_id")
        }))

    # ------------------------------------------------------------------
    # Suspension, notice and their consequences
    # ------------------------------------------------------------------

    @api.depends("suspension_ids.date_to", "suspension_ids.date_from", "suspension_ids.date_planned")
    def _compute_suspended_on(self):
        for membership in self:
            present = membership.suspension_ids.filtered(lambda line: not line.date_to)[:1]
            membership.suspended_on = present.date_from
            membership.suspension_reason = present.reason
            membership.suspended_until = present.date_planned

    @api.depends("state", "date_to", "suspended_on", "invitation_ended_on")
    def _compute_away(self):
        for membership in self:
            gone = membership.date_to and membership.state in JOINED and membership.date_to + timedelta(days=1)
            if membership.state in NEVER_JOINED:
                gone = membership.invitation_ended_on
            days = [day for day in (gone, membership.state == "suspended" and membership.suspended_on) if day]
            membership.gone_from = gone
            membership.away_from = min(days) if days else False

    @api.depends("institution_id", "company_id")
    def _compute_role_count(self):
        # sudo: a number; who answers for the partnership must know how many accesses end.
        groups = self.env["kooperacje.role.assignment"].sudo()._read_group(
            [("institution_id", "in", self.institution_id.ids), ("company_id", "in", self.company_id.ids),
             ("is_current", "=", True)],
            ["institution_id", "company_id"], ["__count"],
        )
        counts = {(institution.id, company.id): count for institution, company, count in groups}
        for membership in self:
            membership.role_count = counts.get((membership.institution_id.id, membership.company_id.id), 0)

    def _check_may_stop(self):
        """Raise ``UserError`` unless each institution is a member that may stop taking part."""
        self.check_access("write")
        for membership in self:
            name = membership.institution_id.name
            if membership.is_leader and membership.partnership_id.state != "closed":
                raise UserError(self.env._(
                    "%(name)s leads the partnership: it is neither suspended nor leaves. Close the partnership "
                    "instead.", name=name,
                ))
            if membership.state not in PRESENT:
                raise UserError(self.env._("%(name)s is no member now.", name=name))

    def _suspend(self, day, reason, until=None):
        """Member → suspended from ``day`` on.

        :param until: day on which the institution is expected back; it returns by ``action_return``
        :raise UserError: no member, the leader, no reason, a day to come or before it joined, or out of order
        """
        self._check_may_stop()
        day, until = fields.Date.to_date(day), fields.Date.to_date(until or False)
        reason = (reason or "").strip()
        for membership in self:
            if membership.state == "suspended":
                raise UserError(self.env._("%(name)s is suspended already.", name=membership.institution_id.name))
            if not reason or not day:
                raise UserError(self.env._("Give the day and the reason of the suspension."))
            if day > office_today():
                raise UserError(self.env._("Register the suspension on the day it begins, not ahead."))
            last = max(membership.suspension_ids.filtered("date_to").mapped("date_to"), default=None)
            if (membership.date_from and day < membership.date_from) or (last and day <= last):
                raise UserError(self.env._(
                    "The suspension would begin before the institution last joined or returned.",
                ))
            if until and until < day:
                raise UserError(self.env._("The return cannot come before the suspension."))
            # sudo: the caller has been checked; state and history are kept to the methods.
            membership.sudo().write({
                "state": "suspended",
                "suspension_ids": [fields.Command.create({
                    "date_from": day, "date_planned": until, "reason": reason,
                })],
            })
        self._on_away_changed()

    def action_return(self):
        """Suspended → member, from today on; roles and services open again within their own dates."""
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state != "suspended":
                raise UserError(self.env._("%(name)s is not suspended.", name=membership.institution_id.name))
            present = membership.suspension_ids.filtered(lambda line: not line.date_to)
            # sudo: as on suspending. One that lasted no whole day is kept with its one day.
            present.sudo().write({"date_to": max(present.date_from, today - timedelta(days=1))})
            membership.sudo().write({"state": "member"})
        self._on_away_changed()

    def _give_notice(self, notice_on, reason, ends_on=None, by_consent=False):
        """Register that the institution leaves with the end of ``ends_on``, by default when its notice is over.

        :param by_consent: the partnership agreed to an earlier day than the notice of the regulation gives
        :raise UserError: no member, the leader, no reason, notice given in the future, or an end that is too early
        """
        self._check_may_stop()
        notice_on = fields.Date.to_date(notice_on)
        reason = (reason or "").strip()
        for membership in self:
            if not reason or not notice_on:
                raise UserError(self.env._("Give the day on which notice was given and the reason of leaving."))
            if notice_on > office_today():
                raise UserError(self.env._("Notice that has not been given yet cannot be registered."))
            months = membership.partnership_id.withdrawal_months
            earliest = notice_on if by_consent else end_of_notice(notice_on, months)
            last_day = fields.Date.to_date(ends_on or False) or earliest
            if last_day < earliest:
                raise UserError(self.env._(
                    "With %(months)s months of notice %(name)s leaves on %(date)s at the earliest; sooner only by "
                    "consent of the partnership.",
                    months=months, name=membership.institution_id.name, date=format_date(self.env, earliest),
                ))
            if membership.date_from and last_day < membership.date_from:
                raise UserError(self.env._("An institution cannot leave a partnership before it joined."))
            # sudo: as on suspending.
            membership.sudo().write({
                "leaving_notice_on": notice_on, "leaving_reason": reason, "date_to": last_day,
            })
        self._on_away_changed()

    def action_cancel_notice(self):
        """The institution stays: its notice is taken back before it has left."""
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state not in PRESENT or not membership.leaving_notice_on or membership.date_to < today:
                raise UserError(self.env._("There is no notice of leaving that could still be taken back."))
            # sudo: as on giving notice.
            membership.sudo().write({"leaving_notice_on": False, "leaving_reason": False, "date_to": False})
        self._on_away_changed()

    def _check_notice(self):
        """Raise ``UserError`` for members that would leave without the notice that the regulation asks for."""
        for membership in self:
            partnership = membership.partnership_id
            if membership.state in PRESENT and not membership.leaving_notice_on and not membership.is_leader and (
                partnership.has_regulation and partnership.withdrawal_months
            ):
                raise UserError(self.env._(
                    "%(name)s leaves after the notice set by the regulation (%(months)s months). Press “Notice of "
                    "leaving” first; an earlier day takes the consent of the partnership.",
                    name=membership.institution_id.name, months=partnership.withdrawal_months,
                ))

    def _check_typed(self, vals):
        """Days of a membership are typed before it joins, its last one also where no notice is asked for.

        They decide over access of its people and over the quorum of meetings held, so they follow from the steps.
        """
        for membership in self:
            changed = {
                name for name in {"date_from", "date_to"} & vals.keys()
                if fields.Date.to_date(vals[name] or False) != (membership[name] or None)
            }
            if membership.state not in JOINED or not changed:
                continue
            if "date_from" in changed or membership.state == "left" or membership.leaving_notice_on:
                raise UserError(self.env._(
                    "The days of the membership of %(name)s follow from its joining and leaving and are not changed "
                    "by hand. Use the buttons of the record.", name=membership.institution_id.name,
                ))
            if vals["date_to"]:
                membership._check_may_stop()
                membership._check_notice()

    def _roles(self):
        """Roles (sudo) that people of these institutions hold in the office of the partnership."""
        # sudo: the administrator of access gives roles; that they end with the membership follows from it.
        Role = self.env["kooperacje.role.assignment"].sudo()
        return Role.union(*(Role.search([
            ("institution_id", "=", membership.institution_id.id), ("company_id", "=", membership.company_id.id),
        ]) for membership in self))

    def _end_roles(self):
        """End for good the roles of institutions that have left, so that none of them revives when one comes back."""
        for role in self._roles().filtered(
            lambda role: role.gone_from and (not role.date_to or role.date_to >= role.gone_from)
        ):
            last_day = role.gone_from - timedelta(days=1)
            role.write({
                "date_to": max(role.date_from, min(last_day, role.date_to or last_day)),
                "revoked_on": role.gone_from if role.date_from > last_day else role.revoked_on,
            })

    def _on_away_changed(self):
        """Called after the days on which institutions take part have changed; rooms below add their consequences."""
        self.flush_recordset()

    # ------------------------------------------------------------------
    # Core and supplementary members
    # ------------------------------------------------------------------
    # In the rural Model the core (trzon zespołu) and those beside it differ (RUR-77, 78).

    def _votes(self):
        """The memberships whose vote counts: in the rural Model only the core institutions."""
        return self.filtered(
            lambda membership: membership.kind == "core" or membership.partnership_id.variant != "rural"
        )

    def _check_animators_decided(self):
        """:raises UserError: a supplementary institution without the decision of the animators (RUR-78)"""
        for membership in self:
            partnership = membership.partnership_id
            if membership.kind != "supplementary" or partnership.variant != "rural" or membership.state != "invited":
                continue
            if not membership.animators_decided_on:
                raise UserError(self.env._(
                    "Supplementary institutions are invited by decision of the animators of county and commune. Enter "
                    "the day in “Animators decided on” of %(name)s, or make it a core institution.",
                    name=membership.institution_id.name,
                ))

    def _people(self):
        """Who speaks for the members: representatives and coordinators."""
        return self.representative_id | self.coordinator_id

    def _without_account(self):
        """Those of the memberships of which nobody who speaks for the member has an account to see a register in.

        Call it as superuser.
        """
        return self.filtered(lambda membership: not membership._people()._accounts())
