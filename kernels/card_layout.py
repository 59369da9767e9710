"""Layout of the service card as a workbook (karta usług kooperanta, tool 7A–I): shared by its writer and its reader.

The words are those of the printed form, so they are Polish in any language of the user. Parts of the card:

* I   sheet *Instytucja*: one field a row (label | value | hint), and sheet *Specjaliści* (optional): staff for teams,
* II  sheet *Usługi*: a table, one service a row,
* III sheet *Oświadczenia*: one field a row.

A hidden sheet *Słowniki* holds the lists behind the drop-downs. The reader finds columns by their headings, in any
order, and fields by their labels. A cell of several values separates them by semicolons; values of dictionaries may
be given as code or as name.

The nine variants have the common columns and, behind them, those of their sector, which an office keeps itself: see
:class:`Extra`.
"""
from dataclasses import dataclass, field, replace

from .workbook import fold

TABLE_HEADER_ROW = 3  # as the user counts; the reader looks for it in the first ten rows
DATA_ROWS = 500  # rows prepared for filling, with drop-downs and checks
MAX_SERVICES = 1000
SEPARATOR = "; "

CHOICES = {
    "kind": (("simple", "prosta"), ("complex", "złożona")),
    "origin": (
        ("partnership", "partnerstwo (PZK)"), ("neighbourhood", "w sąsiedztwie"), ("self_help", "samopomocowa"),
    ),
    "form": (
        ("counselling", "poradnictwo"), ("therapy", "terapia"), ("classes", "zajęcia"), ("care", "opieka"),
        ("intervention", "interwencja"), ("material", "pomoc rzeczowa"), ("training", "szkolenie"),
        ("placement", "pośrednictwo"), ("mediation", "mediacja"), ("transport", "transport"),
        ("lending", "użyczenie sali lub sprzętu"), ("other", "inna"),
    ),
    "access_mode": (
        ("open", "bez formalności"), ("enrolment", "zapisy"), ("application", "wniosek"),
        ("referral", "skierowanie"), ("decision", "decyzja"),
    ),
    "fee": (("free", "bezpłatna"), ("partial", "częściowo płatna"), ("full", "płatna")),
    "place": (("seat", "w siedzibie"), ("environment", "w środowisku"), ("remote", "zdalnie")),
    "capacity_status": (
        ("free", "wolne miejsca"), ("few", "ostatnie miejsca"), ("waiting", "lista oczekujących"),
        ("full", "brak miejsc"),
    ),
    "visibility": (("public", "publiczna"), ("partnership", "partnerstwo (PZK)"), ("office", "tylko ośrodek")),
    "level": (("commune", "gmina"), ("county", "powiat"), ("voivodeship", "województwo"), ("other", "inny")),
    "flag": (("yes", "TAK"), ("no", "NIE")),
}
# Dictionaries of the database, given by the caller as pairs (code, label).
DYNAMIC_CHOICES = ("sector", "area", "need", "target_group")


@dataclass(frozen=True)
class Column:
    """A column of a table or a field of a form.

    ``kind``: text, lines (a list of texts, one a line), integer, number, date, choice, choices (several), flag, email,
    nip, regon, krs, teryt. ``limit``: longest text or greatest number. ``optional``: a workbook may lack it, for it was
    made before the column was; then nothing is said of its value.
    """

    key: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: str = ""
    limit: int = 500
    width: int = 20
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Extra:
    """Columns of one variant beside the common ones: of part I and of each service, and the lists behind them.

    Keys begin with ``card.`` and ``service.``, so that no list of one hides that of the other.
    """

    institution: tuple = ()
    services: tuple = ()
    dictionaries: dict = field(default_factory=dict, hash=False)

    def sheets(self):
        """The common sheets with the columns of the variant; the number in the system stays the last column."""
        last = SERVICES.columns[-1]
        services = (*SERVICES.columns[:-1], *self.services, last)
        return (
            replace(INSTITUTION, columns=(*INSTITUTION.columns, *self.institution)), SPECIALISTS,
            replace(SERVICES, columns=services), STATEMENTS,
        )


@dataclass(frozen=True)
class Sheet:
    """``anchor``: the column by which the header row is known; a sheet without it is a form."""

    name: str
    title: str
    note: str
    columns: tuple
    anchor: str = ""
    optional: bool = False


