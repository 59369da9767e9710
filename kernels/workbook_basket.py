"""Local basket as a workbook (lokalny koszyk usług, tool 11). Pure Python, no ORM.

Sheets *Usługi*, *Instytucje*, *Specjaliści do ZZK*, *Słowniki*. Rows may be generators: they are written as they come
and not kept, so the size of a basket costs no memory.
"""
from .workbook import Writer

SERVICE_COLUMNS = (
    ("Lp.", 6), ("Id", 8), ("Sektor", 24), ("Instytucja", 34), ("Poziom", 14), ("Pochodzenie", 18),
    ("Nazwa usługi", 36), ("Opis", 44), ("Rodzaj", 10), ("Czynności", 32), ("Obszar", 28), ("Forma", 18),
    ("Adresaci", 30), ("Wiek od", 8), ("Wiek do", 8), ("Powody i potrzeby", 36), ("Tryb dostępu", 18),
    ("Dokumenty", 26), ("Warunki", 26), ("Odpłatność", 16), ("Zasady odpłatności", 22), ("Miejsce", 16), ("Adres", 28),
    ("TERYT", 10), ("Godziny", 22), ("Czas oczekiwania (dni)", 12), ("Miejsca", 9), ("Wolne miejsca", 9),
    ("Stan miejsc na dzień", 12), ("Specjaliści", 26), ("Dostępność", 26), ("Osoba kontaktowa", 24), ("Telefon", 18),
    ("E-mail", 26), ("Strona internetowa", 26), ("Ważne od", 12), ("Ważne do", 12), ("Data weryfikacji", 12),
    ("Następny przegląd", 12), ("Status", 12), ("Powód wycofania", 24), ("Kto zmienił", 22),
)
INSTITUTION_COLUMNS = (
    ("Lp.", 6), ("Instytucja", 40), ("Skrót", 14), ("Typ", 24), ("Sektor", 28), ("Poziom", 14), ("NIP", 14),
    ("REGON", 16), ("KRS", 14), ("Organ prowadzący", 26), ("TERYT", 10), ("Adres", 36), ("Telefon", 18), ("E-mail", 28),
    ("Strona internetowa", 28), ("Liczba usług", 9),
)
SPECIALIST_COLUMNS = (
    ("Lp.", 6), ("Instytucja", 40), ("Imię i nazwisko", 28), ("Funkcja", 26), ("Specjalność", 28), ("Telefon", 18),
    ("E-mail", 28),
)
DICTIONARY_COLUMNS = (("Słownik", 26), ("Kod", 16), ("Nazwa", 60))


def write_basket(title, subtitle, services, institutions, specialists, dictionaries):
    """Return the basket as the bytes of a workbook; each row is a sequence in the order of the columns above."""
    writer = Writer(title, constant_memory=True)
    for name, columns, rows in (
        ("Usługi", SERVICE_COLUMNS, services), ("Instytucje", INSTITUTION_COLUMNS, institutions),
        ("Specjaliści do ZZK", SPECIALIST_COLUMNS, specialists), ("Słowniki", DICTIONARY_COLUMNS, dictionaries),
    ):
        _table(writer, name, title, subtitle, columns, rows)
    return writer.close()


def _table(writer, name, title, subtitle, columns, rows):
    sheet = writer.book.add_worksheet(name)
    for index, (_heading, width) in enumerate(columns):
        sheet.set_column(index, index, width)
    # In constant memory a row is gone once the next one is begun: top to bottom, left to right.
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, f"{title} – {name}", writer.title)
    sheet.write_string(1, 0, subtitle, writer.format(italic=True, font_color="#595959"))
    sheet.set_row(2, 32)
    for index, (heading, _width) in enumerate(columns):
        sheet.write_string(2, index, heading, writer.header)
    last = 2
    for last, row in enumerate(rows, start=3):
        for index, value in enumerate(row):
            writer.write(sheet, last, index, value, text_wrap=True, valign="top", border=1, border_color="#BFBFBF")
    sheet.autofilter(2, 0, last, len(columns) - 1)
    sheet.freeze_panes(3, 2 if len(columns) > 10 else 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
