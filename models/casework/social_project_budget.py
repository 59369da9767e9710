from odoo import api, fields, models

SOURCES = [
    ("own", "Budget of the office"), ("commune", "Budget of the commune or county"), ("partner", "Partner"),
    ("grant", "Project or grant"), ("sponsor", "Sponsor"), ("in_kind", "Contribution in kind"),
]


class SocialProjectBudget(models.Model):
    """Line of the budget with its source (tool 20, point 9); settled by what was used of it."""

    _name = "kooperacje.social.project.budget"
    _description = "Budget line of a social project"
    _inherit = ["kooperacje.social.project.part", "kooperacje.case.scoped"]
    _scope_xmlid = "kooperacje.data_scope_support"
    _course_fields = frozenset({"spent", "is_settled", "note"})

    name = fields.Char("Item")
    currency_id = fields.Many2one("res.currency", related="project_id.currency_id")
    quantity = fields.Float(default=1)
    unit = fields.Char()
    unit_price = fields.Monetary("Price")
    amount = fields.Monetary("Amount", compute="_compute_amount", store=True, precompute=True)
    source = fields.Selection(SOURCES, default="own", required=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Who gives it", ondelete="restrict", index="btree_not_null",
        domain=[("is_institution", "=", True)],
    )
    spent = fields.Monetary("Used", copy=False)
    is_settled = fields.Boolean("Settled", copy=False, help="What was used is final, nothing used included.")
    note = fields.Char("Proof, reason", copy=False)

    _not_negative = models.Constraint(
        "CHECK(quantity >= 0 AND COALESCE(unit_price, 0) >= 0 AND COALESCE(spent, 0) >= 0)",
        "Quantities and amounts of a budget are not negative.",
    )

    @api.depends("quantity", "unit_price")
    def _compute_amount(self):
        for line in self:
            line.amount = round((line.quantity or 0) * (line.unit_price or 0), 2)
