from odoo import models


class MailActivity(models.Model):
    """Activities on case data close with it, those one was assigned too."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "kooperacje.case.attached"]
