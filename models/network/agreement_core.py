from odoo import models
from odoo.exceptions import UserError


class Agreement(models.Model):
    _inherit = "kooperacje.agreement"

    def action_add_core(self):
        """Make the core institutions parties to the agreement that establishes the team (RUR-77)."""
        self.ensure_one()
        self.check_access("write")
        self._document_check_editable()
        core = self.partnership_ids.membership_ids.filtered(
            lambda membership: membership.kind == "core" and membership.state in ("invited", "member")
        ).institution_id
        if not core - self.party_ids:
            raise UserError(self.env._(
                "All core institutions of the partnership are parties already. Invite institutions to the partnership "
                "first, or add other parties by hand.",
            ))
        self.party_ids |= core
