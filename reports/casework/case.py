from odoo import models


class Case(models.Model):
    """Tool 14, part I (przyjęcie wniosku): what was reported and the preliminary diagnosis."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.document.printed"]

    def _document_title(self):
        return self.name

    def _intake_filename(self):
        """The code alone, as in every file name."""
        self.ensure_one()
        return self._file_label(f"N14-I-{self.name}")

    def _intake_needs(self):
        """Needs of the case as (reasons of art. 7, others), most important first."""
        lines = self.need_line_ids.sorted(lambda line: (-int(line.priority or 0), line.need_id.sequence))
        reasons = lines.filtered(lambda line: line.need_id.kind == "reason")
        return reasons, lines - reasons

    def _intake_working(self):
        """Who works with the family already (tool 14 C, K3D-163) as (institution, its named staff), by institution."""
        self.ensure_one()
        staff = self.working_partner_ids.grouped("commercial_partner_id")
        institutions = self.working_institution_ids | self.working_partner_ids.commercial_partner_id
        return [
            (institution.name, ", ".join(staff.get(institution, self.working_partner_ids.browse()).mapped("name")))
            for institution in institutions.sorted("name")
        ]
