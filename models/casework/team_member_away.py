from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class TeamMember(models.Model):
    _inherit = "kooperacje.team.member"

    away_from = fields.Date(
        "Institution away from", compute="_compute_away_from",
        help="First day on which the institution takes no part in the partnership: suspended, or leaving.",
    )

    @api.depends("institution_id", "team_id.partnership_id")
    def _compute_away_from(self):
        # sudo: whether an institution takes part in the partnership of the team is no secret.
        memberships = self.env["kooperacje.membership"].sudo().search([
            ("partnership_id", "in", self.team_id.partnership_id.ids),
            ("institution_id", "in", self.institution_id.ids), ("state", "!=", "invited"),
        ]).sorted(lambda one: (one.state in ("member", "suspended"), one.id))
        days = {(one.partnership_id.id, one.institution_id.id): one.away_from for one in memberships}
        for member in self:
            member.away_from = days.get((member.team_id.partnership_id.id, member.institution_id.id), False)

    def _check_open(self):
        """:raises UserError: as before, and for an institution that is suspended or has left"""
        today = office_today()
        for member in self:
            # One that has left may be invited again as any institution from outside, for a reason (K3D-164).
            if member.away_from and member.away_from <= today and not (member.outside_reason or "").strip():
                raise UserError(self.env._(
                    "%(institution)s takes no part in the partnership since %(date)s. Choose another institution, or "
                    "write why it is invited all the same.",
                    institution=member.institution_id.name, date=format_date(self.env, member.away_from),
                ))
        return super()._check_open()
