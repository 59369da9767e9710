from odoo import models


class Service(models.Model):
    """The plans that use a service hang on it."""

    _name = "kooperacje.service"
    _inherit = ["kooperacje.service", "kooperacje.case.pointer"]

    _holds_family_data = False
