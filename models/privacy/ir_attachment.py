from odoo import api, models
from odoo.exceptions import ValidationError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.constrains("public", "res_model")
    def _check_case_data_private(self):
        # sudo: only to learn which model's rules decide.
        for attachment in self.sudo():
            if attachment.public and attachment.res_model in self.env["kooperacje.case.data"]._case_data_models():
                raise ValidationError(self.env._(
                    "A file of a case cannot be made public. Those who may read the case can read its files.",
                ))
