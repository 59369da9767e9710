from datetime import date

from odoo import api, models

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_number import polish_number

from .measures import MEASURES
from .report_tables import PARTS

UNIT_SUFFIX = {"hours": " godz.", "percent": "%", "days": " dni"}
# Of a figure that counts families: none and too few look alike, or the difference would tell.
WITHHELD = "brak lub za mało*"


class PublishedFigures(models.AbstractModel):
    """Figures of monitoring as a paper that leaves the office may bear them: without small counts, in Polish.

    Told by calendar year, whatever the period of the paper, so every paper has a column per year: from freely chosen
    spans one family could be worked out as their difference (``kooperacje.indicator.released``).
    """

    _name = "kooperacje.published.figures"
    _description = "Figures of monitoring as they may be published"

    @api.model
    def _published(self, partnership, date_from, date_to, before=0):
        """Indicators of the partnership's variant in each calendar year that the days touch.

        Whoever may read the paper may read them; the caller answers for the partnership being that of the paper.

        :param before: years before the days to compare with
        :return: ``(years, rows)``; a row is ``{"code", "name", "area", "group", "unit", "formula", "is_personal",
            "values": {year: number or None}, "texts": {year: str}, "parts": {year: [(part, number)]}}``
        """
        Indicator = self.env["kooperacje.indicator"].with_context(
            lang=self.env["kooperacje.document.printed"]._print_lang(),
        )
        # A year that has not come has no figures, and a column of noughts would read as work not done.
        last_year = max(date_from.year, min(date_to.year, office_today().year))
        years = list(range(date_from.year - before, last_year + 1))
        told = {
            year: Indicator._released_values(partnership, date(year, 1, 1), date(year, 12, 31))[partnership.id]
            for year in years
        }
        labels = dict(Indicator._fields["area"]._description_selection(Indicator.env))
        rows = []
        for indicator in Indicator.search([("variant", "in", ("both", partnership.variant))]):
            values = {year: told[year][indicator.code][0] for year in years}
            rows.append({
                "code": indicator.code, "name": indicator.name, "area": indicator.area,
                "group": labels[indicator.area], "unit": indicator.unit, "formula": indicator.definition,
                "is_personal": indicator.is_personal, "values": values,
                "texts": {
                    year: self._published_text(value, indicator.unit, indicator.is_personal)
                    for year, value in values.items()
                },
                "parts": {
                    year: [(part or "bez wskazania", value) for part, value in told[year][indicator.code][1]]
                    for year in years
                },
            })
        return years, rows

    @api.model
    def _exact_texts(self, partnership, years):
        """``{code: {year: text}}``: exact figures of each year, in Polish, those of the running one until today.

        For the office itself, as its dashboard shows them. The caller keeps them from everybody else.
        """
        texts = {code: {} for code in MEASURES}
        for year in years:
            values = self.env["kooperacje.indicator"]._values(
                partnership, date(year, 1, 1), min(date(year, 12, 31), office_today()),
            )[partnership.id]
            for code, measure in MEASURES.items():
                value = values[code]
                texts[code][year] = (
                    graph.EMPTY if value is None else polish_number(value, 2) + UNIT_SUFFIX.get(measure.unit, "")
                )
        return texts

    @api.model
    def _exact_parts(self, partnership, years):
        """``{code: {year: [(part, text)]}}`` of the exact figures that are told by kind, as :meth:`_exact_texts`."""
        Indicator = self.env["kooperacje.indicator"]
        told = Indicator.search([("code", "in", [code for code, _label in PARTS.values()])])
        codes = {one.id: one.code for one in told}
        found = {code: {} for code in codes.values()}
        for year in years:
            until = min(date(year, 12, 31), office_today())
            parts = Indicator._parts_of([
                ("partnership_id", "=", partnership.id), ("indicator_id", "in", list(codes)),
                "|", "&", ("is_state", "=", False), "&", ("period", ">=", date(year, 1, 1)), ("period", "<=", until),
                "&", ("is_state", "=", True), ("period", "=", until.replace(day=1)),
            ])
            for indicator_id, code in codes.items():
                largest = sorted(parts.get(indicator_id, []), key=lambda one: (-one[1], one[0] or ""))
                found[code][year] = [(part or "bez wskazania", polish_number(amount, 2)) for part, amount in largest]
        return found

    @api.model
    def _published_text(self, value, unit, is_personal):
        if value is None:
            return WITHHELD if is_personal else graph.EMPTY
        return polish_number(value, 2) + UNIT_SUFFIX.get(unit, "")

    @api.model
    def _published_note(self, partnership):
        """What the star at a figure means, as every table with figures says below."""
        # sudo: the threshold that the office has set.
        least = partnership.sudo().company_id.kooperacje_small_count
        return (
            f"* Danych dotyczących mniej niż {least} rodzin nie podaje się, aby nie można było rozpoznać osób ani "
            "rodzin. Dane podaje się za lata kalendarzowe, a dane dotyczące rodzin w roku bieżącym do końca "
            "ostatniego miesiąca, w pełnych piątkach w dół; udziały, średnie i godziny po zakończeniu roku."
        )

    @api.model
    def _all_withheld(self, texts):
        """Whether a table of these texts would hold withheld figures only."""
        texts = list(texts)
        return bool(texts) and all(text == WITHHELD for text in texts)

    @api.model
    def _withheld_note(self):
        return (
            "Danych tej części nie podaje się: brak ich albo dotyczą tak małej liczby rodzin, że można by rozpoznać "
            "osobę lub rodzinę."
        )
