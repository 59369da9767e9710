from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today

from .measures import SOURCES


class IndicatorFact(models.Model):
    """Exact figures by partnership, month, indicator and part, counted live, for the office itself.

    The manager of an office reads its cases and so sees all figures. The network worker sees the figures of
    institutions, services and the registers he or she keeps. Others see none: figures leave the office through
    ``kooperacje.indicator.released``.

    Months of the last five years. A state is that of the last day of the month, or of today in the running one.
    """

    _name = "kooperacje.indicator.fact"
    _description = "Figures of the office"
    _inherit = ["kooperacje.indicator.row"]
    _auto = False
    _order = "period desc, indicator_id, part"

    period = fields.Date("Month", readonly=True)
    protection = fields.Selection(
        lambda self: self.env["kooperacje.indicator"]._fields["protection"]._description_selection(self.env),
        "Based on", readonly=True,
    )

    @property
    def _table_query(self):
        """Built for each query, of the offices the user answers for alone: no office is slower for the others."""
        led = self.env["kooperacje.partnership"]._led_company_ids()
        allowed = self._allowed_partnerships([("company_id", "in", list(led))])
        rows = self._union([
            self._branch(indicator, measure, allowed) for indicator, measure in self._active_measures()
        ])
        return SQL(
            """
            SELECT ('x' || SUBSTR(MD5(CONCAT_WS('/', figure.partnership_id, figure.period, figure.indicator_id,
                    figure.part)), 1, 12))::bit(48)::bigint AS id,
                   figure.*, partnership.company_id,
                   CASE WHEN figure.base IS NULL THEN figure.amount
                        ELSE figure.amount * figure.factor / NULLIF(figure.base, 0) END AS value
              FROM (%s) figure
              JOIN kooperacje_partnership partnership ON partnership.id = figure.partnership_id
            """,
            rows,
        )

    @api.model
    def _branch(self, indicator, measure, allowed):
        source, today = SOURCES[measure.source], office_today()
        sql = indicator._sql
        day, partnership = sql(measure.day), SQL(source.partnership)
        horizon = today.replace(year=self._first_year(), month=1, day=1)
        if measure.is_state:
            until, month = sql(measure.until), SQL("month.first_day")
            span = SQL(
                "JOIN (SELECT first_day::date, LEAST((first_day + INTERVAL '1 month')::date - 1, %s) AS last_day"
                " FROM generate_series(%s::timestamp, %s::timestamp, INTERVAL '1 month') first_day) month"
                " ON %s <= month.last_day AND (%s IS NULL OR %s > month.last_day)",
                today, horizon, today.replace(day=1), day, until, until,
            )
            condition = SQL("TRUE")
        else:
            span, month = SQL(""), SQL("DATE_TRUNC('month', %s)::date", day)
            condition = SQL("%s BETWEEN %s AND %s", day, horizon, today)
        return SQL(
            """
            SELECT %(partnership)s AS partnership_id, %(month)s AS period, %(indicator)s AS indicator_id,
                   %(area)s AS area, %(unit)s AS unit, %(protection)s AS protection, %(state)s AS is_state,
                   %(factor)s::float AS factor, %(part)s AS part, SUM(%(amount)s)::float AS amount, %(base)s AS base
              FROM %(tables)s %(join)s %(span)s
             WHERE (%(where)s) AND %(condition)s AND %(allowed)s
             GROUP BY 1, 2, 9
            """,
            partnership=partnership, month=month, indicator=indicator.id, area=indicator.area, unit=measure.unit,
            protection=measure.protection, state=measure.is_state, factor=measure.factor,
            part=indicator._part_sql(measure.part), amount=sql(measure.amount),
            base=SQL("COUNT(*)::float") if measure.base else SQL("NULL::float"), tables=SQL(source.tables),
            join=SQL(measure.part.join if measure.part else ""), span=span, where=sql(measure.where),
            condition=condition, allowed=allowed(partnership),
        )

    def _row_days(self):
        last = self.period + relativedelta(months=1, days=-1)
        return self.period, min(last, office_today())
