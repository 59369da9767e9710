from odoo import api, fields, models

from odoo.addons.kooperacje.models.basket.gap import GAP_KINDS


class CaseNeed(models.Model):
    """Need found in a case, to be answered by services of the local basket, or recorded as a gap.

    A need tells of health, work or housing: it is shared as the scope of data it belongs to.

    What became of a need that nothing covers: a request to the leader of the partnership (K3D-111, 114).

    The link stands here alone. The request is read by everyone engaged in the partnership and knows no case.
    """

    _name = "kooperacje.case.need"
    _description = "Need of a case"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, priority desc, id"
    _rec_name = "need_id"
    _system_fields = frozenset({"is_uncovered", "uncovered_kind", "basket_request_id", "composition_request_id"})
    _fixed_fields = frozenset({"case_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="case_id.company_id", export_string_translation=False)
    need_id = fields.Many2one(
        "kooperacje.need", "Need", required=True, index=True, ondelete="restrict", check_company=True,
    )
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

    # Only to count a family once in a quarter; the gap knows nothing of the need of a case.
    gap_ids = fields.Many2many(
        "kooperacje.gap", "kooperacje_case_need_gap_rel", string="Counted as gaps", readonly=True, copy=False,
        groups=fields.NO_ACCESS, export_string_translation=False,
    )

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

    _need_uniq = models.Constraint("UNIQUE(case_id, need_id)", "This need is already in the case.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_work_goes_on()
        return lines

    def write(self, vals):
        self._check_work_goes_on()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ended(self):
        self._check_work_goes_on()

    def _check_work_goes_on(self):
        """:raises UserError: the work in the case has ended; its needs stay as the closing papers say"""
        if not self.env.su and not self._is_by_method():
            self.case_id._check_not_ended()

    @api.depends("need_id")
    def _compute_scope_id(self):
        for line in self:
            line.scope_id = line.need_id.scope_id

    # ------------------------------------------------------------
    # Gaps of the basket
    # ------------------------------------------------------------
    # Needs that the basket does not meet are counted as gaps of the partnership, the family left out.

    def _count_gaps(self, kind_by_need):
        """Count the needs of one case as gaps, each kind once in a quarter however often it is found.

        :param kind_by_need: kind of gap by the id of the need; needs that are not of the case are left out
        """
        # superuser: callers have checked the case; who counts a gap may not read the gaps of the office.
        needs = self.sudo().filtered(lambda line: line.need_id.id in kind_by_need)
        Gap = self.env["kooperacje.gap"].sudo()
        period = Gap._current_period()
        fresh = [
            line for line in needs if not line.gap_ids.filtered(
                lambda gap, line=line: gap.kind == kind_by_need[line.need_id.id] and gap.period == period
            )
        ]
        gaps = Gap._count(needs.case_id.partnership_id, [
            (line.need_id.id, kind_by_need[line.need_id.id]) for line in fresh
        ])
        for line, gap in zip(fresh, gaps, strict=True):
            line.gap_ids += gap

    # ------------------------------------------------------------
    # Requests to the partnership
    # ------------------------------------------------------------

    @api.depends("basket_request_id.state", "composition_request_id.state")
    def _compute_request_state(self):
        for need in self:
            need.request_state = (need.basket_request_id or need.composition_request_id).state

    def _is_asked_for(self):
        """Whether a request waits or was met; one that was rejected may be filed again."""
        self.ensure_one()
        # sudo: only the state; a request is open to everyone engaged in the partnership anyway.
        return self.sudo().request_state in ("new", "accepted", "done")
