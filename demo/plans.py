from odoo import Command, models

# Diagnoses of families by key: area, the three views, resources, needs, limits, scale now and expected.
DIAGNOSES = {
    "przykladowska": {
        "words": "Rano wszyscy się spieszą i kłócą, a Kuba zamyka się w pokoju.",
        "priorities": "1. Kuba wraca na lekcje. 2. Spokojne poranki.",
        "participants": "Pani Barbara, pan Zdzisław, Kuba; pedagog szkolny, psycholog z poradni, pracownik socjalny.",
        "areas": [
            ("family", "Kłócimy się o szkołę prawie codziennie.", "Rodzice rozmawiają ze sobą tylko o kłopotach.",
             "Babcia: przy mnie jest spokojniej.", "więź z babcią", "wspólne zasady", "zmiany ojca", 3, 7),
            ("education", "Nie lubię swojej klasy.", "Nieobecności zaczęły się po zmianie klasy.",
             "Wychowawca: w małej grupie pracuje dobrze.", "dobra pamięć, matematyka", "pomoc w nadrobieniu zaległości",
             "konflikt z kolegą", 2, 8),
            ("work", "Starcza na życie, nie starcza na zaległy prąd.", "Stała praca ojca, praca dorywcza matki.", "",
             "stały dochód", "rozłożenie długu na raty", "", 5, 7),
        ],
    },
    "zastepcza": {
        "words": "Dom stoi, tylko ja od lat nie pracuję, a Ola gubi się w nauce.",
        "priorities": "Kurs pani Marii, potem oceny Oli.",
        "participants": "Pani Maria, pan Józef, Ola; doradca zawodowy, wolontariuszka, pracownik socjalny.",
        "areas": [
            ("work", "Chcę zarabiać na swoje.", "Jedenaście lat przerwy, duża motywacja.",
             "Urząd pracy: są wolne miejsca.", "umiejętności kucharskie", "zaświadczenie, praktyka", "brak dojazdu",
             2, 6),
            ("education", "Chcę, żeby ktoś tłumaczył powoli.", "Zaległości z dwóch przedmiotów.",
             "Poradnia: krótkie zadania.", "chęć do nauki", "korepetycje", "", 3, 6),
        ],
    },
}
# Scales of goals by the goal's words: the five levels from −2, where the family starts, how much the goal counts.
SCALES = {
    "Kuba chodzi na lekcje": (
        ["najwyżej 2 dni w tygodniu", "3 dni", "4 dni", "5 dni", "5 dni bez spóźnień"], "-2", 3,
    ),
    "Rodzice ustalają zasady i ich pilnują": (
        ["zasady nie są ustalone", "ustalone, nieprzestrzegane", "przestrzegane przez pół tygodnia",
         "przestrzegane przez większość dni", "rodzina sama je poprawia"], "-2", 1,
    ),
    "Pani Maria kończy kurs kucharski": (
        ["nie zaczyna kursu", "zaczyna i przerywa", "kończy kurs", "kończy i odbywa praktykę", "ma umowę o pracę"],
        "-2", 2,
    ),
    "Ola nadrabia matematykę i polski": (
        ["dwie oceny niedostateczne", "jedna niedostateczna", "obie co najmniej 2", "obie co najmniej 3",
         "obie co najmniej 4"], "-2", 1,
    ),
}
# Actions of a plan by key of the family: what, who (login or family), goal, mode, days until.
ACTIONS = {
    "przykladowska": [
        ("Cotygodniowa rozmowa z Kubą w poradni", "tomasz", 0, "direct", 30),
        ("Uzgodnić z nauczycielami krótszy plan na początek", "ewa", 0, "indirect", 5),
        ("Budzić Kubę o 6.30 i zjeść razem śniadanie", "family", 0, "direct", 20),
        ("Spisać zasady domowe i powiesić w kuchni", "family", 1, "direct", -3),
    ],
    "zastepcza": [
        ("Towarzyszyć pani Marii w zapisie na kurs", "monika", 0, "direct", 12),
        ("Odrabiać lekcje z Olą w poniedziałki i środy", "family", 1, "direct", 25),
    ],
}
# Services the second version of Małkinia's plan asks for: institution, service, how far its request has come.
REQUESTS = [
    ("pcpr", "Szkoła dla rodziców", "accepted"),
    ("ngo", "Korepetycje z wolontariuszem", "requested"),
    ("ppp", "Grupa umiejętności wychowawczych dla rodziców", "declined"),
    ("sp_malkinia", "Zajęcia wyrównawcze", "started"),
    ("kpp", "Specjalista ds. nieletnich", "late"),
    ("gkrpa_malkinia", "Kolonie z programem profilaktycznym", "not_provided"),
    ("sp_malkinia", "Koło sportowe i wyjścia na basen", "done"),
]


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _work(self, case, team, family):
        if family["key"] in DIAGNOSES:
            self._diagnose(case, DIAGNOSES[family["key"]], -60)
        return super()._work(case, team, family)

    def _diagnose(self, case, story, days):
        return self._as_manager(case, "kooperacje.diagnosis").create({
            "case_id": case.id, "held_on": self._day(days), "place": "sala spotkań ośrodka",
            "family_words": story["words"], "priorities": story["priorities"], "participants": story["participants"],
            "line_ids": [Command.create({
                "area_id": self.env.ref(f"kooperacje.diagnosis_area_{area}").id, "family_view": family_view,
                "worker_view": worker_view, "others_view": others_view, "resources": resources, "needs": needs,
                "limits": limits, "scale_now": now, "scale_expected": expected,
            }) for area, family_view, worker_view, others_view, resources, needs, limits, now, expected
                in story["areas"]],
        })

    def _fill_plan(self, case, team, meeting, plan_values, held):
        lines = super()._fill_plan(case, team, meeting, plan_values, held)
        plan = meeting.plan_id
        for goal in plan.goal_ids.filtered(lambda goal: goal.name in SCALES):
            levels, start, weight = SCALES[goal.name]
            goal.write({
                **dict(zip(("level_m2", "level_m1", "level_0", "level_p1", "level_p2"), levels, strict=True)),
                "start_level": start, "weight": weight,
            })
        members = {member.partner_id.id: member.id for member in team.member_ids if member.state == "accepted"}
        for key, actions in ACTIONS.items():
            if case == self.env.ref(f"kooperacje.demo_case_{key}", raise_if_not_found=False):
                plan.action_ids = [Command.create({
                    "name": name, "goal_id": plan.goal_ids[goal].id, "contact_mode": mode, "deadline": self._day(days),
                    **({"owner_kind": "family"} if who == "family" else {"member_id": members[self._ref(who).id]}),
                }) for name, who, goal, mode, days in actions]
        return lines

    def _load_plans(self):
        """What follows a signed plan: goals rated over two versions, requests in each state, contracts."""
        case = self._as("anna", self._ref("case_przykladowska"))
        first = case.current_plan_id
        self._rate(first.goal_ids[0], "-1", -20, "Jest trochę lepiej: w środy chodzi chętnie.")
        self._rate(first.goal_ids[1], "0", -20, "Zasady wiszą na lodówce i pamiętamy o nich.")
        first.action_ids[1].action_done()
        second = self._second_version(case)
        self._rate(second.goal_ids[0], "1", 0, "Kuba był w szkole cały tydzień. Cieszymy się wszyscy.")
        self._rate(second.goal_ids[1], "0", 0, "")
        self._ask_providers(case, second)
        case.contract_ids = [Command.create({
            "kind": "family", "name": "KR/3", "signed_on": self._day(-35), "review_on": self._day(60),
        }), Command.create({"kind": "social_a", "name": "KS/14", "review_on": self._day(30)})]
        case.contract_ids[-1:].action_sign()
        other = self._as("olga", self._ref("case_zastepcza"))
        self._rate(other.current_plan_id.goal_ids[0], "0", -2, "Mam zaświadczenie!")
        other.contract_ids = [Command.create({"kind": "social_b", "name": "KS/2", "party": "PUP"})]

    def _rate(self, goal, level, days, words):
        self._as_manager(goal.case_id, "kooperacje.goal.rating").create({
            "goal_id": goal.id, "level": level, "rated_on": max(self._day(days), goal.plan_id.signed_on),
            "family_view": words,
        })

    def _second_version(self, case):
        """A next meeting with the family: a goal more, services more, an action left out."""
        team = case._get_open_team()
        meeting = self._plan_meeting(case, team, -6, 15)
        meeting.participant_ids.action_present()
        meeting.write({
            "course": "Rodzina opowiedziała, co się udało; dodano cel i nowe usługi.", "outcome": "continue",
        })
        meeting.action_prepare_plan()
        plan = meeting.plan_id
        plan.goal_ids[0].target = "5 dni w tygodniu, bez spóźnień"
        goal = plan.goal_ids.create({
            "plan_id": plan.id, "name": "Spłacamy zaległy prąd", "measure": "raty", "baseline": "dług 900 zł",
            "target": "bez długu", "deadline": self._day(150), "sequence": 30,
        })
        plan.action_ids.filtered(lambda action: action.owner_kind == "family")[:1].deadline = self._day(60)
        plan.action_ids[-1:].unlink()
        plan.action_ids = [Command.create({
            "name": "Napisać wniosek o raty", "owner_kind": "family", "goal_id": goal.id, "deadline": self._day(10),
            "support_needed": "wzór wniosku",
        })]
        plan.goal_ids[0].service_line_ids = [Command.create({
            "service_id": self._service(case, self._ref(institution), service).id, "date_from": self._day(3),
            "date_to": self._day(120),
        }) for institution, service, _state in REQUESTS]
        meeting.action_hold()
        self._sign(meeting, meeting._day())
        return plan

    def _ask_providers(self, case, plan):
        for institution, name, state in REQUESTS:
            line = plan.service_line_ids.filtered(
                lambda line, name=name, key=institution: line.service_id.name == name
                and line.institution_id == self._ref(key)
            )
            line._ask_for_service("Prosimy o termin po południu.")
            referral = line.sudo().referral_ids
            provider = referral._providers()[:1]
            answer = self._as_user(provider or case.user_id, referral.sudo(False))
            if state == "declined":
                answer.action_decline(self.env.ref("kooperacje.premise_decline_places").id, "Grupa rusza we wrześniu.")
            elif state == "late":
                referral.write({"requested_on": self._day(-12), "answer_due": self._day(-3)})
            elif state != "requested":
                answer.action_accept(self._day(2), "we wtorki o 16.00")
                if state in ("started", "done"):
                    answer.action_start()
                if state == "done":
                    answer.action_done()
                elif state == "not_provided":
                    answer.action_not_provided("Odwołano wyjazd: za mało zgłoszeń.")
        self.env["kooperacje.referral"]._cron_deadlines()
