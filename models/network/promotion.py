from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class Promotion(models.Model):
    """An action by which the regional centre promotes the Model (RUR-109): what, when, where and how many it reached.

    Who works by the Model already is on the map of communes; here stands what was done so that others come. Offices
    read it and may follow.
    """

    _name = "kooperacje.promotion"
    _description = "Promotion of the Model"
    _inherit = ["kooperacje.centre.mixin"]
    _order = "done_on desc, id desc"

    name = fields.Char("What was done", required=True)
    kind = fields.Selection(
        [("campaign", "Campaign"), ("conference", "Conference"), ("meeting", "Meeting with a local government"),
         ("media", "Press, radio, television"), ("web", "Internet"), ("publication", "Publication"),
         ("other", "Other")],
        required=True, default="campaign", index=True,
    )
    done_on = fields.Date("Day", required=True, default=lambda self: office_today(), index=True)
    date_to = fields.Date("Until", help="Of a campaign its last day.")
    area_ids = fields.Many2many(
        "kooperacje.area", string="Communes and counties reached", domain=[("level", "in", ("commune", "county"))],
        help="Empty: the whole voivodeship.",
    )
    reach = fields.Integer("People reached", help="Listeners, readers, visitors, as far as it is known.")
    partnership_ids = fields.Many2many(
        "kooperacje.partnership", string="Partnerships shown", help="Who told how they work by the Model.",
    )
    note = fields.Text("Course and effect")

    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= done_on)", "A campaign cannot end before it begins.",
    )
    _not_negative = models.Constraint("CHECK(reach >= 0)", "The number of people reached is not negative.")

    @api.constrains("done_on", "reach")
    def _check_done(self):
        for action in self:
            if action.done_on > office_today():
                raise ValidationError(self.env._(
                    "“%s” has not been done yet. What is planned stands in the yearly plan of the voivodeship team; "
                    "enter it here on its day.", action.name,
                ))
