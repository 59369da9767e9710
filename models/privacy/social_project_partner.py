from odoo import models

from .social_project import SUPPORT


class SocialProjectPartner(models.Model):
    _name = "kooperacje.social.project.partner"
    _inherit = ["kooperacje.social.project.partner", "kooperacje.case.scoped"]

    _scope_xmlid = SUPPORT
