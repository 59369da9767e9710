from odoo import api, fields, models


class ServiceCard(models.Model):
    """The card is where an institution is asked to confirm its services, and confirms them all with one click."""

    _inherit = "kooperacje.service.card"

    due_service_count = fields.Integer("Services to confirm", compute="_compute_due_service_count")

    @api.depends("service_ids.confirmed_on", "service_ids.state")
    def _compute_due_service_count(self):
        counts = dict(self.env["kooperacje.service"]._read_group(
            [("card_id", "in", self.ids), ("is_due", "=", True)], ["card_id"], ["__count"],
        ))
        for card in self:
            card.due_service_count = counts.get(card._origin, 0)

    def action_confirm_services(self):
        """Confirm all services of the card that are in the basket."""
        self.service_ids.filtered(lambda service: service.state == "verified").action_confirm()
        return True
