from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, plaintext2html

from .team_member import LIVE_STATES


class Membership(models.Model):
    """A member that stops taking part leaves its tasks in the task teams to somebody: their case managers are told."""

    _inherit = "kooperacje.membership"

    open_team_count = fields.Integer(
        "Task teams at work", compute="_compute_open_team_count",
        help="Teams that people of this institution belong to; they are handed over before it leaves.",
    )

    def _team_members(self):
        """Members (sudo) of open task teams of the partnership who come from these institutions."""
        # sudo: who keeps the partnership may not read a team; numbers and the case managers follow from it.
        Member = self.env["kooperacje.team.member"].sudo()
        return Member.union(*(Member.search([
            ("institution_id", "=", membership.institution_id.id), ("state", "in", ("invited", "accepted")),
            ("team_id.partnership_id", "=", membership.partnership_id.id), ("team_id.state", "!=", "closed"),
        ]) for membership in self))

    @api.depends("institution_id", "partnership_id")
    @api.depends_context("uid")
    def _compute_open_team_count(self):
        """For those who keep the partnership: a small number beside a name tells others that a family is helped."""
        led = self.env["kooperacje.partnership"]._led_company_ids()
        # sudo: a number without a word of any family.
        members = self.env["kooperacje.team.member"].sudo().search([
            ("institution_id", "in", self.institution_id.ids), ("state", "in", ("invited", "accepted")),
            ("team_id.partnership_id", "in", self.partnership_id.ids), ("team_id.state", "!=", "closed"),
        ])
        teams = {}
        for member in members:
            teams.setdefault((member.team_id.partnership_id.id, member.institution_id.id), set()).add(member.team_id.id)
        for membership in self:
            key = (membership.partnership_id._origin.id, membership.institution_id._origin.id)
            membership.open_team_count = len(teams.get(key, ())) if membership.company_id.id in led else 0

    def _on_away_changed(self):
        result = super()._on_away_changed()
        for membership in self:
            # sudo: as in ``casework/service.py``: flags of lines of plans, and their case managers, not the caller's.
            self.env["kooperacje.service"].sudo().search([
                ("partnership_id", "=", membership.partnership_id.id),
                ("institution_id", "=", membership.institution_id.id), ("state", "=", "verified"),
            ])._sync_lapsed()
        self.filtered(lambda membership: membership.away_from and membership.state != "left")._tell_case_managers()
        return result

    def _hand_over_to(self, target, day, reason):
        """Requests for services go to people of the successor, places in teams to those of its people who had them."""
        open_points = super()._hand_over_to(target, day, reason)
        # sudo: who keeps the partnership may not read a referral's case; nothing of it is told.
        referrals = self.env["kooperacje.referral"].sudo().search([
            ("company_id", "=", self.company_id.id), ("institution_id", "=", target.institution_id.id),
            ("state", "=", "requested"), ("service_id.partnership_id", "=", self.partnership_id.id),
        ])
        referrals.activity_unlink(["kooperacje.activity_referral"])
        referrals._tell_provider()
        members = self.env["kooperacje.team.member"].sudo().search([
            ("institution_id", "=", self.institution_id.id), ("state", "in", LIVE_STATES),
            ("team_id.partnership_id", "=", self.partnership_id.id), ("team_id.state", "!=", "closed"),
        ])
        members._go_over(target.institution_id, day - timedelta(days=1), reason)
        return open_points

    def _tell_case_managers(self):
        """One activity for each case; it names the institution and the day, nobody of the family."""
        for membership in self:
            for case in membership._team_members().case_id:
                manager = case._in_language_of(case.user_id)
                manager.activity_schedule(
                    "mail.mail_activity_data_warning", user_id=case.user_id.id, date_deadline=membership.away_from,
                    summary=manager.env._("An institution of the task team stops taking part in the partnership"),
                    note=plaintext2html(
                        f"{membership.institution_id.name}, {format_date(manager.env, membership.away_from)}",
                    ),
                )
