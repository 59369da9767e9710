from odoo import api, models


class MailNotification(models.Model):
    """Notifications of messages on case data close with it."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "kooperacje.case.attached"]

    _attached_to = ("mail_message_id",)

    @api.model
    def _document_case_ids(self, documents):
        # sudo: see above.
        messages = self.env["mail.message"].sudo().browse(id_ for (id_,) in documents if id_)
        return {(message.id,): message.case_id.id for message in messages}

    def _set_case(self):
        # sudo: a key copied from the message.
        for notification in self.sudo():
            notification.case_id = notification.mail_message_id.case_id
