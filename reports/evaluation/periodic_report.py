from markupsafe import Markup

from odoo import models

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.kernels.polish_number import polish_number

TITLES = {
    "partnership_year": "SPRAWOZDANIE ROCZNE Z DZIAŁALNOŚCI {team}",
    "council": "SPRAWOZDANIE Z DZIAŁALNOŚCI OŚRODKA W ZAKRESIE MODELU KOOPERACJI",
    "ozps": "DANE DO OCENY ZASOBÓW POMOCY SPOŁECZNEJ",
    "families": "EWALUACJA PRACY Z OSOBĄ, RODZINĄ, GRUPĄ",
    "effects": "PODSUMOWANIE EFEKTÓW PRACY PARTNERSTWA",
    "presentation": "PREZENTACJA EFEKTÓW MODELU KOOPERACJI",
    "recommendations": "REKOMENDACJE ZMIAN PRAWNYCH I ORGANIZACYJNYCH",
    "provision": "ZABEZPIECZENIE SZKOLEŃ I USŁUG NA KOLEJNE LATA",
}
BASES = {
    "council": "art. 110 ust. 9 ustawy o pomocy społecznej", "ozps": "art. 16a ustawy o pomocy społecznej",
    "families": "krok 9.1 Modelu Kooperacji", "effects": "krok 9.2 Modelu Kooperacji",
    "presentation": "krok 10.1 Modelu Kooperacji", "recommendations": "krok 10.2 Modelu Kooperacji",
    "provision": "krok 10.3 Modelu Kooperacji",
}


class PeriodicReport(models.Model):
    _inherit = "kooperacje.periodic.report"

    _document_code = "periodic_report"
    _document_prefix = "SPR"

    def _document_report(self):
        return "kooperacje.report_periodic_report"

    def _print_title(self):
        return TITLES[self.kind].format(team=(self.partnership_id.team_title_genitive or "").upper())

    def _print_facts(self):
        """``[(label, text)]`` of the head of the report, the same on paper and in the workbook."""
        self.ensure_one()
        yearly = self.kind in ("partnership_year", "council", "ozps")
        facts = [
            ("Partnerstwo", self.partnership_id.name),
            ("Lider", self.partnership_id.leader_id.name or ""),
            ("Rok" if yearly else "Okres",
             str(self.date_to.year) if yearly else self._print_period(self.date_from, self.date_to)),
            ("Podstawa", self._print_basis()), ("Adresat", self.addressee or ""),
        ]
        return [(label, text) for label, text in facts if text]

    def _print_basis(self):
        """The article or the step of the rural Model; steps have these numbers there alone."""
        self.ensure_one()
        if self.kind in ("effects", "presentation", "recommendations") and self.partnership_id.variant != "rural":
            return "Model Kooperacje 3D"
        return BASES.get(self.kind, "")

    def _print_sections(self):
        """``[(section, table or None, graph)]``; the tables are read once for the whole report."""
        self.ensure_one()
        Tables = self.env["kooperacje.report.tables"]
        tables = self._tables()
        return [
            (section, tables.get(section.block), Markup(Tables._graph(tables[section.block])))
            if section.block in tables else (section, None, "")
            for section in self._printed_sections()
        ]

    def _printed_sections(self):
        """Sections that say something. A draft shows those as well that have to be written before it is issued."""
        self.ensure_one()
        return self.section_ids.filtered(lambda section: section.body or section.block or (
            section.is_obligatory and self.document_state == "draft"
        ))

    def _print_width(self, column):
        return f"width: {column['width']}%" if column["width"] else None

    def _print_cell(self, cell):
        """A cell as printed: numbers with the Polish comma, texts with their lines."""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return polish_number(cell, 2)
        return self._print_text(cell)

    def _workbook(self):
        """The report as a workbook, bytes."""
        self.ensure_one()
        report = self.with_context(lang=self._print_lang())
        tables = report._tables()
        facts = report._print_facts()
        if report.document_number:
            facts.append(("Nr dokumentu", report.document_number))
        if report.document_state == "draft":
            facts.append(("Stan", "projekt – dokument niewydany"))
        return report_book.write(report._print_title().capitalize(), facts, [
            (section.name, section.body or "", tables.get(section.block)) for section in report._printed_sections()
        ])
