from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on

GROUNDS = [("court", "Proceedings of a court"), ("complaint", "Complaint"), ("audit", "Inspection or audit"),
           ("other", "Other")]


class CaseHold(models.Model):
    """Hold on a case: as long as a court, a complaint or an inspection needs it, nothing of it is erased.

    The period of keeping runs on; when the hold ends, the case stands in the next list of what has run out. Ending says
    the day; a hold is never deleted by hand.
    """

    _name = "kooperacje.hold"
    _description = "Hold on a case"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data", "kooperacje.case.code"]
    _order = "date_to desc, date_from desc, id desc"
    _rec_name = "ground"
    _fixed_fields = frozenset({"case_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    ground = fields.Selection(GROUNDS, required=True, default="court")
    reference = fields.Char(help="File sign of the court or of the inspection. No names.")
    date_from = fields.Date("Since", required=True, default=lambda self: office_today())
    date_to = fields.Date("Until", help="Empty as long as nobody has ended it.")
    is_current = fields.Boolean("In force", compute="_compute_is_current", search="_search_is_current")

    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A hold cannot end before it begins.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = office_today()
        for hold in self:
            hold.is_current = bool(hold.date_from) and (not hold.date_to or hold.date_to >= today)

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_to", "=", False) | Domain("date_to", ">=", office_today())

    @api.constrains("date_from")
    def _check_date_from(self):
        for hold in self:
            if hold.date_from > office_today():
                raise ValidationError(self.env._("A hold begins today or has begun already. Correct the date."))

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        # Whoever approves the disposal of the case at the same moment writes this row too.
        serialise_on(holds.case_id)
        return holds

    def action_end(self):
        """:raises UserError: the hold has ended already"""
        for hold in self:
            if hold.date_to and hold.date_to < office_today():
                raise UserError(self.env._(
                    "This hold ended on %(day)s.", day=format_date(self.env, hold.date_to)))
        self.write({"date_to": office_today()})
