from odoo import fields, models


class Need(models.Model):
    """What of a family one learns by learning of such a need."""

    _inherit = "kooperacje.need"

    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", ondelete="restrict", index="btree_not_null",
        help="A partner institution sees a family's need of this kind if the family shares this scope with it. "
             "Left empty, the need is seen by the whole team.",
    )
