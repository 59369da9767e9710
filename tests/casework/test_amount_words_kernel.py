import re

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.amount_words import amount_in_digits, amount_in_words, plural

AMOUNTS = st.decimals(0, 999_999_999, places=2, allow_nan=False, allow_infinity=False)


@tagged("post_install", "-at_install")
class TestAmountWords(BaseCase):
    """Amounts as they stand on a paper that is signed: in words, with the right form of złoty and grosz."""

    def test_amounts_of_papers(self):
        for amount, words in (
            (0, "zero złotych zero groszy"),
            (1, "jeden złoty zero groszy"),
            (2.02, "dwa złote dwa grosze"),
            (5.01, "pięć złotych jeden grosz"),
            (12.12, "dwanaście złotych dwanaście groszy"),
            (21, "dwadzieścia jeden złotych zero groszy"),
            (22.22, "dwadzieścia dwa złote dwadzieścia dwa grosze"),
            (112, "sto dwanaście złotych zero groszy"),
            (1234.05, "tysiąc dwieście trzydzieści cztery złote pięć groszy"),
            (12000, "dwanaście tysięcy złotych zero groszy"),
            (1_000_000, "milion złotych zero groszy"),
        ):
            self.assertEqual(amount_in_words(amount), words)

    def test_half_a_grosz_is_rounded_up(self):
        self.assertEqual(amount_in_words(2.005), "dwa złote jeden grosz")
        self.assertEqual(amount_in_digits(0.005), "0,01\u00a0zł")
        self.assertEqual(amount_in_words(0.999), "jeden złoty zero groszy")

    def test_digits_are_grouped_and_do_not_break(self):
        self.assertEqual(amount_in_digits(1234567.5), "1\u00a0234\u00a0567,50\u00a0zł")
        self.assertNotIn(" ", amount_in_digits(1234567.5))

    def test_negative_amount_is_refused(self):
        with self.assertRaises(ValueError):
            amount_in_words(-0.01)

    @given(AMOUNTS)
    def test_words_name_both_parts(self, amount):
        words = amount_in_words(amount)
        self.assertRegex(words, r"^[a-ząćęłńóśźż ]+ złot(y|e|ych) [a-ząćęłńóśźż ]+ grosz(e|y)?$")
        zloty, grosz = divmod(int(amount * 100), 100)
        form = re.search(r"złot\w+", words).group()
        self.assertEqual(form, plural(zloty, ("złoty", "złote", "złotych")))
        self.assertTrue(words.endswith(plural(grosz, ("grosz", "grosze", "groszy"))))

    @given(AMOUNTS, AMOUNTS)
    def test_different_amounts_read_differently(self, one, other):
        """Nobody can pass one sum for another."""
        self.assertEqual(amount_in_words(one) == amount_in_words(other), one == other)
        self.assertEqual(amount_in_digits(one) == amount_in_digits(other), one == other)

    @given(st.integers(0, 10_000))
    def test_form_follows_the_last_digits(self, number):
        form = plural(number, ("one", "few", "many"))
        self.assertEqual(form == "one", number == 1)
        self.assertEqual(form == "few", number % 10 in (2, 3, 4) and number // 10 % 10 != 1)
