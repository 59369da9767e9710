from odoo import api, fields, models

from odoo.addons.kooperacje.models.basket.gap import GAP_KINDS


class CaseNeed(models.Model):
    """Need found in a case, to be answered by services of the local basket, or recorded as a gap.

    A need tells of health, work or housing: it is shared as the scope of data it belongs to.
    """

    _name = "kooperacje.case.need"
    _description = "Need of a case"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, priority desc, id"
    _rec_name = "need_id"
    _system_fields = frozenset({"is_uncovered", "uncovered_kind"})
    _fixed_fields = frozenset({"case_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    need_id = fields.Many2one("kooperacje.need", "Need", required=True, index=True, ondelete="restrict")
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Most important")], default="0")
    note = fields.Char()
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", compute="_compute_scope_id", store=True, readonly=False,
        precompute=True, index="btree_not_null", ondelete="restrict",
        help="Partner institutions see this need if the family shares this scope with them; empty: the whole team.",
    )
    is_uncovered = fields.Boolean(
        "Nothing covers it", readonly=True, copy=False,
        help="No service of the local basket answered this need when the team was chosen.",
    )
    uncovered_kind = fields.Selection(
        GAP_KINDS, "Why nothing covers it", readonly=True, copy=False,
        help="What came nearest when the team was chosen, e.g. a service without free places.",
    )

    _need_uniq = models.Constraint("UNIQUE(case_id, need_id)", "This need is already in the case.")

    @api.depends("need_id")
    def _compute_scope_id(self):
        for line in self:
            line.scope_id = line.need_id.scope_id
