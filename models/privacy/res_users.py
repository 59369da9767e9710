from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """A team member is a person of an institution; the account behind that person may change."""
        if {"partner_id", "active"}.isdisjoint(vals):
            return super().write(vals)
        # sudo: whoever administers users reads no case, yet access must follow the account.
        Member = self.env["kooperacje.team.member"].sudo()
        members = Member.search([("partner_id", "in", self.partner_id.ids)])
        result = super().write(vals)
        members |= Member.search([("partner_id", "in", self.partner_id.ids)])
        self.env["kooperacje.access"].sudo()._refresh(members.case_id)
        return result
