from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """An activity ticked off in the owner's own list closes the decision it stands for."""
        # sudo: who may tick the activity off is its owner, who may close the decision too.
        decisions = self.env["kooperacje.decision"].sudo().search([
            ("activity_id", "in", self.ids), ("state", "=", "open"),
        ])
        decisions.write({"state": "done", "done_on": office_today(), "activity_id": False})
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
