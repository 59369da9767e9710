from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from odoo.addons.kooperacje.kernels import figure_period
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger
from odoo.addons.kooperacje.models.network.partnership import LEADER_ROLES

from .measures import MEASURES, SOURCES, TOLD_AMOUNT

UNITS = [
    ("count", "Count"), ("hours", "Hours"), ("percent", "Per cent"), ("days", "Days on average"),
    ("score", "Score on average (1–5)"), ("mean", "On average"),
]
PROTECTIONS = [
    ("open", "Institutions and services: tells of no family"),
    ("register", "Register of teams and requests: counts families"),
    ("case", "Cases: counts families"),
]
# Months of the small graph, and parts shown of a figure; the rest is in the list.
TREND_MONTHS = 12
PARTS = 5


class Indicator(models.Model):
    """Indicator of monitoring (K3D-145–150; RUR-28, 163–165, 180): what is counted and how, in words an office reads.

    The definition is data: an administrator may rename an indicator, move it or switch it off. How it is counted is the
    program's (``measures.py``) and the same everywhere, or figures of two municipalities could not be compared.
    Counted live from the records of every day; nobody enters a figure.

    The dashboard: what a manager reads in a minute, and the regional centre without one small count.

    One method gives the page all it shows, in a constant number of queries, however many partnerships and cases there
    are. Whoever answers for the office sees exact figures of any month, quarter or year against the one before; anyone
    else engaged, and the regional centre, sees the released figures of a year (``kooperacje.indicator.released``).
    """

    _name = "kooperacje.indicator"
    _description = "Indicator"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.words.mixin"]
    _order = "sequence, id"
    _system_fields = frozenset({"code", "definition", "requirement", "area", "variant", "good"})

    name = WordedChar("Indicator", required=True)
    code = fields.Char(required=True, readonly=True, copy=False, export_string_translation=False)
    sequence = WordedInteger(default=100)
    active = WordedBoolean(default=True)
    is_headline = fields.Boolean("At the top of the dashboard")
    definition = fields.Text("What is counted, and how", required=True, readonly=True)
    requirement = fields.Char("Source in the Model", readonly=True, help="Numbers under which the Model asks for it.")
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
            indicator.is_personal = bool(measure) and measure.is_personal

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

        Exact figures for any caller: the caller answers for who sees them. Figures leave the office through
        ``_released_values``. One query per source of ``measures.py``, whatever the number of partnerships.

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
    def _part_key_sql(self, part):
        """What tells a part from the others, the same for every reader: no label of any language."""
        if not part:
            return SQL("NULL::varchar")
        own = SQL("CASE WHEN %s THEN '~own' END", SQL(part.own)) if part.own else SQL("NULL")
        return SQL("COALESCE((%s)::varchar, %s, '~none')", SQL(part.value), own)

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
        if part.own:
            own = SQL("CASE WHEN %s THEN %s END", SQL(part.own), self.env._("Own entries of the office"))
            value = SQL("COALESCE(%s, %s)", value, own)
        return SQL("COALESCE(%s, %s)", value, self.env._("Not said"))

    # ------------------------------------------------------------------
    # What is behind a figure
    # ------------------------------------------------------------------

    @api.readonly
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

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------
    # Figures that papers and workbooks may take out of the office.

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

    # ------------------------------------------------------------
    # Dashboard
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def dashboard(self, partnership_id=None, period=None):
        """What the page shows.

        :param partnership_id: 0 for all partnerships of the user together (released figures); if not given the first
            that the user leads and that helps families, else all of them: a voivodeship team answers for the region
        :param period: key of ``kernels/figure_period.py``; the running quarter or year if not given
        :raises AccessError: for a partnership of others
        :raises UserError: for a period that is none
        """
        # Very many short expressions: to compile them would take longer than to count.
        self.env.cr.execute("SET LOCAL jit = off")
        partnerships = self.env["kooperacje.partnership"].search([("state", "!=", "closed")], order="name")
        led = self.env["kooperacje.partnership"]._led_company_ids()
        exact = partnerships.filtered(lambda one: one.company_id.id in led)
        chosen = self.env["kooperacje.partnership"].browse(partnership_id or [])
        chosen.check_access("read")
        serving = partnerships.filtered(lambda one: not one._is_voivodeship_team())
        if partnership_id is None:
            chosen = (exact & serving)[:1] or (partnerships if len(partnerships) == 1 else partnerships.browse())
        is_exact = bool(chosen) and chosen.company_id.id in led
        periods = self._offered_periods(is_exact)
        span = self._chosen_period(period, periods)
        cards = self._exact_cards(chosen, span) if is_exact else self._released_cards(
            chosen or serving or partnerships, span,
        )
        return {
            "partnerships": [{"id": one.id, "name": one.name} for one in partnerships],
            "partnership_id": chosen.id or 0, "partnership_name": chosen.name or self.env._("All partnerships"),
            "all_label": len(partnerships) > 1 and len(exact) < len(partnerships) and self.env._("All partnerships"),
            "periods": [{"key": one.key, "label": self._period_label(one)} for one in periods],
            "period": span.key, "period_label": self._period_label(span), "is_exact": is_exact,
            "notice": self._dashboard_notice(is_exact, chosen, span), "sections": self._sections(cards),
            "list_action": "kooperacje.action_indicator_fact" if is_exact else "kooperacje.action_indicator_released",
        }

    # ------------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------------

    @api.model
    def _offered_periods(self, is_exact):
        today = office_today()
        if is_exact:
            return figure_period.offered(today)
        last_day = self.env["kooperacje.indicator.released"]._last_day()
        first_year = self.env["kooperacje.indicator.released"]._first_year()
        return [
            figure_period.period("year", last_day.replace(year=year, month=1, day=1), last_day)
            for year in range(last_day.year, first_year - 1, -1)
        ]

    @api.model
    def _chosen_period(self, key, periods):
        if not key:
            # Of the exact ones the running quarter: a month is too short to tell much.
            return next((one for one in periods if one.kind == "quarter"), periods[0])
        found = next((one for one in periods if one.key == key), None)
        if not found:
            # One that is not offered here, such as a month chosen before a partnership of others.
            kind, _colon, _day = str(key).partition(":")
            if kind not in figure_period.MONTHS:
                raise UserError(self.env._("Choose a month, a quarter or a year from the list."))
            found = next((one for one in periods if one.kind == kind), periods[0])
        return found

    @api.model
    def _period_label(self, span):
        first = span.first
        if span.kind == "year":
            return self.env._("year %s", first.year)
        if span.kind == "quarter":
            return self.env._("quarter %(quarter)s of %(year)s", quarter=(first.month + 2) // 3, year=first.year)
        return self.env._("month %(month)s of %(year)s", month=f"{first.month:02}", year=first.year)

    @api.model
    def _dashboard_notice(self, is_exact, chosen, span):
        if is_exact:
            if self._may_see(chosen, "case"):
                return False
            return self.env._("Figures that are counted in the cases of families are shown to the manager.")
        notice = self.env._(
            "Families are counted until %(day)s. Figures that would count only a few of them are not told; neither can "
            "they be worked out from the others.", day=span.until.strftime("%d.%m.%Y"),
        )
        if span.until.year < office_today().year:
            return notice
        return f"{notice} " + self.env._(
            "In the running year they are told in steps of five; shares, means and hours when the year has ended.",
        )

    # ------------------------------------------------------------------
    # Cards
    # ------------------------------------------------------------------

    @api.model
    def _sections(self, cards):
        """What matters most, and everything by area; of an area how many figures have grown worse or better."""
        headlines = [card for indicator, card in cards if indicator.is_headline]
        result = []
        if headlines:
            result.append({"area": "headline", "label": self.env._("What matters most"), "cards": headlines})
        by_area = {}
        for indicator, card in cards:
            by_area.setdefault(indicator.area, []).append(card)
        for area, label in self._fields["area"]._description_selection(self.env):
            found = by_area.get(area)
            if not found:
                continue
            tones = [card["tone"] for card in found]
            result.append({"area": area, "label": label, "cards": found, "summary": ", ".join(filter(None, [
                self.env._("figures: %s", len(found)),
                "bad" in tones and self.env._("worse: %s", tones.count("bad")),
                "good" in tones and self.env._("better: %s", tones.count("good")),
            ]))})
        return result

    @api.model
    def _shown_indicators(self, partnerships):
        """Indicators switched on, without those of the other variant."""
        return self.search([("variant", "in", ["both", *set(partnerships.mapped("variant"))])])

    def _exact_cards(self, partnership, span):
        may_see = {kind: self._may_see(partnership, kind) for kind in ("open", "register", "case")}
        earlier = figure_period.before(span)
        now = self._values(partnership, span.first, span.until)[partnership.id]
        then = self._values(partnership, earlier.first, earlier.until)[partnership.id]
        trends = self._trends(partnership)
        parts = self._parts_of([
            ("partnership_id", "=", partnership.id), ("part", "!=", False),
            "|", "&", ("is_state", "=", False), "&", ("period", ">=", span.first), ("period", "<=", span.until),
            "&", ("is_state", "=", True), ("period", "=", span.until.replace(day=1)),
        ])
        return [(one, {
            **one._card(now[one.code], then[one.code], span), "trend": trends.get(one.id, []),
            "parts": self._top_parts(parts.get(one.id, [])),
            "open": {"date_from": span.first.isoformat(), "date_to": span.until.isoformat()},
        }) for one in self._shown_indicators(partnership) if may_see[one.protection]]

    def _released_cards(self, partnerships, span):
        """Cards of released figures: of one partnership, or of several together."""
        found = self._released_sums(partnerships, span)
        parts = {}
        for (indicator_id, period, part), (amount, *_rest) in found.items():
            if part and period == span.first and amount:
                parts.setdefault(indicator_id, []).append((part, amount))
        earlier = span.first.replace(year=span.first.year - 1)
        result = []
        for one in self._shown_indicators(partnerships):
            amount, base, is_whole, told = found.get((one.id, span.first, None), (None, None, True, 0))
            then_amount, then_base, then_whole, _told = found.get((one.id, earlier, None), (None, None, True, 0))
            value, then = one._released_value(amount, base), one._released_value(then_amount, then_base)
            comparable = is_whole and then_whole and not span.is_running
            card = one._card(value, then if comparable else None, span)
            if one.is_personal and one.is_state and value is not None:
                card["note"] = self.env._("on the last day of the period, in steps of five")
            if one.is_personal and value is None:
                card["value"] = self.env._("few or none")
            elif one.is_personal and not is_whole:
                card["told"] = self.env._(
                    "of %(told)s partnerships out of %(all)s; the others count only a few families, or none", told=told,
                    all=len(partnerships),
                )
            result.append((one, {
                **card, "trend": [], "parts": one._top_parts(parts.get(one.id, [])),
                "open": len(partnerships) == 1 and one.protection == "open" and {
                    "date_from": span.first.isoformat(), "date_to": span.last.isoformat(),
                },
            }))
        return result

    def _released_value(self, amount, base):
        """The figure made of released sums; ``None`` where it may not be told."""
        self.ensure_one()
        if amount is None:
            return None if self.is_personal or MEASURES[self.code].base else 0
        return self._value(MEASURES[self.code], amount, base or 0)

    @api.model
    def _released_sums(self, partnerships, span):
        """``{(indicator_id, first day of the year, part or None): (amount, base, is_whole, partnerships told)}``

        The whole of a regional centre is more than the sum of what each partnership tells
        (``kooperacje.indicator.released._rolled_up``); any other choice of several is just that sum.
        """
        Released = self.env["kooperacje.indicator.released"]
        years = [span.first]
        if not span.is_running:
            years.append(span.first.replace(year=span.first.year - 1))
        if len(partnerships) > 1:
            # sudo: the own roles of the user.
            centres = self.env["kooperacje.role.assignment"].sudo().search([
                ("user_id", "=", self.env.uid), ("role", "=", "regional"), ("is_current", "=", True),
            ]).institution_id
            if centres:
                return Released._rolled_up([year.year for year in years], centres)
        return {
            (indicator.id, year, part or None): (amount, base, len(partnerships) == 1, told)
            for indicator, year, part, amount, base, told in Released._read_group(
                [("partnership_id", "in", partnerships.ids), ("period", "in", years)],
                ["indicator_id", "period:year", "part"], ["amount:sum", "base:sum", "partnership_id:count_distinct"],
            )
        }

    def _card(self, value, then, span):
        """What a card says of a value and of how it was before, in words and not by colour alone."""
        self.ensure_one()
        change, tone = False, "none"
        if value is not None and then is not None:
            difference = value - then
            earlier = self._earlier_label(span)
            if round(difference, 1) == 0:
                change, tone = self.env._("as many as %s", earlier), "same"
            else:
                number = self._number(round(abs(difference), 1))
                if self.unit == "percent":
                    number = self.env._("%s percentage points", number)
                change = (
                    self.env._("%(number)s more than %(earlier)s", number=number, earlier=earlier) if difference > 0
                    else self.env._("%(number)s less than %(earlier)s", number=number, earlier=earlier)
                )
                if self.good != "neither":
                    tone = "good" if (difference > 0) == (self.good == "more") else "bad"
        return {
            "id": self.id, "code": self.code, "name": self.name, "definition": self.definition,
            "requirement": self.requirement, "is_text": value is None,
            "value": self.env._("nothing to count") if value is None else self._number(value),
            "unit": self._unit_label() if value is not None else "", "change": change, "tone": tone,
            "tone_label": {"good": self.env._("better"), "bad": self.env._("worse")}.get(tone, False),
            "note": self.is_state and self.env._("on the last day of the period"),
        }

    @api.model
    def _number(self, value):
        return formatLang(self.env, value, digits=0 if float(value).is_integer() else 1)

    def _unit_label(self):
        return {
            "percent": "%", "days": self.env._("days on average"), "hours": self.env._("hours"),
            "score": self.env._("of 5, on average"), "mean": self.env._("on average"),
        }.get(self.unit, "")

    @api.model
    def _earlier_label(self, span):
        if span.is_running:
            return {
                "month": self.env._("in the same days of the month before"),
                "quarter": self.env._("in the same days of the quarter before"),
                "year": self.env._("in the same days of the year before"),
            }[span.kind]
        return {
            "month": self.env._("in the month before"), "quarter": self.env._("in the quarter before"),
            "year": self.env._("in the year before"),
        }[span.kind]

    # ------------------------------------------------------------------
    # Small graphs
    # ------------------------------------------------------------------

    def _trends(self, partnership):
        """``{indicator_id: [value of each of the last months, or None]}`` for indicators that have something to draw.
        """
        today = office_today()
        months = [today.replace(day=1)]
        while len(months) < TREND_MONTHS:
            months.append(figure_period.before(figure_period.period("month", months[-1], months[-1])).first)
        months.reverse()
        found = {}
        for indicator, month, value in self.env["kooperacje.indicator.fact"]._read_group(
            [("partnership_id", "=", partnership.id), ("period", ">=", months[0])],
            ["indicator_id", "period:month"], ["value:avg"],
        ):
            found.setdefault(indicator.id, {})[month] = value
        counted = {
            one.id for one in self.browse(found) if one.unit in ("count", "hours")
        }
        return {
            id_: [values.get(month, 0 if id_ in counted else None) for month in months]
            for id_, values in found.items()
        }

    @api.model
    def _parts_of(self, domain):
        """``{indicator_id: [(part, sum)]}`` of the exact figures; what is no count has no parts to show."""
        found = {}
        for indicator, part, amount in self.env["kooperacje.indicator.fact"]._read_group(
            [*domain, ("unit", "in", ("count", "hours"))], ["indicator_id", "part"], ["amount:sum"],
        ):
            found.setdefault(indicator.id, []).append((part, amount))
        return found

    @api.model
    def _top_parts(self, parts):
        """The largest of ``[(part, sum)]`` with text, and share of the largest for its bar."""
        parts = sorted(parts, key=lambda one: (-one[1], one[0]))[:PARTS]
        return [
            {"label": label, "value": self._number(amount), "share": round(100 * amount / (parts[0][1] or 1))}
            for label, amount in parts
        ]
