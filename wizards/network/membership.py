from odoo import models

from odoo.addons.kooperacje.models.access.windows import dialog


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    def _open_stop(self, what, title):
        self.ensure_one()
        self._check_may_stop()
        return dialog(
            title, "kooperacje.membership.stop", context={"default_membership_id": self.id, "default_what": what},
        )

    def action_suspend(self):
        return self._open_stop("suspend", self.env._("Suspend the membership"))

    def action_notice(self):
        return self._open_stop("notice", self.env._("Notice of leaving"))
