from odoo import models


class SocialProjectRefusal(models.TransientModel):
    _name = "kooperacje.social.project.refusal"
    _inherit = ["kooperacje.social.project.refusal", "kooperacje.case.pointer"]
