from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_number import polish_number
from odoo.addons.kooperacje.kernels.travel_allowance import allowance

from .membership import CURRENT
from .travel_rate import VEHICLES

SETTLEMENT_FIELDS = frozenset({"payer_id", "settlement_number", "settled_on", "reason"})


class Cost(models.Model):
    """Cost of implementing the Model, and the allowance for travel to it (RUR-125).

    draft → submitted → approved → settled, or rejected with the reason, by the methods only. Whoever works in the
    partnership enters own journeys, the office enters everything. The head approves and says which institution pays.
    A journey in one's own vehicle is refunded by the rate in force on its day, at most; what was submitted keeps the
    rate it was counted by. It names workers of institutions, never people helped.
    """

    _name = "kooperacje.cost"
    _description = "Cost of the Model"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _system_fields = frozenset({
        "state", "rate", "submitted_on", "approved_by_id", "approved_on", "institution_id",
    })
    _fixed_fields = frozenset({"partnership_id"})

    name = fields.Char("Purpose", required=True, help="e.g. meeting of the partnership in Ostrów Mazowiecka.")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("travel", "Travel"), ("pay", "Pay of a member"), ("training", "Training"), ("materials", "Materials"),
            ("room", "Room and refreshments"), ("promotion", "Promotion"), ("other", "Other"),
        ],
        required=True, default="travel", index=True,
    )
    date = fields.Date(required=True, default=lambda self: office_today(), index=True)
    partner_id = fields.Many2one(
        "res.partner", "Worker", index="btree_not_null", ondelete="restrict",
        compute="_compute_partner_id", store=True, readonly=False, precompute=True,
        domain=[
            ("is_company", "=", False), "|", ("parent_id.is_institution", "=", True), ("user_ids.share", "=", False),
        ],
        help="Who travelled or is paid.",
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution of the worker", compute="_compute_institution_id", store=True, precompute=True,
        index="btree_not_null",
    )
    place_from = fields.Char("From where")
    place_to = fields.Char("To where")
    vehicle = fields.Selection([*VEHICLES, ("public", "Public transport")], "Means of transport")
    distance = fields.Float("Kilometres", digits=(7, 1), help="There and back.")
    rate = fields.Float(
        "Rate for a kilometre", digits=(6, 4), compute="_compute_rate", store=True, aggregator=None,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    note = fields.Char("Receipts", help="Numbers of bills, tickets or invoices.")
    financing = fields.Selection(
        [("own", "Own budget"), ("project", "Project or programme"), ("grant", "Grant"), ("partner", "A partner's")],
        "Means", default="own", required=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("settled", "Settled"),
         ("rejected", "Rejected")],
        default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
    )
    approved_on = fields.Date(readonly=True, copy=False)
    payer_id = fields.Many2one(
        "res.partner", "Settled by", index="btree_not_null", ondelete="restrict", copy=False,
        domain=[("is_company", "=", True)], help="The institution that pays; the leader unless another one is chosen.",
    )
    settled_on = fields.Date("Settled on", copy=False)
    settlement_number = fields.Char("Settlement no.", copy=False, help="Number of the paper in the accounts.")
    reason = fields.Char("Reason of the refusal", copy=False)
    user_approves = fields.Boolean(compute="_compute_user_approves", export_string_translation=False)

    _figures = models.Constraint("CHECK(amount >= 0 AND distance >= 0)", "Amounts and distances are not negative.")

    @api.depends("kind")
    @api.depends_context("uid")
    def _compute_partner_id(self):
        """A journey is proposed as made by the person who enters it; other costs have no person."""
        me = self.env.user.partner_id
        for cost in self:
            if cost.kind not in ("travel", "pay"):
                cost.partner_id = False
            elif not cost.partner_id and me._workplace().is_institution:
                cost.partner_id = me
            else:
                cost.partner_id = cost.partner_id

    @api.depends("partner_id")
    def _compute_institution_id(self):
        for cost in self:
            cost.institution_id = cost.partner_id and cost.partner_id._workplace()

    @api.depends("kind", "vehicle", "date", "company_id")
    def _compute_rate(self):
        """While it is a draft: what was submitted keeps the rate it was counted by."""
        Rate = self.env["kooperacje.travel.rate"]
        for cost in self:
            if cost.state != "draft":
                cost.rate = cost.rate
            elif cost.kind == "travel" and cost.vehicle and cost.vehicle != "public" and cost.date:
                # sudo: the highest rates are the law's, and the office's own are for its partnerships.
                cost.rate = Rate.sudo()._in_force(cost.vehicle, cost.company_id.sudo(), cost.date).amount
            else:
                cost.rate = 0

    @api.depends("rate", "distance")
    def _compute_amount(self):
        for cost in self:
            cost.amount = cost._allowance() if cost._is_by_kilometre() and cost.state == "draft" else cost.amount

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_user_approves(self):
        # sudo: a user may always know the roles that are his or her own.
        headed = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "manager"), ("is_current", "=", True),
        ]).company_id
        for cost in self:
            cost.user_approves = cost.company_id in headed

    def _is_by_kilometre(self):
        return self.kind == "travel" and bool(self.vehicle) and self.vehicle != "public"

    def _allowance(self):
        return float(allowance(max(self.distance, 0), self.rate))

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("partner_id", "partnership_id")
    def _check_worker(self):
        for cost in self.filtered("partner_id"):
            # sudo: who belongs to a partnership is known to all engaged in it.
            partnership = cost.partnership_id.sudo()
            institutions = partnership.leader_id | partnership.regional_centre_id | partnership.strategic_partner_id
            institutions |= partnership.membership_ids.filtered(lambda one: one.state in CURRENT).institution_id
            if not cost.partner_id._works_at(institutions):
                raise ValidationError(self.env._(
                    "%(person)s works for no institution of %(partnership)s. Only costs of its workers are refunded.",
                    person=cost.partner_id.name, partnership=partnership.name,
                ))

    @api.constrains("payer_id")
    def _check_payer(self):
        for cost in self.filtered("payer_id"):
            if not cost.payer_id.is_company:
                raise ValidationError(self.env._("An institution settles costs. Choose the one of %(person)s.",
                                                 person=cost.payer_id.name))

    @api.constrains("amount", "distance", "rate", "vehicle", "kind")
    def _check_allowance(self):
        for cost in self.filtered(lambda one: one._is_by_kilometre()):
            if cost.currency_id.compare_amounts(cost.amount, cost._allowance()) > 0:
                raise ValidationError(self.env._(
                    "For %(distance)s km at most %(most)s zł may be refunded. Enter as much or less.",
                    distance=polish_number(cost.distance), most=polish_number(cost._allowance(), 2, fixed=True),
                ))

    @api.constrains("settled_on", "approved_on")
    def _check_settled_on(self):
        for cost in self.filtered("settled_on"):
            if cost.settled_on > office_today() or cost.settled_on < cost.date:
                raise ValidationError(self.env._(
                    "A cost is settled between its own day and today. Correct “Settled on”.",
                ))

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        if costs._is_guarded():
            costs._check_own()
            # A refund is decided later, by the head.
            if any(cost[name] for cost in costs for name in SETTLEMENT_FIELDS):
                raise UserError(self.env._("Who settles the cost and when is entered once it is submitted."))
        return costs

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            content = vals.keys() - SETTLEMENT_FIELDS - self._thread_fields()
            for cost in self:
                if content and cost.state != "draft":
                    raise UserError(self.env._(
                        "“%(name)s” was submitted and stays as it was. Have it rejected, then it can be corrected.",
                        name=cost.name,
                    ))
                if SETTLEMENT_FIELDS & vals.keys() and (
                    cost.state in ("draft", "settled", "rejected") or not cost.user_approves
                ):
                    raise UserError(self.env._(
                        "The head of the office enters who settles a submitted cost, when, or why it is rejected.",
                    ))
        result = super().write(vals)
        if self._is_guarded() and {"partner_id", "kind"} & vals.keys():
            self._check_own()
        return result

    @api.model
    def _thread_fields(self):
        return {name for name in self._fields if name.startswith(("message_", "activity_"))}

    def _check_own(self):
        """The office enters anybody's cost, everyone else own journeys."""
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for cost in self:
            if cost.company_id.id not in led and (
                cost.kind != "travel" or cost.partner_id != self.env.user.partner_id
            ):
                raise AccessError(self.env._("Enter your own journeys only; other costs are entered by the office."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(cost.state != "draft" for cost in self):
            raise UserError(self.env._("A cost that was submitted stays in the register."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, *states):
        self.check_access("write")
        for cost in self:
            if cost.state not in states:
                raise UserError(self.env._("“%(name)s”: this step does not apply any more.", name=cost.name))

    def _check_head(self):
        if not self.env.su and not all(self.mapped("user_approves")):
            raise AccessError(self.env._("The head of the office decides on costs."))

    def action_submit(self):
        """Draft → submitted.

        :raises UserError: no amount, a day to come, or a journey without its particulars or without a rate
        """
        self._check_step("draft")
        for cost in self:
            if cost.date > office_today():
                raise UserError(self.env._("That day has not come yet. Submit the cost afterwards."))
            if cost.kind in ("travel", "pay") and not cost.partner_id:
                raise UserError(self.env._("Say which worker travelled or is paid."))
            if cost.kind == "travel":
                if not cost.vehicle or not (cost.place_from or "").strip() or not (cost.place_to or "").strip():
                    raise UserError(self.env._("Say from where to where and by what means the journey went."))
                if cost._is_by_kilometre() and not cost.distance:
                    raise UserError(self.env._("Enter the kilometres, there and back."))
                if cost._is_by_kilometre() and not cost.rate:
                    raise UserError(self.env._(
                        "There is no rate for this vehicle on that day. The administrator adds it in “Rates for a "
                        "kilometre”.",
                    ))
            if not cost.amount:
                raise UserError(self.env._("Enter the amount."))
        self._unguarded().write({"state": "submitted", "submitted_on": office_today()})
        return True

    def action_approve(self):
        """Submitted → approved, by the head; the leader pays unless another institution is named."""
        self._check_step("submitted")
        self._check_head()
        for cost in self:
            cost._unguarded().write({
                "state": "approved", "approved_by_id": self.env.uid, "approved_on": office_today(),
                "payer_id": cost.payer_id.id or cost.partnership_id.leader_id.id,
            })
        return True

    def action_settle(self):
        """Approved → settled, under its number in the accounts."""
        self._check_step("approved")
        self._check_head()
        for cost in self:
            if not (cost.settlement_number or "").strip():
                raise UserError(self.env._("Enter the number of the settlement in the accounts (“Settlement no.”)."))
            cost._unguarded().write({"state": "settled", "settled_on": cost.settled_on or office_today()})
        return True

    def action_reject(self):
        """Submitted or approved → rejected, with the reason."""
        self._check_step("submitted", "approved")
        self._check_head()
        for cost in self:
            if not (cost.reason or "").strip():
                raise UserError(self.env._("Write in “Reason of the refusal” why the cost is not refunded."))
        self._unguarded().write({"state": "rejected", "approved_by_id": self.env.uid, "approved_on": office_today()})
        return True

    def action_correct(self):
        """Rejected → draft again, to be corrected and submitted anew."""
        self._check_step("rejected")
        self._unguarded().write({
            "state": "draft", "submitted_on": False, "approved_by_id": False, "approved_on": False,
            **dict.fromkeys(SETTLEMENT_FIELDS, False),
        })
        return True

    def copy_data(self, default=None):
        """A journey repeats with its route; day and refund are the copy's own."""
        return super().copy_data({"date": office_today(), **(default or {})})
