from odoo import Command, models

# Needs that the notice of Małkinia carries: kind, scope, for whom.
NEEDS = [
    ("training", "Praca zespołu z rodziną: role, spotkanie, wspólny plan.", "członkowie PZK i pracownicy socjalni"),
    ("supervision", "Superwizja grupowa dla osób pracujących w zespołach zadaniowych.", "pracownicy socjalni"),
    ("moderator", "Poprowadzenie pierwszego spotkania instytucji.", "zaproszone instytucje"),
]


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_notice(self, office, manager):
        """The notice of the intention to the regional centre, without which its step is not closed."""
        partnership = self._as(manager, self._ref(f"pzk_{office}"))
        notice = partnership.env["kooperacje.support.request"].create({
            "partnership_id": partnership.id, "kind": "notice",
            "description": "Zamierzamy utworzyć partnerski zespół kooperacyjny i prosimy o wsparcie w jego "
                           "przygotowaniu.",
            "need_ids": [
                Command.create({
                    "kind": kind, "description": text, "audience": audience, "date_wanted": self._day(30 + 15 * number),
                }) for number, (kind, text, audience) in enumerate(NEEDS)
            ],
        })
        notice.action_send()
        return notice

    def _load_support(self):
        """Małkinia's needs answered by the regional centre: agreed, refused for want of money, delivered."""
        notice = self.env["kooperacje.support.request"].search([
            ("partnership_id", "=", self._ref("pzk_malkinia").id), ("kind", "=", "notice"),
        ])
        asked = self._as("robert", notice | notice.need_ids)
        asked[:1].answer = "Dziękujemy za zgłoszenie. Opiekunem partnerstwa jest doradca ds. Modelu."
        asked[:1].action_agree()
        training, supervision, moderator = asked[1:].sorted("id")
        training.write({"answer": "Szkolenie dwudniowe w siedzibie ośrodka.", "date_agreed": self._day(21)})
        training.action_agree()
        supervision.write({
            "refusal_kind": "financial", "answer": "Środki na superwizję są wyczerpane; prosimy ponowić w styczniu.",
        })
        supervision.action_refuse()
        moderator.date_agreed = self._day(-10)
        moderator.action_agree()
        moderator.write({"hours": 3, "people_reached": 14, "outcome": "Spotkanie inicjujące poprowadziła doradczyni."})
        moderator.action_deliver()

    def _load_school(self):
        """Offers of the regional centre: one held and rated by Małkinia, one open."""
        Course = self._as("robert", "kooperacje.school.course")
        past = Course.create({
            "name": "Spotkanie zespołu z rodziną krok po kroku", "form": "workshop", "topic": "family_work",
            "hours": 8, "places": 20,
            "date_from": self._day(-15), "location": "Ostrów Mazowiecka, starostwo powiatowe",
        })
        Course.create({
            "name": "Superwizja grupowa dla zespołów zadaniowych", "form": "supervision", "topic": "team_building",
            "hours": 4, "places": 12,
            "date_from": self._day(25), "location": "on-line",
        })
        lines = self._as("piotr", "kooperacje.school.enrolment").create([{
            "course_id": past.id, "partnership_id": self._ref("pzk_malkinia").id,
            "partner_id": self._ref(f"user_{login}").partner_id.id,
        } for login in ("anna", "ewa", "tomasz")])
        self._as("robert", lines[2]).action_absent()
        past.action_held()
        lines[0].write({"rating": 5, "opinion": "Dużo ćwiczeń, gotowe scenariusze."})
        lines[1].rating = 4

    def _load_recommendations(self):
        """What Małkinia recommended: one taken up in the strategy, one waiting for its fate."""
        Recommendation = self._as("piotr", "kooperacje.recommendation")
        common = {"partnership_id": self._ref("pzk_malkinia").id, "body": "commune_council", "date": self._day(-30)}
        taken, _waiting = records = Recommendation.create([
            {**common, "name": "Dowóz rodzin do poradni w Ostrowi", "change": "organisational",
             "addressee": "wójt gminy", "session": "sesja rady gminy",
             "barrier_ids": [Command.set(self.env.ref("kooperacje.barrier_4").ids)]},
            {**common, "name": "Etat asystenta rodziny na cały powiat", "change": "legal", "level": "county",
             "addressee": "zarząd powiatu", "body": "county_board",
             "barrier_ids": [Command.set(self.env.ref("kooperacje.barrier_12").ids)]},
        ])
        records.action_present()
        taken.write({"fate": "strategy", "fate_note": "Strategia rozwiązywania problemów społecznych, cel 2.3"})
        taken.action_taken_up()
