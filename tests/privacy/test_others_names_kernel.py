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

    def test_nobody_else(self):
        self.assertEqual(hider(["Halina"], [], [False, "", "12"])("Halina, 12"), "Halina, 12")
