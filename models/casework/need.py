from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Need(models.Model):
    """What of a family one learns by learning of such a need."""

    _inherit = "kooperacje.need"
    _entry_keys = frozenset({"scope_id"})

    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", ondelete="restrict", index="btree_not_null",
        help="A partner institution sees a family's need of this kind if the family shares this scope with it. "
             "Left empty, the need is seen by the whole team.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A narrower need belongs to the scope of the wider one, if none is said."""
        # sudo: the scope of a wider need, which everybody reads.
        wider = self.sudo().browse({vals["parent_id"] for vals in vals_list if vals.get("parent_id")})
        scope_by_need = {need.id: need.scope_id.id for need in wider}
        return super().create([
            vals if vals.get("scope_id") else {**vals, "scope_id": scope_by_need.get(vals.get("parent_id"), False)}
            for vals in vals_list
        ])

    @api.constrains("company_id", "scope_id", "parent_id")
    def _check_own_scope(self):
        """An own need tells a partner institution no more of a family than the wider one would."""
        for need in self.filtered("company_id"):
            wider = need.parent_id.scope_id
            if not need.scope_id or (wider and need.scope_id != wider):
                raise ValidationError(self.env._(
                    "Say to which scope of data “%(need)s” belongs: that of the wider need, if there is one. Partner "
                    "institutions see it only if the family shares that scope.", need=need.name,
                ))
