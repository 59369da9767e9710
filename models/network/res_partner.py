from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pl import nip, regon

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Institution of the network, and its staff as child contacts. Persons helped are never partners."""

    _inherit = "res.partner"

    is_institution = fields.Boolean("Institution of the Model", index=True)
    institution_type_id = fields.Many2one("kooperacje.institution.type", "Institution type", index="btree_not_null")
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", compute="_compute_sector_id", store=True, readonly=False, precompute=True,
        index="btree_not_null",
    )
    area_id = fields.Many2one("kooperacje.area", "Seat (TERYT)", index="btree_not_null", ondelete="restrict")
    institution_level = fields.Selection(
        [("commune", "Commune"), ("county", "County"), ("voivodeship", "Voivodeship"), ("other", "Other")],
        "Level of government", help="Level of local government the institution belongs to (K3D-4).",
    )
    short_name = fields.Char(help="Abbreviation used in tables and on cards, e.g. PCPR.")
    regon = fields.Char("REGON", index="btree_not_null")
    krs = fields.Char("KRS")
    governing_body = fields.Char(help="The body that runs the institution (organ prowadzący).")
    team_available = fields.Boolean(
        "Available for teams", help="Staff member the institution has named for task teams (ZZK).",
    )
    is_decision_maker = fields.Boolean(
        help="Head of the institution or a person authorised to decide on cooperation (K3D-65).",
    )
    speciality = fields.Char(help="Profession or speciality, as shown when a task team is chosen.")
    role_assignment_ids = fields.One2many("kooperacje.role.assignment", "institution_id", "Access")

    @api.depends("institution_type_id")
    def _compute_sector_id(self):
        for partner in self:
            partner.sector_id = partner.institution_type_id.sector_id or partner.sector_id

    @api.constrains("vat", "is_institution")
    def _check_institution_nip(self):
        for partner in self.filtered(lambda p: p.is_institution and p.vat):
            try:
                nip.validate(partner.vat)
            except StdnumError as error:
                raise ValidationError(self.env._(
                    "%(number)s is not a correct NIP of %(name)s: a NIP has 10 digits and the last one is a check "
                    "digit. Correct the number or leave it empty.", number=partner.vat, name=partner.name,
                )) from error

    @api.constrains("regon")
    def _check_regon(self):
        for partner in self.filtered("regon"):
            try:
                regon.validate(partner.regon)
            except StdnumError as error:
                raise ValidationError(self.env._(
                    "%(number)s is not a correct REGON of %(name)s: a REGON has 9 or 14 digits and the last one is a "
                    "check digit. Correct the number or leave it empty.", number=partner.regon, name=partner.name,
                )) from error

    @api.constrains("krs")
    def _check_krs(self):
        for partner in self.filtered("krs"):
            if not (partner.krs.isdigit() and len(partner.krs) == 10):
                raise ValidationError(self.env._(
                    "%(number)s is not a correct KRS number: write its 10 digits.", number=partner.krs,
                ))
