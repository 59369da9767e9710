from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.kooperacje.kernels import figure_period
from odoo.addons.kooperacje.kernels.office_day import office_today

from .measures import MEASURES

# Months of the small graph, and parts shown of a figure; the rest is in the list.
TREND_MONTHS = 12
PARTS = 5


class Indicator(models.Model):
    """The dashboard: what a manager reads in a minute, and the regional centre without one small count.

    One method gives the page all it shows, in a constant number of queries, however many partnerships and cases there
    are. Whoever answers for the office sees exact figures of any month, quarter or year against the one before; anyone
    else engaged, and the regional centre, sees the released figures of a year (``kooperacje.indicator.released``).
    """

    _inherit = "kooperacje.indicator"

    @api.model
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
        return self.env._(
            "Families are counted until %(day)s. Figures that would count only a few of them are not told; neither can "
            "they be worked out from the others.", day=span.until.strftime("%d.%m.%Y"),
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
                "open": len(partnerships) == 1 and not one.is_personal and {
                    "date_from": span.first.isoformat(), "date_to": span.last.isoformat(),
                },
            }))
        return result

    def _released_value(self, amount, base):
        """The figure of released sums; ``None`` where nothing may be told."""
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
        """``{indicator_id: [value of each of the last months, or None]}``, of those with anything to draw."""
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
