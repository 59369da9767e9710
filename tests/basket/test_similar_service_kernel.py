from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.similar_service import (
    THRESHOLD,
    Item,
    ages_meet,
    name_similarity,
    normalised,
    similar_pairs,
    similarity,
    words,
)

LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"
WORD = st.text(LETTERS, min_size=3, max_size=10)
NAMES = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
ANY_NAMES = st.one_of(NAMES, st.text(max_size=30))
ITEMS = st.builds(
    Item, id=st.integers(1, 500), provider=st.integers(1, 3), name=NAMES,
    form=st.sampled_from(["", "therapy", "counselling"]), needs=st.frozensets(st.integers(1, 5), max_size=3),
    age_from=st.integers(0, 20), age_to=st.integers(0, 20),
)
BASKETS = st.lists(ITEMS, max_size=12, unique_by=lambda item: item.id)


def service(name, **values):
    return Item(**{"id": 1, "provider": 1, "name": name, **values})


@tagged("post_install", "-at_install")
class TestSimilarServiceKernel(BaseCase):
    """Which services of one provider are the same, without a database (K3D-213)."""

    def test_the_same_service_said_otherwise(self):
        for left, right in (
            ("Świetlica szkolna", "SWIETLICA SZKOLNA"),
            ("Poradnictwo psychologiczne dla rodzin", "Poradnictwo psychologiczne – rodziny"),
            ("Konsultacje dla rodziców", "konsultacje rodziców"),
            ("Terapia logopedyczna", "Logopedyczna terapia"),
            ("Poradnictwo prawne", "Poradnictwo prwane"),
            ("Usługa: mediacje rodzinne", "Mediacje rodzinne"),
        ):
            self.assertGreaterEqual(similarity(service(left), service(right)), THRESHOLD, (left, right))

    def test_two_services_that_share_a_word(self):
        for left, right in (
            ("Poradnictwo psychologiczne", "Poradnictwo prawne"), ("Praca socjalna", "Praca z rodziną"),
            ("Terapia pedagogiczna", "Terapia psychologiczna"), ("Świetlica", "Stołówka"),
            ("Zajęcia sportowe dla młodzieży", "Zajęcia muzyczne dla młodzieży"),
        ):
            self.assertLess(similarity(service(left), service(right)), THRESHOLD, (left, right))

    def test_form_and_needs_only_tell_apart(self):
        """They never make one service out of two names."""
        same = {"form": "therapy", "needs": frozenset({1, 2})}
        self.assertEqual(
            similarity(service("Terapia", **same), service("Terapia rodzinna", **same)),
            similarity(service("Terapia"), service("Terapia rodzinna")),
        )
        self.assertLess(
            similarity(service("Terapia", form="therapy"), service("Terapia", form="counselling")), 1,
        )
        self.assertLess(
            similarity(service("Terapia", needs=frozenset({1})), service("Terapia", needs=frozenset({2}))), 1,
        )
        self.assertEqual(similarity(service("Terapia", form="therapy"), service("Terapia")), 1, "not stated: no matter")

    def test_ages_that_do_not_meet_are_two_services(self):
        children, adults = service("Terapia", age_from=3, age_to=12), service("Terapia", age_from=18)
        self.assertFalse(ages_meet(children, adults))
        self.assertEqual(similarity(children, adults), 0)
        self.assertTrue(ages_meet(service("Terapia", age_from=3, age_to=18), adults))

    def test_another_provider_offers_another_service(self):
        self.assertEqual(similarity(service("Terapia"), service("Terapia", provider=2)), 0)

    def test_what_a_name_is_reduced_to(self):
        self.assertEqual(words("Łódź – Żółć (2 x w tyg.)"), ["lodz", "zolc", "2", "x", "w", "tyg"])
        self.assertEqual(normalised("Zajęcia dla dzieci"), normalised("DZIECI: zajęcia"))
        self.assertEqual(normalised("Usługa dla"), "dla usluga", "only empty words: they are all there is")
        self.assertEqual(normalised(None), "")
        self.assertEqual(name_similarity("", ""), 0, "two names that are missing are not the same name")

    def test_pairs_are_offered_once_and_the_most_alike_first(self):
        items = [
            service("Terapia rodzinna", id=1), service("Terapia rodzinna dla dzieci", id=2),
            service("Terapia rodzinna", id=3), service("Mediacje", id=4),
        ]
        pairs = similar_pairs(items)
        self.assertEqual([pair[:2] for pair in pairs], [(1, 3), (1, 2), (2, 3)])
        self.assertEqual([pair[:2] for pair in similar_pairs(items, distinct=[(3, 1)])], [(1, 2), (2, 3)])

    @given(ANY_NAMES, ANY_NAMES)
    def test_likeness_is_symmetric_and_bounded(self, left, right):
        value = similarity(service(left), service(right))
        self.assertEqual(value, similarity(service(right), service(left)))
        self.assertTrue(0 <= value <= 1)

    @given(NAMES, st.randoms())
    def test_case_order_and_diacritics_do_not_matter(self, name, random):
        shuffled = name.upper().split()
        random.shuffle(shuffled)
        self.assertEqual(similarity(service(name), service(" – ".join(shuffled))), 1)
        plain = name.translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
        self.assertEqual(similarity(service(name), service(plain)), 1)

    @given(st.text(LETTERS, min_size=12, max_size=25), st.data())
    def test_a_typo_does_not_matter(self, name, data):
        place = data.draw(st.integers(1, len(name) - 2))
        typo = name[:place] + name[place + 1:]
        self.assertGreaterEqual(similarity(service(name), service(typo)), THRESHOLD)

    @settings(max_examples=60)
    @given(BASKETS, st.randoms())
    def test_pairs_do_not_depend_on_the_order(self, items, random):
        expected = similar_pairs(items)
        shuffled = list(items)
        random.shuffle(shuffled)
        self.assertEqual(similar_pairs(shuffled), expected)

    @settings(max_examples=60)
    @given(BASKETS)
    def test_pairs_are_what_they_say(self, items):
        by_id = {item.id: item for item in items}
        for left, right, score in similar_pairs(items):
            self.assertLess(left, right)
            self.assertEqual(by_id[left].provider, by_id[right].provider)
            self.assertTrue(ages_meet(by_id[left], by_id[right]))
            self.assertGreaterEqual(score, THRESHOLD)
        known = [pair[:2] for pair in similar_pairs(items)]
        self.assertFalse(similar_pairs(items, distinct=known), "what was decided is not offered again")
