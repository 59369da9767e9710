from odoo import api, models

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels.suppression import THRESHOLD

UNIT_SUFFIX = {"hours": " godz.", "percent": "%", "days": " dni"}


class PublishedFigures(models.AbstractModel):
    """Figures of monitoring as a paper that leaves the office may bear them: suppressed, in Polish, in order."""

    _name = "kooperacje.published.figures"
    _description = "Figures of monitoring as they may be published"

    @api.model
    def _published_rows(self, partnership, date_from, date_to):
        """Indicators of the partnership's variant in the period, as plain dictionaries.

        ``value`` is ``None`` where there is nothing to count and where a small count is withheld; ``value_text`` says
        which of the two it is, with the unit.

        :return: ``[{"sequence", "code", "name", "group", "unit", "value", "value_text", "formula"}]``
        """
        # sudo: counts over the records of all workers; only what may be published leaves this method.
        Indicator = self.env["kooperacje.indicator"].sudo().with_context(lang=self._print_lang())
        values = Indicator._values(partnership, date_from, date_to)[partnership.id]
        labels = dict(Indicator._fields["area"]._description_selection(Indicator.env))
        rows = []
        for indicator in Indicator.search([("variant", "in", ("both", partnership.variant))]):
            value = values.get(indicator.code)
            withheld = indicator.is_personal and indicator.unit == "count" and value and value < THRESHOLD
            rows.append({
                "sequence": indicator.sequence, "code": indicator.code, "name": indicator.name,
                "group": labels[indicator.area], "area": indicator.area, "unit": indicator.unit,
                "value": None if withheld else value,
                "value_text": f"<{THRESHOLD}" if withheld else self._published_text(value, indicator.unit),
                "formula": indicator.definition,
            })
        return rows

    @api.model
    def _published_text(self, value, unit):
        return graph.EMPTY if value is None else graph.number(value, 2) + UNIT_SUFFIX.get(unit, "")

    @api.model
    def _print_lang(self):
        return self.env["kooperacje.document.printed"]._print_lang()
