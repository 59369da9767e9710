from odoo import api, models

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.kernels.office_day import office_today

NOTE = (
    "Liczby rodzin, które dotyczyłyby tylko kilku z nich, nie są podawane; nie da się ich też obliczyć z pozostałych. "
    "Brak wiersza znaczy: brak danych lub zbyt mało rodzin."
)
LABELS = (("Partnerstwo", 34), ("Powiat", 22), ("Obszar", 26), ("Wskaźnik", 60), ("Jednostka", 14), ("Wartość", 12))


class IndicatorReleased(models.Model):
    """What the region counts, as a workbook: partnership × indicator, a sheet for each year (RUR-99, 103, 104)."""

    _inherit = "kooperacje.indicator.released"

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
    def action_workbook(self):
        return {"type": "ir.actions.act_url", "url": "/kooperacje/figures/workbook", "target": "download"}
