from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import file_reference


@tagged("post_install", "-at_install")
class TestFileReferenceKernel(BaseCase):
    """References as Polish offices write them, and what is none."""

    def test_written_is_read_again(self):
        for pattern in (
            file_reference.DEFAULT, "{klasa}/{numer}/{rok}", "{rok}-{jednostka}-{klasa}-{numer}",
            "ZS {klasa}.{numer}.{rok}",
        ):
            for unit in ("GOPS", "OPS-PS", "DPS.II"):
                with self.subTest(pattern=pattern, unit=unit):
                    text = file_reference.written(pattern, unit, "5021", 17, 2026)
                    self.assertEqual(file_reference.read(pattern, unit, text), ("5021", 17, 2026))
        self.assertEqual(file_reference.written(file_reference.DEFAULT, "GOPS", "5021", 7, 2026), "GOPS.5021.7.2026")

    def test_of_others_is_not_counted_as_ours(self):
        for text in (
            "MOPR.5021.7.2026", "GOPS.5021.0.2026", "GOPS.5021.07.2026", "GOPS.5021.7.226", "GOPS.5021.7.2026.3", "",
            None,
        ):
            self.assertIsNone(file_reference.read(file_reference.DEFAULT, "GOPS", text), text)

    def test_patterns(self):
        for pattern in ("{klasa}.{numer}.{rok}", file_reference.DEFAULT, "ZS/{rok}/{klasa}/{numer}"):
            self.assertTrue(file_reference.is_pattern(pattern), pattern)
        for pattern in (
            "", None, "{klasa}{numer}.{rok}", "{klasa}.{numer}", "{klasa}.{numer}.{numer}.{rok}",
            "{klasa}.{numer}.{rok}.{imie}",
            "{klasa}.{numer}.{rok}}", "{klasa}\n{numer}.{rok}", "znak sprawy bardzo dlugi {klasa}.{numer}.{rok}",
        ):
            self.assertFalse(file_reference.is_pattern(pattern), pattern)
        self.assertTrue(file_reference.is_letter_pattern("{znak}-{pismo}"))
        for pattern in ("{znak}", "{znak}{pismo}", "{pismo}.{znak}.{rok}"):
            self.assertFalse(file_reference.is_letter_pattern(pattern), pattern)

    def test_what_may_be_typed(self):
        for text in ("PS.KD.8125/3/26", "5021-17-2025", "ŚDS.4.2.2026", "GOPS 5021.1.2026"):
            self.assertTrue(file_reference.is_reference(text), text)
        for text in ("", "bez numeru", ".5021.1", "a" * 70 + "1", "5021;1", "5021\n1", "<b>1</b>"):
            self.assertFalse(file_reference.is_reference(text), text)
        self.assertEqual(file_reference.cleaned("  OPS  5021.1 "), "OPS 5021.1")

    def test_no_name_in_it(self):
        names = ["Halina", "Kowalska-Nowak", "Li", False]
        for text in ("KOWALSKA.1.2026", "5021/halina/1", "OPS.Nowak.3"):
            self.assertTrue(file_reference.names_person(text, names), text)
        for text in ("OPS.5021.1.2026", "LI.5.2026", "KOWAL.1.2026"):
            self.assertFalse(file_reference.names_person(text, names), text)
