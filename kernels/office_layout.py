"""Layout of the workbooks with which an office begins: its institutions, and their staff. Pure Python, no ORM.

They are written and read like the local basket (``basket_layout``), without keys: an institution is known by its NIP or
its name, a person by the institution and the e-mail or the name. What is known already is left as it is, so the same
file twice doubles nothing.
"""
from .basket_layout import DICTIONARIES, BasketColumn, BasketSheet

YES_NO = (("yes", "tak"), ("no", "nie"))


def _column(key, label, kind="text", *, width=20, limit=200, choices="", required=False, hint=""):
    return BasketColumn(key, label, kind, required, choices, limit, width, hint)


INSTITUTIONS = BasketSheet(
    "institutions", "Instytucje",
    "Jeden wiersz to jedna instytucja. Wymagana jest nazwa i typ. Instytucję, która jest już w systemie (ten sam NIP "
    "albo ta sama nazwa), zostawia się bez zmian.",
    (
        _column("name", "Instytucja", width=44, required=True, limit=250),
        _column("short_name", "Skrót", width=14, limit=60),
        _column("type", "Typ", "choice", width=34, choices="institution_type", required=True),
        _column("nip", "NIP", "nip", width=14), _column("regon", "REGON", "regon", width=16),
        _column("krs", "KRS", "krs", width=14),
        _column("teryt", "TERYT", "teryt", width=10, hint="7 cyfr gminy; puste oznacza gminę ośrodka."),
        _column("street", "Ulica i numer", width=28), _column("zip", "Kod pocztowy", width=10, limit=10),
        _column("city", "Miejscowość", width=20, limit=100),
        _column("phone", "Telefon", width=18, limit=60), _column("email", "E-mail", "email", width=28),
        _column("website", "Strona internetowa", width=28),
    ),
    anchor="name",
)
STAFF = BasketSheet(
    "staff", "Pracownicy",
    "Jeden wiersz to jedna osoba. Instytucja stoi tak, jak w systemie (nazwa, skrót albo NIP). Osobę, która już jest "
    "w tej instytucji (ten sam e-mail albo to samo nazwisko), zostawia się bez zmian. Bez danych osób objętych pomocą.",
    (
        _column("institution", "Instytucja", width=44, required=True, limit=250),
        _column("name", "Imię i nazwisko", width=30, required=True, limit=120),
        _column("function", "Funkcja", width=26, limit=120), _column("speciality", "Specjalność", width=28, limit=120),
        _column("phone", "Telefon", width=18, limit=60), _column("email", "E-mail", "email", width=28),
        _column("decides", "Decyduje o współpracy", "choice", width=14, choices="yes_no",
                hint="tak: kierownik albo osoba upoważniona do decyzji."),
        _column("available", "Do zespołów (ZZK)", "choice", width=14, choices="yes_no",
                hint="tak: można zaprosić do zespołu zadaniowego."),
    ),
    anchor="name",
)
SHEETS = {sheet.key: (sheet, DICTIONARIES) for sheet in (INSTITUTIONS, STAFF)}
