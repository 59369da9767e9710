from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today


class Assessment(models.Model):
    """What the meetings decided belongs to the monitoring of actions (tool 19 G, H)."""

    _inherit = "kooperacje.assessment"

    def _snapshot(self):
        today = office_today()
        decisions = self.env["kooperacje.decision"].with_context(lang=self._print_lang()).search([
            ("case_id", "=", self.case_id.id), ("meeting_id.state", "=", "held"),
        ], order="deadline, id")
        label = dict(decisions._fields["state"]._description_selection(decisions.env))
        return super()._snapshot() + [{
            "kind": "action", "source": f"decision,{decision.id}", "name": decision.name,
            "status": label[decision.state], "since": decision.done_on, "deadline": decision.deadline,
            "responsible": decision.owner_name,
            "is_late": decision.state == "open" and bool(decision.deadline) and decision.deadline < today,
        } for decision in decisions]
