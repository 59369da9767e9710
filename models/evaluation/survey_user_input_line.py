from odoo import models
from odoo.exceptions import UserError


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def write(self, vals):
        """As for the answers of a person: none of them comes into a wave by hand."""
        # sudo: whether it is of a wave, nothing else.
        if not self.env.su and self.env["survey.user_input"].sudo().browse(vals.get("user_input_id") or []).wave_id:
            raise UserError(self.env["survey.user_input"]._by_link_only())
        return super().write(vals)
