import re
from pathlib import Path
from unittest.mock import patch

from lxml import etree
from morfeusz2 import Morfeusz

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import polish_forms
from odoo.addons.kooperacje.kernels.word_search import NAMES, as_typed, plain

DATA = Path(__file__).parents[2] / "data"
# Files in whose words needs and services are told.
TOLD = ("basket_*.xml", "casework_*.xml", "network_*.xml", "catalogue_*.xml", "evaluation_*.xml")
# Words that look like each other and mean something else.
APART = (
    ("rozwód", "rozwój"), ("rozwodowy", "rozwojowy"), ("długi", "drugi"), ("szkoła", "szkoda"), ("opieka", "apteka"),
    ("renta", "reszta"), ("praca", "prasa"), ("pomoc", "pomost"), ("zasiłek", "zasilacz"), ("rodzina", "rodzynka"),
    ("mieszkanie", "mieszanie"), ("kurator", "kuracja"), ("wniosek", "wiosna"), ("sąd", "sąsiad"),
    ("przemoc", "przemysł"), ("zdrowie", "zderzenie"), ("uczeń", "uczelnia"), ("opłata", "opłatek"),
    ("dług", "dłuto"), ("zajęcia", "zając"), ("dochód", "dochodzenie"), ("choroba", "chorągiew"), ("gmina", "gminny"),
)
RELATED = (
    ("szkoła", "szkolny"), ("rozwód", "rozwodowy"), ("rozwój", "rozwojowy"), ("rodzina", "rodzinny"),
    ("logopeda", "logopedyczny"), ("opieka", "opiekuńczy"), ("mieszkanie", "mieszkaniowy"), ("zdrowie", "zdrowotny"),
    ("sąd", "sądowy"), ("prawo", "prawny"), ("dziecko", "dziecięcy"), ("renta", "rentowy"), ("żłobek", "żłobkowy"),
    ("terapia", "terapeuta"),
)
NOT_RELATED = {("gmina", "gminny"), ("terapia", "terapeuta"), ("sąd", "sądowy")}


