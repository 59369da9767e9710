from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

from .membership_away import JOINED, PRESENT
from .role_assignment import CASE_ROLES


class RoleAssignment(models.Model):
    """A role ends when the institution has left every partnership of the office, and opens no case while it is away."""

    _inherit = "kooperacje.role.assignment"
    _system_fields = frozenset({"away_from", "gone_from"})

    away_from = fields.Date(compute="_compute_away", store=True, precompute=True, export_string_translation=False)
    gone_from = fields.Date(compute="_compute_away", store=True, precompute=True, export_string_translation=False)

    @api.depends(
        "institution_id.membership_ids.away_from", "institution_id.membership_ids.gone_from",
        "institution_id.membership_ids.state", "company_id.partner_id",
    )
    def _compute_away(self):
        # sudo: memberships of an institution in the office of the role; only two days leave this method.
        for role in self.sudo():
            last = {}
            for membership in role.institution_id.membership_ids.sorted(lambda m: (m.state in PRESENT, m._origin.id)):
                if membership.company_id == role.company_id and membership.state in JOINED:
                    last[membership.partnership_id] = membership
            own = role.company_id.partner_id == role.institution_id
            for name in ("away_from", "gone_from"):
                days = [membership[name] for membership in last.values()]
                role[name] = max(days) if days and all(days) and not own else False

    @api.depends("gone_from")
    def _compute_valid_until(self):
        result = super()._compute_valid_until()
        for role in self.filtered("gone_from"):
            role.valid_until = min(role.valid_until, role.gone_from - timedelta(days=1))
        return result

    @api.depends("away_from")
    def _compute_case_dates(self):
        result = super()._compute_case_dates()
        for role in self.filtered("away_from"):
            role.case_until = min(role.case_until, role.away_from - timedelta(days=1))
        return result

    @api.depends("away_from")
    def _compute_missing_papers(self):
        result = super()._compute_missing_papers()
        today = office_today()
        for role in self:
            if role.role in CASE_ROLES and role.away_from and role.away_from <= today <= role.valid_until:
                role.missing_papers = ", ".join(filter(None, (
                    role.missing_papers, self.env._("the institution takes no part in the partnership now"),
                )))
        return result
