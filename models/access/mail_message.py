from odoo import api, models


class MailMessage(models.Model):
    """Messages on case data close with it, those one wrote or was notified of too."""

    _name = "mail.message"
    _inherit = ["mail.message", "kooperacje.case.attached"]

    _attached_to = ("model", "res_id")
    _content_names = frozenset({
        "body", "preview", "subject", "tracking_value_ids", "attachment_ids", "record_name", "display_name",
    })

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
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _message_notifications_to_store(self, store):
        """Core tells authors of their mails that did not arrive as superuser; of a case that is closed, nothing."""
        closed = self.filtered(lambda message: message.case_id and not message.user_can_read)
        return super(MailMessage, self - closed)._message_notifications_to_store(store)