INSTITUTION = Sheet(
    "Instytucja", "KARTA USŁUG KOOPERANTA – część I. Instytucja",
    "Proszę wypełnić białe pola w kolumnie B. Pola z gwiazdką są obowiązkowe. Puste pole nie zmienia danych "
    "instytucji.",
    (
        Column("name", "Nazwa pełna", required=True, hint="Zgodnie ze statutem lub rejestrem."),
        Column("short_name", "Nazwa skrócona", limit=60, hint="Np. PCPR, PPP."),
        Column("nip", "NIP", "nip", required=True, hint="10 cyfr; po nim system poznaje, czyja to karta."),
        Column("regon", "REGON", "regon", hint="9 lub 14 cyfr."),
        Column("krs", "KRS", "krs", hint="10 cyfr; organizacje pozarządowe i spółki."),
        Column("sector", "Sektor (wersja karty)", "choice", choices="sector", hint="Wersje 7A–7I."),
        Column("institution_level", "Poziom", "choice", choices="level", hint="Szczebel samorządu."),
        Column("governing_body", "Organ prowadzący", limit=200),
        Column("teryt", "TERYT siedziby", "teryt", hint="7 cyfr gminy albo 4 cyfry powiatu."),
        Column("street", "Ulica i numer", limit=200),
        Column("zip", "Kod pocztowy", limit=10),
        Column("city", "Miejscowość", limit=100),
        Column("phone", "Telefon", limit=60),
        Column("email", "E-mail", "email", limit=200),
        Column("website", "Strona internetowa", limit=200),
        Column("legal_form", "Forma prawna", limit=120, optional=True,
               hint="Np. jednostka organizacyjna gminy, stowarzyszenie, spółka."),
        Column("operating_area", "Obszar działania", limit=200, optional=True, hint="Gmina, powiat, osiedla."),
        Column("opening_hours", "Godziny pracy", limit=200, optional=True),
        Column("accessibility", "Dostępność", limit=500, optional=True,
               hint="Architektoniczna, cyfrowa i komunikacyjna: podjazd, winda, pętla indukcyjna, PJM, tłumacz …"),
        Column("legal_basis", "Podstawa prawna działania", limit=500, optional=True),
        Column("secrecy_limits", "Ograniczenia wymiany informacji", limit=1000, optional=True,
               hint="Tajemnice, które wiążą instytucję: lekarska, adwokacka, postępowania …"),
    ),
)
SPECIALISTS = Sheet(
    "Specjaliści", "KARTA USŁUG KOOPERANTA – część I. Pracownicy do zespołów zadaniowych (ZZK)",
    "Jeden wiersz to jedna osoba, którą można zaprosić do zespołu. Bez danych osób objętych pomocą.",
    (
        Column("name", "Imię i nazwisko", required=True, limit=120, width=30),
        Column("function", "Funkcja", limit=120, width=26),
        Column("speciality", "Specjalność", limit=120, width=26),
        Column("phone", "Telefon", limit=60),
        Column("email", "E-mail", "email", limit=200, width=28),
        Column("decision_maker", "Osoba decyzyjna", "flag", hint="TAK, jeśli reprezentuje instytucję w PZK."),
    ),
    anchor="name", optional=True,
)
SERVICES = Sheet(
    "Usługi", "KARTA USŁUG KOOPERANTA – część II. Usługi",
    "Jeden wiersz to jedna usługa. Obowiązkowa jest tylko nazwa; reszta pomaga dobrać usługę do potrzeb. Kilka "
    "wartości w jednej komórce proszę oddzielać średnikiem. Numeru w systemie proszę nie zmieniać; nowa usługa go "
    "nie ma.",
    (
        Column("name", "Nazwa usługi", required=True, limit=200, width=36),
        Column("description", "Opis", limit=5000, width=44),
        Column("kind", "Rodzaj", "choice", choices="kind", width=12, hint="Złożona składa się z kilku czynności."),
        Column("activities", "Czynności składowe", "lines", limit=200, width=32,
               hint="Tylko przy usłudze złożonej: każda czynność w osobnym wierszu komórki (Alt+Enter)."),
        Column("area", "Obszar usług społecznych", "choice", choices="area", width=30),
        Column("needs", "Powody i potrzeby", "choices", choices="need", width=36,
               hint="Na co odpowiada usługa: kody lub nazwy z listy, oddzielone średnikiem, np. 7.5; 7.6"),
        Column("form", "Forma", "choice", choices="form", width=18),
        Column("target_groups", "Adresaci", "choices", choices="target_group", width=30,
               hint="Nazwy z listy, oddzielone średnikiem."),
        Column("age_from", "Wiek od", "integer", limit=120, width=9),
        Column("age_to", "Wiek do", "integer", limit=120, width=9, hint="Puste, gdy bez górnej granicy."),
        Column("access_mode", "Tryb dostępu", "choice", choices="access_mode", width=18),
        Column("documents_needed", "Wymagane dokumenty", width=28),
        Column("conditions", "Warunki", width=28, hint="Warunki lub kryteria skorzystania."),
        Column("fee", "Odpłatność", "choice", choices="fee", width=16),
        Column("fee_note", "Zasady odpłatności", width=24),
        Column("place", "Miejsce realizacji", "choice", choices="place", width=16),
        Column("address", "Adres", width=28),
        Column("teryt", "TERYT", "teryt", width=12, hint="Gmina (7 cyfr), w której usługa jest świadczona."),
        Column("schedule", "Dni i godziny", width=24),
        Column("duration", "Czas trwania", limit=120, width=18, optional=True, hint="Np. 10 spotkań po 50 minut."),
        Column("waiting_days", "Czas oczekiwania (dni)", "integer", limit=3650, width=14),
        Column("capacity", "Liczba miejsc", "integer", limit=100000, width=10),
        Column("capacity_free", "Wolne miejsca", "integer", limit=100000, width=10),
        Column("capacity_status", "Dostępność miejsc", "choice", choices="capacity_status", width=18, optional=True,
               hint="Puste, gdy wynika z liczby miejsc."),
        Column("capacity_stated_on", "Stan miejsc na dzień", "date", width=14),
        Column("specialists", "Specjaliści", width=28),
        Column("accessibility", "Dostępność", width=28, hint="Podjazd, winda, pętla indukcyjna, PJM, tłumacz …"),
        Column("contact_name", "Osoba kontaktowa", limit=120, width=24),
        Column("contact_phone", "Telefon", limit=60, width=18),
        Column("contact_email", "E-mail", "email", limit=200, width=26),
        Column("date_from", "Oferowana od", "date", width=14),
        Column("date_to", "Oferowana do", "date", width=14),
        Column("origin", "Pochodzenie", "choice", choices="origin", width=20),
        Column("visibility", "Widoczność", "choice", choices="visibility", width=20, optional=True,
               hint="Kto widzi usługę w koszyku; bez wyboru: całe partnerstwo."),
        Column("id", "Nr w systemie", "integer", limit=2**31 - 1, width=12, hint="Proszę nie zmieniać."),
    ),
    anchor="name",
)
STATEMENTS = Sheet(
    "Oświadczenia", "KARTA USŁUG KOOPERANTA – część III. Oświadczenia",
    "Proszę wybrać TAK lub NIE oraz wskazać osobę, która potwierdza kartę w imieniu instytucji.",
    (
        Column("terms_accepted", "Usługi udostępniamy na dotychczasowych zasadach", "flag"),
        Column("changes_reported", "Zmiany zgłosimy niezwłocznie", "flag"),
        Column("declared_by", "Potwierdza (imię i nazwisko, funkcja)", limit=200),
        Column("declared_on", "Data potwierdzenia", "date"),
    ),
)
DICTIONARIES = "Słowniki"


def options(column, dictionaries):
    """Pairs (code, label) allowed in ``column``; a label never holds the separator."""
    name = "flag" if column.kind == "flag" else column.choices
    pairs = CHOICES.get(name) or dictionaries.get(name) or ()
    return [(code, label.replace(";", ",")) for code, label in pairs]


def lookup(pairs):
    """Map each way to write a value (code, label, label without its code) to the code; ambiguous ones are left out."""
    codes = {fold(code): code for code, _label in pairs}
    named, ambiguous = {}, set()
    for code, label in pairs:
        ways = {fold(label)}
        if fold(label).startswith(fold(code) + " "):
            ways.add(fold(label)[len(fold(code)) + 1:])
        for way in ways:
            if named.setdefault(way, code) != code:
                ambiguous.add(way)
    return {**{way: code for way, code in named.items() if way not in ambiguous}, **codes}
