from odoo import api, fields, models


class CaseCode(models.AbstractModel):
    """A register that is searched by the code of the family by who reads the register and no case.

    The data-protection officer is asked about a case by its code. A search through the case itself finds nothing for
    somebody who may not read it.
    """

    _name = "kooperacje.case.code"
    _description = "Register searched by the code of the family"

    case_code = fields.Char(
        "Family code", compute="_compute_case_code", search="_search_case_code", compute_sudo=True,
    )

    @api.depends("case_id.name")
    def _compute_case_code(self):
        for record in self:
            record.case_code = record.case_id.name

    @api.model
    def _search_case_code(self, operator, value):
        # sudo: numbers of cases by their code, which is no name; which rows are found, the rules of the register say.
        cases = self.env["kooperacje.case"].sudo().with_context(active_test=False)
        return [("case_id", "in", cases._search([("name", operator, value)]))]
