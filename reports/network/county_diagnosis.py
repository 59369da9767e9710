from odoo import models

# The three factors in the order of the Model: heading, text, assessment.
FACTORS = (
    ("Intensywność problemów", "intensity", "intensity_level"),
    ("Zasoby lokalne", "resources", "resources_level"),
    ("Konstrukcja systemu wsparcia", "construction", "construction_level"),
)
LEVELS = {"low": "niska", "medium": "średnia", "high": "wysoka"}


class CountyDiagnosis(models.Model):
    """R1: card of the diagnosis of county and commune, with the three factors of the Model (RUR-4, 84)."""

    _inherit = "kooperacje.county.diagnosis"

    _document_code = "county_diagnosis"
    _document_prefix = "R1"

    def _document_report(self):
        return "kooperacje.report_county_diagnosis"

    def _print_factors(self):
        """``[(heading, assessment, text)]``"""
        self.ensure_one()
        return [
            (heading, LEVELS.get(self[level], "................"), self._print_text(self[text]))
            for heading, text, level in FACTORS
        ]

    def _print_signatures(self):
        partnership = self.partnership_id
        return [
            (
                ", ".join(filter(None, (person.name, person.function))),
                f"za {institution.name or '................'} – data, podpis",
            )
            for person, institution in (
                (self.county_person_id, partnership.strategic_partner_id),
                (self.commune_person_id, partnership.leader_id),
            )
        ]
