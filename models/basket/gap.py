from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form, window

# Fewer families than this are neither counted aloud nor shown beyond the office: in a small commune one would know
# which family it is.
COMMON_FROM = 3
MANY_FROM = 10
QUARTERS = ("I", "II", "III", "IV")
GAP_KINDS = [
    ("missing", "No service answers it"),
    ("full", "Services without free places"),
    ("stale", "Services not confirmed in time"),
    ("age", "Services for another age"),
    ("reach", "Services out of reach"),
    ("declined", "Proposed, but not wanted"),
    ("refused", "The institution declined"),
]


class Gap(models.Model):
    """Gap of a local basket: a need that families had in a quarter and the basket did not meet, and why.

    Counted when a social worker chooses a task team or reports a missing service (tool 11, “usługa brakująca”). It
    holds no family: no link to a case, no user, no day, and in place of small numbers only “1–2”. The network worker
    works on it with the partnership; everyone else engaged sees what several families lacked.
    """

    _name = "kooperacje.gap"
    _description = "Gap of the local basket"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "period desc, size, need_id, id"
    _rec_name = "need_id"
    # When and by whom a row was made or counted up would say whose family it is.
    _log_access = False
    _system_fields = frozenset({
        "partnership_id", "company_id", "need_id", "kind", "period", "count", "shown_count", "size", "is_common",
        "state", "handled_by_id", "handled_on", "request_id",
    })

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, readonly=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    need_id = fields.Many2one(
        "kooperacje.need", "Need", required=True, readonly=True, index=True, ondelete="restrict",
    )
    kind = fields.Selection(GAP_KINDS, "What is missing", required=True, readonly=True)
    period = fields.Date("Quarter", required=True, readonly=True, help="First day of the quarter.")
    quarter = fields.Char("In the quarter", compute="_compute_quarter")
    count = fields.Integer(
        default=0, required=True, readonly=True, groups=fields.NO_ACCESS, export_string_translation=False,
    )
    shown_count = fields.Integer(
        "Families (from 3)", compute="_compute_size", store=True, compute_sudo=True,
        help="Number of families; 0 where there were fewer than three.",
    )
    size = fields.Selection(
        [("many", "10 and more"), ("some", "3–9"), ("few", "1–2")], "Families", compute="_compute_size", store=True,
        compute_sudo=True,
    )
    is_common = fields.Boolean(compute="_compute_size", store=True, compute_sudo=True, export_string_translation=False)
    state = fields.Selection(
        [("open", "To be taken up"), ("work", "In work"), ("closed", "Resolved")], default="open", required=True,
        readonly=True, index=True, group_expand=True,
    )
    outcome = fields.Text(help="What the partnership does about it, or why it cannot. No data of families.")
    request_id = fields.Many2one(
        "kooperacje.basket.request", "Request", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        help="Request to update the basket that was filed because of this gap.",
    )
    request_state = fields.Selection(related="request_id.state", string="Status of the request", related_sudo=False)
    handled_by_id = fields.Many2one("res.users", "Taken up by", readonly=True)
    handled_on = fields.Date("Status since", readonly=True)

    _key_uniq = models.Constraint(
        "UNIQUE(partnership_id, need_id, kind, period)", "This gap is already counted in the quarter.",
    )

    @api.depends("count")
    def _compute_size(self):
        for gap in self:
            gap.is_common = gap.count >= COMMON_FROM
            gap.shown_count = gap.count if gap.is_common else 0
            gap.size = "many" if gap.count >= MANY_FROM else "some" if gap.is_common else "few"

    @api.depends("period")
    def _compute_quarter(self):
        for gap in self:
            gap.quarter = f"{QUARTERS[(gap.period.month - 1) // 3]}/{gap.period.year}" if gap.period else False

    @api.depends("need_id", "kind", "period")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for gap in self:
            gap.display_name = f"{gap.need_id.name or ''}: {kinds.get(gap.kind, '')}"

    @api.model
    def _current_period(self):
        return date_utils.start_of(office_today(), "quarter")

    @api.model
    def _count(self, partnership, keys):
        """Count one family more for each of ``keys`` in the present quarter, and return the gaps in their order.

        :param keys: pairs of the id of a need and a kind, each once
        """
        if not keys:
            return self.browse()
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO kooperacje_gap (partnership_id, company_id, need_id, kind, period, count, state)
            VALUES %s
            ON CONFLICT (partnership_id, need_id, kind, period) DO UPDATE SET count = kooperacje_gap.count + 1
            RETURNING id, need_id, kind
            """,
            SQL(", ").join(
                SQL(
                    "(%s, %s, %s, %s, %s, 1, 'open')", partnership.id, partnership.company_id.id, need_id, kind,
                    self._current_period(),
                ) for need_id, kind in sorted(keys)
            ),
        ))
        id_by_key = {(need_id, kind): gap_id for gap_id, need_id, kind in rows}
        # sudo: the number is nobody's to read; only what may be shown follows from it.
        gaps = self.sudo().browse(id_by_key[key] for key in keys)
        gaps.invalidate_recordset()
        gaps.modified(["count"])
        return gaps.sudo(False)

    def _set_state(self, state):
        self.check_access("write")
        self._unguarded().write({"state": state, "handled_by_id": self.env.uid, "handled_on": office_today()})
        return True

    def action_take_up(self):
        return self._set_state("work")

    def action_settle(self):
        """:raise UserError: without a word on what came of it"""
        for gap in self:
            if not (gap.outcome or "").strip():
                raise UserError(self.env._(
                    "Write what the partnership does about “%s”, or why it cannot, then settle it.", gap.display_name,
                ))
        return self._set_state("closed")

    def action_reopen(self):
        return self._set_state("open")

    def action_request(self):
        """File the request to update the basket that answers the gap, or open the one filed (K3D-111)."""
        self.ensure_one()
        self.check_access("write")
        if not self.request_id:
            told = self._in_office_language()
            kinds = dict(self._fields["kind"]._description_selection(told.env))
            self._unguarded().request_id = self.env["kooperacje.basket.request"].create({
                "partnership_id": self.partnership_id.id, "need_id": self.need_id.id, "kind": "add",
                "name": self.need_id.name, "description": told.env._(
                    "Families need an answer to “%(need)s”. What is missing: %(kind)s.",
                    need=told.need_id.name, kind=kinds[self.kind].lower(),
                ),
            })
            if self.state == "open":
                self._set_state("work")
        return form(self.request_id, views=[(False, "form")])

    def action_open_services(self):
        """Services that answer the need, those that may not be proposed today included."""
        self.ensure_one()
        return window(
            self.env, "action_service", name=self.need_id.name,
            domain=[
                ("partnership_id", "=", self.partnership_id.id),
                "|", ("need_ids", "child_of", self.need_id.id), ("need_area_id", "child_of", self.need_id.id),
            ],
            context={"create": False},
        )
