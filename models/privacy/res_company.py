from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """The institution behind the office decides who is its own staff."""
        result = super().write(vals)
        if "partner_id" in vals:
            # sudo: whoever administers companies reads no case, yet access must follow.
            cases = self.env["kooperacje.case"].sudo().search([("company_id", "in", self.ids)])
            self.env["kooperacje.access"].sudo()._refresh(cases)
        return result
