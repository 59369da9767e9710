from odoo import models


class MailFollowers(models.Model):
    """Only those who can read a case see who follows it."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "kooperacje.case.attached"]
