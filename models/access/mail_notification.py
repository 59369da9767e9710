from odoo import api, models
from odoo.fields import Domain


class MailNotification(models.Model):
    """Notifications of messages on case data close with it."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "kooperacje.case.attached"]

    _attached_to = ("mail_message_id",)

    @api.model
    def _attached_domain(self, name, ids):
        return Domain("mail_message_id.model", "=", name) & Domain("mail_message_id.res_id", "in", ids)

    @api.model
    def _document_keys(self, documents):
        # sudo: keys copied from the message.
        messages = self.env["mail.message"].sudo().browse(id_ for (id_,) in documents if id_)
        return {(message.id,): (message.case_id.id, message.scope_id.id) for message in messages}

    def _set_keys(self):
        # sudo: see above.
        for notification in self.sudo():
            message = notification.mail_message_id
            notification.write({"case_id": message.case_id.id, "scope_id": message.scope_id.id})
