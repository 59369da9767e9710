from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from odoo.addons.kooperacje.kernels import report_book, suppression
from odoo.addons.kooperacje.kernels.office_day import office_today

from .measures import SOURCES, STEP, TOLD_AMOUNT

# Families that a share tells apart: the fewer of those it is true of and the others, if there are any.
SHARE_FAMILIES = SQL("""
    LEAST(COALESCE(NULLIF(COUNT(DISTINCT family) FILTER (WHERE amount > 0), 0), COUNT(DISTINCT family)),
          COALESCE(NULLIF(COUNT(DISTINCT family) FILTER (WHERE amount = 0), 0), COUNT(DISTINCT family)))
""")
NOTE = (
    "Liczby rodzin, które dotyczyłyby tylko kilku z nich, nie są podawane; nie da się ich też obliczyć z pozostałych. "
    "Brak wiersza znaczy: brak danych lub zbyt mało rodzin. W roku bieżącym liczby dotyczące rodzin podaje się "
    "w pełnych piątkach w dół, a udziały, średnie i godziny po zakończeniu roku."
)
LABELS = (("Partnerstwo", 34), ("Powiat", 22), ("Obszar", 26), ("Wskaźnik", 60), ("Jednostka", 14), ("Wartość", 12))


class SummedCell(NamedTuple):
    """A cell of the figures of several partnerships: their sums, and how many families each of them tells of."""

    indicator_id: int
    period: date
    is_total: bool
    part_key: str
    part: str
    whole: float
    whole_base: float
    amount: float
    base: float
    partnerships: int
    least: int
    is_personal: bool
    is_state: bool
    is_running: bool
    moves_in_steps: bool
    told: tuple
    left: tuple

    def shown(self):
        """``whole``: the sum of all; ``told``: of what each tells alone; ``none``."""
        if not self.is_personal:
            return "whole"
        if self.is_running and not self.moves_in_steps:
            return "none"
        if suppression.sum_is_safe([*self.told, *self.left], self.least) and (
            not self.left or suppression.rest_is_safe(self.left, self.least)
        ):
            return "whole"
        return self.without_rest() if self.left else "none"

    def without_rest(self):
        """What is shown where what some withhold may not be in the sum."""
        return "told" if suppression.sum_is_safe(self.told, self.least) else "none"

    def hidden(self, shown):
        """Families of the cell that are in no sum told."""
        return sum(self.left) + (sum(self.told) if shown == "none" else 0)

    def stepped(self, amount):
        if amount is None or not self.is_personal or not (self.is_state or self.is_running):
            return amount
        return STEP * (round(amount / STEP) if self.is_state else amount // STEP)


class IndicatorReleased(models.Model):
    """Figures that may leave the office: by partnership, year, indicator and part, without one small count.

    For everyone engaged in a partnership and for the regional centre of the voivodeship (architecture, decision 12).
    The view holds *only rows that may be told*: one that must be withheld is not in it, and neither is one of nobody,
    so that the two look alike. Whatever is searched, counted, grouped or exported can therefore only be made of what
    may be told anyway. The rules (``kernels/suppression.py`` says why; a test compares):

    - the number of task teams is no personal figure, for every member reads their register; its parts are;
    - a figure that counts families is told from the number of families on that the office has set, at least five, and
      a share only if those it is true of and the others are each that many, or none;
    - a state of families is told in steps of five, for it follows from the state before and from who came and left;
    - where a total is told, the parts withheld are at least two and of that many families together, or the smallest
      other part is withheld with them;
    - of families years only, the running one up to the end of the last month and in steps of five: from shorter or
      freely chosen spans, or from one month to the next, one family could be worked out as their difference. Shares,
      means and hours, which no step hides, wait for the end of the year;
    - what is withheld depends on counts and keys alone, never on the language or the order of who reads.
    """

    _name = "kooperacje.indicator.released"
    _description = "Figures without small counts"
    _inherit = ["kooperacje.indicator.row"]
    _auto = False
    _order = "period desc, indicator_id, is_total desc, part"
    _depends = {"res.company": ["kooperacje_small_count"]}

    period = fields.Date("Year", readonly=True)
    is_total = fields.Boolean("Total", readonly=True)

    @property
    def _table_query(self):
        counted = self._counted_sql(self._allowed_partnerships(self._released_domain()))
        return SQL(
            """
            SELECT ('x' || SUBSTR(MD5(CONCAT_WS('/', figure.partnership_id, figure.period, figure.indicator_id,
                    figure.is_total, figure.part_key)), 1, 12))::bit(48)::bigint AS id,
                   figure.partnership_id, figure.company_id, figure.period, figure.indicator_id, figure.area,
                   figure.unit, figure.is_state, figure.factor, figure.part COLLATE "default" AS part,
                   figure.is_total, %(amount)s AS amount,
                   figure.base, CASE WHEN figure.base IS NULL THEN %(amount)s
                                     ELSE figure.amount * figure.factor / NULLIF(figure.base, 0) END AS value
              FROM (%(told)s) figure
             WHERE figure.may_be_told
            """,
            amount=TOLD_AMOUNT, told=self._told_sql(counted),
        )

    @api.model
    def _last_counted(self, indicator):
        """Institutions and services are counted until today, families and their teams as ``_last_day`` says."""
        return office_today() if indicator.protection == "open" else self._last_day()

    @api.model
    def _counted_sql(self, allowed, days=None):
        return self._union([
            self._branch(indicator, measure, allowed, days) for indicator, measure in self._active_measures()
        ])

    @api.model
    def _released_domain(self):
        """Partnerships of the user: of an office where he or she is engaged, or of the own regional centre."""
        engaged = [("role_assignment_ids", "any", [("user_id", "=", self.env.uid), ("is_current", "=", True)])]
        regional = [("role_assignment_ids", "any", [
            ("user_id", "=", self.env.uid), ("role", "=", "regional"), ("is_current", "=", True),
        ])]
        return ["|", ("company_id", "any", engaged), ("regional_centre_id", "any", regional)]

    @api.model
    def _last_day(self):
        """Last day counted: the end of the month before this one."""
        return office_today().replace(day=1) - timedelta(days=1)

    @api.model
    def _branch(self, indicator, measure, allowed, days=None):
        """Sums of one indicator by partnership and year, by part and in total, and of how many families they tell.

        Parts are told apart byte by byte, for the order of the alphabet costs a fifth of the time.

        :param days: function of the indicator that gives the first and last day of one span, in place of the years
        """
        source = SOURCES[measure.source]
        sql = indicator._sql
        day, partnership, span = sql(measure.day), SQL(source.partnership), SQL("")
        if days:
            first_day, last_day = days(indicator)
            year = SQL("%s::date", first_day)
            condition = indicator._in_period(measure, first_day, last_day) if first_day <= last_day else SQL("FALSE")
        else:
            first_day = date(self._first_year(), 1, 1)
            last_day = self._last_counted(indicator)
            year = SQL("DATE_TRUNC('year', %s)::date", day)
            condition = SQL("%s BETWEEN %s AND %s", day, first_day, last_day)
            if measure.is_state:
                until, year, condition = sql(measure.until), SQL("year.first_day"), SQL("TRUE")
                span = SQL(
                    "JOIN (SELECT first_day::date, LEAST((first_day + INTERVAL '1 year')::date - 1, %s) AS last_day"
                    " FROM generate_series(%s::timestamp, %s::timestamp, INTERVAL '1 year') first_day) year"
                    " ON %s <= year.last_day AND (%s IS NULL OR %s > year.last_day)",
                    last_day, first_day, last_day, day, until, until,
                )
        part = measure.part if measure.released_by_part else None
        families = SQL("0")
        is_protected = measure.protection != "open"
        running = SQL("DATE_TRUNC('year', period) = %s::date", office_today().replace(month=1, day=1))
        personal = SQL("TRUE") if measure.is_personal else SQL("FALSE")
        if is_protected and part and measure.total_is_open:
            # The total is no personal figure, what it is told apart by is.
            personal = SQL("GROUPING(part) = 0")
        if is_protected:
            families = SHARE_FAMILIES if measure.unit == "percent" else SQL("COUNT(DISTINCT family)")
        return SQL(
            """
            SELECT partnership_id, period, %(indicator)s AS indicator_id, %(area)s AS area, %(unit)s AS unit,
                   %(state)s AS is_state, %(factor)s::float AS factor, %(personal)s AS is_personal,
                   %(part_column)s AS part, %(part_key)s AS part_key, %(total)s AS is_total,
                   %(running)s AS is_running, %(steps)s AS moves_in_steps, SUM(amount)::float AS amount,
                   %(base)s AS base, %(families)s AS families
              FROM (
                SELECT %(partnership)s AS partnership_id, %(year)s AS period, %(part)s AS part,
                       %(key)s AS part_key, %(amount)s AS amount,
                       %(family)s AS family
                  FROM %(tables)s %(join)s %(span)s
                 WHERE (%(where)s) AND %(condition)s AND %(allowed)s
              ) counted
             GROUP BY %(groups)s
            """,
            indicator=indicator.id, area=indicator.area, unit=measure.unit, state=measure.is_state,
            factor=measure.factor, personal=personal,
            part_column=SQL("part") if part else SQL("NULL::varchar"),
            part_key=SQL("part_key") if part else SQL("NULL::varchar"), running=running,
            steps=SQL("FALSE") if measure.base or measure.unit != "count" else SQL("TRUE"),
            key=SQL('%s COLLATE "C"', indicator._part_key_sql(part)),
            total=SQL("GROUPING(part) = 1") if part else SQL("TRUE"),
            base=SQL("COUNT(*)::float") if measure.base else SQL("NULL::float"), families=families,
            partnership=partnership, year=year, part=SQL('%s COLLATE "C"', indicator._part_sql(part)),
            amount=sql(measure.amount), family=SQL(source.family or "NULL::int"), tables=SQL(source.tables),
            join=SQL(part.join if part else ""),
            span=span, where=sql(measure.where), condition=condition, allowed=allowed(partnership),
            groups=SQL("GROUPING SETS ((1, 2), (1, 2, part_key, part))") if part else SQL("1, 2"),
        )

    @api.model
    def _told_sql(self, counted):
        """The sums with ``may_be_told``. Pure window functions: one pass over sums that are few."""
        return SQL(
            """
            SELECT judged.*,
                   NOT withheld AND (
                       is_total OR withheld_parts = 0 OR place > 1
                       OR (withheld_parts >= 2 AND withheld_families >= least_families)
                   ) AS may_be_told
              FROM (
                SELECT primarily.*,
                       COUNT(*) FILTER (WHERE withheld) OVER parts AS withheld_parts,
                       SUM(families) FILTER (WHERE withheld) OVER parts AS withheld_families,
                       ROW_NUMBER() OVER (
                           PARTITION BY partnership_id, indicator_id, period, is_total, withheld
                           ORDER BY families, part_key
                       ) AS place
                  FROM (
                    SELECT counted.*, partnership.company_id, office.kooperacje_small_count AS least_families,
                           counted.is_personal AND (counted.families < office.kooperacje_small_count
                                                    OR counted.is_running AND NOT counted.moves_in_steps) AS withheld
                      FROM (%s) counted
                      JOIN kooperacje_partnership partnership ON partnership.id = counted.partnership_id
                      JOIN res_company office ON office.id = partnership.company_id
                  ) primarily
                WINDOW parts AS (PARTITION BY partnership_id, indicator_id, period, is_total)
              ) judged
            """,
            counted,
        )

    @api.model
    def _rolled_up(self, years, centres):
        """Figures of all partnerships of regional ``centres`` together, of ``years``.

        Of families a sum is told of enough partnerships, none of which makes it up nearly alone, and what some of them
        withhold is in it only where it could not be worked out by two of them (``kernels/suppression.py``,
        ``docs/figures.md``). Elsewhere the sum is that of what is told, and at least so much, or there is none.

        :return: ``{(indicator_id, first day of the year, part or None): (amount, base, is_whole, partnerships told)}``
        """
        self.env.flush_all()
        allowed = self.sudo(False)._allowed_partnerships([("regional_centre_id", "in", centres.ids)])
        counted = [
            self._counted_sql(allowed, lambda indicator, year=one: (
                date(year, 1, 1), min(date(year, 12, 31), self._last_counted(indicator)),
            )) for one in years
        ]
        cells = [SummedCell(*row[:-2], *map(tuple, row[-2:])) for row in self.env.execute_query(SQL(
            """
            SELECT indicator_id, period, is_total, part_key, MAX(part), SUM(amount), SUM(base),
                   SUM(amount) FILTER (WHERE may_be_told), SUM(base) FILTER (WHERE may_be_told),
                   COUNT(*) FILTER (WHERE may_be_told), MAX(least_families), BOOL_OR(is_personal), BOOL_AND(is_state),
                   BOOL_AND(is_running), BOOL_AND(moves_in_steps),
                   COALESCE(ARRAY_AGG(families) FILTER (WHERE may_be_told AND families > 0), '{}'),
                   COALESCE(ARRAY_AGG(families) FILTER (WHERE NOT may_be_told AND families > 0), '{}')
              FROM (%(told)s) told GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """,
            told=self._told_sql(self._union(counted)),
        ))]
        result = {}
        for (indicator_id, period), group in groupby(cells, key=lambda cell: (cell.indicator_id, cell.period)):
            for cell, (amount, base, is_whole) in self._summed(list(group)).items():
                result[indicator_id, period, cell.part] = (amount, base, is_whole, cell.partnerships)
        return result

    @api.model
    def _summed(self, cells):
        """``{cell: (amount, base, is_whole)}`` of the total of one indicator and year and of its parts."""
        shown = {cell: cell.shown() for cell in cells}
        total = next((cell for cell in cells if cell.is_total), None)
        parts = [cell for cell in cells if not cell.is_total]
        if total and shown[total] != "whole":
            # All parts together would be the total.
            shown.update({cell: cell.without_rest() for cell in parts if shown[cell] == "whole" and cell.left})
        elif total:
            hidden = {cell: cell.hidden(shown[cell]) for cell in parts if shown[cell] != "whole"}
            others = sorted(
                (cell for cell in parts if shown[cell] == "whole" and cell.is_personal),
                key=lambda cell: (sum(cell.told) + sum(cell.left), cell.part_key),
            )
            while hidden and others and (len(hidden) < 2 or sum(hidden.values()) < total.least):
                cell = others.pop(0)
                shown[cell] = "none"
                hidden[cell] = cell.hidden("none")
        result = {}
        for cell in cells:
            amount, base = {
                "whole": (cell.whole, cell.whole_base), "told": (cell.amount, cell.base), "none": (None, None),
            }[shown[cell]]
            result[cell] = (cell.stepped(amount), base, shown[cell] == "whole")
        return result

    def _row_days(self):
        return self.period, min(self.period.replace(month=12, day=31), office_today())

    # ------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------
    # What the region counts, as a workbook: partnership × indicator, a sheet for each year (RUR-99, 103, 104).

    @api.model
    def _workbook(self):
        """The totals that the reader may see, bytes; nothing withheld on the screen stands here."""
        self.check_access("read")
        released = self.with_context(lang="pl_PL")
        rows = released.search_fetch(
            [("is_total", "=", True), ("partnership_id.variant", "!=", "voivodeship")],
            ["period", "partnership_id", "indicator_id", "area", "unit", "value"],
        )
        areas, units = (
            dict(released._fields[name]._description_selection(released.env)) for name in ("area", "unit")
        )
        by_year = {}
        for row in rows:
            partnership = row.partnership_id
            by_year.setdefault(row.period.year, []).append([
                partnership.name or "", partnership.county_id.name or "", areas.get(row.area, ""),
                row.indicator_id.name or "", units.get(row.unit, ""), round(row.value, 2),
            ])
        facts = [
            ("Stan na", office_today().strftime("%d.%m.%Y")), ("Partnerstwa", str(len(rows.partnership_id))),
            ("Ochrona danych", NOTE),
        ]
        return report_book.write("Liczby partnerstw województwa", facts, [
            (f"Rok {year}", "", released._workbook_table(sorted(by_year[year], key=lambda row: row[:4])))
            for year in sorted(by_year, reverse=True)
        ])

    @api.model
    def _workbook_table(self, rows):
        return {
            "columns": [{"label": label, "width": width} for label, width in LABELS], "rows": rows, "empty": "",
            "note": NOTE, "graph": [], "maximum": None,
        }

    @api.model
    @api.readonly
    def action_workbook(self):
        return {"type": "ir.actions.act_url", "url": "/kooperacje/figures/workbook", "target": "download"}
