from odoo import fields, models

from odoo.addons.kooperacje.models.access.windows import count_by


class ResPartner(models.Model):
    """What an institution has said of its resources (tools 1A, 1B), from its own page."""

    _inherit = "res.partner"

    resource_answer_count = fields.Integer(
        "Resources (1A, 1B)", compute="_compute_resource_answer_count", compute_sudo=False,
        groups="kooperacje.group_manager,kooperacje.group_network_worker",
    )

    def _compute_resource_answer_count(self):
        # With the rights of the reader: the answers of one's own office.
        counts = count_by(self.env["survey.user_input"], "partner_id", self.ids, [("wave_id", "!=", False)])
        for partner in self:
            partner.resource_answer_count = counts.get(partner._origin.id, 0)

    def action_view_resource_answers(self):
        self.ensure_one()
        return self.env["kooperacje.survey.wave"]._signed_action(
            [("partner_id", "=", self.id), ("wave_id", "!=", False)],
        )
