from odoo import models

# Papers that must not lead to a case or say whose they are: questionnaires, and the guide to an interview on a team.
SILENT = ("kooperacje.survey.", "kooperacje.team")


class DocumentPrinted(models.AbstractModel):
    """What is printed of a case or a partnership bears the reference of its file."""

    _inherit = "kooperacje.document.printed"

    def _file_subject(self):
        """The case, else the partnership, in whose file the record lies; empty for what lies in neither."""
        self.ensure_one()
        for name in ("kooperacje.case", "kooperacje.partnership"):
            if self._name == name:
                return self
            field = self._fields.get(f"{name.rpartition('.')[2]}_id")
            if field is not None and field.comodel_name == name and self[field.name]:
                return self[field.name]
        return self.env["kooperacje.case"]

    def _document_file_reference(self):
        if self._name.startswith(SILENT[0]) or self._name == SILENT[1]:
            return super()._document_file_reference()
        # A guest reads the reference only of what is open to it.
        subject = self._file_subject()._filtered_access("read")
        return subject.file_reference or super()._document_file_reference()