@tagged("post_install", "-at_install")
class TestPolishFormsKernel(BaseCase):
    """Every form of the words in which needs and services are told finds every other one, and no stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.morfeusz = Morfeusz()
        told = " ".join(
            text for pattern in TOLD for path in sorted(DATA.glob(pattern))
            for text in etree.parse(path).getroot().itertext()
        )
        words = sorted(set(re.findall(r"[a-ząćęłńóśźż]{4,}", told.lower())))
        lemmas = {
            lemma for word in words for start, _end, (_form, lemma, tag, *_rest) in cls.morfeusz.analyse(word)
            if start == 0 and tag.split(":")[0] in ("subst", "adj") and lemma[0].islower()
        }
        lemmas = sorted(lemma for lemma in lemmas if plain(lemma.split(":")[0]) not in NAMES)
        # Some 350 of them, from the whole alphabet.
        cls.lemmas = lemmas[::max(1, len(lemmas) // 350)]

    def _own_forms(self, lemma):
        """Nouns and adjectives made of ``lemma``, as the dictionary has them; what is negated apart."""
        return {
            form for form, _lemma, tag, *_rest in self.morfeusz.generate(lemma)
            if tag.split(":")[0] in ("subst", "adj", "depr") and ":neg" not in tag and form.isalpha()
        }

    def test_any_form_finds_any_other(self):
        self.assertGreater(len(self.lemmas), 300, "the words were not found: nothing was tried")
        lost = {}
        for lemma in self.lemmas:
            own = self._own_forms(lemma)
            wanted = {plain(form) for form in own}
            for typed in own:
                missing = wanted - polish_forms.forms(typed)
                if missing:
                    lost[lemma, typed] = missing
        self.assertFalse(lost)

    def test_typed_without_polish_letters_too(self):
        lost = {}
        for lemma in self.lemmas[::3]:
            own = self._own_forms(lemma)
            typed = max(own, key=lambda form: (form != plain(form), len(form) < 13, form))
            missing = {plain(form) for form in own} - polish_forms.forms(plain(typed))
            if missing:
                lost[lemma, plain(typed)] = missing
        self.assertFalse(lost)

    def test_what_only_looks_alike_stays_apart(self):
        for left, right in APART:
            for typed, other in ((left, right), (right, left)):
                with self.subTest(typed=typed, other=other):
                    self.assertNotIn(plain(other), polish_forms.forms(typed))
                    if (left, right) not in NOT_RELATED:
                        self.assertEqual(polish_forms.related(typed, {plain(other)}), set())

    def test_adjectives_of_a_noun_are_related_and_are_no_forms(self):
        for noun, adjective in RELATED:
            if (noun, adjective) in NOT_RELATED:
                continue
            with self.subTest(noun=noun, adjective=adjective):
                # “Rozwodowi” is also a form of the noun.
                adjectives = {
                    plain(form) for form in self._own_forms(adjective) if not form.startswith(("naj", "nie"))
                } - polish_forms.forms(noun)
                self.assertGreater(len(adjectives), 8)
                self.assertEqual(polish_forms.related(noun, adjectives), adjectives)
                self.assertIn(plain(noun), polish_forms.related(adjective, {plain(noun), "zupa"}))
                self.assertIn(plain(adjective), adjectives)

    def test_beginnings_reach_what_is_related(self):
        """The vocabulary is asked by beginnings: none of them may miss a related word."""
        for noun, adjective in RELATED:
            if (noun, adjective) in NOT_RELATED:
                continue
            for typed, other in ((noun, adjective), (adjective, noun)):
                self.assertTrue(
                    any(plain(other).startswith(start) for start in polish_forms.beginnings(typed)), (typed, other),
                )

    def test_gerunds_and_participles_are_forms(self):
        self.assertIn("uzaleznionych", polish_forms.forms("uzależnienie"))
        self.assertIn("uzaleznieniem", polish_forms.forms("uzależniony"))
        self.assertNotIn("nieuzaleznienie", polish_forms.forms("uzależnienie"), "what is negated is another thing")

    def test_help_is_not_to_roast(self):
        """A word that is a noun is not taken for a verb that has the same form."""
        self.assertIn("opieka", polish_forms.forms("opieką"))
        self.assertNotIn("opiec", polish_forms.forms("opieką"))

    def test_names_of_the_field_come_first(self):
        for name in ("MOPS", "ops", "PCPR", "gops"):
            self.assertEqual(polish_forms.forms(name), frozenset(), name)
        for typed in ("PCPR-u", "pcpr-u", "MOPS-ie", "w GOPS-em"):
            self.assertTrue(set(plain(typed).split()) & NAMES, typed)
            self.assertFalse({"u", "ie", "em"} & set(plain(typed).split()), typed)
        self.assertEqual(plain("Anna-Maria, sala 2-go"), "anna maria sala 2 go")
        self.assertEqual({plain(name) for name in NAMES}, NAMES)

    def test_strangers_and_proper_names_are_left_to_letters(self):
        for typed in ("terapja", "Małkinia", "retna", "xyz", "", "2024", "a1", "x" * 200, "'; --", "łąka\x00"):
            self.assertEqual(polish_forms.forms(typed), frozenset(), typed)
            self.assertEqual(polish_forms.related(typed, {"terapia", "malkinia"}), set())

    def test_as_typed(self):
        self.assertEqual(
            as_typed("Uczniów  w PCPR-u, ŁĄKA łaka"), {"uczniow": "uczniów", "pcpr": "pcpr", "laka": "łąka"},
        )
        self.assertEqual(as_typed(None), {})

    def test_without_the_library_nothing_is_known(self):
        with patch.object(polish_forms, "Morfeusz", None):
            for kept in (polish_forms._readings, polish_forms.forms, polish_forms._stems):
                kept.cache_clear()
                self.addCleanup(kept.cache_clear)
            self.assertFalse(polish_forms.is_there())
            self.assertEqual(polish_forms.forms("uczeń"), frozenset())
            self.assertEqual(polish_forms.related("szkoła", {"szkolny"}), set())
            self.assertEqual(polish_forms.beginnings("szkoła"), set())
