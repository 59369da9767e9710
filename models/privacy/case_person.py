from odoo import models


class CasePerson(models.Model):
    """Who belongs to the family: without the consent to share identities a partner institution works by the code."""

    _name = "kooperacje.case.person"
    _inherit = ["kooperacje.case.person", "kooperacje.case.scoped"]

    _scope_xmlid = "kooperacje.data_scope_identity"
