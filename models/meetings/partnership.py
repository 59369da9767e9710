from odoo import models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    def _missing_evidence_first_meeting(self):
        return self._missing_meetings(1)

    def _missing_evidence_second_meeting(self):
        return self._missing_meetings(2)

    def _missing_meetings(self, wanted):
        """The initiating meeting comes first, the formalising one after it (K3D-133, 136)."""
        held = self.env["kooperacje.meeting"].search_count([
            ("partnership_id", "=", self.id), ("kind", "=", "partnership"), ("state", "=", "held"),
        ], limit=wanted)
        if held >= wanted:
            return []
        if wanted == 1:
            return [self.env._("a meeting of the partnership that was held")]
        return [self.env._("a second meeting of the partnership that was held, after the initiating one")]
