from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.word_search import (
    MAX_VARIANTS,
    MAX_WORDS,
    STOP_WORDS,
    distance,
    is_form,
    plain,
    query_words,
    slips,
    slips_allowed,
    stem,
    tsquery,
    variants,
)

VOCABULARY = [
    "terapia", "terapii", "terapeuta", "seniorzy", "seniora", "psycholog", "psychologa", "drugi", "dlugu", "dzieci",
    "dziecko", "dziecka", "renta", "szkola", "szkolny", "zlobek", "logopeda", "logopedyczna", "pomocy", "rodzina",
    "rodzinie", "rodzin", "opieka", "opiekun", "praca", "pracownik",
]
LETTERS = "abcdefghijklmnoprstuwyz"
WORDS = st.text(alphabet=LETTERS, min_size=4, max_size=12)
LONG_WORDS = st.text(alphabet=LETTERS, min_size=7, max_size=14)


@tagged("post_install", "-at_install")
class TestWordSearchKernel(BaseCase):
    """Typed Polish words and the words of the basket that they mean, without a database."""

    def test_plain_words(self):
        self.assertEqual(plain("Żółć – „gęślą” JAŹŃ, 2. piętro\n(winda)"), "zolc gesla jazn 2 pietro winda")
        self.assertEqual(plain("Łódź Straße"), "lodz strasse")
        self.assertEqual(plain(None), "")
        self.assertEqual(plain("z\u0301le"), "zle", "a letter with its mark apart")

    def test_words_that_say_nothing_are_left_out(self):
        self.assertEqual(query_words("pomoc dla osób z niepełnosprawnością"), ["pomoc", "osob", "niepelnosprawnoscia"])
        self.assertEqual(query_words("dla"), ["dla"], "unless there is nothing else")
        self.assertEqual(query_words("  !? "), [])
        self.assertEqual(query_words("praca Praca PRACA"), ["praca"])
        self.assertEqual(len(query_words(" ".join(f"slowo{n}" for n in range(50)))), MAX_WORDS)
        self.assertEqual({plain(word) for word in STOP_WORDS}, STOP_WORDS, "plain, as what they are compared with")

    def test_forms_of_a_word(self):
        for word, others in {
            "seniorow": ["seniorzy", "seniora"], "rodziny": ["rodzina", "rodzinie", "rodzin"],
            "dzieciom": ["dzieci", "dziecka", "dziecko"], "szkole": ["szkola", "szkolny"],
            "opieke": ["opieka", "opiekun"],
        }.items():
            self.assertEqual(set(variants(word, VOCABULARY)), set(others), word)

    def test_slips_of_the_finger(self):
        for typed, meant in {
            "terapja": "terapia", "logopda": "logopeda", "psycohlog": "psycholog", "psyholok": "psycholog",
            "retna": "renta", "zlbek": "zlobek", "rodizna": "rodzina", "oipeka": "opieka", "sdzkola": "szkola",
        }.items():
            self.assertIn(meant, variants(typed, VOCABULARY), typed)

    def test_a_known_short_word_is_not_taken_for_another(self):
        self.assertNotIn("drugi", variants("dlugi", VOCABULARY), "there is “dlugu”")
        self.assertEqual(variants("zyd", ["zad", "zus", "byd"]), [], "too short to guess")
        self.assertEqual(variants("2024", ["2025", "2004"]), [], "numbers are not guessed")

    def test_likely_words_first(self):
        found = variants("psychologia", ["psychologa", "psychologie", "psychologii"])
        self.assertEqual(found[0], "psychologa")
        self.assertEqual(set(found), {"psychologa", "psychologie", "psychologii"})

    def test_query(self):
        self.assertEqual(tsquery({"pomoc": ["pomocy"], "do": []}), "(pomoc:* | pomocy) & (do)")
        self.assertEqual(tsquery({"a": [], "bcd": []}, "|"), "(a) | (bcd:*)")
        self.assertEqual(tsquery({}), "")

    def test_distance(self):
        for left, right, expected in (
            ("kot", "kot", 0), ("kot", "kto", 1), ("kot", "koty", 1), ("kot", "ot", 1), ("kot", "kat", 1),
            ("kot", "pies", 4), ("", "ab", 2),
        ):
            self.assertEqual(distance(left, right, 3), min(expected, 4), (left, right))
        self.assertEqual(distance("abcdef", "uvwxyz", 2), 3, "given up once it is too far")

    @settings(max_examples=300)
    @given(WORDS, st.data())
    def test_one_slip_is_always_forgiven(self, word, data):
        """Whatever the word and the slip, the word is found where the vocabulary has nothing nearer."""
        typed = data.draw(st.sampled_from(sorted(slips(word))))
        if slips_allowed(typed):
            self.assertIn(word, variants(typed, [word]))
        self.assertIn(word, slips(typed) | {typed}, "what is one slip away is so both ways")
        self.assertEqual(distance(word, typed, 1), 1)

    @settings(max_examples=200)
    @given(LONG_WORDS, st.data())
    def test_two_slips_in_a_long_word(self, word, data):
        once = data.draw(st.sampled_from(sorted(slips(word))))
        typed = data.draw(st.sampled_from(sorted(slips(once))))
        if typed != word and slips_allowed(typed) == 2 and distance(typed, word, 2) <= 2:
            self.assertIn(word, variants(typed, [word]))

    @settings(max_examples=300)
    @given(st.text(max_size=60))
    def test_anything_may_be_typed(self, text):
        """What comes out is a tsquery that PostgreSQL reads: words of plain letters and digits, nothing else."""
        self.assertRegex(plain(text), r"\A([a-z0-9]+( [a-z0-9]+)*)?\Z")
        self.assertEqual(plain(plain(text)), plain(text))
        words = query_words(text)
        self.assertTrue(all(word.isascii() and word.isalnum() for word in words))
        self.assertRegex(tsquery(dict.fromkeys(words, ())), r"\A(\([a-z0-9]+(:\*)?\)( & \([a-z0-9]+(:\*)?\))*)?\Z")

    @settings(max_examples=300)
    @given(WORDS, WORDS)
    def test_forms_share_their_beginning(self, left, right):
        self.assertEqual(is_form(left, left), True)
        if is_form(left, right):
            self.assertEqual(left[:3], right[:3])
            self.assertTrue(right.startswith(stem(left)) or len(left) <= 4 or left[:4] == right[:4])

    @settings(max_examples=100)
    @given(WORDS, st.lists(WORDS, max_size=100))
    def test_variants_are_of_the_vocabulary_and_few(self, word, vocabulary):
        found = variants(word, vocabulary)
        self.assertLessEqual(set(found), set(vocabulary) - {word})
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual(len(found), MAX_VARIANTS)
        self.assertEqual(found, variants(word, list(reversed(vocabulary))), "the same in any order")
