from odoo import api, fields, models


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    service_count = fields.Integer("Services in the basket", compute="_compute_service_count")

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
