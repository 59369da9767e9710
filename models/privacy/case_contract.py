from odoo import models


class CaseContract(models.Model):
    """That there is a contract tells of the support the family has had so far."""

    _name = "kooperacje.case.contract"
    _inherit = ["kooperacje.case.contract", "kooperacje.case.scoped"]

    _scope_xmlid = "kooperacje.data_scope_support"
