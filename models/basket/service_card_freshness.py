from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by


class ServiceCard(models.Model):
    """The card is where an institution is asked to confirm its services, and confirms them all with one click."""

    _inherit = "kooperacje.service.card"

    due_service_count = fields.Integer("Services to confirm", compute="_compute_due_service_count")

    @api.depends("service_ids.confirmed_on", "service_ids.state")
    def _compute_due_service_count(self):
        counts = count_by(self.env["kooperacje.service"], "card_id", self.ids, [("is_due", "=", True)])
        for card in self:
            card.due_service_count = counts.get(card._origin.id, 0)

    def action_confirm_services(self):
        """Confirm all services of the card that are in the basket."""
        self.service_ids.filtered(lambda service: service.state == "verified").action_confirm()
        return True
