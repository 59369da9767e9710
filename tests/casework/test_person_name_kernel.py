from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.person_name import alike, document_key, plain_name, search_words


@tagged("post_install", "-at_install")
class TestPersonNameKernel(BaseCase):
    """Names as offices meet them: Polish letters, two alphabets, two surnames, a slip of the finger."""

    def test_plain(self):
        self.assertEqual(plain_name("Łucja Żółć-Gęślicka"), "lucja zolc geslicka")
        self.assertEqual(plain_name("Олена Шевченко"), "olena szewczenko")
        self.assertEqual(search_words("kowalski JAN jan"), ["kowalski", "jan"])

    def test_one_person_written_twice(self):
        for first, last, other_first, other_last in (
            ("Jan", "Kowalski", "JAN", "kowalski"), ("Jan", "Kowalski", "Jan", "Kowaslki"),
            ("Łukasz", "Żak", "Lukasz", "Zak"), ("Kowalski", "Jan", "Jan", "Kowalski"),
            ("Ołena", "Szewczenko", "Olena", "Shevchenko"), ("Олександр", "Мельник", "Oleksandr", "Melnyk"),
            ("Oleksij", "Chmielnicki", "Oleksiy", "Khmelnicki"), ("Natalija", "Bojko", "Nataliia", "Boiko"),
            ("Anna", "Nowak-Wójcik", "Anna", "Wojcik Nowak"), ("Anna", "Nowak-Wójcik", "Anna", "Nowak"),
            ("Anna Maria", "Nowak", "Anna", "Nowak"), ("Yevhen", "Tkachuk", "Jewhen", "Tkaczuk"),
            ("Halyna", "Hryhorenko", "Galina", "Grigorenko"),
        ):
            with self.subTest(f"{first} {last} = {other_first} {other_last}"):
                self.assertTrue(alike(first, [last], other_first, [other_last]))
                self.assertTrue(alike(other_first, [other_last], first, [last]))

    def test_two_persons(self):
        """Born on one day: twins, and strangers who share a name."""
        for first, last, other_first, other_last in (
            ("Jan", "Kowalski", "Piotr", "Kowalski"), ("Ola", "Nowak", "Ula", "Nowak"),
            ("Kuba", "Nowak", "Filip", "Nowak"), ("Jan", "Kowalski", "Jan", "Nowak"),
            ("Jakub", "Kowalski", "Kuba", "Kowalska"), ("Anna", "Lis", "Anna", "Las"), ("", "", "", ""),
            ("Marta", "Kowalska", "Maria", "Kowalski"),
        ):
            with self.subTest(f"{first} {last} ≠ {other_first} {other_last}"):
                self.assertFalse(alike(first, [last], other_first, [other_last]))

    def test_a_former_surname_is_enough(self):
        self.assertTrue(alike("Anna", ["Nowak", "Lisowska"], "Anna", ["Lisowska"]))
        self.assertFalse(alike("Anna", ["Nowak", "Lisowska"], "Anna", ["Wójcik"]))

    def test_documents(self):
        for text in ("AB 123456", "ab123456", "paszport AB-123456", "Paszport: AB 123456"):
            self.assertEqual(document_key(text), "AB123456", text)
        for text in ("", None, "paszport", "brak"):
            self.assertEqual(document_key(text), "", text)
        self.assertNotEqual(document_key("AB 123456"), document_key("AB 123457"))
