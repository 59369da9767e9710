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
            partnership.write({
                "accession_date": start, "commune_animator_id": self._ref(f"user_{ANIMATORS[office]}").partner_id.id,
            })
            self._load_county_animator(office, partnership, start)
            self._load_decisions(office, partnership, start)
            self._load_first_training(office, partnership, start)
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

    def _load_county_animator(self, office, partnership, day):
        """PCPR entrusts its worker with the function in the commune; the role of Jolanta opens with that paper."""
        animator = self._ref("user_jolanta")
        appointment = partnership.env["kooperacje.appointment"].create({
            "partnership_id": partnership.id, "subject": "county_animator", "authority": "Dyrektor PCPR",
            "authority_name": self._ref("krystyna").name, "person_id": animator.partner_id.id,
            "engagement": "post", "post_fraction": 0.5, "date_from": day,
        })
        self._sign(appointment, day)
        self.env["kooperacje.role.assignment"].create({
            "user_id": animator.id, "institution_id": self._ref("pcpr").id, "company_id": partnership.company_id.id,
            "role": "county_animator", "date_from": day, "authorisation_number": f"UP/{office[:1].upper()}/31",
            "authorisation_date": day, "secrecy_date": day,
        })

    def _load_decisions(self, office, partnership, day):
        """Steps 2.1 to 2.3 on paper: the diagnosis (R1), then the decision of the authorities (R2)."""
        diagnosis = partnership.env["kooperacje.county.diagnosis"].create({
            "partnership_id": partnership.id, "document_date": day, "meeting_date": day,
            "meeting_people": "dyrektor PCPR, kierownicy ośrodków pomocy społecznej powiatu",
            "sources": "OZPS powiatu i gminy, strategia rozwiązywania problemów społecznych",
            "intensity": "Z pomocy z co najmniej trzech powodów korzysta 214 rodzin. Przybywa rodzin z problemami "
                         "opiekuńczo-wychowawczymi i osób starszych żyjących samotnie.",
            "intensity_level": "high",
            "resources": "Ośrodek, PCPR, szkoły, poradnia, urząd pracy, policja, jedna organizacja pozarządowa.\n"
                         "Brakuje psychiatry dziecięcego i dowozu do poradni.",
            "resources_level": "medium",
            "construction": "Instytucje znają swoje zadania, ale z rodziną pracują osobno. Brak wspólnej listy usług.",
            "construction_level": "low",
            "conclusions": "Wdrożyć Model w całości, zacząć od wspólnej listy usług i wspólnych spotkań z rodziną.",
            "county_person_id": partnership.county_animator_id.id,
            "commune_person_id": partnership.commune_animator_id.id,
        })
        diagnosis.action_issue()
        decision = partnership.env["kooperacje.authority.decision"].create({
            "name": "Wdrażanie Modelu Kooperacji", "partnership_id": partnership.id, "level": "both",
            "authority": "Wójt Gminy i Zarząd Powiatu", "authority_number": "OR.0050.31", "document_date": day,
            "commune_councillor_ids": [Command.set(self._ref(f"radny_{office[0]}").ids)],
            "county_councillor_ids": [Command.set(self._ref("radny_p").ids)],
            "amount": 18500.5, "education_amount": 6000, "date_from": day, "date_to": day + timedelta(days=547),
            "means": "Ćwierć etatu animatora gminnego, sala w domu kultury, dojazdy na spotkania.",
        })
        decision.action_take_animators()
        self._sign(decision, day)

    def _load_first_training(self, office, partnership, day):
        """Steps 4 and 6.1: the regional centre trains the animators, and people of two members with them."""
        course = self._as("robert", "kooperacje.school.course").create({
            "name": "Jak pracować w Modelu Kooperacji", "hours": 12, "date_from": day,
            "location": "Ostrów Mazowiecka, starostwo powiatowe",
        })
        members = partnership.membership_ids.filtered(
            lambda member: member.state == "member" and member.institution_id != partnership.leader_id
        )
        people = partnership.commune_animator_id | partnership.county_animator_id | members.representative_id[:2]
        self._as("piotr" if office == "malkinia" else "pawel", "kooperacje.school.enrolment").create([
            {"course_id": course.id, "partnership_id": partnership.id, "partner_id": person.id} for person in people
        ])
        course.action_held()

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
