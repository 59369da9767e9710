from odoo import Command, models

# Reports of families (R7): key, office, who writes it, and the answer of the head.
REPORTS = [
    {
        "key": "nieznana", "office": "nur", "author": "katarzyna", "answer": "case",
        "subject": "Rodzina Nieznana (zmyślona)", "contact": "ul. Zmyślona 206, tel. 555 200 206",
        "reason": "Matka po rozstaniu straciła pracę; starszy syn przestał chodzić do szkoły, młodszy choruje.",
        "needs": ["7.4", "7.9"],
        "done": "Poradnictwo w PCPR od pół roku, rozmowy pedagoga, zasiłek okresowy.",
        "why": "Każda instytucja działa osobno; gdy matka jest u lekarza z młodszym synem, starszy zostaje sam.",
        "words": "Nie wiem, od czego zacząć. Chcę pracować i mieć spokój o chłopców.",
    },
    {
        "key": "czekajaca", "office": "nur", "author": "monika", "answer": None,
        "subject": "Pan Czekający (zmyślony)", "contact": "tel. 555 200 207",
        "reason": "Długotrwale bezrobotny, opiekuje się ojcem; nie może podjąć stażu.",
        "needs": ["7.4"],
        "done": "Dwa skierowania na staż, poradnictwo zawodowe.",
        "why": "Nie ma kto zostać z ojcem; usługi opiekuńcze przyznano tylko na dwie godziny.",
        "words": "Pójdę do pracy, jeśli ktoś będzie z tatą.",
    },
    {
        "key": "odmowna", "office": "malkinia", "author": "ewa", "answer": "declined",
        "subject": "Rodzina Odmowna (zmyślona)", "contact": "przez szkołę",
        "reason": "Dzieci spóźniają się na pierwsze lekcje.",
        "needs": ["7.9"],
        "done": "Rozmowa wychowawcy.", "why": "Matka zaczyna pracę o szóstej.",
        "words": "Wystarczy mi ktoś, kto odprowadzi dzieci.",
        "decline": "Wystarczy świetlica od 7.00 i sąsiedzka pomoc; proszę zgłosić dzieci do świetlicy.",
    },
]
# The family reported from Nur, entered by its case manager.
REPORTED_FAMILY = {
    "key": "nieznana", "office": "nur", "days": 0,
    "people": [
        ("Aldona", "Nieznana", "1988-07-07", "main"), ("Kacper", "Nieznany", 14, "child"),
        ("Tymek", "Nieznany", 6, "child"), ("Zenon", "Nieznany", 70, "significant"),
    ],
    "street": "ul. Zmyślona 206", "phone": "555 200 206", "unit": "family", "source": "institution",
    "resources": "Dziadek Zenon chętnie pomaga; pani Aldona ma kurs kasjera.",
    "limits": "Brak samochodu, choroba Tymka.",
    "reason": "Pomoc trzech instytucji osobno nie zatrzymała opuszczania lekcji.",
    "sharing": ["pup", "pcpr", "sp_nur"],
}


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_reports(self):
        """Reports of families: one became a case, qualified jointly and with its consent; one waits; one was answered
        otherwise.
        """
        for report in REPORTS:
            card = self._write_report(report)
            if report["answer"] == "case":
                self._load_reported_family(card)
            elif report["answer"] == "declined":
                card = self._as(self._manager_of(report), card)
                card.decline_reason = report["decline"]
                card.action_decline()

    def _manager_of(self, report):
        return {"nur": "helena", "malkinia": "maria"}[report["office"]]

    def _write_report(self, report):
        partnership = self._ref(f"pzk_{report['office']}")
        author = self._ref(f"user_{report['author']}")
        card = self._as(report["author"], "kooperacje.report.card").create({
            "partnership_id": partnership.id, "institution_id": author.partner_id.parent_id.id, "unit_kind": "family",
            "subject": report["subject"], "contact": report["contact"], "reason": report["reason"],
            "need_ids": [Command.set([self._need(code).id for code in report["needs"]])],
            "done_so_far": report["done"], "why_not_enough": report["why"], "expectations": report["words"],
            "consent_given": True, "consent_on": self._day(-1),
        })
        card.action_send()
        self._remember(card, f"report_{report['key']}")
        return card

    def _need(self, code):
        return self.env.ref("kooperacje.need_" + code.replace(".", "_"))

    def _load_reported_family(self, card):
        family = REPORTED_FAMILY
        mine = self._as("helena", card)
        mine.case_manager_id = self._ref("user_olga")
        case = self._as("olga", self.env["kooperacje.case"].browse(mine.action_open_case()["res_id"]))
        self._remember(case, f"case_{family['key']}")
        persons = self._as("olga", "kooperacje.person").create([
            self._person_values(family, number, person) for number, person in enumerate(family["people"], start=1)
        ])
        case.write({
            "resources": family["resources"], "limits": family["limits"],
            "case_person_ids": [Command.create({
                "person_id": person.id, "sequence": number * 10, "relation": values[3],
                "in_household": values[3] != "significant",
            }) for number, (person, values) in enumerate(zip(persons, family["people"], strict=True), start=1)],
        })
        self._qualify_jointly(case, family, criteria=("a", "c"))
        case.action_qualify()
        self._ask_consent(case, family, signed=True)

    def _qualify_jointly(self, case, family, criteria=("a",)):
        """The partnership decides (R8): each of its institutions votes, one of them abstains."""
        paper = self._as_manager(case, "kooperacje.qualification").browse(case.action_joint_qualification()["res_id"])
        decided_on = self._day(min(0, 10 - family["days"]))
        paper.write({
            "decided_on": decided_on, "family_consent": "yes", "family_consent_on": decided_on,
            **{f"criterion_{one}": True for one in criteria},
            **{f"criterion_{one}_reason": family["reason"] for one in criteria},
            "decision": "qualified",
        })
        paper.vote_ids[-1:].vote = "abstained"
        paper._document_register_signature(decided_on, "handwritten", self._file("scan.pdf"), "scan.pdf")
        self._remember(paper, f"qualification_{family['key']}")
