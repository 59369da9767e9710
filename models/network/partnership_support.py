from odoo import api, fields, models


class Partnership(models.Model):
    """Support that the partnership asked the regional centre and PCPR for."""

    _inherit = "kooperacje.partnership"

    support_request_ids = fields.One2many("kooperacje.support.request", "partnership_id", "Requests for support")
    support_request_count = fields.Integer("Number of requests for support", compute="_compute_support_request_count")

    @api.depends("support_request_ids")
    def _compute_support_request_count(self):
        counts = dict(self.env["kooperacje.support.request"]._read_group(
            [("partnership_id", "in", self.ids)], ["partnership_id"], ["__count"],
        ))
        for partnership in self:
            partnership.support_request_count = counts.get(partnership._origin, 0)

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
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_support_request")
        return {
            **action, "domain": [("partnership_id", "=", self.id)],
            "context": {"default_partnership_id": self.id},
        }
