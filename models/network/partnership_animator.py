from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.animator_post import required_post


class Partnership(models.Model):
    """How much the animator of the county has in his or her care (RUR-52)."""

    _inherit = "kooperacje.partnership"

    animator_commune_count = fields.Integer(
        "Communes of the county animator", compute="_compute_animator_post",
        help="Counted over all partnerships that are not closed, of other offices too.",
    )
    animator_post = fields.Float(
        "Required post", compute="_compute_animator_post", digits=(2, 1),
        help="One to four communes are half a post, more a full one (RUR-52).",
    )

    @api.depends("county_animator_id", "area_ids", "state")
    def _compute_animator_post(self):
        # sudo: the animator of a county serves several offices; only the number of communes is told.
        served = self.sudo().search([
            ("county_animator_id", "in", self.county_animator_id.ids), ("state", "!=", "closed"),
        ])
        communes = {
            animator.id: len(partnerships.area_ids.filtered(lambda area: area.level == "commune"))
            for animator, partnerships in served.grouped("county_animator_id").items()
        }
        for partnership in self:
            count = communes.get(partnership.county_animator_id.id, 0)
            partnership.animator_commune_count = count
            partnership.animator_post = required_post(count)
