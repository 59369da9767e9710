from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by


class Partnership(models.Model):
    """What the local basket of the partnership lacks, as a number for those who see to several partnerships."""

    _inherit = "kooperacje.partnership"

    common_gap_count = fields.Integer(
        "Needs not met", compute="_compute_region_counts",
        help="Needs that three families or more had and the basket did not meet, not settled yet.",
    )
    waiting_request_count = fields.Integer(
        "Requests to decide", compute="_compute_region_counts",
        help="Requests to update the basket that the leader has not decided.",
    )

    @api.depends("state")
    def _compute_region_counts(self):
        # sudo: only numbers come out, of partnerships the caller has read; of gaps only those of several families.
        gaps = dict(self.env["kooperacje.gap"].sudo()._read_group(
            [("partnership_id", "in", self.ids), ("is_common", "=", True), ("state", "!=", "closed")],
            ["partnership_id"], ["need_id:count_distinct"],
        ))
        waiting = count_by(
            self.env["kooperacje.basket.request"].sudo(), "partnership_id", self.ids, [("state", "=", "new")],
        )
        for partnership in self:
            partnership.common_gap_count = gaps.get(partnership._origin, 0)
            partnership.waiting_request_count = waiting.get(partnership._origin.id, 0)
