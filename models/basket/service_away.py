from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today


class Service(models.Model):
    """A service is not offered while its institution is suspended in the partnership, nor after it has left it."""

    _inherit = "kooperacje.service"
    _system_fields = frozenset({"away_from"})

    away_from = fields.Date(
        "Provider away from", compute="_compute_away_from", store=True,
        help="First day on which the institution takes no part in the partnership: suspended, or gone.",
    )
    is_provider_away = fields.Boolean("Provider suspended or gone", compute="_compute_is_provider_away")

    @api.depends(
        "institution_id", "partnership_id.membership_ids.away_from", "partnership_id.membership_ids.state",
        "partnership_id.membership_ids.institution_id",
    )
    def _compute_away_from(self):
        # sudo: memberships of the partnership whose basket it is; only one day leaves this method.
        for partnership, services in self.grouped("partnership_id").items():
            last = {
                membership.institution_id.id: membership.away_from
                for membership in partnership.sudo().membership_ids.sorted(
                    lambda one: (one.state in ("member", "suspended"), one._origin.id)
                ) if membership.state != "invited"
            }
            for service in services:
                service.away_from = last.get(service.institution_id._origin.id, False)

    @api.depends("away_from")
    def _compute_is_provider_away(self):
        today = office_today()
        for service in self:
            service.is_provider_away = bool(service.away_from) and service.away_from <= today

    @api.depends("away_from")
    def _compute_is_offered(self):
        result = super()._compute_is_offered()
        for service in self.filtered("is_provider_away"):
            service.is_offered = False
        return result

    def _search_is_offered(self, operator, value):
        offered = super()._search_is_offered(operator, value)
        if offered is NotImplemented:
            return NotImplemented
        return offered & (Domain("away_from", "=", False) | Domain("away_from", ">", office_today()))
