from odoo import models

# Persons of Małkinia's records who stand in no case: one objects, the other was erased after her request.
OBJECTS = ("Henryk", "Sprzeczny", "1961-03-14")
ERASED = ("Stefania", "Zapomniana", "1950-10-01")
BREACHES = [
    ("Pismo w sprawie jednej rodziny wysłano pod adres innej; adresat zwrócił je nieotwarte.", 40, {
        "person_count": 2, "person_kinds": "Rodzina objęta pracą zespołu", "data_kinds": "Imiona, adres, dane o pomocy",
        "consequences": "Brak: koperta wróciła zamknięta.", "risk": "none",
        "measures": "Dodano drugą osobę sprawdzającą adresy przed wysyłką.",
    }),
    ("Pendrive ze sprawozdaniem został w sali konferencyjnej.", 2, {
        "person_count": 14, "person_kinds": "Pracownicy instytucji partnerskich", "data_kinds": "Imiona, telefony",
    }),
]


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_privacy(self):
        """The officer's desk of Małkinia: requests answered and open, a restriction, an erasure, breaches, requests for
        information both ways, the register of processing and its papers.
        """
        self._load_person_requests()
        self._load_information_requests()
        office = self._ref("pzk_malkinia").company_id
        for what, days, values in BREACHES:
            breach = self._as("irena", "kooperacje.breach").create({
                "what": what, "company_id": office.id, "user_id": self._ref("user_irena").id,
                "found_at": self._moment(-days, 9), **values,
            })
            if values.get("risk"):
                breach.action_close()
        self._as("irena", "kooperacje.processing.activity").with_company(office).action_propose()
        Paper = self._as("irena", "kooperacje.privacy.paper")
        Paper.create({"company_id": office.id, "kind": "board", "hung_on": self._day(-100), "place": "hol, parter"})
        Paper.create({"company_id": office.id, "kind": "impact"})

    def _load_person_requests(self):
        office = self._ref("pzk_malkinia").company_id
        self._as("anna", "kooperacje.person").create([
            {"first_name": first, "last_name": last, "birth_date": born, "company_id": office.id}
            for first, last, born in (OBJECTS, ERASED)
        ])
        known = {"identity_way": "document", "identity_on": self._day(-9)}
        self._request_of("Barbara", "Przykładowska", days=20, **known, outcome="granted", answer=(
            "W załączeniu przekazujemy kopię danych, które przetwarza ośrodek."))
        self._request_of(
            "Jan", "Bezdokumentowy", days=30, outcome="refused", refusal_ground="identity", received_by="mail",
            answer="Prosimy o osobiste zgłoszenie się z dokumentem tożsamości.",
        )
        objection = self._request_of(*OBJECTS[:2], days=9, kind="objection", content=(
            "Nie zgadzam się na dalsze używanie moich danych."), **known)
        objection.action_restrict()
        erasure = self._request_of(*ERASED[:2], days=25, kind="erasure", **{**known, "identity_on": self._day(-25)})
        erasure.action_propose_erasure()
        erasure.write({"outcome": "granted", "answer": "Dane usunięto, protokół w aktach ośrodka."})
        # sudo: the list that the step above has drawn up.
        disposal = self.env["kooperacje.disposal"].sudo().search([("ground_note", "=", erasure.number)])
        self._as("maria", disposal)._approve()
        erasure.action_answer()

    def _request_of(self, first_name, last_name, *, days, **values):
        request = self._as("maria", "kooperacje.subject.request").create({
            "first_name": first_name, "last_name": last_name, "received_on": self._day(-days),
            "company_id": self._ref("pzk_malkinia").company_id.id, "user_id": self._ref("user_maria").id, **values,
        })
        if values.get("refusal_ground") != "identity":
            request.action_find_person()
        if values.get("outcome"):
            request.action_answer()
        return request

    def _load_information_requests(self):
        Request = self._as("maria", "kooperacje.information.request")
        common = {"company_id": self._ref("pzk_malkinia").company_id.id, "user_id": self._ref("user_maria").id}
        court = Request.create({
            **common, "body_kind": "court", "body_name": "Sąd Rejonowy (przykładowy), III Wydział Rodzinny",
            "reference": "III RNsm 0/00", "received_on": self._day(-12), "legal_ground": "art. 248 § 1 k.p.c.",
            "content": "Czy rodzina korzysta z pomocy i od kiedy.",
        })
        court.write({
            "outcome": "given", "answer": "Pismo: okres pomocy, bez treści rozmów.", "answered_on": self._day(-8),
        })
        court.action_close()
        Request.create({
            **common, "body_kind": "police", "body_name": "Komenda Powiatowa Policji (przykładowa)",
            "received_on": self._day(-2), "content": "Adres pobytu osoby.",
        })
        self._as("anna", Request).create({
            **common, "user_id": self._ref("user_anna").id, "direction": "out", "body_kind": "employer",
            "body_name": "Tartak „Przykład”", "received_on": self._day(-10), "content": "Wysokość dochodu z marca.",
        })
