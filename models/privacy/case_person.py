from odoo import models


class CasePerson(models.Model):
    _name = "kooperacje.case.person"
    _inherit = ["kooperacje.case.person", "kooperacje.case.data"]
