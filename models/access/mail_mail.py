from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, *args, **kwargs):
        """No file of a case leaves by mail: the mail says that there is news, the file waits behind the login."""
        results = super()._prepare_outgoing_list(*args, **kwargs)
        if self.env["kooperacje.case.data"]._is_family_data_model(self.model):
            for result in results:
                result["attachments"] = []
        return results
