from odoo import api, models
from odoo.tools import SQL

from .indicator_released import TOLD_AMOUNT
from .measures import MEASURES


class Indicator(models.Model):
    """Figures that papers and workbooks may take out of the office."""

    _inherit = "kooperacje.indicator"

    @api.model
    def _released_values(self, partnerships, date_from, date_to):
        """What may leave the office of the figures of ``partnerships`` in these days, both included; in one query.

        A day that has not come is not counted, and of families none after ``_last_day``: a figure may stand beside a
        register that runs until today. Of everything the office publishes of a family the span should be the same each
        time (a year, a quarter): from two papers over spans that overlap a few families could be worked out as their
        difference.

        :return: ``{partnership_id: {code: (value, [(part, value)])}}`` with every code that is switched on, the largest
            parts first. A value ``None`` is a figure of families that counts only a few of them or none, or a mean or
            share of nothing: write “few or none”. Parts that may not be told are left out.
        """
        Released = self.env["kooperacje.indicator.released"]
        self.env.flush_all()
        indicators = {one.id: one for one in self.search([])}
        result = {partnership_id: {
            one.code: (0 if not one.is_personal and not MEASURES[one.code].base else None, [])
            for one in indicators.values()
        } for partnership_id in partnerships.ids}
        rows = self.env.execute_query(SQL(
            "SELECT partnership_id, indicator_id, is_total, part, %s, base FROM (%s) figure WHERE may_be_told"
            ' ORDER BY is_total DESC, amount DESC, part COLLATE "default"',
            TOLD_AMOUNT, Released._told_sql(Released._counted_sql(
                lambda column: SQL("%s = ANY(%s)", column, partnerships.ids),
                lambda indicator: (date_from, min(date_to, Released._last_counted(indicator))),
            )),
        )) if partnerships else ()
        for partnership_id, indicator_id, is_total, part, amount, base in rows:
            values, code = result[partnership_id], indicators[indicator_id].code
            value = self._value(MEASURES[code], amount, base or 0)
            if is_total:
                values[code] = (value, [])
            else:
                values[code][1].append((part, value))
        return result
