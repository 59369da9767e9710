from odoo import Command, models

# Fields of the variant by institution: of part I, and of every service.
EXTRAS = {
    "sp_malkinia": (
        {"rspo": "45678", "staff": ["pedagog", "psycholog", "logopeda"], "integration_classes": True},
        {"education_stage": ["klasy_i_iii", "klasy_iv_viii"], "parental_consent": True},
    ),
    "ppp": (
        {"staff": ["psycholog", "logopeda", "terapeuta_pedagogiczny", "doradca_zawodowy"]},
        {"opinions": ["wydaje_opinie", "wydaje_orzeczenia"], "parental_consent": True},
    ),
    "pcpr": (
        {"facility_type": "powiatowe_centrum_pomocy_rodzinie"},
        {"mode": "bez_decyzji", "income_criterion": False, "round_the_clock": False},
    ),
    "pup": ({}, {"status_required": ["bezrobotny", "poszukujacy_pracy"], "jobs": 12}),
    "kpp": (
        {"beats": "Rejon nr 4: Małkinia Górna, Kańkowo, Prostyń"},
        {"intervention_24_7": True, "assistance": True},
    ),
    "kuratorzy": (
        {"division": "III Wydział Rodzinny i Nieletnich",
         "information_scope": "Informacje o przebiegu nadzoru, w granicach zgody rodziny i postanowienia sądu."},
        {"mode": "z_urzedu"},
    ),
    "ngo": ({"public_benefit": True, "volunteers": 18, "child_protection": True}, {"commissioned": True}),
    "b_czp": ({"rpwdl": "000000012345"}, {"nfz_contract": True, "referral": False, "urgency": ["stabilne"]}),
    "b_mok": ({"rooms": "sala widowiskowa, pracownia plastyczna"}, {"discounts": "Karta Dużej Rodziny: 50%"}),
}
PROJECT = {
    "name": "Podwórko dla wszystkich", "authors": "Piotr Łączący, Ewa Lekcyjna",
    "diagnosis": "Na osiedlu przy stacji mieszka 140 dzieci. Najbliższa świetlica jest 4 km dalej, a lokalny koszyk "
                 "usług nie ma zajęć popołudniowych w tej części gminy.",
    "addressees": "Dzieci w wieku 7–15 lat z osiedla przy stacji i ich rodzice, bez kryterium dochodowego.",
    "addressee_count": 40,
    "recruitment": "Ogłoszenie w szkole i na klatkach, pierwszeństwo rodzin objętych pracą socjalną.",
    "resources": "Świetlica spółdzielni stoi pusta; trzy mamy chcą prowadzić zajęcia plastyczne.",
    "aim": "Dzieci z osiedla mają po lekcjach bezpieczne miejsce, w którym uczą się i bawią razem.",
    "goals": "Do końca roku 30 dzieci bierze udział w zajęciach co najmniej raz w tygodniu.\n"
             "Do końca roku 8 rodziców prowadzi zajęcia samodzielnie.",
    "risks": "Mała frekwencja zimą – zajęcia przeniesione do szkoły.",
    "monitoring": "Pracownik ds. sieci sprawdza listy obecności co miesiąc.",
    "evaluation": "Ankieta uczestnika i rozmowa z rodzicami na zakończenie.",
    "sustainability": "Rodzice tworzą grupę samopomocową; zajęcia wchodzą do lokalnego koszyka usług.",
    "promotion": "Strona gminy, tablica ogłoszeń, piknik otwarcia.", "image_consent": True, "child_protection": True,
}


