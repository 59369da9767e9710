from odoo import models

# How far each partnership of the demo has come: numbers of the steps closed, in the order of the Model.
DONE = {
    "malkinia": ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3", "4", "5.1", "5.2", "5.3", "6.1", "6.2"],
    "nur": ["2.1", "2.2", "2.3", "2.4", "3", "4", "5.1", "5.2"],
    "bedzin": ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.13", "1.1", "1.2", "1.3", "1.4"],
}
SKIPPED = {"nur": ["1.1", "1.2"], "bedzin": ["0.8"]}
ANIMATORS = {"malkinia": "anna", "nur": "olga"}
MONTHS_AGO = {"malkinia": 5, "nur": 2, "bedzin": 4}


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_process(self, office, manager):
        """Each partnership somewhere on its way: Małkinia late with a step, Nur in time, Będzin in its first stage."""
        partnership = self._as(manager, self._ref(f"pzk_{office}"))
        start = self._day(-30 * MONTHS_AGO[office]).replace(day=1)
        partnership.cycle_start = start
        if office in ANIMATORS:
            county = self._ref("pcpr").child_ids.filtered(lambda contact: not contact.is_company)[:1]
            partnership.write({
                "accession_date": start, "commune_animator_id": self._ref(f"user_{ANIMATORS[office]}").partner_id.id,
                "county_animator_id": county.id,
            })
        steps = {step.code: step for step in partnership.step_ids}
        for code in DONE[office]:
            steps[code].action_done()
        for code in SKIPPED.get(office, ()):
            steps[code].action_skip()
        partnership.next_step_id.user_id = partnership.env.user
