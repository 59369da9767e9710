from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date

from odoo.addons.kooperacje.kernels import activity_hours
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window


class ActivityCard(models.Model):
    """Monthly card of a worker (tool 15): hours by kind and by family, signed by the worker, seen by the head.

    The card shows codes of families, kinds and hours, and nothing of the talks. Once issued, it freezes the lines it
    counts.
    """

    _name = "kooperacje.activity.card"
    _description = "Monthly activity card"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "month desc, user_id"
    _system_fields = frozenset({"user_id"})
    _fixed_fields = frozenset({"company_id", "month"})
    _document_code = "activity_card"
    _document_prefix = "N15"

    user_id = fields.Many2one(
        "res.users", "Worker", required=True, default=lambda self: self.env.uid, readonly=True, index=True,
        copy=False, ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict",
    )
    month = fields.Date(
        required=True, default=lambda self: activity_hours.month_start(office_today()), copy=False,
        help="Any day of the month; kept as its first.",
    )
    month_end = fields.Date(compute="_compute_month_end")
    hours_direct = fields.Float("With families", compute="_compute_hours")
    hours_indirect = fields.Float("For families", compute="_compute_hours")
    hours_total = fields.Float("Hours in all", compute="_compute_hours")
    entry_count = fields.Integer("Entries", compute="_compute_hours")
    case_count = fields.Integer("Families", compute="_compute_hours")

    _month_uniq = models.UniqueIndex(
        "(user_id, company_id, month) WHERE document_state != 'void'",
        "This worker already has a card of this month. Open that one.",
    )

    @api.depends("month")
    def _compute_month_end(self):
        for card in self:
            card.month_end = card.month and activity_hours.month_end(card.month)

    @api.depends("user_id", "month")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.user_id.name or ''} – {card.month.strftime('%m.%Y') if card.month else ''}"

    @api.depends("user_id", "company_id", "month")
    def _compute_hours(self):
        """One query for all cards of a list; sudo: see ``_entries``."""
        groups = self.env["kooperacje.activity.log"].sudo()._read_group(
            [("user_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids),
             ("date", ">=", min(self.mapped("month"), default=office_today())),
             ("date", "<=", max(self.mapped("month_end"), default=office_today()))],
            ["user_id", "company_id", "date:month", "contact"],
            ["duration:sum", "__count", "case_id:array_agg"],
        ) if any(self.mapped("month")) else []
        found = {}
        for user, company, month, contact, hours, count, cases in groups:
            total = found.setdefault((user.id, company.id, month), {"direct": 0, "indirect": 0, "n": 0, "cases": set()})
            total[contact] += hours
            total["n"] += count
            total["cases"].update(cases)
        for card in self:
            total = found.get(card._key(), {"direct": 0, "indirect": 0, "n": 0, "cases": ()})
            card.hours_direct, card.hours_indirect = total["direct"], total["indirect"]
            card.hours_total = total["direct"] + total["indirect"]
            card.entry_count, card.case_count = total["n"], len(total["cases"])

    def _key(self):
        self.ensure_one()
        return self.user_id.id, self.company_id.id, self.month

    def _entries(self):
        """Lines of the card, those of cases that were handed over meanwhile too."""
        self.ensure_one()
        # sudo: the hours of a month stay those of the worker when the family has got another one since; of the lines
        # only day, code of the family, kind and length are shown.
        return self.env["kooperacje.activity.log"].sudo().search([
            ("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id),
            ("date", ">=", self.month), ("date", "<=", activity_hours.month_end(self.month)),
        ], order="date, id")

    @api.constrains("month")
    def _check_month(self):
        if any(card.month > office_today() for card in self):
            raise ValidationError(self.env._("This month has not begun yet."))

    @api.model
    def default_get(self, fields):
        """Any day of the month that a context proposes is kept as its first, as one that is typed."""
        values = super().default_get(fields)
        if values.get("month"):
            values["month"] = activity_hours.month_start(Date.to_date(values["month"]))
        return values

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([
            {**vals, "month": activity_hours.month_start(fields.Date.to_date(vals["month"]))}
            if vals.get("month") else vals for vals in vals_list
        ])

    # Document

    def _document_report(self):
        return "kooperacje.report_activity_card"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"user_id", "company_id", "month"}

    def _document_check_issuable(self):
        """The worker issues the card, when the month is over or for the work done so far: it is his or her statement.
        """
        result = super()._document_check_issuable()
        if self.user_id != self.env.user and not self.env.su:
            raise UserError(self.env._("%s issues the own card, after logging in.", self.user_id.name))
        if not self.entry_count:
            raise UserError(self.env._("Nothing has been entered for this month yet."))
        return result

    def action_open_entries(self):
        """The lines behind the card that its reader may open."""
        self.ensure_one()
        return window(
            self.env, "action_activity_log",
            domain=[
                ("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id),
                ("date", ">=", self.month), ("date", "<", self.month + relativedelta(months=1)),
            ],
            context={},
        )