class Demo(models.AbstractModel):
    """Cards with the fields of their variant, a collecting under way, social projects at several stages."""

    _inherit = "kooperacje.demo"

    def _fill_variant(self, card, institution):
        """What a workbook of old does not hold, filled in on the form before the card is handed in."""
        extra, of_services = EXTRAS.get(institution, ({}, {}))
        if extra:
            card.extra = extra
        if of_services:
            for service in card.service_ids:
                service.extra = of_services

    def _load_collecting(self):
        """Nur asks those who have no card yet; one is late, one has only been invited and was put off."""
        self._as("pawel", "kooperacje.membership").create({
            "partnership_id": self._ref("pzk_nur").id, "institution_id": self._ref("przychodnia_nur").id,
            "kind": "supplementary", "animators_decided_on": self._day(-5),
        })
        collection = self._as("pawel", "kooperacje.card.collection").create({
            "partnership_id": self._ref("pzk_nur").id, "deadline": self._day(9),
            "message": "Proszę o wypełnienie karty usług. Pomogę przez telefon, jeśli coś będzie niejasne.",
        })
        collection.action_ask()
        late, put_off = collection.missing_card_ids[:2]
        late.deadline = self._day(-2)
        put_off.deadline = self._day(20)
        late._remind()
        self._remember(collection, "collection_nur")

    def _load_social_projects(self):
        community = self._community_project()
        community.action_submit()
        self._as("maria", community).action_approve()
        community.partner_line_ids.committed_on = self._day(-1)
        community.action_start()
        community.action_ids[0].write({"state": "done", "done_on": self._day(-1)})
        self._remember(community, "project_community")
        family = self._as("anna", "kooperacje.social.project").create({
            "name": "Kąt do nauki", "case_id": self._ref("case_przykladowska").id, "kind": "family",
            "diagnosis": "Dzieci odrabiają lekcje przy kuchennym stole; w koszyku nie ma wyposażenia mieszkań.",
            "addressees": "Rodzina objęta pracą zespołu.", "addressee_count": 4, "aim": "Dzieci mają gdzie się uczyć.",
            "date_from": self._day(0), "date_to": self._day(60),
            "action_ids": [Command.create({"name": "Zakup i montaż biurek", "date_to": self._day(30)})],
            "indicator_ids": [Command.create({
                "name": "Liczba miejsc do nauki", "baseline": "0", "target": "2", "source": "wizyta w domu",
            })],
            "budget_ids": [
                Command.create({"name": "Biurko z lampką", "quantity": 2, "unit": "szt.", "unit_price": 389.99}),
                Command.create({"name": "Regał", "unit_price": 250, "source": "sponsor"}),
            ],
        })
        family.action_submit()
        self._remember(family, "project_family")
        self._as("beata", "kooperacje.social.project").create({
            "name": "Klub rodziców po godzinach", "kind": "group", "aim": "Rodzice wspierają się nawzajem.",
            "partnership_id": self._ref("pzk_bedzin").id,
        })

    def _community_project(self):
        partners = [self._ref("sp_malkinia"), self._ref("ngo")]
        return self._as("piotr", "kooperacje.social.project").create({
            **PROJECT, "kind": "community", "partnership_id": self._ref("pzk_malkinia").id,
            "date_from": self._day(-20), "date_to": self._day(100),
            "partner_line_ids": [Command.create({"institution_id": partner.id, "name": text}) for partner, text in zip(
                partners, ("sala i sprzęt zimą", "dwoje wolontariuszy, 4 godziny w tygodniu"), strict=True,
            )],
            "action_ids": [Command.create(dict(zip(
                ("name", "institution_id", "performer", "place", "date_from", "date_to"),
                (name, self._ref(who).id, performer, place, self._day(start), self._day(end)), strict=True,
            ))) for name, who, performer, place, start, end in (
                ("Malowanie i wyposażenie świetlicy", "office_malkinia", "pracownik ds. sieci", "świetlica", -20, -2),
                ("Zajęcia popołudniowe, dwa razy w tygodniu", "sp_malkinia", "pedagog", "świetlica", 1, 95),
                ("Spotkania rodziców", "ngo", "animatorka", "świetlica", 10, 90),
            )],
            "budget_ids": [Command.create(dict(zip(
                ("name", "quantity", "unit", "unit_price", "source", "institution_id"), line, strict=True,
            ))) for line in (
                ("Farby i narzędzia", 1, "kpl.", 1250.5, "own", False),
                ("Stoły i krzesła", 24, "szt.", 119.9, "own", False),
                ("Materiały na zajęcia", 4, "mies.", 300, "grant", False),
                ("Praca wolontariuszy", 120, "godz.", 31.4, "in_kind", self._ref("ngo").id),
            )],
            "indicator_ids": [Command.create(dict(zip(
                ("name", "kind", "source", "baseline", "target"), line, strict=True,
            ))) for line in (
                ("Dzieci na zajęciach co tydzień", "result", "listy obecności", "0", "30"),
                ("Rodzice, którzy prowadzą zajęcia", "result", "dziennik zajęć", "0", "8"),
                ("Liczba zajęć", "product", "dziennik zajęć", "0", "32"),
            )],
        })
