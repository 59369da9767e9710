from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.polish_number import polish_number

VEHICLES = [
    ("car_small", "Car up to 900 cm³"), ("car", "Car above 900 cm³"), ("motorcycle", "Motorcycle"),
    ("moped", "Moped"),
]


class TravelRate(models.Model):
    """Rate at which a kilometre in one's own vehicle is refunded, from a day on, with the law behind it (RUR-125).

    A rate without an office is the highest the law allows; an office may pay less by a rate of its own. Rates are
    added with their day, so that journeys before it keep theirs.
    """

    _name = "kooperacje.travel.rate"
    _description = "Rate for a kilometre"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "date_from desc, vehicle, company_id, id"
    _rec_name = "vehicle"
    _fixed_fields = frozenset({"company_id"})

    vehicle = fields.Selection(VEHICLES, required=True)
    amount = fields.Float("Zlotys for a kilometre", digits=(6, 4), required=True, aggregator=None)
    date_from = fields.Date("In force from", required=True)
    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade",
        help="Empty: the highest rate by law. An office may set a lower one for its partnerships.",
    )
    source = fields.Char("Legal basis", required=True, help="Act and place of announcement, or the order of the head.")

    _amount = models.Constraint(
        "CHECK(amount > 0 AND amount < 10)", "A kilometre is refunded with more than 0 and less than 10 zlotys.",
    )
    _once = models.UniqueIndex(
        "(vehicle, date_from, COALESCE(company_id, 0))", "There is a rate for this vehicle from this day already.",
    )

    @api.depends("vehicle", "amount", "date_from")
    def _compute_display_name(self):
        vehicles = dict(self._fields["vehicle"]._description_selection(self.env))
        for rate in self:
            day = rate.date_from.strftime("%d.%m.%Y") if rate.date_from else ""
            rate.display_name = f"{vehicles.get(rate.vehicle, '')}: {polish_number(rate.amount, 4)} ({day})"

    @api.constrains("amount", "date_from", "vehicle", "company_id")
    def _check_lower_than_law(self):
        for rate in self.filtered("company_id"):
            law = self._in_force(rate.vehicle, self.env["res.company"], rate.date_from)
            if law and rate.amount > law.amount:
                raise ValidationError(self.env._(
                    "The law allows at most %(most)s zł for a kilometre from that day. Enter as much or less.",
                    most=polish_number(law.amount, 4),
                ))

    @api.model
    def _in_force(self, vehicle, company, day):
        """The rate by which ``company`` refunds a kilometre on ``day``: its own unless the law allows less by then."""
        rates = self.search([
            ("vehicle", "=", vehicle), ("company_id", "in", [False, *company.ids]), ("date_from", "<=", day),
        ], order="date_from desc, id desc")
        own = rates.filtered("company_id")[:1]
        law = rates.filtered(lambda rate: not rate.company_id)[:1]
        return min(own | law, key=lambda rate: rate.amount, default=self.browse())
