from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """The account behind a person of an institution may change, and one that is closed sees nothing."""
        if all(self._fields[name].convert_to_write(user[name], user) == vals[name]
               for name in ("partner_id", "active") if name in vals for user in self):
            return super().write(vals)
        # sudo: whoever administers users reads no case, yet access must follow the account.
        Member = self.env["kooperacje.team.member"].sudo()
        members = Member.search([("partner_id", "in", self.partner_id.ids)])
        result = super().write(vals)
        if "partner_id" in vals:
            members |= Member.search([("partner_id", "in", self.partner_id.ids)])
        cases = members.case_id | self.sudo().role_assignment_ids._access_cases()
        self.env["kooperacje.access"].sudo()._refresh(cases)
        return result
