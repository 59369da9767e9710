"""Layout of the local basket as a workbook (lokalny koszyk usług, tool 11): shared by its writer and its reader.

What goes out comes in: the same sheets, the same columns. Words are Polish in any language of the user. A row is known
by its ``key``, which the system gives and which survives a move to another database; a row without one is new. Columns
marked ``system`` are filled in by the system and not read back, and whole sheets may be ``read_only``.

``mark`` (hidden) is the fingerprint of the row as it went out. A row that still bears it was not touched by whoever
edited the file; one that was touched is compared with what the system holds by now, so that an old file never undoes
what others have changed since.
"""
import hashlib
from dataclasses import dataclass, replace
from datetime import date

from .card_layout import CHOICES as CARD_CHOICES
from .card_layout import Column, lookup
from .workbook import clean_text

HEADER_ROW = 4  # as the user counts; the reader looks for it in the first ten rows
MAX_ROWS = 20_000
HISTORY_ROWS = 5_000  # the latest ones
SPARE_ROWS = 500  # rows below the last one that have drop-downs too
SEPARATOR = "; "
REMARKS = "Uwagi"  # sheet added to a workbook that comes back with its mistakes marked
CHOICES = {
    **CARD_CHOICES,
    "state": (("proposed", "proponowana"), ("verified", "w koszyku"), ("withdrawn", "wycofana")),
    "request_kind": (
        ("add", "dodanie"), ("change", "zmiana"), ("remove", "usunięcie"), ("neighbourhood", "usługa w sąsiedztwie"),
        ("self_help", "usługa samopomocowa"),
    ),
    "request_state": (
        ("new", "do rozpatrzenia"), ("accepted", "uwzględniony"), ("done", "zrealizowany"), ("rejected", "odrzucony"),
        ("taken_back", "wycofany"),
    ),
    "change_kind": (
        ("added", "dodanie"), ("changed", "zmiana"), ("confirmed", "potwierdzenie"), ("withdrawn", "wycofanie"),
        ("restored", "przywrócenie"), ("merged", "połączenie"),
    ),
}
DYNAMIC_CHOICES = {
    "sector": "Sektor", "area": "Obszar usług społecznych", "need": "Powody i potrzeby", "target_group": "Adresaci",
    "institution_type": "Typ instytucji",
}


@dataclass(frozen=True)
class BasketColumn(Column):
    """``system``: filled in by the system, never read back."""

    system: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class BasketSheet:
    """``anchor``: the column by whose heading the header row is known."""

    key: str
    name: str
    note: str
    columns: tuple
    anchor: str
    read_only: bool = False

    @property
    def content(self):
        """Columns that are read, without key and fingerprint."""
        return tuple(c for c in self.columns if not c.system and c.key not in ("key", "mark"))


def _system(key, label, width=12, kind="text", choices=""):
    return BasketColumn(key, label, kind, width=width, choices=choices, system=True)


def _column(key, label, kind="text", *, width=20, limit=500, choices="", required=False, hint=""):
    return BasketColumn(key, label, kind, required, choices, limit, width, hint)


NUMBER = _system("number", "Lp.", 6, "integer")
KEY = BasketColumn("key", "Id", limit=64, width=12, hint="Nadaje system. Proszę nie zmieniać; nowy wiersz go nie ma.")
MARK = BasketColumn("mark", "Znacznik wersji", limit=64, width=10, hidden=True)
FILLED_BY_SYSTEM = "Szare kolumny wypełnia system; zmian w nich się nie wczytuje."

