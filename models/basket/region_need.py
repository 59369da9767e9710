from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD

from .gap import GAP_KINDS, QUARTERS


class RegionNeed(models.Model):
    """Needs that local baskets of a county did not meet in a quarter, for the regional centre and PCPR.

    Summed over the partnerships of one county from the gaps of their baskets; rows of fewer than five families do not
    exist, and there is no other sum to subtract them from. No partnership, family, day or person is named: what the
    voivodeship needs to plan services, training and the assessment of resources (OZPS; K3D-98, RUR-40, 50).
    """

    _name = "kooperacje.region.need"
    _description = "Unmet need in the region"
    _auto = False
    _order = "period desc, family_count desc, need_id, id"
    _rec_name = "need_id"
    _depends = {
        "kooperacje.gap": ["partnership_id", "need_id", "kind", "period", "count"],
        "kooperacje.partnership": ["regional_centre_id", "strategic_partner_id", "county_id"],
    }

    county_id = fields.Many2one("kooperacje.area", "County", readonly=True)
    regional_centre_id = fields.Many2one("res.partner", "Regional centre (ROPS)", readonly=True)
    strategic_partner_id = fields.Many2one("res.partner", "Strategic partner (PCPR)", readonly=True)
    need_id = fields.Many2one("kooperacje.need", "Need", readonly=True)
    kind = fields.Selection(GAP_KINDS, "What is missing", readonly=True)
    period = fields.Date("Quarter", readonly=True)
    quarter = fields.Char("In the quarter", compute="_compute_quarter")
    family_count = fields.Integer(
        "Families (from 5)", readonly=True, help="A family that lacked several things is counted under each of them.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(gap.id) AS id, partnership.county_id, partnership.regional_centre_id,
                   partnership.strategic_partner_id, gap.need_id, gap.kind, gap.period,
                   SUM(gap.count)::int AS family_count
              FROM kooperacje_gap gap
              JOIN kooperacje_partnership partnership ON partnership.id = gap.partnership_id
             WHERE partnership.regional_centre_id IS NOT NULL OR partnership.strategic_partner_id IS NOT NULL
          GROUP BY partnership.county_id, partnership.regional_centre_id, partnership.strategic_partner_id,
                   gap.need_id, gap.kind, gap.period
            HAVING SUM(gap.count) >= %s
            """,
            THRESHOLD,
        )

    @api.depends("period")
    def _compute_quarter(self):
        for row in self:
            row.quarter = row.period and f"{QUARTERS[(row.period.month - 1) // 3]}/{row.period.year}"
