from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.partnership import LEADER_ROLES

from .measures import MEASURES, SOURCES

UNITS = [
    ("count", "Count"), ("hours", "Hours"), ("percent", "Per cent"), ("days", "Days on average"),
    ("score", "Score on average (1–5)"), ("mean", "On average"),
]
PROTECTIONS = [
    ("open", "Institutions and services: tells of no family"),
    ("register", "Register of teams and requests: counts families"),
    ("case", "Cases: counts families"),
]


class Indicator(models.Model):
    """Indicator of monitoring (K3D-145–150; RUR-28, 163–165, 180): what is counted and how, in words an office reads.

    The definition is data: an administrator may rename an indicator, move it or switch it off. How it is counted is the
    program's (``measures.py``) and the same everywhere, or figures of two municipalities could not be compared.
    Counted live from the records of every day; nobody enters a figure.
    """

    _name = "kooperacje.indicator"
    _description = "Indicator"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "sequence, id"
    _system_fields = frozenset({"code", "definition", "requirement", "area", "variant", "good"})

    name = fields.Char("Indicator", required=True)
    code = fields.Char(required=True, readonly=True, copy=False, export_string_translation=False)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    is_headline = fields.Boolean("At the top of the dashboard")
    definition = fields.Text("What is counted, and how", required=True, readonly=True)
    requirement = fields.Char("Source in the Model", readonly=True, help="Number of the requirement, e.g. K3D-146.")
    area = fields.Selection(
        [("partnership", "Partnership"), ("basket", "Local basket"), ("team", "Task teams"), ("family", "Families"),
         ("service", "Services in plans"), ("result", "Results"), ("work", "Work and contacts")],
        "Area", required=True, readonly=True,
    )
    variant = fields.Selection(
        [("both", "Both variants"), ("urban", "Kooperacje 3D"), ("rural", "Rural Model")], required=True,
        default="both", readonly=True,
    )
    good = fields.Selection(
        [("more", "More is better"), ("less", "Less is better"), ("neither", "Neither is better")], "Direction",
        required=True, default="neither", readonly=True,
    )
    unit = fields.Selection(UNITS, compute="_compute_measure")
    is_state = fields.Boolean("State on the last day", compute="_compute_measure")
    protection = fields.Selection(PROTECTIONS, "Based on", compute="_compute_measure")
    is_personal = fields.Boolean(
        "Small counts withheld", compute="_compute_measure",
        help="Counts families. Outside the office it is told only from a number of families on (setting of the "
             "office).",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already an indicator with this code.")

    @api.depends("code")
    def _compute_measure(self):
        for indicator in self:
            measure = MEASURES.get(indicator.code)
            indicator.unit = measure and measure.unit
            indicator.is_state = bool(measure and measure.is_state)
            indicator.protection = measure and measure.protection
            indicator.is_personal = bool(measure) and measure.protection != "open"

    @api.model
    def _may_see(self, partnership, protection):
        """Whether the user sees exact figures of the office so protected, and the records behind them.

        What is counted in cases is for the manager, authorised and sworn to secrecy as for the cases themselves.
        """
        domain = Domain([("user_id", "=", self.env.uid), ("company_id", "=", partnership.company_id.id)])
        if protection == "case":
            domain &= Domain("role", "=", "manager") & Domain("opens_cases", "=", True)
        else:
            domain &= Domain("role", "in", LEADER_ROLES) & Domain("is_current", "=", True)
        # sudo: a user may always know the roles that are his or her own.
        return bool(self.env["kooperacje.role.assignment"].sudo().search_count(domain, limit=1))

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    @api.model
    def _values(self, partnerships, date_from, date_to):
        """All indicators of ``partnerships`` in the days from ``date_from`` to ``date_to``, both included.

        Exact figures, whoever asks: the caller answers for who sees them. What leaves the office goes through
        ``_released_values``. One query per source of ``measures.py``, however many partnerships there are.

        :return: ``{partnership_id: {code: value}}`` with every code, those switched off too. A count without rows is
            0, a mean or a share of nothing ``None``. A state (``is_state``) is that of ``date_to``.
        """
        # What computed fields still have to write is counted too.
        self.env.flush_all()
        result = {partnership_id: {} for partnership_id in partnerships.ids}
        for source_code, source in SOURCES.items():
            codes = [code for code, measure in MEASURES.items() if measure.source == source_code]
            empty = {code: self._value(MEASURES[code], 0, 0) for code in codes}
            for values in result.values():
                values.update(empty)
            for partnership_id, *numbers in self.env.execute_query(
                self._values_sql(source, codes, partnerships.ids, date_from, date_to)
            ) if result else ():
                result[partnership_id].update({
                    code: self._value(MEASURES[code], number, number is not None)
                    for code, number in zip(codes, numbers, strict=True)
                })
        return result

    @api.model
    def _value(self, measure, amount, base):
        """The figure of a sum and what it is divided by."""
        if not measure.base:
            return amount or 0
        return round(measure.factor * float(amount or 0) / base, 2) if base else None

    @api.model
    def _values_sql(self, source, codes, partnership_ids, date_from, date_to):
        columns, conditions = [], []
        for code in codes:
            measure = MEASURES[code]
            where = SQL("(%s) AND %s", self._sql(measure.where), self._in_period(measure, date_from, date_to))
            conditions.append(where)
            amount = self._sql(measure.amount)
            counted = SQL("AVG(%s)", amount) if measure.base else SQL("SUM(%s)", amount)
            if measure.amount == "1":
                counted = SQL("COUNT(*)")
            columns.append(SQL("%s FILTER (WHERE %s)", counted, where) if len(codes) > 1 else counted)
        # What decides for all of the source decides for the row: a source of one figure, or one that counts by one day.
        span = SQL("TRUE")
        if len(codes) == 1:
            [span] = conditions
        elif len({MEASURES[code].day for code in codes}) == 1 and not any(MEASURES[c].is_state for c in codes):
            span = self._in_period(MEASURES[codes[0]], date_from, date_to)
        return SQL(
            "SELECT %(partnership)s, %(columns)s FROM %(tables)s"
            " WHERE %(partnership)s = ANY(%(ids)s) AND %(span)s GROUP BY %(partnership)s",
            partnership=self._sql(source.partnership), columns=SQL(", ").join(columns),
            tables=self._sql(source.tables), ids=list(partnership_ids), span=span,
        )

    @api.model
    def _sql(self, text):
        """A piece of ``measures.py``; nothing a user has typed is in there."""
        return SQL(text, today=office_today())

    @api.model
    def _in_period(self, measure, date_from, date_to):
        """Condition that a row counts in the days; a state counts as it is on the last of them."""
        day = self._sql(measure.day)
        if measure.is_state:
            until = self._sql(measure.until)
            return SQL("%s <= %s AND (%s IS NULL OR %s > %s)", day, date_to, until, until, date_to)
        return SQL("%s BETWEEN %s AND %s", day, date_from, date_to)

    @api.model
    def _part_sql(self, part):
        """Text of a part: the label of the key in the user's language, or the name itself."""
        if not part:
            return SQL("NULL::varchar")
        value = SQL(part.value)
        if part.selection:
            model, name = part.selection
            labels = self.env[model]._fields[name]._description_selection(self.env)
            value = SQL("CASE %s %s END", value, SQL(" ").join(
                SQL("WHEN %s THEN %s", key, str(label)) for key, label in labels
            ))
        return SQL("COALESCE(%s, %s)", value, self.env._("Not said"))

    # ------------------------------------------------------------------
    # What is behind a figure
    # ------------------------------------------------------------------

    def action_open_records(self, partnership_id, date_from, date_to, part=None):
        """Window on the very records behind a figure; over RPC too it shows what the user may read anyway.

        :param part: text of a part, for the records of that part alone
        :raises AccessError: for figures that tell of families, to whoever does not see them exactly
        """
        self.ensure_one()
        partnership = self.env["kooperacje.partnership"].browse(partnership_id)
        partnership.check_access("read")
        return self._open_records(
            partnership, fields.Date.to_date(date_from), fields.Date.to_date(date_to), part or None,
        )

    def _open_records(self, partnership, date_from, date_to, part=None):
        self.ensure_one()
        measure = MEASURES[self.code]
        if measure.protection != "open" and not self._may_see(partnership, measure.protection):
            raise AccessError(self.env._(
                "What is behind “%(indicator)s” stays in the office that leads %(partnership)s. Its figures without "
                "small counts may be told.", indicator=self.name, partnership=partnership.name,
            ))
        model, _column = measure.records
        if not self.env[model].has_access("read"):
            raise AccessError(self.env._("The records behind “%s” are read by the office itself.", self.name))
        # sudo for the ids alone: those the user may not read by the own rights are left out by the search.
        ids = self.sudo()._record_ids(partnership, date_from, date_to, part)
        found = self.env[model].with_context(active_test=False).search([("id", "in", ids)])
        return {
            "type": "ir.actions.act_window", "name": " – ".join(filter(None, [self.name, part])), "res_model": model,
            "view_mode": "list,form", "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", found.ids)], "context": {"create": False, "active_test": False},
        }

    def _record_ids(self, partnership, date_from, date_to, part=None):
        """Ids of the records behind the figure, in the model of ``Measure.records``."""
        self.ensure_one()
        measure = MEASURES[self.code]
        source = SOURCES[measure.source]
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT DISTINCT %(column)s FROM %(tables)s %(join)s"
            " WHERE %(partnership)s = %(id)s AND (%(where)s) AND %(period)s AND %(of_part)s",
            column=SQL(measure.records[1]), tables=SQL(source.tables),
            join=SQL(measure.part.join if measure.part else ""), partnership=SQL(source.partnership),
            id=partnership.id, where=self._sql(measure.where),
            period=self._in_period(measure, date_from, date_to),
            of_part=SQL("%s = %s", self._part_sql(measure.part), part) if part else SQL("TRUE"),
        ))]
