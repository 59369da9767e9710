from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window
from odoo.addons.kooperacje.models.network.document_mixin import MIXIN


class BasketReview(models.Model):
    """Yearly review of the local basket (K3D-229, 230): a list of all its services, a decision on each, a protocol.

    open → closed. The list is drawn up when the review is begun. Closing carries the decisions out: what is kept is
    confirmed, what is withdrawn leaves the basket with the reason of its line, and for what is to change an accepted
    request is filed, which stays open until the change is made. A closed review does not change any more; its
    protocol is issued and signed as every document.
    """

    _name = "kooperacje.basket.review"
    _description = "Review of the local basket"
    _inherit = ["kooperacje.document.mixin", "kooperacje.served.mixin", "mail.thread"]
    _order = "reviewed_on desc, id desc"
    _system_fields = frozenset({"state", "closed_on", "closed_by_id", "company_id"})
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_led(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    reviewed_on = fields.Date("Day of the review", required=True, default=lambda self: office_today())
    state = fields.Selection(
        [("open", "In progress"), ("closed", "Closed")], default="open", required=True, readonly=True, copy=False,
        tracking=True, index=True,
    )
    participants = fields.Text(
        "Who took part", help="Institutions and their representatives, as the protocol names them.",
    )
    conclusions = fields.Text(help="What the review showed: gaps, what the partnership should work on.")
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False, ondelete="restrict")
    line_ids = fields.One2many("kooperacje.basket.review.line", "review_id", "Services")
    line_count = fields.Integer("Number of services", compute="_compute_counts")
    kept_count = fields.Integer("Still offered", compute="_compute_counts")
    change_count = fields.Integer("To be changed", compute="_compute_counts")
    withdrawn_count = fields.Integer("To be withdrawn", compute="_compute_counts")
    open_count = fields.Integer("Without a decision", compute="_compute_counts")
    user_leads = fields.Boolean(compute="_compute_user_leads", export_string_translation=False)

    _open_uniq = models.UniqueIndex(
        "(partnership_id) WHERE state = 'open'", "The basket of this partnership is being reviewed already.",
    )

    @api.depends("line_ids.decision")
    def _compute_counts(self):
        names = {"keep": "kept_count", "change": "change_count", "withdraw": "withdrawn_count", False: "open_count"}
        counts = {
            (review.id, decision): count for review, decision, count in self.env["kooperacje.basket.review.line"]
            ._read_group([("review_id", "in", self.ids)], ["review_id", "decision"], ["__count"])
        }
        for review in self:
            for decision, name in names.items():
                review[name] = counts.get((review._origin.id, decision), 0)
            review.line_count = sum(review[name] for name in names.values())

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_user_leads(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for review in self:
            review.user_leads = review.company_id.id in led or not review._origin

    @api.depends("partnership_id", "reviewed_on")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "%(partnership)s, review of %(day)s", partnership=review.partnership_id.name or "",
                day=format_date(self.env, review.reviewed_on),
            )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        if reviews._is_guarded():
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            reviews.partnership_id.sudo()._check_may_act()
        reviews._draw_up_list()
        return reviews

    def write(self, vals):
        free = {"document_date", "document_reference"}
        if self._is_guarded() and self._is_guarded(MIXIN) and not vals.keys() <= free:
            self._check_open()
        return super().write(vals)

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A review is not copied. Begin a new one: it draws up the list of services anew."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(review.state != "open" for review in self):
            raise UserError(self.env._("A closed review stays in the files."))

    def _check_open(self):
        for review in self:
            if review.state != "open":
                raise UserError(self.env._(
                    "The review of %(day)s is closed and its decisions are carried out. Begin a new one.",
                    day=format_date(self.env, review.reviewed_on),
                ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _draw_up_list(self):
        """A line for each service of the basket that has none; lines of services that left it meanwhile go."""
        services = self.env["kooperacje.service"].search([
            ("partnership_id", "in", self.partnership_id.ids), ("state", "=", "verified"),
        ]).grouped("partnership_id")
        for review in self:
            current = services.get(review.partnership_id, self.env["kooperacje.service"])
            review.line_ids.filtered(lambda line, current=current: line.service_id not in current).unlink()
            self.env["kooperacje.basket.review.line"]._unguarded().create([
                {"review_id": review.id, "service_id": service.id, "confirmed_on": service.confirmed_on}
                for service in current - review.line_ids.service_id
            ])

    def action_refresh(self):
        """Bring the list up to date with the basket; decisions taken stay."""
        self.check_access("write")
        self._check_open()
        self._draw_up_list()
        return True

    def action_keep_others(self):
        """All services without a decision are still offered."""
        self.check_access("write")
        self._check_open()
        self.line_ids.filtered(lambda line: not line.decision).write({"decision": "keep"})
        return True

    def action_close(self):
        """Carry the decisions out and close the review.

        :raise UserError: not the leader, a service without a decision, or a change or withdrawal without its remark
        """
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise UserError(self.env._("Only the office that leads the partnership changes the local basket."))
        for review in self:
            review._check_open()
            review._check_decided()
            review._carry_out()
        self._unguarded().write({
            "state": "closed", "closed_on": office_today(), "closed_by_id": self.env.uid,
        })
        return True

    def _check_decided(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to review: the basket of the partnership is empty."))
        undecided = self.line_ids.filtered(lambda line: not line.decision)
        if undecided:
            raise UserError(self.env._(
                "Decide on every service first. Without a decision: %(services)s. “All others still offered” decides "
                "on them at once.",
                services=", ".join(undecided[:5].service_id.mapped("name")) + (" …" if len(undecided) > 5 else ""),
            ))
        silent = self.line_ids.filtered(lambda line: line.decision != "keep" and not (line.remark or "").strip())
        if silent:
            raise UserError(self.env._(
                "Write a remark for each service to change (what) or to withdraw (why): %(services)s.",
                services=", ".join(silent.service_id.mapped("name")),
            ))

    def _carry_out(self):
        """Services that left the basket since the list was drawn up are past deciding and stay as they are."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.service_id.state == "verified").grouped("decision")
        none = self.line_ids.browse()
        lines.get("keep", none).service_id.action_confirm()
        for reason, gone in lines.get("withdraw", none).grouped("remark").items():
            gone.service_id._withdraw(reason)
        changing = lines.get("change", none)
        requests = self.env["kooperacje.basket.request"].create([{
            "partnership_id": self.partnership_id.id, "kind": "change", "service_id": line.service_id.id,
            "description": line.remark,
        } for line in changing])
        requests._decide("accepted", self._in_office_language().env._("Decided in the review of the basket"))
        for line, request in zip(changing, requests, strict=True):
            line._unguarded().request_id = request

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    def action_open_requests(self):
        self.ensure_one()
        return window(
            self.env, "action_basket_request", domain=[("id", "in", self.line_ids.request_id.ids)],
            context={"create": False},
        )
