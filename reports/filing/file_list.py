from odoo import models

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.kernels.office_day import office_today

COLUMNS = (
    ("Lp.", 6), ("Sprawa (krótka treść)", 26), ("Znak sprawy", 22), ("Data wszczęcia", 12),
    ("Data ostatecznego załatwienia", 13), ("Uwagi (sposób załatwienia)", 21),
)


class FileList(models.Model):
    """The list of cases as offices print it: the form of the office instruction (Dz.U. 2011 nr 14 poz. 67)."""

    _inherit = "kooperacje.file.list"

    def _print_entries(self):
        """Lines that the reader may read: those with a number in their order, then references given elsewhere."""
        self.ensure_one()
        lines = self.entry_ids.sorted(lambda entry: (not entry.number, entry.number, entry.id))
        return [(
            str(entry.number or "–"), entry.title or "", entry.name, self._print_day(entry.opened_on),
            self._print_day(entry.closed_on), entry.remark or "",
        ) for entry in lines]

    def _print_day(self, day):
        return day.strftime("%d.%m.%Y") if day else ""

    def _print_today(self):
        return office_today()

    def _print_head(self):
        """``[(label, text)]`` above the list."""
        self.ensure_one()
        office = self.company_id
        return [
            ("Rok", str(self.year)), ("Komórka organizacyjna", office.kooperacje_unit_symbol),
            ("Oznaczenie teczki", self.symbol),
            ("Tytuł teczki według wykazu akt", f"{self.name}{f' ({self.category})' if self.category else ''}"),
        ]

    def _workbook(self):
        """The list as a workbook, bytes."""
        self.ensure_one()
        printed = self.with_context(lang=self._print_lang())
        return report_book.write("Spis spraw", printed._print_head(), [(f"Spis spraw {self.symbol}", "", {
            "columns": [{"label": label, "width": width} for label, width in COLUMNS],
            "rows": printed._print_entries(), "empty": "W spisie nie ma jeszcze żadnej sprawy.", "note": "",
            "graph": [],
        })])
