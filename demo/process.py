from datetime import timedelta

from odoo import Command, models

# How far each partnership of the demo has come: numbers of the steps closed, in the order of the Model.
DONE = {
    "malkinia": ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3", "4", "5.1", "5.2", "5.3", "6.1", "6.2"],
    "nur": ["2.1", "2.2", "2.3", "2.4", "3", "4", "5.1", "5.2"],
    "bedzin": ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.13", "1.1", "1.2", "1.3", "1.4"],
}
SKIPPED = {"nur": ["1.1", "1.2"], "bedzin": ["0.8"]}
ANIMATORS = {"malkinia": "anna", "nur": "olga"}
# Actions of the yearly plan: goal, action, track, type of the owner, days until, indicator, target.
ACTIONS = [
    (1, "Comiesięczne posiedzenia PZK", "entities", "OPS", 60, "liczba posiedzeń", 12),
    (1, "Uzupełnienie składu o ochronę zdrowia", "entities", "OPS", 40, "liczba nowych członków", 2),
    (2, "Krótka ścieżka zaproszenia specjalisty do ZZK", "families", "PPP", 20, "średni czas odpowiedzi (dni)", 5),
    (3, "Szkolenie pracowników instytucji z lokalnego koszyka usług", "entities", "PCPR", 30, "liczba osób", 25),
    (4, "Superwizja dla członków ZZK", "families", "PCPR", 45, "liczba godzin", 10),
]
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
        if "5.3" in DONE[office]:
            leader = partnership.env["kooperacje.leader.person"].create({
                "partnership_id": partnership.id, "name": "Wanda Zmyślona", "kind": "family",
            })
            self._sign(leader, self._day(-40))
        steps = {step.code: step for step in partnership.step_ids}
        for code in DONE[office]:
            steps[code].action_done()
        for code in SKIPPED.get(office, ()):
            steps[code].action_skip()
        partnership.next_step_id.user_id = partnership.env.user

    def _load_rules(self, office, manager):
        """Regulation and yearly plan of the county's partnerships, adopted at the meeting that was held."""
        partnership = self._as(manager, self._ref(f"pzk_{office}"))
        meeting = partnership.env["kooperacje.meeting"].search([
            ("partnership_id", "=", partnership.id), ("kind", "=", "partnership"), ("state", "=", "held"),
        ], order="start", limit=1)
        day = meeting._day()
        regulation = partnership.env["kooperacje.regulation"].create({
            "partnership_id": partnership.id, "meeting_id": meeting.id, "date_from": day, "request_days": 14,
        })
        self._sign(regulation, day)
        members = {
            member.institution_id.institution_type_id.code: member.institution_id
            for member in partnership.membership_ids
        }
        plan = partnership.env["kooperacje.action.plan"].create({
            "partnership_id": partnership.id, "year": self._day(0).year, "meeting_id": meeting.id,
            "summary": "Dużo rodzin z wieloma potrzebami, mało specjalistów na miejscu. Najpierw: wspólny koszyk usług "
                       "i regularne spotkania.",
            "line_ids": [
                Command.create({
                    "goal_id": self.env.ref(f"kooperacje.partnership_goal_{goal}").id, "name": name, "track": track,
                    "owner_id": members.get(owner, partnership.leader_id).id, "date_to": day + timedelta(days=days),
                    "indicator": indicator, "target": target,
                }) for goal, name, track, owner, days, indicator, target in ACTIONS
            ],
        })
        self._sign(plan, day)
        for line, actual in zip(plan.line_ids, (12, 2), strict=False):
            line.actual = actual
            line.action_start()
        plan.line_ids[0].action_done()
