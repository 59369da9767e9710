from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog


class FiledMixin(models.AbstractModel):
    """What the office keeps a file of: it bears a reference (znak sprawy) from the list of cases of its class and year.

    The reference is drawn when the record is made, unless the office gives references elsewhere; then it is typed.
    """

    _name = "kooperacje.filed.mixin"
    _description = "Has a file of the office"
    _neutral_fields = frozenset({"file_entry_id", "file_reference"})
    _system_fields = frozenset({"file_entry_id"})
    # Field of the line in the list of cases that points back.
    _file_field = None

    file_entry_id = fields.Many2one(
        "kooperacje.file.entry", "Line of the list of cases", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", export_string_translation=False, prefetch="kooperacje",
    )
    # Nobody needs the list of cases to read the reference of what is open to them.
    file_reference = fields.Char(
        "Case reference (znak sprawy)", related="file_entry_id.name", store=True, copy=False, index="btree_not_null",
        help="Of the file: unit, class of the register of files, number in the list of cases, year.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._file_draw()
        return records

    def _file_opened_on(self):
        """The day on which the case began, not later than today."""
        return office_today()

    def _file_draw(self):
        """Give references to those of the records that have none, in their order; the queries are one list's."""
        # sudo: the list of cases is written by the program alone; the caller has made or may write the records.
        waiting = self.sudo().filtered(
            lambda record: not record.file_entry_id and not record.company_id.kooperacje_reference_by_hand)
        for office, records in waiting.grouped("company_id").items():
            file_class = self.env["kooperacje.file.kind"]._class_of(self._name, office)
            if office and file_class:
                entries = self.env["kooperacje.file.list"].sudo()._of(office, file_class, office_today().year)._draw([
                    {self._file_field: record.id, "opened_on": record._file_opened_on()}
                    for record in records
                ])
                for record, entry in zip(records, entries, strict=True):
                    record._set_file_entry(entry)

    def _set_file_entry(self, entry):
        self._unguarded().file_entry_id = entry

    def action_file_draw(self):
        """Give references to the chosen records that have none yet.

        :raises UserError: the office gives its references elsewhere
        """
        self.check_access("write")
        serialise_on(self)
        by_hand = self.company_id.filtered("kooperacje_reference_by_hand")
        if by_hand:
            raise UserError(self.env._(
                "%(office)s gives its references elsewhere (Settings of the office): type the reference instead.",
                office=by_hand[0].name,
            ))
        self._file_draw()
        return True

    def action_file_correct(self):
        """Ask for the reference: a typed one where there is none, another one with the reason where there is."""
        self.ensure_one()
        self.check_access("write")
        return dialog(
            self.env._("Case reference"), "kooperacje.file.correct",
            context={f"default_{self._file_field}": self.id},
        )

    def _file_give(self, text, note):
        """Give the typed reference ``text``; where there is one already, it is corrected for the reason ``note``.

        :raises UserError: see :meth:`FileEntry._correct`
        """
        self.ensure_one()
        self.check_access("write")
        serialise_on(self)
        # sudo: lines of the list of cases are written by the program; the caller may write the record.
        record = self.sudo()
        if record.file_entry_id:
            record.file_entry_id._correct(text, note)
            return record.file_reference
        Entry = self.env["kooperacje.file.entry"].sudo()
        case = record if self._file_field == "case_id" else self.env["kooperacje.case"]
        reference = Entry._checked_reference(text, record.company_id, case)
        file_class = self.env["kooperacje.file.kind"]._class_of(self._name, record.company_id)
        record._set_file_entry(Entry.create({
            **Entry._typed_values(reference, record.company_id, file_class), self._file_field: self.id,
            "opened_on": record._file_opened_on(),
        }))
        return record.file_reference
