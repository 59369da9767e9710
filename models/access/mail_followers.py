from odoo import models


class MailFollowers(models.Model):
    """Who follows a case is nobody's business who cannot read it."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "kooperacje.case.attached"]
