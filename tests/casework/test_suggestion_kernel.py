from itertools import combinations
from math import log

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.suggestion import (
    AGE,
    FULL,
    MISSES,
    MISSING,
    REACH,
    STALE,
    Need,
    Offer,
    distance,
    miss,
    rank,
    suggest,
)

NEEDS = st.lists(
    st.builds(Need, id=st.integers(1, 8), priority=st.integers(0, 2)), max_size=8, unique_by=lambda need: need.id,
)
PLACES = ["", "14", "1416", "1416052", "1416062", "1465011"]
OFFERS = st.lists(
    st.builds(
        Offer, id=st.integers(1, 60), institution=st.integers(1, 10),
        needs=st.frozensets(st.integers(1, 12), max_size=4), available=st.sampled_from([True, True, False]),
        stale=st.sampled_from([False, False, True]), full=st.sampled_from([False, False, True]),
        foreign=st.sampled_from([False, False, True]), age_from=st.integers(0, 20), age_to=st.integers(0, 20),
        territory=st.sampled_from(PLACES), waiting_days=st.integers(0, 90),
    ),
    max_size=25, unique_by=lambda offer: offer.id,
)
AGES = st.lists(st.integers(0, 90), max_size=3)
TERRITORY = st.sampled_from(["", "1416052", "1465011"])
WORKING = st.sets(st.integers(1, 10), max_size=3)
CASES = given(NEEDS, OFFERS, AGES, TERRITORY, WORKING)


def answered_by(needs, offers, ages, territory):
    """``institution → needs it can answer``, worked out apart from the kernel's own way."""
    wanted = {need.id for need in needs}
    result = {}
    for offer in offers:
        fits = offer.available and not (offer.stale or offer.full or offer.foreign) and (
            not ages or any(offer.age_from <= age and (age <= offer.age_to or not offer.age_to) for age in ages)
        ) and (
            not offer.territory or not territory or territory.startswith(offer.territory)
            or offer.territory[:4] == territory[:4]
        )
        if fits and offer.needs & wanted:
            result.setdefault(offer.institution, set()).update(offer.needs & wanted)
    return result


def smallest_cover(answered):
    coverable = set().union(*answered.values())
    return next(
        size for size in range(len(answered) + 1) for some in combinations(answered, size)
        if set().union(*(answered[one] for one in some)) >= coverable
    )