SERVICES = BasketSheet(
    "services", "Usługi",
    "Jeden wiersz to jedna usługa. Nowa usługa nie ma Id. Aby wycofać usługę, proszę wybrać status „wycofana” i podać "
    f"powód; usunięcie wiersza niczego nie zmienia. {FILLED_BY_SYSTEM}",
    (
        NUMBER, KEY, _system("sector", "Sektor", 24),
        _column("institution", "Instytucja", width=34, required=True, limit=250, hint="Jak w arkuszu Instytucje."),
        _system("level", "Poziom", 14, choices="level"),
        _column("origin", "Pochodzenie", "choice", width=18, choices="origin"),
        _column("name", "Nazwa usługi", width=36, required=True, limit=200),
        _column("description", "Opis", width=44, limit=5000),
        _column("kind", "Rodzaj", "choice", width=10, choices="kind"),
        _column("activities", "Czynności", width=32, limit=5000),
        _column("area", "Obszar", "choice", width=28, choices="area"),
        _column("form", "Forma", "choice", width=18, choices="form"),
        _column("target_groups", "Adresaci", "choices", width=30, choices="target_group",
                hint="Nazwy ze Słowników, oddzielone średnikiem."),
        _column("age_from", "Wiek od", "integer", width=8, limit=120),
        _column("age_to", "Wiek do", "integer", width=8, limit=120, hint="Puste, gdy bez górnej granicy."),
        _column("needs", "Powody i potrzeby", "choices", width=36, choices="need",
                hint="Kody lub nazwy ze Słowników, oddzielone średnikiem, np. 7.5; 7.6"),
        _column("access_mode", "Tryb dostępu", "choice", width=18, choices="access_mode"),
        _column("documents_needed", "Dokumenty", width=26),
        _column("conditions", "Warunki", width=26),
        _column("fee", "Odpłatność", "choice", width=16, choices="fee"),
        _column("fee_note", "Zasady odpłatności", width=22),
        _column("place", "Miejsce", "choice", width=16, choices="place"),
        _column("address", "Adres", width=28),
        _column("teryt", "TERYT", "teryt", width=10),
        _column("schedule", "Godziny", width=22),
        _column("duration", "Czas trwania", width=18, limit=120),
        _column("waiting_days", "Czas oczekiwania (dni)", "integer", width=12, limit=3650),
        _column("capacity", "Miejsca", "integer", width=9, limit=100_000),
        _column("capacity_free", "Wolne miejsca", "integer", width=9, limit=100_000),
        _column("capacity_status", "Dostępność miejsc", "choice", width=18, choices="capacity_status",
                hint="Puste, gdy wynika z liczby miejsc."),
        _column("capacity_stated_on", "Stan miejsc na dzień", "date", width=12),
        _column("specialists", "Specjaliści", width=26),
        _column("accessibility", "Dostępność", width=26),
        _column("contact_name", "Osoba kontaktowa", width=24, limit=120),
        _column("contact_phone", "Telefon", width=18, limit=60),
        _column("contact_email", "E-mail", "email", width=26, limit=200),
        _system("website", "Strona internetowa", 26),
        _column("date_from", "Ważne od", "date", width=12),
        _column("date_to", "Ważne do", "date", width=12),
        _column("visibility", "Widoczność", "choice", width=20, choices="visibility"),
        _system("verified_on", "Data weryfikacji", 12, "date"),
        _system("review_due", "Następny przegląd", 12, "date"),
        _column("state", "Status", "choice", width=14, choices="state", hint="Puste przy nowej usłudze: w koszyku."),
        _column("withdrawal_reason", "Powód wycofania", width=24),
        _system("changed_by", "Kto zmienił", 22),
        MARK,
    ),
    anchor="name",
)
INSTITUTIONS = BasketSheet(
    "institutions", "Instytucje",
    "Jeden wiersz to jedna instytucja. Puste komórki nie usuwają danych instytucji. Nowa instytucja nie ma Id. "
    f"{FILLED_BY_SYSTEM}",
    (
        NUMBER, KEY, _column("name", "Instytucja", width=40, required=True, limit=250),
        _column("short_name", "Skrót", width=14, limit=60),
        _column("type", "Typ", "choice", width=24, choices="institution_type"),
        _system("sector", "Sektor", 28),
        _column("level", "Poziom", "choice", width=14, choices="level"),
        _column("nip", "NIP", "nip", width=14), _column("regon", "REGON", "regon", width=16),
        _column("krs", "KRS", "krs", width=14),
        _column("governing_body", "Organ prowadzący", width=26, limit=200),
        _column("teryt", "TERYT", "teryt", width=10),
        _column("street", "Ulica i numer", width=28, limit=200), _column("zip", "Kod pocztowy", width=10, limit=10),
        _column("city", "Miejscowość", width=20, limit=100),
        _column("phone", "Telefon", width=18, limit=60), _column("email", "E-mail", "email", width=28, limit=200),
        _column("website", "Strona internetowa", width=28, limit=200),
        _system("services", "Liczba usług", 9, "integer"),
        MARK,
    ),
    anchor="name",
)
SPECIALISTS = BasketSheet(
    "specialists", "Specjaliści do ZZK",
    "Pracownicy, których można zaprosić do zespołu zadaniowego. Bez danych osób objętych pomocą.",
    (
        NUMBER, KEY, _column("institution", "Instytucja", width=40, required=True, limit=250),
        _column("name", "Imię i nazwisko", width=28, required=True, limit=120),
        _column("function", "Funkcja", width=26, limit=120), _column("speciality", "Specjalność", width=28, limit=120),
        _column("phone", "Telefon", width=18, limit=60), _column("email", "E-mail", "email", width=28, limit=200),
        MARK,
    ),
    anchor="name",
)
REQUESTS = BasketSheet(
    "requests", "Wnioski o aktualizację", "Rejestr wniosków. Wnioski składa się i rozpatruje w systemie; zmian w tym "
    "arkuszu się nie wczytuje.",
    (
        NUMBER, _system("reference", "Nr wniosku", 16), _system("date", "Data", 12, "date"),
        _system("applicant", "Wnioskodawca", 28), _system("on_behalf", "W imieniu kogo", 28),
        _system("kind", "Zakres", 20, choices="request_kind"), _system("service", "Usługa", 34),
        _system("content", "Treść", 50), _system("state", "Rozstrzygnięcie", 18, choices="request_state"),
        _system("reason", "Przyczyna odmowy", 36), _system("decided_on", "Data rozstrzygnięcia", 12, "date"),
    ),
    anchor="content", read_only=True,
)
DICTIONARIES = BasketSheet(
    "dictionaries", "Słowniki", "Wartości kolumn z listą. Zmian w tym arkuszu się nie wczytuje.",
    (_system("dictionary", "Słownik", 26), _system("code", "Kod", 18), _system("label", "Wartość", 70)),
    anchor="label", read_only=True,
)
HISTORY = BasketSheet(
    "history", "Historia zmian", "Co, kiedy i dlaczego zmieniono w koszyku, od najnowszych; całość jest w systemie. "
    "Zmian w tym arkuszu się nie wczytuje.",
    (
        NUMBER, _system("date", "Data", 12, "date"), _system("service", "Usługa", 36),
        _system("institution", "Instytucja", 34), _system("kind", "Zdarzenie", 16, choices="change_kind"),
        _system("change", "Zmiana", 60), _system("reason", "Powód", 36), _system("author", "Kto", 26),
    ),
    anchor="kind", read_only=True,
)
# The list of services of a voivodeship (RUR-42, 108): the baskets of its partnerships one under the other, to read.
VOIVODESHIP = BasketSheet(
    "services", "Usługi", "Zweryfikowane usługi wszystkich partnerstw. Zmienia je lider każdego partnerstwa.",
    (
        NUMBER, _system("partnership", "Partnerstwo", 34), _system("county", "Powiat", 22),
        *(replace(column, system=True, required=False) for column in SERVICES.columns if column.key not in (
            "number", "key", "mark", "state", "withdrawal_reason", "changed_by", "contact_name", "contact_phone",
            "contact_email", "visibility",
        )),
    ),
    anchor="name", read_only=True,
)
SHEETS = (SERVICES, INSTITUTIONS, SPECIALISTS, REQUESTS, DICTIONARIES, HISTORY)
IMPORTED = tuple(sheet for sheet in SHEETS if not sheet.read_only)


