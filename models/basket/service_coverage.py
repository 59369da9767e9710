from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.models.access.windows import window

# Above the ids of needs and sectors that any office will have: rows get ids that stay the same.
ID_STEP = 100_000


class ServiceCoverage(models.Model):
    """Coverage by the local basket: one row for each partnership, need and sector, also where there is no service.

    So a pivot of needs by sectors shows the gaps as zeros. Only services that may enter an individual basket today
    count; a service counts for every need it answers, and for the wider needs of which they are a part.
    """

    _name = "kooperacje.service.coverage"
    _description = "Coverage of needs by the local basket"
    _auto = False
    _order = "partnership_id, need_id, sector_id"
    _rec_name = "need_id"
    _depends = {
        "kooperacje.service": [
            "partnership_id", "sector_id", "institution_id", "need_area_id", "need_ids", "state", "date_from",
            "date_to", "review_due",
        ],
        "kooperacje.need": ["parent_path", "kind", "active"],
        "kooperacje.sector": ["active", "offers_services"],
        "kooperacje.partnership": ["company_id", "state", "active", "variant"],
    }

    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", readonly=True)
    company_id = fields.Many2one("res.company", "Office", readonly=True)
    need_id = fields.Many2one("kooperacje.need", "Need", readonly=True)
    need_kind = fields.Selection(
        [("reason", "Reason for help (art. 7)"), ("area", "Area of social services (CUS)"), ("local", "Local")],
        "Kind of need", readonly=True,
    )
    sector_id = fields.Many2one("kooperacje.sector", "Sector", readonly=True)
    service_count = fields.Integer("Services", readonly=True)
    institution_count = fields.Integer("Institutions", readonly=True)
    need_service_count = fields.Integer("Services of all sectors", readonly=True, aggregator="max")
    answer = fields.Selection(
        [("1_nobody", "Nobody answers"), ("2_somebody", "Somebody answers")], "Answered", readonly=True,
    )
    is_gap = fields.Boolean(
        "Nobody answers", readonly=True, help="No service of any sector of this partnership answers the need.",
    )

    @property
    def _table_query(self):
        """Built for each query, so that what counts as available has one definition and holds at midnight."""
        # sudo: only numbers come out, of rows that the rules of this model bound by their office.
        services = self.env["kooperacje.service"].sudo()
        available = services._search([("is_available", "=", True)]).select(*(
            SQL.identifier("kooperacje_service", name)
            for name in ("id", "partnership_id", "sector_id", "institution_id", "need_area_id")
        ))
        return SQL(
            """
            WITH available AS NOT MATERIALIZED (%(available)s),
            answered AS NOT MATERIALIZED (
                SELECT service.id, service.partnership_id, service.sector_id, service.institution_id, own.need_id
                  FROM available service
                  JOIN (
                       SELECT kooperacje_service_id AS service_id, kooperacje_need_id AS need_id
                         FROM kooperacje_need_kooperacje_service_rel
                       UNION ALL
                       SELECT id, need_area_id FROM available WHERE need_area_id IS NOT NULL
                  ) own ON own.service_id = service.id
            ),
            counted AS NOT MATERIALIZED (
                SELECT answered.partnership_id, wider.need_id, answered.sector_id,
                       COUNT(DISTINCT answered.id) AS services,
                       COUNT(DISTINCT answered.institution_id) AS institutions
                  FROM answered
                  JOIN kooperacje_need need ON need.id = answered.need_id
            CROSS JOIN LATERAL (
                       SELECT DISTINCT part::int AS need_id
                         FROM unnest(string_to_array(trim(BOTH '/' FROM need.parent_path), '/')) part
                  ) wider
              GROUP BY answered.partnership_id, wider.need_id, answered.sector_id
            )
            SELECT (partnership.id::bigint * %(step)s + need.id) * %(step)s + sector.id AS id,
                   partnership.id AS partnership_id, partnership.company_id, need.id AS need_id,
                   need.kind AS need_kind, sector.id AS sector_id,
                   COALESCE(counted.services, 0) AS service_count,
                   COALESCE(counted.institutions, 0) AS institution_count,
                   COALESCE(SUM(counted.services) OVER whole, 0) AS need_service_count,
                   CASE WHEN SUM(counted.services) OVER whole > 0 THEN '2_somebody' ELSE '1_nobody' END AS answer,
                   COALESCE(SUM(counted.services) OVER whole, 0) = 0 AS is_gap
              FROM kooperacje_partnership partnership
        CROSS JOIN kooperacje_need need
        CROSS JOIN kooperacje_sector sector
         LEFT JOIN counted ON counted.partnership_id = partnership.id AND counted.need_id = need.id
                          AND counted.sector_id = sector.id
             WHERE need.active AND (need.company_id IS NULL OR need.company_id = partnership.company_id)
                   AND sector.active AND sector.offers_services IS NOT FALSE
                   AND partnership.active AND partnership.state != 'closed' AND partnership.variant != 'voivodeship'
            WINDOW whole AS (PARTITION BY partnership.id, partnership.company_id, need.id)
            """,
            available=available, step=ID_STEP,
        )

    def action_open_services(self):
        """The services behind the row."""
        self.ensure_one()
        return window(
            self.env, "action_service", name=self.need_id.name,
            domain=[
                ("partnership_id", "=", self.partnership_id.id), ("sector_id", "=", self.sector_id.id),
                "|", ("need_ids", "child_of", self.need_id.id), ("need_area_id", "child_of", self.need_id.id),
            ],
            context={"search_default_available": 1, "create": False},
        )
