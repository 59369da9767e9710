from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    """Core merges contacts in SQL: what is derived from them here is derived again."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: whoever merges contacts reads no case, yet access must follow the person's account.
        kept = self.env["res.partner"].sudo().browse(partner_ids).exists()
        members = self.env["kooperacje.team.member"].sudo().search([("partner_id", "in", kept.ids)])
        roles = self.env["kooperacje.role.assignment"].sudo().with_context(active_test=False).search([
            "|", ("institution_id", "in", kept.ids), ("user_id.partner_id", "in", kept.ids),
        ])
        self.env.add_to_compute(members._fields["user_id"], members)
        for name in ("away_from", "gone_from"):
            self.env.add_to_compute(roles._fields[name], roles)
        # sudo: who may see a case follows; nobody writes the relation by hand.
        self.env["kooperacje.access"].sudo()._refresh(members.case_id | roles._access_cases())
        return result
