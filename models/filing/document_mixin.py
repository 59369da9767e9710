from lxml import etree

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today


class DocumentMixin(models.AbstractModel):
    """A paper bears the reference of its file from the day it is issued (§ 5 of the office instruction of 2011).

    In the file of a case or a partnership: the reference of the file and the next number in it. A paper of neither is
    a case of the office of its own, with a number in the list of its class. A reference that was typed stays.
    """

    _inherit = "kooperacje.document.mixin"
    _neutral_fields = frozenset({"document_reference", "file_entry_id", "letter_number"})
    _system_fields = frozenset({"file_entry_id", "letter_number"})

    file_entry_id = fields.Many2one(
        "kooperacje.file.entry", "Line of the list of cases", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", export_string_translation=False, prefetch="kooperacje",
    )
    letter_number = fields.Integer(
        "Number in the file", readonly=True, copy=False, export_string_translation=False, prefetch="kooperacje",
    )

    def _document_file(self, document_date):
        result = super()._document_file(document_date)
        if not (self.document_reference or "").strip():
            # sudo: the list of cases is written by the program; the caller issues this paper.
            self.sudo()._file_paper(document_date)
        return result

    def _file_paper(self, document_date):
        """Take the paper into its file; nothing happens where the office gives its references elsewhere."""
        subject = self._file_subject()
        office = subject.company_id or self._document_company()
        if subject and subject.file_entry_id and subject._name == "kooperacje.case":
            return self._set_file_entry(subject.file_entry_id)
        if office.kooperacje_reference_by_hand:
            # What was typed for the file holds for its papers.
            return subject.file_entry_id and self._set_file_entry(subject.file_entry_id)
        if subject._name == "kooperacje.case" and subject:
            subject._file_draw()
            return self._set_file_entry(subject.file_entry_id)
        file_class = self.env["kooperacje.file.kind"]._class_of(self._name, office)
        year = (document_date or office_today()).year
        if subject:
            return self._set_file_entry(subject._file_of_class(file_class, year))
        [entry] = self.env["kooperacje.file.list"]._of(office, file_class, year)._draw([{
            "title": self._in_office_language()._document_bar_name(), "opened_on": document_date or office_today(),
            "res_model": self._name, "res_id": self.id,
        }])
        return self._set_file_entry(entry)

    def _set_file_entry(self, entry):
        """File the paper under ``entry``; a draft corrected keeps its number in the file."""
        if not entry:
            return
        if entry.res_model == self._name and entry.res_id == self.id:
            number, reference = 0, entry.name
        elif self.letter_number:
            number, reference = self.letter_number, entry._letter_reference(self.letter_number)
        else:
            number, reference = entry._next_letter()
        self.write({"file_entry_id": entry.id, "letter_number": number, "document_reference": reference})

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Lists of papers offer the reference, and searches find by it."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("list", "search") and arch.tag == view_type and not arch.xpath(
            "//field[@name='document_reference']",
        ):
            field = etree.Element("field", name="document_reference")
            if view_type == "list":
                field.set("optional", "hide")
            after = arch.find("field[@name='document_number']")
            if after is None:
                after = arch.find("field")
            if after is not None:
                after.addnext(field)
            else:
                arch.insert(0, field)
        return arch, view
