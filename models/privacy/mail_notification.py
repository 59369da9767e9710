from odoo import fields, models


class MailNotification(models.Model):
    """Notifications of messages on case data close with it."""

    _inherit = "mail.notification"

    is_document_open = fields.Boolean(related="mail_message_id.is_document_open")
