from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class RegionEntry(models.Model):
    """Own entry of the voivodeship list of activities and services (RUR-42, 108), or of the county's (RUR-49).

    The regional centre adds what stands in no local basket: a service or an activity of the whole voivodeship or of
    one county. The animator of the county adds what PCPR and others offer in all its communes. Everyone who works in a
    partnership that the centre or PCPR serves reads it. It names institutions and no family.
    """

    _name = "kooperacje.region.entry"
    _description = "Own entry of the voivodeship list"
    _inherit = ["kooperacje.centre.mixin"]
    _order = "kind, name, id"
    _fixed_fields = frozenset({"strategic_partner_id"})

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("service", "Service"), ("activity", "Activity of the community")], required=True, default="service",
        index=True,
    )
    regional_centre_id = fields.Many2one(required=False)
    strategic_partner_id = fields.Many2one(
        "res.partner", "County (PCPR)", index="btree_not_null", ondelete="restrict",
        default=lambda self: not self._own_centre() and self._own_centre("county_animator"),
        domain=[("institution_type_id.is_strategic", "=", True)],
        # RUR-49
        help="Keeps the entry for the county.",
    )
    provider = fields.Char("Who offers it", required=True)
    county_id = fields.Many2one(
        "kooperacje.area", "County", index="btree_not_null", ondelete="restrict", domain=[("level", "=", "county")],
        default=lambda self: self._own_county(),
        help="Empty: in the whole voivodeship.",
    )
    need_ids = fields.Many2many(
        "kooperacje.need", string="Answers needs", domain=[("company_id", "=", False)], context={"active_test": False},
    )
    addressees = fields.Char("For whom")
    description = fields.Text()
    access = fields.Char("How to join", help="Referral, enrolment, fee.")
    contact = fields.Char(help="Telephone, e-mail or address of the institution.")
    date_from = fields.Date("Offered from")
    date_to = fields.Date("Offered until", help="Empty: until it is taken off the list.")
    active = fields.Boolean(default=True)
    is_offered = fields.Boolean("Offered today", compute="_compute_is_offered", search="_search_is_offered")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "An offer cannot end before it begins.",
    )

    @api.model
    def _own_county(self):
        """County of the animator who makes the entry; of the regional centre none."""
        if self._own_centre():
            return self.env["kooperacje.area"]
        return self.env["kooperacje.partnership"].search([
            ("strategic_partner_id", "=", self._own_centre("county_animator").id), ("county_id", "!=", False),
        ], limit=1).county_id

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

    @api.constrains("regional_centre_id", "strategic_partner_id")
    def _check_regional_centre(self):
        """Kept by the regional centre for the voivodeship or by PCPR for its county."""
        super(RegionEntry, self.filtered("regional_centre_id"))._check_regional_centre()
        for entry in self:
            county = entry.strategic_partner_id
            if bool(entry.regional_centre_id) == bool(county) or (
                county and not county.institution_type_id.is_strategic
            ):
                raise ValidationError(self.env._(
                    "An entry is kept by the regional centre (ROPS) or by the county (PCPR). Choose one of them.",
                ))

    @api.constrains("strategic_partner_id", "county_id", "need_ids")
    def _check_of_the_region(self):
        for entry in self:
            if entry.county_id and entry.county_id.level != "county":
                raise ValidationError(self.env._("Choose a county, or leave the field empty for the voivodeship."))
            if entry.strategic_partner_id and not entry.county_id:
                raise ValidationError(self.env._("Say for which county the entry is."))
            # sudo: whether a need is of one office alone.
            if entry.sudo().need_ids.company_id:
                raise ValidationError(self.env._("Choose common needs: those of one office are not known to others."))
