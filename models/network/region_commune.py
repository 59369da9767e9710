from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.models.access.windows import form

# Above the number of partnerships any database will have: rows get ids that stay the same.
ID_STEP = 1_000_000
# Towns and rural parts of urban-rural communes, districts: not communes of their own.
PARTS = ("4", "5", "8", "9")


class RegionCommune(models.Model):
    """Where the Model runs: one row for each commune, with its partnership if there is one (RUR-29, 109).

    A partnership of a whole county stands behind each of its communes; a commune of two partnerships has two rows.
    Closed partnerships and voivodeship teams are not on the map. It holds nothing of people.
    """

    _name = "kooperacje.region.commune"
    _description = "Commune on the map of the Model"
    _auto = False
    _order = "county_id, area_id, partnership_id"
    _depends = {
        "kooperacje.area": ["code", "level", "kind", "name", "parent_id", "population"],
        "kooperacje.partnership": [
            "active", "area_ids", "company_id", "date_established", "process_stage_id", "regional_centre_id", "state",
            "variant",
        ],
    }

    area_id = fields.Many2one("kooperacje.area", "Area", readonly=True)
    name = fields.Char("Commune", readonly=True)
    kind = fields.Selection(related="area_id.kind", string="Kind of commune")
    county_id = fields.Many2one("kooperacje.area", "County", readonly=True)
    voivodeship_id = fields.Many2one("kooperacje.area", "Voivodeship", readonly=True)
    population = fields.Integer(readonly=True)
    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", readonly=True)
    company_id = fields.Many2one("res.company", "Office", readonly=True)
    regional_centre_id = fields.Many2one("res.partner", "Regional centre (ROPS)", readonly=True)
    leader_id = fields.Many2one("res.partner", "Leader", readonly=True)
    variant = fields.Selection(
        lambda self: self.env["kooperacje.partnership"]._fields["variant"]._description_selection(self.env),
        "Variant", readonly=True,
    )
    state = fields.Selection(
        [("none", "No partnership yet"), ("preparation", "Preparation"), ("initiation", "Initiation"),
         ("active", "Active")], "Status", readonly=True,
    )
    process_stage_id = fields.Many2one("kooperacje.process.stage", "Stage", readonly=True)
    date_established = fields.Date("Runs since", readonly=True)
    covered = fields.Integer("Communes with a partnership", readonly=True)
    communes = fields.Integer("Communes", readonly=True)
    is_own_region = fields.Boolean(
        compute="_compute_is_own_region", search="_search_is_own_region", export_string_translation=False,
    )

    @property
    def _table_query(self):
        """Numbers of people and of communes are counted once for a commune that has two partnerships."""
        return SQL(
            """
            SELECT commune.id::bigint * %(step)s + COALESCE(served.id, 0) AS id, commune.id AS area_id, commune.name,
                   county.id AS county_id, county.parent_id AS voivodeship_id, served.id AS partnership_id,
                   served.company_id, served.regional_centre_id, served.leader_id, served.process_stage_id,
                   served.variant, served.date_established, COALESCE(served.state, 'none') AS state,
                   CASE WHEN ROW_NUMBER() OVER place = 1 THEN commune.population END AS population,
                   CASE WHEN ROW_NUMBER() OVER place = 1 AND served.id IS NOT NULL THEN 1 ELSE 0 END AS covered,
                   CASE WHEN ROW_NUMBER() OVER place = 1 THEN 1 ELSE 0 END AS communes
              FROM kooperacje_area commune
         LEFT JOIN kooperacje_area county ON county.id = commune.parent_id
         LEFT JOIN (
                       SELECT DISTINCT target.id AS commune_id, partnership.id, partnership.company_id,
                              partnership.regional_centre_id, partnership.leader_id, partnership.process_stage_id,
                              partnership.variant, partnership.date_established, partnership.state
                         FROM %(relation)s link
                         JOIN kooperacje_area named ON named.id = link.kooperacje_area_id
                         JOIN (
                                  SELECT id, LEFT(code, 6) AS reached FROM kooperacje_area WHERE level = 'commune'
                               UNION ALL
                                  SELECT id, LEFT(code, 4) FROM kooperacje_area WHERE level = 'commune'
                              ) target ON target.reached = LEFT(named.code, 6)
                         JOIN kooperacje_partnership partnership ON partnership.id = link.kooperacje_partnership_id
                        WHERE partnership.active AND partnership.state != 'closed'
                              AND partnership.variant != 'voivodeship'
                   ) served ON served.commune_id = commune.id
             WHERE commune.level = 'commune' AND COALESCE(commune.kind, '') NOT IN %(parts)s
            WINDOW place AS (PARTITION BY commune.id ORDER BY served.id)
            """,
            step=ID_STEP, parts=PARTS,
            relation=SQL.identifier(self.env["kooperacje.partnership"]._fields["area_ids"].relation),
        )

    @api.depends("voivodeship_id")
    def _compute_is_own_region(self):
        own = self._own_voivodeships()
        for row in self:
            row.is_own_region = row.voivodeship_id in own

    def _search_is_own_region(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("voivodeship_id", "in", self._own_voivodeships().ids)

    @api.model
    def _own_voivodeships(self):
        """Voivodeships in which the user works today: those of the institutions of his or her roles."""
        # sudo: a user may always know the roles that are his or her own.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("is_current", "=", True),
        ])
        codes = {(area.code or "")[:2] for area in roles.institution_id.area_id}
        return self.env["kooperacje.area"].search([("code", "in", list(codes))])

    def action_open_partnership(self):
        self.ensure_one()
        if not self.partnership_id:
            return False
        return form(self.partnership_id, views=[(False, "form")])