def options(column, dictionaries):
    """Pairs (code, label) allowed in ``column``; a label never holds the separator of several values."""
    pairs = CHOICES.get(column.choices) or dictionaries.get(column.choices) or ()
    return [(code, label.replace(";", ",")) for code, label in pairs]


def lookups(sheet, dictionaries):
    """``{column key: {written value: code}}`` for the columns of ``sheet`` that are read."""
    return {c.key: lookup(options(c, dictionaries)) for c in sheet.content if c.choices}


def renderers(sheet, dictionaries):
    """``{column key: function}`` from a value (codes for choices) to what stands in the cell: text, number or date."""
    made = {}
    for column in sheet.columns:
        if column.choices:
            labels = dict(options(column, dictionaries))
            if column.kind == "choices":
                made[column.key] = lambda codes, get=labels.get: clean_text(
                    SEPARATOR.join([get(code, code) for code in codes]),
                )
            else:
                made[column.key] = lambda code, get=labels.get: clean_text(get(code, code))
        elif column.kind in ("integer", "date"):
            made[column.key] = _as_it_is
        else:
            made[column.key] = clean_text
    return made


def _as_it_is(value):
    return value


def fingerprint(sheet, shown):
    """Fingerprint of the content of a row as it stands in the cells: ``{key: text, number or date}``."""
    text = "\x1e".join([cell_text(shown.get(column.key)) for column in sheet.content])
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def cell_text(value):
    """What stands in a cell, as text, whether it was kept as text or as a number."""
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def row_fingerprint(sheet, rendered, values):
    """Fingerprint of a row of values, given the functions of :func:`renderers`."""
    return fingerprint(sheet, {
        column.key: rendered[column.key](values[column.key]) for column in sheet.content
        if not _is_empty(values.get(column.key))
    })


def _is_empty(value):
    return value is None or value is False or value == "" or value == []


def changed(sheet, before, after):
    """Keys of the content in which two rows of values differ; nothing, zero and an empty text are the same."""
    return [c.key for c in sheet.content if _comparable(before.get(c.key)) != _comparable(after.get(c.key))]


def _comparable(value):
    if not value:
        return None
    if isinstance(value, str):
        return clean_text(value)
    return set(value) if isinstance(value, list | tuple) else value
