from odoo import models

from .social_project import SUPPORT


class SocialProjectBudget(models.Model):
    _name = "kooperacje.social.project.budget"
    _inherit = ["kooperacje.social.project.budget", "kooperacje.case.scoped"]

    _scope_xmlid = SUPPORT
