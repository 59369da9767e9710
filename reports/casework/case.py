from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical


class Case(models.Model):
    """Tool 14, part I (przyjęcie wniosku): what was reported and the preliminary diagnosis."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.document.printed"]

    _document_code = "activity_case"

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
            for institution in institutions.sorted(lambda one: alphabetical(one.name))
        ]

    # ------------------------------------------------------------
    # Activity card of the case
    # ------------------------------------------------------------
    # Tool 15: the activity card of one family, for those who run its case.

    def _document_filename(self):
        """File name without extension: the code of the family, never a name."""
        self.ensure_one()
        return self._file_label(f"N15-{self.name}")

    def _document_activity(self):
        """Lines that the reader may read, the oldest first, their sums, and the day on which they are printed."""
        self.ensure_one()
        entries = self.activity_log_ids.sorted(lambda entry: (entry.date, entry.id))
        return {"entries": entries, "printed_on": office_today(), **entries._document_sums()}
