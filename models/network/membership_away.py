from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.kernels.office_day import office_today

# Those that have joined, whatever became of them.
JOINED = ("member", "suspended", "left")
PRESENT = ("member", "suspended")


class Membership(models.Model):
    """Suspension, return, notice and leaving of a member, with their consequences, which hold by dates alone.

    member ⇄ suspended; either → left. From the first day on which an institution takes no part (``away_from``) its
    staff open no case of the office, its services are not offered, its vote does not count; from the day it has left
    its roles in the office are over. Notice lasts as long as the regulation says (``withdrawal_months``), unless the
    partnership consents to an earlier day. Before leaving it hands over its tasks in the task teams (tool 8).
    """

    _inherit = "kooperacje.membership"
    # ``date_to`` may be typed, the computed dates follow from it.
    _system_fields = frozenset({
        "suspended_on", "suspension_reason", "suspended_until", "leaving_notice_on", "leaving_reason", "away_from",
        "gone_from",
    })

    state = fields.Selection(
        selection_add=[("suspended", "Suspended"), ("left",)], ondelete={"suspended": "set default"},
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

    @api.depends("suspension_ids.date_to", "suspension_ids.date_from", "suspension_ids.date_planned")
    def _compute_suspended_on(self):
        for membership in self:
            present = membership.suspension_ids.filtered(lambda line: not line.date_to)[:1]
            membership.suspended_on = present.date_from
            membership.suspension_reason = present.reason
            membership.suspended_until = present.date_planned

    @api.depends("state", "date_to", "suspended_on")
    def _compute_away(self):
        for membership in self:
            gone = membership.date_to and membership.state in JOINED and membership.date_to + timedelta(days=1)
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

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

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

    def action_leave(self):
        """:raises UserError: as before, and without the notice that the regulation in force asks for"""
        self._check_notice()
        result = super().action_leave()
        open_ones = self.suspension_ids.filtered(lambda line: not line.date_to)
        for line in open_ones:
            # sudo: as on suspending.
            line.sudo().date_to = max(line.date_from, line.membership_id.date_to)
        self._end_roles()
        self._on_away_changed()
        return result

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

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._is_guarded():
            self._check_typed(vals)
        result = super().write(vals)
        if "date_to" in vals and not self.env.su:
            self._on_away_changed()
        return result

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
