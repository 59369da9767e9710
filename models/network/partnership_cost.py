from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import window

LEADERS = "kooperacje.group_manager,kooperacje.group_network_worker"


class Partnership(models.Model):
    """What implementing the Model costs the partnership (RUR-125)."""

    _inherit = "kooperacje.partnership"

    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    cost_ids = fields.One2many("kooperacje.cost", "partnership_id", "Costs")
    cost_total = fields.Monetary(
        "Costs approved", compute="_compute_cost_total", groups=LEADERS,
        help="Approved and settled ones, of all years.",
    )

    @api.depends("cost_ids.state", "cost_ids.amount")
    def _compute_cost_total(self):
        totals = dict(self.env["kooperacje.cost"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "in", ("approved", "settled"))], ["partnership_id"],
            ["amount:sum"],
        ))
        for partnership in self:
            partnership.cost_total = totals.get(partnership._origin, 0)

    def action_view_costs(self):
        self.ensure_one()
        return window(
            self.env, "action_cost", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
