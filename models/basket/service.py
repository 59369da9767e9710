from odoo import api, fields, models


class Service(models.Model):
    """Service of the local basket (lokalny koszyk usług, K3D-14): simple activity or complex set of them (K3D-15)."""

    _name = "kooperacje.service"
    _description = "Service"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, index="trigram", tracking=True)
    description = fields.Text()
    card_id = fields.Many2one("kooperacje.service.card", "Service card", index=True, ondelete="restrict")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", related="institution_id.sector_id", store=True, index=True,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("verified", "In the basket"), ("withdrawn", "Withdrawn")],
        default="proposed", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    withdrawal_reason = fields.Char(copy=False, readonly=True, tracking=True)
    origin = fields.Selection(
        [("partnership", "Partnership"), ("neighbourhood", "Neighbourhood"), ("self_help", "Self-help")],
        default="partnership", required=True,
        help="Neighbourhood: an institution nearby, also of another local government (K3D-113); not the statutory "
             "“usługi sąsiedzkie”.",
    )
    kind = fields.Selection([("simple", "Simple"), ("complex", "Complex")], default="simple", required=True)
    activities = fields.Text("Activities of a complex service")
    need_area_id = fields.Many2one(
        "kooperacje.need", "Area of social services", domain=[("kind", "!=", "reason")], index="btree_not_null",
    )
    need_ids = fields.Many2many("kooperacje.need", string="Needs it answers")
    form = fields.Selection(
        [
            ("counselling", "Counselling"), ("therapy", "Therapy"), ("classes", "Classes"), ("care", "Care"),
            ("intervention", "Intervention"), ("material", "Material help"), ("training", "Training"),
            ("placement", "Placement"), ("mediation", "Mediation"), ("transport", "Transport"),
            ("lending", "Lending of rooms or equipment"), ("other", "Other"),
        ],
        default="other",
    )
    target_group_ids = fields.Many2many("kooperacje.target.group", string="Addressees")
    age_from = fields.Integer()
    age_to = fields.Integer(help="Last year of age served; 0 for no limit.")
    access_mode = fields.Selection(
        [
            ("open", "Without formalities"), ("enrolment", "Enrolment"), ("application", "Application"),
            ("referral", "Referral"), ("decision", "Decision"),
        ],
        default="open",
    )
    documents_needed = fields.Char()
    conditions = fields.Char()
    fee = fields.Selection([("free", "Free"), ("partial", "Partly paid"), ("full", "Paid")], default="free")
    fee_note = fields.Char()
    place = fields.Selection(
        [("seat", "At the institution"), ("environment", "In the environment"), ("remote", "Remotely")],
        default="seat",
    )
    address = fields.Char()
    territory_id = fields.Many2one("kooperacje.area", "Place (TERYT)", index="btree_not_null")
    schedule = fields.Char("Hours")
    waiting_days = fields.Integer(help="Usual waiting time in days.")
    capacity = fields.Integer("Places")
    capacity_free = fields.Integer("Free places")
    capacity_stated_on = fields.Date("Places stated on")
    specialists = fields.Char()
    accessibility = fields.Char()
    contact_name = fields.Char()
    contact_phone = fields.Char()
    contact_email = fields.Char()
    date_from = fields.Date("Offered from")
    date_to = fields.Date("Offered until")
    verified_on = fields.Date(readonly=True, copy=False)
    review_due = fields.Date("Next review", readonly=True, copy=False)
    is_available = fields.Boolean(
        compute="_compute_is_available", search="_search_is_available",
        help="Verified and in date: may enter an individual basket.",
    )

    _basket_idx = models.Index("(partnership_id, state, name)")
    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A service cannot end before it starts.",
    )

    @api.depends("state", "date_from", "date_to")
    def _compute_is_available(self):
        today = fields.Date.context_today(self)
        for service in self:
            service.is_available = (
                service.state == "verified"
                and (not service.date_from or service.date_from <= today)
                and (not service.date_to or service.date_to >= today)
            )

    def _search_is_available(self, operator, value):
        if operator != "in":
            return NotImplemented
        available = fields.Domain("state", "=", "verified") & fields.Domain.OR([
            [("date_from", "=", False)], [("date_from", "<=", "today")],
        ]) & fields.Domain.OR([[("date_to", "=", False)], [("date_to", ">=", "today")]])
        return available if True in value else ~available
