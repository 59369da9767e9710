from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today

from .indicator import UNITS
from .measures import DEPENDS, MEASURES

# Years, the running one included, that lists, pivots and graphs reach back to.
YEARS = 5


class IndicatorRow(models.AbstractModel):
    """What the rows of figures have in common, exact or released: one indicator of one partnership in one span of time.

    Sums and what they are divided by stand apart, so that a share or a mean over several rows is that of all of them
    and no mean of means. Of a state, several months give the average of the months, not their sum. Different
    indicators give no common value.
    """

    _name = "kooperacje.indicator.row"
    _description = "Row of figures"
    _rec_name = "indicator_id"
    _depends = {
        "kooperacje.partnership": ["company_id", "regional_centre_id"], "kooperacje.indicator": ["active"], **DEPENDS,
    }

    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", readonly=True)
    company_id = fields.Many2one("res.company", "Office", readonly=True)
    indicator_id = fields.Many2one("kooperacje.indicator", "Indicator", readonly=True)
    area = fields.Selection(
        lambda self: self.env["kooperacje.indicator"]._fields["area"]._description_selection(self.env), "Area",
        readonly=True,
    )
    unit = fields.Selection(UNITS, readonly=True)
    period = fields.Date(readonly=True)
    part = fields.Char("Part", readonly=True, help="What the figure is told apart by: a reason, a kind, a sector.")
    amount = fields.Float("Sum", readonly=True, export_string_translation=False)
    base = fields.Float("Divided by", readonly=True, export_string_translation=False)
    factor = fields.Float(readonly=True, export_string_translation=False)
    is_state = fields.Boolean("State on the last day", readonly=True)
    value = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "value:avg":
            return super()._read_group_select(aggregate_spec, query)
        column = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("indicator_id", "period", "amount", "base", "factor", "is_state")
        }
        return SQL(
            """
            CASE WHEN COUNT(DISTINCT %(indicator_id)s) != 1 THEN NULL
                 WHEN COUNT(%(base)s) > 0 THEN SUM(%(amount)s * %(factor)s) / NULLIF(SUM(%(base)s), 0)
                 WHEN BOOL_OR(%(is_state)s) THEN SUM(%(amount)s) / COUNT(DISTINCT %(period)s)
                 ELSE SUM(%(amount)s) END
            """,
            **column,
        )

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    @api.model
    def _active_measures(self):
        """``(id, measure)`` of each indicator that is not switched off."""
        # sudo: definitions are the same for everyone.
        indicators = self.env["kooperacje.indicator"].sudo().search([("code", "in", list(MEASURES))])
        return [(indicator, MEASURES[indicator.code]) for indicator in indicators]

    @api.model
    def _first_year(self):
        return office_today().year - YEARS + 1

    @api.model
    def _union(self, branches):
        return SQL(" UNION ALL ").join(branches) if branches else SQL(
            "SELECT NULL::int AS partnership_id, NULL::int AS indicator_id WHERE FALSE",
        )

    def action_open_records(self):
        """The records behind the row, of those the user may read by the own rights."""
        self.ensure_one()
        date_from, date_to = self._row_days()
        return self.indicator_id._open_records(self.partnership_id, date_from, date_to, self.part or None)

    @api.model
    def _allowed_partnerships(self, domain):
        """Condition that a row belongs to a partnership of ``domain``, as a function of its column; all for sudo.

        By their ids, so that the planner knows how many there are.
        """
        if self.env.su:
            return lambda column: SQL("TRUE")
        # sudo: who is asked for follows from ``domain``; the rules of the rows bound them once more.
        found = self.env["kooperacje.partnership"].sudo().with_context(active_test=False).search(Domain(domain))
        return lambda column: SQL("%s = ANY(%s)", column, found.ids)
