from odoo import fields, models
from odoo.exceptions import UserError


class Membership(models.Model):
    """Core and supplementary members of the rural Model (trzon zespołu, RUR-77, 78)."""

    _inherit = "kooperacje.membership"

    kind = fields.Selection(
        help="In the rural Model the core institutions sign the agreement and vote; supplementary ones are invited to "
             "meetings by need and the nature of the case, by decision of the animators (RUR-77, 78).",
    )
    animators_decided_on = fields.Date(
        "Animators decided on", copy=False,
        help="Day on which the animators of county and commune decided to invite the supplementary institution.",
    )
    partnership_variant = fields.Selection(related="partnership_id.variant", string="Variant")

    def _votes(self):
        """Those whose vote counts: in the rural Model the core only."""
        return self.filtered(
            lambda membership: membership.kind == "core" or membership.partnership_id.variant != "rural"
        )

    def action_join(self):
        """:raises UserError: as before; a supplementary institution without the decision of the animators (RUR-78)"""
        for membership in self:
            partnership = membership.partnership_id
            if membership.kind != "supplementary" or partnership.variant != "rural" or membership.state != "invited":
                continue
            if not membership.animators_decided_on:
                raise UserError(self.env._(
                    "Supplementary institutions are invited by decision of the animators of county and commune. Enter "
                    "the day in “Animators decided on” of %(name)s, or make it a core institution.",
                    name=membership.institution_id.name,
                ))
        return super().action_join()
