from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class Partnership(models.Model):
    """The file of a partnership; papers of other classes than its own lie in a file of their class and year."""

    _name = "kooperacje.partnership"
    _inherit = ["kooperacje.partnership", "kooperacje.filed.mixin"]
    _rec_names_search = ["name", "file_reference"]
    _file_field = "partnership_id"

    def _file_opened_on(self):
        return min(self.date_established or office_today(), office_today())

    def _file_of_class(self, file_class, year):
        """The line under which papers of ``file_class`` are filed in ``year``, drawn with the first of them.

        Papers of the class of the partnership itself lie in its own file, whatever the year.
        """
        self.ensure_one()
        if file_class == self.env["kooperacje.file.kind"]._class_of(self._name, self.company_id):
            self._file_draw()
            return self.file_entry_id
        # Two who issue the first paper of the class in a year must not begin two files.
        file_list = self.env["kooperacje.file.list"]._of(self.company_id, file_class, year)
        domain = [("partnership_id", "=", self.id), ("list_id", "=", file_list.id), ("state", "=", "open"),
                  ("res_id", "=", False)]
        Entry = self.env["kooperacje.file.entry"]
        entry = Entry.search(domain, limit=1)
        if not entry:
            serialise_on(file_list)
            entry = Entry.search(domain, limit=1) or file_list._draw([
                {"partnership_id": self.id, "opened_on": office_today()},
            ])
        return entry
