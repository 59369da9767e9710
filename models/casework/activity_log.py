from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.activity_hours import month_start
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

MAX_HOURS = 24


class ActivityLog(models.Model):
    """One line of the activity card (karta działań w pracy socjalnej, tool 15): who did what for a family, how long.

    Each worker writes the own lines, the staff of the office reads all of the case, a member from another
    institution the own ones only. A line stays as it is once the monthly card that counts it has been issued.

    The description of a line is scoped; day, kind and length of a line are not.
    """

    _name = "kooperacje.activity.log"
    _description = "Activity card entry"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "date desc, id desc"
    _system_fields = frozenset({"user_id", "company_id", "institution_id"})
    _fixed_fields = frozenset({"case_id"})
    _words_of_others = frozenset({"others"})
    _neutral_fields = frozenset({
        "display_name", "user_id", "institution_id", "date", "kind_id", "contact", "duration", "is_locked",
    })

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Worker", required=True, default=lambda self: self.env.uid, readonly=True, index=True,
        copy=False, ondelete="restrict",
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", compute="_compute_institution_id", store=True, precompute=True, index=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True, default=lambda self: office_today(), copy=False)
    kind_id = fields.Many2one(
        "kooperacje.activity.kind", "Kind", required=True, default=lambda self: self._default_kind_id(),
        ondelete="restrict", check_company=True,
    )
    contact = fields.Selection(
        [("direct", "Direct (with the family)"), ("indirect", "Indirect (for the family)")],
        "With or for the family", required=True, compute="_compute_contact", store=True, readonly=False,
        precompute=True,
    )
    quick_duration = fields.Selection(
        [("15", "15 min"), ("30", "30 min"), ("45", "45 min"), ("60", "1 h"), ("90", "1.5 h"), ("120", "2 h"),
         ("180", "3 h")],
        "Took", store=False,
    )
    duration = fields.Float(
        "Duration (hours)", required=True, compute="_compute_duration", store=True, readonly=False, precompute=True,
    )
    person_ids = fields.Many2many(
        "kooperacje.person", "kooperacje_activity_log_person_rel", string="Persons of the case",
        domain="[('case_person_ids.case_id', '=', case_id)]",
    )
    others = fields.Char("Others present")
    place = fields.Char()
    goal_id = fields.Many2one(
        "kooperacje.goal", "Goal of the plan", ondelete="set null", index="btree_not_null",
        domain="[('case_id', '=', case_id), ('plan_id.state', 'in', ['draft', 'signed'])]",
    )
    description = fields.Text("What was done")
    result = fields.Selection([("achieved", "Achieved"), ("partly", "Partly"), ("not", "Not achieved")])
    arrangements = fields.Char()
    arranged_until = fields.Date("Until")
    next_step = fields.Char()
    method = fields.Selection(
        [("individual", "Individual case"), ("group", "Group"), ("community", "Community")], default="individual",
    )
    technique = fields.Char(help="Motivational interviewing, solution-focused approach and the like.")
    is_locked = fields.Boolean("On an issued card", compute="_compute_is_locked")

    _duration_range = models.Constraint(
        f"CHECK (duration > 0 AND duration <= {MAX_HOURS})", "An action lasts more than 0 and at most 24 hours.",
    )
    # The monthly card of a worker, and the hours of a case.
    _worker_idx = models.Index("(user_id, company_id, date)")
    _case_date_idx = models.Index("(case_id, date)")

    @api.model
    def _default_kind_id(self):
        """The kind this worker logged last: most days repeat themselves."""
        return self.search([("user_id", "=", self.env.uid)], order="id desc", limit=1).kind_id

    @api.depends("kind_id", "date")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.kind_id.name or ''} – {entry.date or ''}"

    @api.depends("case_id", "user_id")
    def _compute_institution_id(self):
        """From where the worker comes: as member of the team, or else as staff of the office."""
        for entry in self:
            member = entry.case_id.team_ids.member_ids.filtered(
                lambda member, entry=entry: member.user_id == entry.user_id and member.state == "accepted"
            )[:1]
            entry.institution_id = member.institution_id or entry.case_id.company_id.partner_id

    @api.depends("kind_id")
    def _compute_contact(self):
        for entry in self:
            entry.contact = entry.kind_id.contact or entry.contact or "direct"

    @api.depends("quick_duration")
    def _compute_duration(self):
        for entry in self:
            entry.duration = int(entry.quick_duration) / 60 if entry.quick_duration else entry.duration or 0.5

    @api.depends("user_id", "date", "company_id")
    def _compute_is_locked(self):
        locked = {card._key() for card in self._issued_cards()}
        for entry in self:
            entry.is_locked = entry._card_key() in locked

    def _card_key(self):
        """Which monthly card counts the line."""
        self.ensure_one()
        return self.user_id.id, self.company_id.id, self.date and month_start(self.date)

    def _issued_cards(self):
        months = {month_start(day) for day in self.mapped("date") if day}
        # sudo: the card stands against a change whoever asks; only its key is compared.
        return self.env["kooperacje.activity.card"].sudo().search([
            ("user_id", "in", self.user_id.ids), ("month", "in", list(months)),
            ("document_state", "in", ["issued", "signed"]),
        ]) if months else self.env["kooperacje.activity.card"]

    def _check_card_open(self):
        """:raises UserError: for a month whose card has been issued: paper and record have to agree"""
        locked = {card._key(): card for card in self._issued_cards()}
        for entry in self:
            if card := locked.get(entry._card_key()):
                raise UserError(self.env._(
                    "The activity card of %(month)s has been issued (%(number)s) and counts what was entered until "
                    "then. Press “Correct” on the card before you change the month.",
                    month=card.month.strftime("%m.%Y"), number=card.document_number,
                ))

    @api.constrains("date")
    def _check_date(self):
        today = office_today()
        if any(entry.date > today for entry in self):
            raise ValidationError(self.env._(
                "The card tells what has been done. For something still to come plan an activity or a meeting.",
            ))

    @api.constrains("case_id", "goal_id", "person_ids")
    def _check_of_case(self):
        for entry in self:
            if entry.goal_id and entry.goal_id.case_id != entry.case_id:
                raise ValidationError(self.env._("Choose a goal of this case."))
            if entry.person_ids - entry.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._("Choose persons of this case. Write down others under “others”."))

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_card_open()
        return entries

    def write(self, vals):
        self._check_card_open()
        result = super().write(vals)
        if "date" in vals:
            self._check_card_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_card(self):
        self._check_card_open()

    @api.model
    def _open_quick_form(self, case, **values):
        """Window action of the short form, with ``values`` filled in."""
        return dialog(
            self.env._("Enter on the activity card"), self._name,
            views=[(self.env.ref("kooperacje.activity_log_view_form_quick").id, "form")],
            context={
                "default_case_id": case.id, "dialog_size": "medium",
                **{f"default_{name}": value for name, value in values.items()},
            },
        )
