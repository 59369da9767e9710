from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by, window


class Partnership(models.Model):
    """The partnership as county and voivodeship see it: where it runs, since when, whose turn it is.

    All of it follows from steps and requests, which name institutions and never a family (RUR-29, 30, 46).
    """

    _inherit = "kooperacje.partnership"
    _system_fields = frozenset({"county_id", "voivodeship_id"})

    county_id = fields.Many2one(
        "kooperacje.area", "County", compute="_compute_region", store=True, index="btree_not_null",
        ondelete="set null", help="Of the first commune of its territory; empty for a voivodeship team.",
    )
    voivodeship_id = fields.Many2one(
        "kooperacje.area", "Voivodeship", compute="_compute_region", store=True, index="btree_not_null",
        ondelete="set null",
    )
    next_responsible = fields.Selection(
        related="next_step_id.responsible", string="Whose turn", related_sudo=False,
    )
    support_waiting_count = fields.Integer(
        "Requests waiting for an answer", compute="_compute_support_waiting_count",
        help="Requests for support that the centre asked has not answered.",
    )

    @api.depends("area_ids.code", "area_ids.parent_id.parent_id")
    def _compute_region(self):
        for partnership in self:
            first = partnership.area_ids.filtered("code").sorted("code")[:1]
            line = first | first.parent_id | first.parent_id.parent_id
            partnership.county_id = line.filtered(lambda area: area.level == "county")
            partnership.voivodeship_id = line.filtered(lambda area: area.level == "voivodeship")

    @api.depends("support_request_ids.state")
    def _compute_support_waiting_count(self):
        counts = count_by(
            self.env["kooperacje.support.request"], "partnership_id", self.ids, [("state", "=", "requested")],
        )
        for partnership in self:
            partnership.support_waiting_count = counts.get(partnership._origin.id, 0)

    def action_view_overdue_steps(self):
        self.ensure_one()
        return window(
            self.env, "action_region_step", domain=[("partnership_id", "=", self.id)],
            context={"search_default_overdue": 1},
        )
