from datetime import timedelta

from odoo import Command, models

# Who filed what in Małkinia: (who, on behalf of, days ago, values, what became of it). Services by their name.
REQUESTS = [
    ("ewa", None, 3, {
        "kind": "change", "service": "Świetlica szkolna",
        "description": "Od nowego semestru świetlica jest czynna do 17.30. Proszę poprawić godziny.",
    }, "new"),
    ("anna", None, 20, {
        "kind": "add", "name": "Opieka wytchnieniowa dla opiekunów dorosłych osób z niepełnosprawnością", "need": "7_5",
        "description": "Opiekunowie pytają o kilka godzin zastępstwa w tygodniu. W koszyku nikt tego nie oferuje.",
    }, "new"),
    ("piotr", "anna", 12, {
        "kind": "neighbourhood", "name": "Dzienny dom „Senior+” w sąsiedniej gminie", "institution": "office_nur",
        "description": "Ośrodek w Nurze przyjmuje także mieszkańców naszej gminy, jeżeli mają jak dojechać.",
    }, "accepted"),
    ("tomasz", None, 40, {
        "kind": "self_help", "name": "Grupa wsparcia rodziców dzieci z autyzmem", "need": "7_5", "institution": "ngo",
        "description": "Rodzice spotykają się sami, potrzebują stałego miejsca i informacji w koszyku.",
    }, "done"),
    ("zofia", None, 30, {
        "kind": "add", "name": "Korepetycje z języka angielskiego",
        "description": "Wolontariusze mogliby uczyć angielskiego, pytają o to uczniowie.",
    }, "rejected"),
    ("barbara", None, 25, {
        "kind": "remove", "service": "Doradztwo edukacyjno-zawodowe",
        "description": "Wniosek złożony omyłkowo: doradca wraca z urlopu w przyszłym miesiącu.",
    }, "taken_back"),
]
REJECTION = "Usługa jest już w koszyku: „Korepetycje z wolontariuszem” stowarzyszenia obejmują wszystkie przedmioty."
# What the two services that enter with a request say about themselves.
SUPPORT_GROUP = {
    "description": "Spotkania dwa razy w miesiącu, dzieciom w tym czasie opiekę zapewniają wolontariusze.",
    "schedule": "2. i 4. czwartek miesiąca 17.00–19.00", "contact_name": "Zofia Mostowska",
    "form": "other", "fee": "free",
}
# Institutions of Małkinia whose services were confirmed so many days ago: due, or no longer fresh.
CONFIRMED = {"ppp": 341, "sp_malkinia": 347, "gkrpa_malkinia": 371}


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_keeping(self):
        """The basket as it is kept: requests in every state, services to confirm, a duplicate, a review in Nur."""
        for request in REQUESTS:
            self._load_request(*request)
        self._load_composition_requests()
        self._load_duplicate()
        self._load_review()
        self._load_freshness()

    def _basket(self, office, name, institution=None):
        domain = [
            ("partnership_id", "=", self._ref(f"pzk_{office}").id), ("name", "=", name), ("state", "=", "verified"),
        ]
        if institution:
            domain.append(("institution_id", "=", self._ref(institution).id))
        return self.env["kooperacje.service"].search(domain, limit=1)

    def _load_request(self, login, behalf, days, values, state):
        values = dict(values)
        service, institution, need = (values.pop(key, None) for key in ("service", "institution", "need"))
        if service:
            values["service_id"] = self._basket("malkinia", service).id
        if institution:
            values["institution_id"] = self._ref(institution).id
        request = self._as(login, "kooperacje.basket.request").create({
            **values, "partnership_id": self._ref("pzk_malkinia").id,
            "need_id": need and self.env.ref(f"kooperacje.need_{need}").id,
            "on_behalf_of_id": behalf and self._ref(f"user_{behalf}").id,
        })
        self._file_earlier(request, days)
        leader = self._as("piotr", request)
        if state == "taken_back":
            request.action_take_back()
        elif state == "rejected":
            leader._decide("rejected", REJECTION)
        elif state != "new":
            leader.action_accept()
        if state == "done":
            leader.action_realise()
            leader.result_service_id.write({
                **SUPPORT_GROUP, "need_area_id": self.env.ref("kooperacje.need_cus_6").id,
                "target_group_ids": [Command.set(self.env["kooperacje.target.group"].search([], limit=1).ids)],
            })
            leader.result_service_id.action_verify()

    def _file_earlier(self, request, days):
        """A register of one day would show nothing overdue."""
        filed_on = self._day(-days)
        request.sudo().write({
            "filed_on": filed_on, "deadline": filed_on + timedelta(days=request.partnership_id.request_days),
        })
        request.sudo().activity_ids.write({"date_deadline": request.deadline})

    def _load_composition_requests(self):
        common = {"partnership_id": self._ref("pzk_malkinia").id}
        library = self._as("ewa", "kooperacje.composition.request").create({
            **common, "sector_id": self.env.ref("kooperacje.sector_e").id,
            "description": "Biblioteka gminna prowadzi zajęcia dla dzieci i ma salę; nie należy do partnerstwa.",
        })
        self._file_earlier(library, 9)
        interpreter = self._as("piotr", "kooperacje.composition.request").create({
            **common, "kind": "specialist", "speciality": "tłumacz języka migowego",
            "on_behalf_of_id": self._ref("user_anna").id,
            "description": "W zespołach brakuje tłumacza; rodziny przychodzą z własnymi dziećmi w tej roli.",
        })
        self._file_earlier(interpreter, 16)
        interpreter.action_accept()

    def _load_duplicate(self):
        """The speech therapy of the PPP was entered once more by hand."""
        therapy = self._as("piotr", self._basket("malkinia", "Terapia logopedyczna", "ppp"))
        therapy.copy({
            "name": "Logopeda – terapia logopedyczna", "card_id": False, "schedule": "wtorki 12.00–18.00",
        }).action_verify()

    def _load_review(self):
        """Nur reviewed its basket: one service withdrawn, one to be changed, the protocol signed."""
        review = self._as("pawel", "kooperacje.basket.review").create({
            "partnership_id": self._ref("pzk_nur").id,
            "participants": "Paweł Wiążący – GOPS w Nurze\nprzedstawiciele szkoły, PCPR, PPP i PUP",
            "conclusions": "W gminie brakuje zajęć dla dzieci w czasie wakacji. Temat na kolejne spotkanie.",
        })
        decisions = {
            "Wakacyjne zajęcia w szkole": ("withdraw", "Szkoła nie otrzymała środków na wakacje."),
            "Zajęcia wyrównawcze": ("change", "Od lutego także dla klas 7–8; godziny do uzgodnienia."),
        }
        for line in review.line_ids:
            if line.service_id.name in decisions:
                line.decision, line.remark = decisions[line.service_id.name]
        review.action_keep_others()
        review.action_close()
        self._remember(review, "review_nur")
        self._sign(review, self._day(0))

    def _load_freshness(self):
        """Confirmations that run out, and some that have; then the nightly look asks for them."""
        Service = self.env["kooperacje.service"].sudo()
        for institution, days in CONFIRMED.items():
            Service.search([
                ("partnership_id", "=", self._ref("pzk_malkinia").id), ("state", "=", "verified"),
                ("institution_id", "=", self._ref(institution).id),
            ]).write({"confirmed_on": self._day(-days), "verified_on": self._day(-days)})
        Service._cron_ask_confirmation()
