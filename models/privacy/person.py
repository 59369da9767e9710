from odoo import models


class Person(models.Model):
    """Every field says something of the person, the name first of all."""

    _name = "kooperacje.person"
    _inherit = ["kooperacje.person", "kooperacje.case.data"]
