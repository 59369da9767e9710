from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.others_names import SIGN, hider


@tagged("post_install", "-at_install")
class TestOthersNamesKernel(BaseCase):
    """Names of others in their grammatical cases; the person's own stay."""

    def test_cases_of_a_name(self):
        hide = hider(["Halina", "Nowak"], ["Marek", "Kowalski", "Kuba", "Nowak", "Zofia"],
                      ["80010112357", "ul. Leśna 4"])
        for text in ("Marka", "Marek", "Markowi", "Markiem", "Kowalskiego", "Kowalskim", "Kowalska", "Kuby", "Kubie",
                     "KUBĘ", "Zofii", "Zofią", "80010112357", "ul. Leśna 4"):
            with self.subTest(text):
                self.assertEqual(hide(f"U {text}, wczoraj"), f"U {SIGN}, wczoraj")

    def test_own_names_and_other_words_stay(self):
        hide = hider(["Halina", "Nowak"], ["Jan", "Nowak", "Ewa"], ["602 100 200"])
        for text in ("Halinie Nowak", "Nowaków", "w styczniu", "Janusz", "plan", "ewakuacja"):
            with self.subTest(text):
                self.assertEqual(hide(text), text)
        self.assertEqual(hide("z Janem i Ewą"), f"z {SIGN} i {SIGN}")

    def test_softened_consonants(self):
        """“Powiedział Monice”: the last consonant of the stem changes before -e, and the name is still found."""
        hide = hider(["Halina"], ["Monika", "Jadwiga", "Beata", "Marta", "Barbara", "Magda", "Piotr", "Robert",
                                  "Mariola", "Tekla", "Michał", "Wojciech", "Kosta", "Sarna", "Ewa", "Mela"], [])
        for text in ("Monice", "Jadwidze", "Beacie", "Marcie", "Barbarze", "Magdzie", "Piotrze", "Robercie", "Marioli",
                     "Tekli", "Michale", "Wojciesze", "Koście", "Sarnie", "Ewie", "Meli"):
            with self.subTest(text):
                self.assertEqual(hide(f"U {text}, wczoraj"), f"U {SIGN}, wczoraj")
        for text in ("marzec", "pomoc", "tekst", "robota", "w mieście"):
            with self.subTest(text):
                self.assertEqual(hide(text), text)
        self.assertEqual(hider(["Monika"], ["Monika"], [])("Monice"), "Monice", "the person's own stays")

    def test_nobody_else(self):
        self.assertEqual(hider(["Halina"], [], [False, "", "12"])("Halina, 12"), "Halina, 12")
