from odoo import api, fields, models


class CaseNeed(models.Model):
    """What became of a need that nothing covers: a request to the leader of the partnership (K3D-111, 114).

    The link stands here alone. The request is read by everyone engaged in the partnership and knows no case.
    """

    _inherit = "kooperacje.case.need"
    _system_fields = frozenset({"basket_request_id", "composition_request_id"})

    basket_request_id = fields.Many2one(
        "kooperacje.basket.request", "Request for the basket", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null",
    )
    composition_request_id = fields.Many2one(
        "kooperacje.composition.request", "Request for the composition", readonly=True, copy=False,
        ondelete="set null", index="btree_not_null",
    )
    request_state = fields.Selection(
        selection=lambda self: self.env["kooperacje.basket.request"]._fields["state"]._description_selection(self.env),
        string="Request", compute="_compute_request_state", compute_sudo=False,
    )

    @api.depends("basket_request_id.state", "composition_request_id.state")
    def _compute_request_state(self):
        for need in self:
            need.request_state = (need.basket_request_id or need.composition_request_id).state

    def _is_asked_for(self):
        """Whether a request waits or was met; one that was rejected may be filed again."""
        self.ensure_one()
        # sudo: only the state; a request is open to everyone engaged in the partnership anyway.
        return self.sudo().request_state in ("new", "accepted", "done")
