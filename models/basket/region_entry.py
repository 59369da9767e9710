from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class RegionEntry(models.Model):
    """Own entry of the voivodeship list of activities and services (RUR-42, 108).

    The regional centre adds what stands in no local basket: a service or an activity of the whole voivodeship or of
    one county. Everyone who works in a partnership that the centre serves reads it. It names institutions and no
    family.
    """

    _name = "kooperacje.region.entry"
    _description = "Own entry of the voivodeship list"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "kind, name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("service", "Service"), ("activity", "Activity")], required=True, default="service", index=True,
    )
    regional_centre_id = fields.Many2one(
        "res.partner", "Regional centre (ROPS)", required=True, index=True, ondelete="restrict",
        default=lambda self: self._own_centre(), domain=[("institution_type_id.is_regional", "=", True)],
    )
    provider = fields.Char("Who offers it", required=True)
    county_id = fields.Many2one(
        "kooperacje.area", "County", index="btree_not_null", ondelete="restrict", domain=[("level", "=", "county")],
        help="Empty: in the whole voivodeship.",
    )
    need_ids = fields.Many2many(
        "kooperacje.need", string="Answers needs", domain=[("company_id", "=", False)], context={"active_test": False},
    )
    addressees = fields.Char("For whom")
    description = fields.Text()
    access = fields.Char("How to join", help="Referral, enrolment, fee.")
    contact = fields.Char(help="Telephone, e-mail or address of the institution.")
    url = fields.Char("Page")
    date_from = fields.Date("Offered from")
    date_to = fields.Date("Offered until", help="Empty: until it is taken off the list.")
    active = fields.Boolean(default=True)
    is_offered = fields.Boolean("Offered today", compute="_compute_is_offered", search="_search_is_offered")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "An offer cannot end before it begins.",
    )

    @api.model
    def _own_centre(self):
        # sudo: one's own roles.
        return self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "regional"), ("is_current", "=", True),
        ], limit=1).institution_id.with_env(self.env)

    @api.depends("active", "date_from", "date_to")
    def _compute_is_offered(self):
        today = office_today()
        for entry in self:
            entry.is_offered = (
                entry.active and (not entry.date_from or entry.date_from <= today)
                and (not entry.date_to or entry.date_to >= today)
            )

    def _search_is_offered(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return fields.Domain([
            ("active", "=", True), "|", ("date_from", "=", False), ("date_from", "<=", today),
            "|", ("date_to", "=", False), ("date_to", ">=", today),
        ])

    @api.constrains("regional_centre_id", "county_id", "need_ids")
    def _check_of_the_region(self):
        for entry in self:
            if not entry.regional_centre_id.institution_type_id.is_regional:
                raise ValidationError(self.env._("The voivodeship list is kept by the regional centre (ROPS)."))
            if entry.county_id and entry.county_id.level != "county":
                raise ValidationError(self.env._("Choose a county, or leave the field empty for the voivodeship."))
            # sudo: whether a need is of one office alone.
            if entry.sudo().need_ids.company_id:
                raise ValidationError(self.env._("Choose common needs: those of one office are not known to others."))

    @api.constrains("url")
    def _check_url(self):
        for entry in self.filtered("url"):
            address = urlsplit(entry.url.strip())
            if address.scheme not in ("http", "https") or not address.netloc:
                raise ValidationError(self.env._("The address of a page begins with https://. Copy it whole."))
