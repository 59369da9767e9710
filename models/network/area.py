from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from odoo.addons.kooperacje.kernels import terc

LEVEL_BY_LENGTH = {2: "voivodeship", 4: "county", 7: "commune"}
# The register TERC that comes with the program: counties and communes on that day.
SHIPPED_DAY = "2025-01-06"
SHIPPED_FILE = f"kooperacje/data/terc_{SHIPPED_DAY}.txt"
# The day of the register that the database holds, shipped or imported as a whole.
REGISTER_DAY = "kooperacje.area_register_day"


class Area(models.Model):
    """Unit of the territorial division (TERYT/TERC): województwo, powiat, gmina.

    ``code`` is text, since leading zeros matter: 2 digits for a voivodeship, 4 for a county, 7 for a commune
    whose last digit is its kind (RODZ).
    """

    _name = "kooperacje.area"
    _description = "Territorial area"
    _inherit = ["kooperacje.edit.mixin"]
    _parent_store = True
    _rec_names_search = ["name", "code"]
    _order = "code, id"

    name = fields.Char(required=True, index="trigram")
    code = fields.Char("TERYT code", required=True, size=7)
    level = fields.Selection(
        [("voivodeship", "Voivodeship"), ("county", "County"), ("commune", "Commune")],
        compute="_compute_level", store=True, precompute=True, index=True,
    )
    kind = fields.Selection(
        [
            ("1", "Urban commune"),
            ("2", "Rural commune"),
            ("3", "Urban-rural commune"),
            ("4", "Town in an urban-rural commune"),
            ("5", "Rural part of an urban-rural commune"),
            ("8", "District of Warsaw"),
            ("9", "City delegation"),
        ],
        compute="_compute_level", store=True, precompute=True,
    )
    parent_id = fields.Many2one(
        "kooperacje.area", "Superior area", compute="_compute_parent_id", store=True, precompute=True,
        index=True, ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("kooperacje.area", "parent_id", "Subordinate areas")
    population = fields.Integer(help="Inhabitants; Kooperacje 3D is meant for urban communes of over 20,000.")
    has_county_rights = fields.Boolean(
        "City with county rights", compute="_compute_has_county_rights", search="_search_has_county_rights",
        help="County codes 61–99. In such a city the tasks of PCPR are the commune's own (art. 112 ust. 12 u.p.s.).",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already an area with this TERYT code.")

    @api.constrains("code")
    def _check_code(self):
        for area in self:
            if not (area.code.isascii() and area.code.isdigit()) or len(area.code) not in LEVEL_BY_LENGTH:
                raise ValidationError(self.env._(
                    "%(code)s is not a TERYT code: write 2 digits for a voivodeship, 4 for a county or 7 for a "
                    "commune.", code=area.code,
                ))

    @api.depends("code")
    def _compute_level(self):
        kinds = dict(self._fields["kind"].selection)
        for area in self:
            code = area.code or ""
            area.level = LEVEL_BY_LENGTH.get(len(code))
            area.kind = code[6] if len(code) == 7 and code[6] in kinds else False

    @api.depends("code")
    def _compute_parent_id(self):
        prefix_by_area = {
            area: area.code[:4] if len(area.code) == 7 else area.code[:2]
            for area in self if area.code and len(area.code) in (4, 7)
        }
        by_code = {}
        if prefix_by_area:
            parents = self.search([("code", "in", list(set(prefix_by_area.values())))])
            by_code = {parent.code: parent.id for parent in parents}
        for area in self:
            area.parent_id = by_code.get(prefix_by_area.get(area), False)

    @api.depends("code")
    def _compute_has_county_rights(self):
        for area in self:
            county = (area.code or "")[2:4]
            area.has_county_rights = county.isdigit() and "61" <= county <= "99"

    def _search_has_county_rights(self, operator, value):
        if operator != "in":
            return NotImplemented
        codes = [f"__{county}%" for county in range(61, 100)]
        return fields.Domain.OR(fields.Domain("code", "=like", code) for code in codes)

    @api.depends("name", "kind", "parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """A town and the rural commune around it bear one name, hence the kind; so do communes of several counties."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for area in self:
            label = area.name or ""
            if area.level == "commune":
                details = [kinds[area.kind].lower()] if area.kind else []
                details += [area.parent_id.name] if area.parent_id else []
                label = f"{label} ({', '.join(details)})" if details else label
            area.display_name = label

    # ------------------------------------------------------------
    # The register that comes with the program
    # ------------------------------------------------------------

    @api.model
    def _register_day(self):
        """The day of the register of which all areas were taken last, or ``False``."""
        # sudo: a day.
        return fields.Date.to_date(self.env["ir.config_parameter"].sudo().get_param(REGISTER_DAY) or False)

    @api.model
    def _note_register_day(self, day):
        """Remember that the whole register of ``day`` is in the database; an older one than that known is not noted."""
        known = self._register_day()
        if not known or day > known:
            # sudo: a day.
            self.env["ir.config_parameter"].sudo().set_param(REGISTER_DAY, fields.Date.to_string(day))

    @api.model
    def _load_register(self):
        """Add the counties and communes of the shipped register that are missing, once.

        What an office has imported stays: areas are known by their code, and a commune that stands under another kind
        (a village that became a town) is not added under the former one.
        """
        day = fields.Date.to_date(SHIPPED_DAY)
        known_day = self._register_day()
        if known_day and known_day >= day:
            return
        with file_open(SHIPPED_FILE, "r") as register:
            units = terc.read_shipped(register.read())
        known = {
            area.code: area.id for area in self.with_context(active_test=False).search_fetch([], ["code"])
        }
        standing = {code[:6] for code in known if len(code) == 7 and code[6] in "123"}
        for length in (4, 7):
            new = [
                unit for unit in units
                if len(unit.code) == length and unit.code not in known and unit.code[:6] not in standing
            ]
            # The parent is given along: computed, it would be looked for once for every area.
            areas = self.create([
                {"code": unit.code, "name": unit.name, "parent_id": known[unit.parent_code]} for unit in new
            ])
            known.update({unit.code: area.id for unit, area in zip(new, areas, strict=True)})
        self._note_register_day(day)
