from odoo import fields, models


class Service(models.Model):
    """The same service of one provider stands in the basket once (K3D-213)."""

    _inherit = "kooperacje.service"

    merged_into_id = fields.Many2one(
        "kooperacje.service", "Merged into", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The service of the basket that goes on in place of this one.",
    )
    merged_ids = fields.One2many("kooperacje.service", "merged_into_id", "Merged services")
    distinct_ids = fields.Many2many(
        "kooperacje.service", "kooperacje_service_distinct_rel", "service_id", "distinct_id", "Not the same as",
        readonly=True, copy=False, help="Similar services which the leader has looked at and found to be different.",
    )
