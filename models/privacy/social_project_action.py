from odoo import models

from .social_project import SUPPORT


class SocialProjectAction(models.Model):
    _name = "kooperacje.social.project.action"
    _inherit = ["kooperacje.social.project.action", "kooperacje.case.scoped"]

    _scope_xmlid = SUPPORT
