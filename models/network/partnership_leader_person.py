from odoo import fields, models

from odoo.addons.kooperacje.models.access.windows import window


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    leader_person_ids = fields.One2many("kooperacje.leader.person", "partnership_id", "Leader-families")

    def _missing_evidence_leader_person(self):
        if self.leader_person_ids.filtered("is_active"):
            return []
        return [self.env._("a leader-person or leader-family who has signed the declaration")]

    def action_view_leader_persons(self):
        self.ensure_one()
        return window(
            self.env, "action_leader_person", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )
