from odoo import models


class CaseNeed(models.Model):
    """A need tells of health, work or housing: it is shared as the scope of data it belongs to."""

    _name = "kooperacje.case.need"
    _inherit = ["kooperacje.case.need", "kooperacje.case.scoped"]
