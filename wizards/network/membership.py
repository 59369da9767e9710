from odoo import models

from odoo.addons.kooperacje.models.access.windows import dialog
from odoo.addons.kooperacje.models.network.membership import NEVER_JOINED


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    def _open_stop(self, what, title):
        self.ensure_one()
        if what in NEVER_JOINED:
            self._check_invited()
        elif what in ("go_over", "represent"):
            self.check_access("write")
        else:
            self._check_may_stop()
        return dialog(
            title, "kooperacje.membership.stop", context={"default_membership_id": self.id, "default_what": what},
        )

    def action_suspend(self):
        return self._open_stop("suspend", self.env._("Suspend the membership"))

    def action_notice(self):
        return self._open_stop("notice", self.env._("Notice of leaving"))

    def action_go_over(self):
        return self._open_stop("go_over", self.env._("Goes over into another institution"))

    def action_represent(self):
        return self._open_stop("represent", self.env._("New representative"))

    def action_withdraw_invitation(self):
        return self._open_stop("withdrawn", self.env._("Withdraw the invitation"))

    def action_decline_invitation(self):
        return self._open_stop("declined", self.env._("The institution has declined"))
