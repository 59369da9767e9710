from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by, window


class Partnership(models.Model):
    """Support that the partnership asked the regional centre and PCPR for."""

    _inherit = "kooperacje.partnership"

    support_request_ids = fields.One2many("kooperacje.support.request", "partnership_id", "Requests for support")
    support_request_count = fields.Integer("Number of requests for support", compute="_compute_support_request_count")

    @api.depends("support_request_ids")
    def _compute_support_request_count(self):
        counts = count_by(self.env["kooperacje.support.request"], "partnership_id", self.ids)
        for partnership in self:
            partnership.support_request_count = counts.get(partnership._origin.id, 0)

    def _missing_evidence_rops_notice(self):
        """The notice of the intention was sent (K3D-75, 131; RUR-87); informing asks for no consent of the centre."""
        sent = self.support_request_ids.filtered(
            lambda request: request.kind == "notice" and request.state not in ("draft", "taken_back")
            and (self.cycle == 1 or not self.cycle_start or request.sent_on >= self.cycle_start)
        )
        return [] if sent else [
            self.env._("the notice to the regional centre of the intention to create the partnership (see “Support”)"),
        ]

    def action_view_support_requests(self):
        self.ensure_one()
        return window(
            self.env, "action_support_request", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
