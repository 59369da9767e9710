from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today


class Case(models.Model):
    """The file of a case: its reference, and what is done in the file."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.filed.mixin"]
    _rec_names_search = ["name", "file_reference"]
    _file_field = "case_id"
    _neutral_fields = frozenset({"file_entry_id", "file_reference"})

    def _file_opened_on(self):
        return min(self.reported_on or office_today(), office_today())
