from odoo import api, models

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.kernels.office_day import office_time, office_today

CONTENTS = (
    ("Lp.", 5), ("Data", 11), ("Dokument", 24), ("Numer", 14), ("Znak pisma", 20), ("Wystawca", 16), ("Uwagi", 12),
)
METRIC = (
    ("Lp.", 5), ("Data i godzina czynności", 14), ("Osoba podejmująca czynność", 24),
    ("Określenie podejmowanej czynności", 37), ("Dokument w aktach", 20),
)


class Case(models.Model):
    """Contents of the file of a case, and its metric (art. 66a k.p.a.) by the pattern of the regulation of 2012."""

    _inherit = "kooperacje.case"

    @api.model
    def _print_moment(self, act):
        """``01.12.2026 10:15`` by the clock of the office, or the day alone of an act whose hour nobody noted."""
        return office_time(act["date"]).strftime("%d.%m.%Y" if act["by_day"] else "%d.%m.%Y %H:%M")

    @api.model
    def _print_today(self):
        return office_today()

    def _file_filename(self, name):
        """The code alone, as in every file name."""
        self.ensure_one()
        return self._file_label(f"{name}-{self.name}")

    def _print_contents(self):
        """Rows of the paper and of the workbook, texts in the order of ``CONTENTS``."""
        return [(
            str(number), row["date"].strftime("%d.%m.%Y"), row["kind"], row["number"], row["reference"], row["issuer"],
            row["remark"],
        ) for number, row in enumerate(self._file_contents(), 1)]

    def _print_metric(self):
        return [
            (str(number), self._print_moment(row), row["who"], row["what"], row["paper"])
            for number, row in enumerate(self._file_metric(), 1)
        ]

    def _file_workbook(self):
        """Contents and metric as a workbook, bytes.

        :raises AccessError: the user does not work for the office of the case
        """
        self.ensure_one()
        self._check_staff()
        self.env["kooperacje.read.log"]._note(self, "export")
        case = self.with_context(lang=self._print_lang())

        def table(columns, rows):
            return {
                "columns": [{"label": label, "width": width} for label, width in columns], "rows": rows,
                "empty": "Brak wpisów.", "note": "", "graph": [],
            }

        return report_book.write("Akta sprawy", [
            ("Znak sprawy", case.file_reference or "–"), ("Kod rodziny", case.name),
            ("Prowadzący", case.user_id.name), ("Stan na dzień", office_today().strftime("%d.%m.%Y")),
        ], [
            ("Spis treści akt", "", table(CONTENTS, case._print_contents())),
            ("Metryka sprawy", "", table(METRIC, case._print_metric())),
        ])
