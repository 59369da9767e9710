from odoo import api, fields, models

from .service_card import OPEN_STATES


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    service_count = fields.Integer("Services in the basket", compute="_compute_service_count")

    def _end_invitation(self, state, day, reason):
        """Nobody waits any longer for the card of who does not join; what stands in it stays."""
        result = super()._end_invitation(state, day, reason)
        # sudo: it follows from the invitation, whoever of the office ends that.
        cards = self.env["kooperacje.service.card"].sudo().search([
            ("partnership_id", "in", self.partnership_id.ids), ("institution_id", "in", self.institution_id.ids),
            ("state", "in", OPEN_STATES),
        ])
        cards.activity_unlink(["kooperacje.activity_fill_card"])
        cards._unguarded().write({"collection_id": False, "deadline": False})
        return result

    @api.depends("institution_id", "partnership_id")
    def _compute_service_count(self):
        groups = self.env["kooperacje.service"]._read_group(
            [("partnership_id", "in", self.partnership_id.ids), ("institution_id", "in", self.institution_id.ids),
             ("state", "=", "verified")],
            ["partnership_id", "institution_id"], ["__count"],
        )
        counts = {(partnership.id, institution.id): count for partnership, institution, count in groups}
        for membership in self:
            key = (membership.partnership_id._origin.id, membership.institution_id._origin.id)
            membership.service_count = counts.get(key, 0)
