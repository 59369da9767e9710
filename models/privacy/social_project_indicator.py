from odoo import models

from .social_project import SUPPORT


class SocialProjectIndicator(models.Model):
    _name = "kooperacje.social.project.indicator"
    _inherit = ["kooperacje.social.project.indicator", "kooperacje.case.scoped"]

    _scope_xmlid = SUPPORT
