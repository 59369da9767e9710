from odoo import api, models


class Consent(models.Model):
    _inherit = "kooperacje.consent"

    @api.readonly
    def action_print_withdrawal(self):
        """The paper on which the family may take back what it agreed to; none is asked for (art. 7 ust. 3 RODO)."""
        self.check_access("read")
        return self.env.ref("kooperacje.report_consent_withdrawal").report_action(self)
