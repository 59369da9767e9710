from odoo import models


class TeamMember(models.Model):
    """An institution that declines leaves needs unanswered: the partnership learns which, not whose."""

    _inherit = "kooperacje.team.member"

    def action_decline(self, premise_id, reason):
        result = super().action_decline(premise_id, reason)
        # superuser: who declines sees nothing of the case; only numbers of the partnership follow from it.
        for member in self.sudo():
            lines = member.case_id.need_line_ids
            answered = member.service_ids.need_ids | member.service_ids.need_area_id
            parts = answered.search([("id", "parent_of", answered.ids)]) if answered else answered
            lines._count_gaps(dict.fromkeys((lines.need_id & parts).ids, "refused"))
        return result
