from odoo import api, models


class MailMessage(models.Model):
    """Messages on case data close with it, those one wrote or was notified of too."""

    _name = "mail.message"
    _inherit = ["mail.message", "kooperacje.case.attached"]

    _attached_to = ("model", "res_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Core looks into the document before it asks who may."""
        self._check_documents({self._attached_document(vals) for vals in vals_list})
        return super().create(vals_list)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Core fetches messages as superuser once ``read`` or ``search`` has let them pass, and an export passes
        neither. Core leaves exports to the administrators of the database, who may not read cases. Messages of no case
        are exported as core does it.
        """
        # sudo: the key of the case, to know which messages are to be asked for.
        self.sudo().filtered("case_id").sudo(self.env.su).check_access("read")
        if any(path and path[0] in self._content_fields() for path in fields):
            self._note_documents("export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _read_format(self, fnames, load="_classic_read"):
        """What the chatter shows passes here too: core's ``_to_store`` reads the body of a message by it."""
        if not self._content_fields().isdisjoint(fnames):
            self._note_documents("read")
        return super()._read_format(fnames, load=load)

    def _content_fields(self):
        return {"body", "preview", "subject", "tracking_value_ids", "attachment_ids"}

    def _note_documents(self, channel):
        """A chatter read is a read of its case."""
        # sudo: the key of the case only, for the log.
        cases = self.env["kooperacje.case"].browse(self.sudo().case_id.ids)
        self.env["kooperacje.read.log"]._note(cases, channel)
