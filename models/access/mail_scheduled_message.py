from odoo import models


class MailScheduledMessage(models.Model):
    """Messages waiting to be sent on case data close with it."""

    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "kooperacje.case.attached"]

    _attached_to = ("model", "res_id")
    _content_names = frozenset({"body", "subject", "attachment_ids", "display_name"})