@tagged("post_install", "-at_install")
class TestSuggestionKernel(BaseCase):
    """Institutions for a set of needs, without a database (K3D-163, 219, 221)."""

    def test_one_institution_that_answers_all_beats_two(self):
        found = suggest(
            [Need(1), Need(2)],
            [Offer(1, 10, frozenset({1})), Offer(2, 11, frozenset({2})), Offer(3, 12, frozenset({1, 2}))],
        )
        self.assertEqual([choice.institution for choice in found.chosen], [12])
        self.assertEqual(found.chosen[0].needs, (1, 2))
        self.assertEqual([choice.institution for choice in found.alternatives], [10, 11])
        self.assertEqual(found.uncovered, {})

    def test_who_can_be_left_out_is_left_out(self):
        """Greedy takes the biggest first; the two that are needed for the rest answer all of it."""
        offers = [
            Offer(1, 10, frozenset({2, 3, 4, 5})), Offer(2, 11, frozenset({1, 2, 3})),
            Offer(3, 12, frozenset({4, 5, 6})),
        ]
        found = suggest([Need(number) for number in range(1, 7)], offers)
        self.assertEqual({choice.institution for choice in found.chosen}, {11, 12})
        self.assertEqual([choice.institution for choice in found.alternatives], [10])
        needs = {choice.institution: choice.needs for choice in found.chosen}
        self.assertEqual(needs, {11: (1, 2, 3), 12: (4, 5, 6)})

    def test_among_equals_the_one_who_works_with_the_family(self):
        offers = [Offer(1, 10, frozenset({1})), Offer(2, 11, frozenset({1}))]
        self.assertEqual(suggest([Need(1)], offers).chosen[0].institution, 10)
        found = suggest([Need(1)], offers, working={11})
        self.assertEqual(found.chosen[0].institution, 11)
        self.assertTrue(found.chosen[0].works_already)

    def test_most_important_need_decides(self):
        offers = [Offer(1, 10, frozenset({1, 2, 3})), Offer(2, 11, frozenset({4}))]
        found = suggest([Need(1), Need(2), Need(3), Need(4, priority=2)], offers)
        self.assertEqual(
            {choice.institution for choice in found.chosen}, {10, 11}, "both are needed to cover all",
        )
        offers = [Offer(1, 10, frozenset({1, 2, 3})), Offer(2, 11, frozenset({1, 4}))]
        self.assertEqual(suggest([Need(1), Need(4, priority=2)], offers).chosen[0].institution, 11)

    def test_reasons(self):
        """Whom nobody can stand in for, and whom to ask instead of the others."""
        offers = [
            Offer(1, 10, frozenset({1, 2})), Offer(2, 11, frozenset({2})), Offer(3, 12, frozenset({2, 1})),
            Offer(4, 13, frozenset({3})),
        ]
        found = suggest([Need(1), Need(2), Need(3)], offers)
        first, second = found.chosen
        self.assertEqual((first.institution, first.only_for), (10, ()))
        self.assertEqual(found.instead_of(first), (12, 11), "those who could answer more of it first")
        self.assertEqual((second.institution, second.only_for), (13, (3,)))
        self.assertEqual(found.instead_of(second), ())
        self.assertEqual(found.by_need, {1: (10, 12), 2: (10, 12, 11), 3: (13,)})

    def test_what_else_one_could_answer(self):
        offers = [Offer(1, 10, frozenset({1, 2})), Offer(2, 11, frozenset({2, 3}))]
        found = suggest([Need(1), Need(2), Need(3)], offers)
        self.assertEqual([(choice.needs, choice.also) for choice in found.chosen], [((1, 2), ()), ((3,), (2,))])

    def test_gap_is_named(self):
        found = suggest([Need(1), Need(7)], [Offer(1, 10, frozenset({1}))])
        self.assertEqual(found.uncovered, {7: MISSING})

    def test_gap_says_what_came_nearest(self):
        """Places and confirmation can be had, another age or place cannot: the partnership hears of the former."""
        far = Offer(1, 10, frozenset({1}), territory="1465011")
        old = Offer(2, 11, frozenset({1}), age_from=60)
        stale = Offer(3, 12, frozenset({1}), available=False, stale=True)
        full = Offer(4, 13, frozenset({1}), full=True)
        seen = []
        for offers in ([], [far], [far, old], [far, old, stale], [far, old, stale, full]):
            found = suggest([Need(1)], offers, ages=[9], territory="1416052")
            self.assertFalse(found.chosen)
            seen.append(found.uncovered[1])
        self.assertEqual(seen, [MISSING, REACH, AGE, STALE, FULL])
        self.assertEqual(seen, list(MISSES))

    def test_what_is_in_the_way_first(self):
        self.assertEqual(miss(Offer(1, 1, frozenset(), full=True, territory="1465011"), territory="1416052"), REACH)
        self.assertEqual(miss(Offer(1, 1, frozenset(), full=True, age_from=60), ages=[9]), AGE)
        self.assertEqual(miss(Offer(1, 1, frozenset(), full=True, stale=True)), STALE)
        self.assertEqual(miss(Offer(1, 1, frozenset(), available=False)), MISSING, "withdrawn or out of date")
        self.assertEqual(miss(Offer(1, 1, frozenset(), foreign=True)), MISSING)
        self.assertIsNone(miss(Offer(1, 1, frozenset())))

    def test_another_partnership_is_not_even_a_near_miss(self):
        foreign = Offer(1, 10, frozenset({1}), foreign=True, full=True)
        self.assertEqual(suggest([Need(1)], [foreign]).uncovered, {1: MISSING})

    def test_age_and_place(self):
        youth_club = Offer(1, 10, frozenset({1}), age_from=13, age_to=18)
        self.assertEqual(suggest([Need(1)], [youth_club], ages=[35, 9]).uncovered, {1: AGE})
        self.assertEqual(suggest([Need(1)], [youth_club], ages=[35, 15]).uncovered, {})
        self.assertEqual(suggest([Need(1)], [youth_club]).uncovered, {}, "nobody's age is known")
        warsaw = Offer(2, 11, frozenset({1}), territory="1465011")
        self.assertEqual(miss(warsaw, territory="1416052"), REACH)
        for reachable in ("", "14", "1416", "1416052", "1416062"):
            self.assertIsNone(miss(Offer(2, 11, frozenset({1}), territory=reachable), territory="1416052"))

    def test_no_needs_no_suggestion(self):
        found = suggest([], [Offer(1, 10, frozenset({1}))])
        self.assertEqual((found.chosen, found.alternatives, found.uncovered, found.by_need), ([], [], {}, {}))

    @settings(max_examples=300)
    @CASES
    def test_covers_all_that_can_be_covered(self, needs, offers, ages, territory, working):
        found = suggest(needs, offers, ages, territory, working)
        coverable = set().union(*answered_by(needs, offers, ages, territory).values())
        covered = [need for choice in found.chosen for need in choice.needs]
        self.assertEqual(set(covered), coverable)
        self.assertEqual(len(covered), len(set(covered)), "each need is asked of one institution")
        self.assertEqual(set(found.uncovered), {need.id for need in needs} - coverable)
        self.assertEqual(set(found.by_need), coverable)

    @settings(max_examples=300)
    @CASES
    def test_proposes_only_what_is_available_and_fits(self, needs, offers, ages, territory, working):
        """Never a stale, full, foreign, withdrawn or unfitting service, in the proposal or among the alternatives."""
        found = suggest(needs, offers, ages, territory, working)
        offer_by_id = {offer.id: offer for offer in offers}
        institutions = [choice.institution for choice in found.chosen + found.alternatives]
        self.assertEqual(len(institutions), len(set(institutions)), "no institution stands twice")
        able = answered_by(needs, offers, ages, territory)
        self.assertEqual(set(institutions), set(able), "whoever could help is named")
        for choice in found.chosen + found.alternatives:
            self.assertTrue(choice.needs and choice.services)
            for service in choice.services:
                offer = offer_by_id[service]
                self.assertTrue(offer.available)
                self.assertFalse(offer.stale or offer.full or offer.foreign)
                self.assertIsNone(miss(offer, ages, territory))
                self.assertEqual(offer.institution, choice.institution)
                self.assertTrue(offer.needs & set(choice.needs), "asked for what it answers")

    @settings(max_examples=300)
    @CASES
    def test_few_institutions(self, needs, offers, ages, territory, working):
        """Nobody can be left out, and with needs of one weight greedy's bound to the smallest cover holds."""
        able = answered_by(needs, offers, ages, territory)
        found = suggest(needs, offers, ages, territory, working)
        coverable = set().union(*able.values())
        for choice in found.chosen:
            others = [able[one.institution] for one in found.chosen if one is not choice]
            self.assertLess(set().union(*others), coverable)
        even = suggest([Need(need.id) for need in needs], offers, ages, territory, working)
        if coverable:
            self.assertLessEqual(len(even.chosen), smallest_cover(able) * (log(len(coverable)) + 1) + 1e-9)

    @settings(max_examples=200)
    @CASES
    def test_reasons_are_true(self, needs, offers, ages, territory, working):
        able = answered_by(needs, offers, ages, territory)
        found = suggest(needs, offers, ages, territory, working)
        for choice in found.chosen:
            for need in choice.needs:
                alone = [one for one, answers in able.items() if need in answers] == [choice.institution]
                self.assertEqual(need in choice.only_for, alone)
            self.assertEqual(choice.works_already, choice.institution in working)
            self.assertEqual(set(choice.needs) | set(choice.also), able[choice.institution])
            for other in found.instead_of(choice):
                self.assertTrue(able[other] & set(choice.needs))
                self.assertNotEqual(other, choice.institution)
        for need, why in found.uncovered.items():
            near = [
                offer for offer in offers if need in offer.needs and not offer.foreign
                and miss(offer, ages, territory) == why
            ]
            self.assertTrue(near or why == MISSING)

    @settings(max_examples=200)
    @given(NEEDS, OFFERS, AGES, TERRITORY, WORKING, st.randoms())
    def test_same_answer_in_any_order(self, needs, offers, ages, territory, working, random):
        first = suggest(needs, offers, ages, territory, working)
        random.shuffle(needs)
        random.shuffle(offers)
        self.assertEqual(suggest(needs, offers, ages, territory, working), first)


