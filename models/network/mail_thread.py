from odoo import models


class MailThread(models.AbstractModel):
    """“Sprawa utworzono” is no sentence: in Polish a thing is created by its gender, so its name follows a colon."""

    _inherit = "mail.thread"

    def _creation_message(self):
        if not self._name.startswith("kooperacje."):
            return super()._creation_message()
        return self.env._("Created: %s", self.env["ir.model"]._get(self._name).name)
