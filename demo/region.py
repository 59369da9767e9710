from odoo import Command, models

# Members of the voivodeship team beside the regional centre (RUR-39).
MEMBERS = ("zarzad_wojewodztwa", "uczelnia", "federacja")
DONE = ("1.1", "1.2", "1.3")
# login, purpose, from, to, means, kilometres, days ago
JOURNEYS = [
    ("ewa", "Posiedzenie PZK", "Małkinia Górna", "Ostrów Mazowiecka", "car", 38, 20),
    ("tomasz", "Spotkanie z rodziną w gminie", "Ostrów Mazowiecka", "Małkinia Górna", "car", 40, 12),
    ("anna", "Szkolenie Szkoły Kooperacji", "Małkinia Górna", "Ostrów Mazowiecka", "car_small", 36, 5),
]


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_region(self):
        self._load_voivodeship_team()
        self._load_costs()
        self._load_presentations()
        self._load_platform()

    def _load_voivodeship_team(self):
        """The regional centre leads the voivodeship team: set up, met once, at its plan of the year."""
        team = self._as("weronika", "kooperacje.partnership").create({
            "name": "Wojewódzki Zespół Kooperacji – Mazowsze", "variant": "voivodeship",
            "company_id": self._ref("company_mcps").id, "cycle_start": self._day(-90),
            "authorisation_number": "Zarządzenie dyrektora nr 12", "authorisation_date": self._day(-90),
        })
        self._remember(team, "wzk")
        team.action_begin()
        members = team.env["kooperacje.membership"].create([{
            "partnership_id": team.id, "institution_id": self._ref(name).id, "date_from": self._day(-80),
        } for name in MEMBERS])
        members.action_join()
        team.action_activate()
        team.date_established = self._day(-80)
        for step in team.step_ids.filtered(lambda step: step.code in DONE):
            step.action_done()
        meeting = team.env["kooperacje.meeting"].create({
            "kind": "partnership", "partnership_id": team.id, "duration": 2, "start": self._moment(-40, 11),
            "location": "siedziba MCPS", "chair_id": team.env.user.partner_id.id,
        })
        meeting.participant_ids.action_present()
        meeting.course = "Przyjęto zasady pracy zespołu i omówiono, gdzie działa Model."
        meeting.decision_ids = [Command.create({
            "name": "Przygotować wojewódzką listę dobrych praktyk", "partner_id": self._ref("mcps").id,
            "deadline": self._day(30),
        })]
        meeting.action_hold()
        recommendation = team.env["kooperacje.recommendation"].create({
            "partnership_id": team.id, "name": "Etaty animatorów powiatowych w strategii województwa",
            "change": "organisational", "level": "voivodeship", "addressee": "zarząd województwa",
            "body": "voivodeship_board", "date": self._day(-15),
        })
        recommendation.action_present()

    def _load_costs(self):
        """Journeys of Małkinia: one settled, one approved, one waiting for the head; paper for the workshops."""
        head = self._ref("user_maria")
        costs = self.env["kooperacje.cost"]
        for login, name, place_from, place_to, vehicle, distance, days in JOURNEYS:
            cost = self._as(login, "kooperacje.cost").create({
                "name": name, "partnership_id": self._ref("pzk_malkinia").id, "date": self._day(-days),
                "place_from": place_from, "place_to": place_to, "vehicle": vehicle, "distance": distance,
            })
            cost.action_submit()
            costs |= self._as_user(head, cost)
        costs[:2].action_approve()
        costs[0].settlement_number = "PK/17"
        costs[0].action_settle()
        self._as("piotr", "kooperacje.cost").create({
            "name": "Papier i flipcharty na warsztaty", "partnership_id": self._ref("pzk_malkinia").id,
            "kind": "materials", "amount": 184.5, "date": self._day(-8), "note": "FV 212",
        }).action_submit()

    def _load_presentations(self):
        """What Małkinia showed to its council, and the practice it shares."""
        Recommendation = self._as("piotr", "kooperacje.recommendation")
        shown, practice = records = Recommendation.create([{
            "partnership_id": self._ref("pzk_malkinia").id, "kind": "presentation",
            "name": "Rok pracy Modelem Kooperacji", "body": "commune_council",
            "body_name": "Rada Gminy Małkinia Górna", "session": "sesja rady gminy", "date": self._day(-25),
            "presented_by_id": self._ref("user_maria").partner_id.id, "paper": self._file("scan.pdf"),
            "paper_name": "prezentacja.pdf",
        }, {
            "partnership_id": self._ref("pzk_malkinia").id, "kind": "practice", "date": self._day(-25),
            "practice_area": "operation",
            "name": "Stały dyżur psychologa PPP w szkole w dniu posiedzenia PZK", "body": "partnership",
            "description": "Psycholog przyjmuje w szkole w dniu posiedzenia PZK: rodzina nie jeździ do Ostrowi, a "
                           "zespół od razu wie, co dalej.",
        }])
        records.action_present()
        shown.resolution = "Rada przyjęła informację i poparła kolejny rok pracy."
        practice.is_shared = True

    def _load_platform(self):
        """What the regional centre publishes and did, and what the county offers in all its communes."""
        self._as("weronika", "kooperacje.learning.material").create([
            {"name": "Jak poprowadzić pierwsze spotkanie z rodziną", "kind": "film", "topic": "family_work",
             "minutes": 18, "url": "https://platforma.example.com/pierwsze-spotkanie",
             "audience": "moderatorzy i członkowie zespołów zadaniowych",
             "summary": "Krok po kroku: od powitania do podpisania protokołu."},
            {"name": "Mediacje między instytucjami – przewodnik", "kind": "guide", "topic": "conflict", "minutes": 25,
             "url": "https://platforma.example.com/mediacje", "audience": "pracownicy ds. sieci"},
            {"name": "Rozmowa, która wzmacnia – ćwiczenia", "kind": "template", "topic": "empowerment",
             "url": "https://platforma.example.com/cwiczenia", "audience": "pracownicy socjalni"},
        ])
        self._as("weronika", "kooperacje.promotion").create([
            {"name": "Konferencja dla wójtów i burmistrzów", "kind": "conference", "done_on": self._day(-70),
             "reach": 85, "note": "Trzy gminy zgłosiły chęć przystąpienia."},
            {"name": "Cykl artykułów „Razem dla rodziny”", "kind": "media", "done_on": self._day(-45),
             "date_to": self._day(-15), "reach": 4200, "url": "https://prasa.example.com/razem"},
        ])
        self._as("jolanta", "kooperacje.region.entry").create({
            "name": "Mediacje rodzinne w powiecie", "kind": "service", "provider": "PCPR", "access": "bez skierowania",
            "addressees": "rodziny z każdej gminy powiatu",
        })