@tagged("post_install", "-at_install")
class TestRankKernel(BaseCase):
    """Order of the services beside a case."""

    def test_what_answers_more_first(self):
        offers = [
            Offer(1, 10, frozenset({1})), Offer(2, 11, frozenset({1, 2})), Offer(3, 12, frozenset()),
            Offer(4, 13, frozenset({3})),
        ]
        found = rank([Need(1), Need(2), Need(3, priority=2)], offers)
        self.assertEqual([match.id for match in found], [4, 2, 1, 3], "the most important need outweighs two")
        self.assertEqual(found[1].needs, (1, 2))
        self.assertEqual(found[3].needs, ())

    def test_then_who_works_with_the_family_then_what_is_near(self):
        offers = [
            Offer(1, 10, frozenset({1}), territory="1465011"), Offer(2, 11, frozenset({1}), territory="1416062"),
            Offer(3, 12, frozenset({1}), territory="1416052"), Offer(4, 13, frozenset({1}), territory="1465011"),
        ]
        found = rank([Need(1)], offers, "1416052", working={13})
        self.assertEqual([match.id for match in found], [4, 3, 2, 1])
        self.assertTrue(found[0].works_already)

    def test_then_how_well_the_words_fit(self):
        """The order given is that of the search."""
        offers = [Offer(5, 10, frozenset()), Offer(3, 11, frozenset()), Offer(4, 12, frozenset())]
        self.assertEqual([match.id for match in rank([], offers)], [5, 3, 4])

    def test_distance(self):
        for place, far in (
            ("", 0), ("1416052", 0), ("1416", 1), ("1416062", 1), ("14", 2), ("1465011", 2), ("02", 3), ("0201011", 3),
        ):
            self.assertEqual(distance(place, "1416052"), far, place)
        self.assertEqual(distance("1416", ""), 0, "the family's commune is not known")

    @settings(max_examples=200)
    @given(NEEDS, OFFERS, TERRITORY, WORKING)
    def test_every_offer_once_better_ones_first(self, needs, offers, territory, working):
        found = rank(needs, offers, territory, working)
        self.assertEqual(sorted(match.id for match in found), sorted(offer.id for offer in offers))
        weight = {need.id: (1, 2, 4)[need.priority] for need in needs}
        sums = [sum(weight[need] for need in match.needs) for match in found]
        self.assertEqual(sums, sorted(sums, reverse=True))
        needs_of = {offer.id: offer.needs for offer in offers}
        for match in found:
            self.assertEqual(set(match.needs), needs_of[match.id] & weight.keys())
