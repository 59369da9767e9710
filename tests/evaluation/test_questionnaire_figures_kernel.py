from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels.questionnaire_figures import (
    CLOSE,
    DORMANT,
    QUADRANTS,
    STRAINED,
    WEAK,
    Tally,
    change,
    combined,
    cooperation_map,
    gaps,
    mean_of_means,
    noticeable,
    quadrant,
    sector_index,
    shares,
)

ANSWERS = st.lists(st.integers(1, 5), max_size=40)
THINGS = st.dictionaries(st.sampled_from("abcdefgh"), ANSWERS.map(lambda given: Tally(sum(given), len(given))))


def told(*values):
    return Tally(sum(values), len(values))


@tagged("post_install", "-at_install")
class TestQuestionnaireFiguresKernel(BaseCase):
    """Figures of an office of a dozen people, by hand; and what holds for all of them."""

    def test_mean_from_five_answers_on(self):
        self.assertEqual(told(1, 2, 3, 4, 5).mean(), 3)
        self.assertIsNone(told(5, 5, 5, 5).mean())
        self.assertIsNone(Tally().mean())
        self.assertEqual(told(4, 5).mean(threshold=1), 4.5)

    def test_answers_count_alike_not_groups(self):
        self.assertAlmostEqual(combined([told(1, 1, 1, 1), told(5)]).mean(), 1.8)
        self.assertEqual(combined([]), Tally(0, 0))

    def test_gap_of_office_and_partners(self):
        office = {"trust": told(4, 4, 4, 4, 5), "change": told(3, 3, 3, 3, 3), "relief": told(5, 5)}
        partners = {"trust": told(2, 3, 3, 3, 3), "change": told(3, 3, 3, 4, 3), "informed": told(1, 1, 1, 1, 1)}
        rows = gaps(office, partners)
        self.assertEqual([row[0] for row in rows], ["trust", "change", "relief", "informed"])
        self.assertAlmostEqual(rows[0][3], 1.4)
        self.assertAlmostEqual(rows[1][3], -0.2)
        self.assertEqual(rows[2], ("relief", None, None, None), "two of the office say nothing")
        self.assertEqual(rows[3], ("informed", None, 1, None))
        self.assertTrue(noticeable(rows[0][3]))
        self.assertFalse(noticeable(rows[1][3]))
        self.assertFalse(noticeable(None))
        self.assertTrue(noticeable(-0.3))

    def test_map_of_cooperation(self):
        frequency = {"PCPR": told(4, 4, 5, 5, 4), "ROPS": told(1, 2, 1, 1, 2), "OIK": told(4, 4, 3, 4, 3),
                     "DPS": told(2, 2, 2, 1, 1), "ŚDS": told(5, 5, 5)}
        quality = {"PCPR": told(5, 4, 4, 4, 4), "ROPS": told(5, 5, 4, 4, 4), "OIK": told(2, 2, 2, 2, 3),
                   "DPS": told(2, 1, 2, 2, 2), "ŚDS": told(5, 5, 5)}
        found = {partner: place for partner, _often, _well, place in cooperation_map(frequency, quality)}
        self.assertEqual(found, {"PCPR": CLOSE, "OIK": STRAINED, "ROPS": DORMANT, "DPS": WEAK, "ŚDS": None})
        self.assertEqual([row[0] for row in cooperation_map(frequency, quality)][:2], ["PCPR", "OIK"])
        self.assertEqual(cooperation_map(frequency, quality)[-1], ("ŚDS", None, None, None))

    def test_partner_nobody_could_rate_has_no_quality(self):
        rows = cooperation_map({"ROPS": told(1, 1, 1, 1, 1)}, {"ROPS": told(4, 4)})
        self.assertEqual(rows, [("ROPS", 1, None, None)])

    def test_middle_counts_as_often_and_as_well(self):
        self.assertEqual(quadrant(3, 3), CLOSE)
        self.assertEqual(quadrant(2.99, 3), DORMANT)
        self.assertEqual(quadrant(3, 2.99), STRAINED)

    def test_index_of_a_sector(self):
        """Tool 3: mean of 2, 5–9 and 11. Five general questions at 4, quality of schools 1: (1 + 5 · 4) / 6."""
        general = [told(4, 4, 4, 4, 4)] * 5
        index = sector_index({"edukacja": told(1, 1, 1, 1, 1), "policja": told(5, 5)}, general)
        self.assertAlmostEqual(index["edukacja"], 21 / 6)
        self.assertIsNone(index["policja"], "what all say of all partners is no figure of the police")
        self.assertEqual(sector_index({"zdrowie": told(2, 2, 2, 2, 2)}, []), {"zdrowie": 2})

    def test_change_from_the_first_shown_to_the_last(self):
        before, during, after = told(2, 2, 2, 2, 2), told(3, 3, 3), told(4, 4, 4, 4, 4)
        self.assertEqual(change([before, during, after]), ([2, None, 4], 2))
        self.assertEqual(change([None, during, after]), ([None, None, 4], None))
        self.assertEqual(change([]), ([], None))

    def test_shares_of_those_who_answered(self):
        self.assertEqual(shares({"RODO": 2, "kadra": 8, "czas": 0}, 10), [
            ("kadra", 8, 80), ("RODO", 2, 20), ("czas", 0, 0),
        ])
        self.assertEqual(shares({}, 0), [])
        for counts, people in (({"a": 3}, 2), ({"a": -1}, 2), ({}, -1)):
            with self.assertRaises(ValueError):
                shares(counts, people)

    def test_mean_of_means_leaves_out_what_is_missing(self):
        self.assertEqual(mean_of_means([2, None, 4]), 3)
        self.assertIsNone(mean_of_means([None]))

    @given(THINGS, THINGS)
    def test_gap_turns_with_the_sides(self, first, second):
        there = {row[0]: row[3] for row in gaps(first, second)}
        back = {row[0]: row[3] for row in gaps(second, first)}
        self.assertEqual(set(there), set(first) | set(second))
        for thing, difference in there.items():
            self.assertEqual(difference is None, back[thing] is None)
            if difference is not None:
                self.assertAlmostEqual(difference, -back[thing])
                self.assertLessEqual(abs(difference), 4)

    @given(THINGS, THINGS)
    def test_nothing_rests_on_fewer_than_five(self, frequency, quality):
        for partner, often, well, place in cooperation_map(frequency, quality):
            for figure, given_ in ((often, frequency), (well, quality)):
                self.assertEqual(figure is not None, given_.get(partner, Tally()).count >= 5)
                self.assertTrue(figure is None or 1 <= figure <= 5)
            self.assertIn(place, (None, *QUADRANTS))
            self.assertEqual(place is None, often is None or well is None)

    @given(THINGS, st.lists(ANSWERS.map(lambda given: Tally(sum(given), len(given))), max_size=6))
    def test_index_lies_between_what_it_is_made_of(self, quality, general):
        for sector, index in sector_index(quality, general).items():
            parts = [tally.mean() for tally in (quality[sector], *general) if tally.mean() is not None]
            if index is not None:
                self.assertLessEqual(min(parts) - 1e-9, index)
                self.assertLessEqual(index, max(parts) + 1e-9)

    @given(st.lists(ANSWERS, max_size=6))
    def test_adding_up_is_counting_everybody(self, groups):
        together = [answer for group in groups for answer in group]
        self.assertEqual(combined(Tally(sum(group), len(group)) for group in groups), told(*together))


@tagged("post_install", "-at_install")
class TestScatterKernel(BaseCase):
    """The map of co-operation as a graph."""

    def _texts(self, svg):
        return [node.text for node in ElementTree.fromstring(svg).iter() if node.text]

    def test_points_bear_numbers_and_are_named_beside(self):
        svg = graph.scatter("Mapa", [("PCPR", 4.5, 4.2), ("ROPS", 1.2, 4), ("OIK", None, 3)], ("częstość", "jakość"))
        texts = self._texts(svg)
        for text in ("PCPR", "ROPS", "OIK", "częstość", "jakość"):
            self.assertIn(text, texts)
        self.assertEqual(svg.count("<circle"), 2, "what is not known is not drawn")
        self.assertIn("PCPR: częstość 4,5, jakość 4,2; ROPS: częstość 1,2, jakość 4", svg)

    def test_nothing_to_draw_says_so(self):
        self.assertIn(graph.EMPTY, graph.scatter("Mapa", [("OIK", None, 3)], ("x", "y")))
        self.assertIn(graph.EMPTY, graph.scatter("Mapa", [], ("x", "y")))

    def test_same_place_does_not_hide(self):
        svg = graph.scatter("Mapa", [(str(one), 3, 3) for one in range(4)], ("x", "y"))
        self.assertEqual(len({node.get("cx") for node in ElementTree.fromstring(svg).iter() if node.get("cx")}), 4)

    def test_names_are_escaped_and_scales_rise(self):
        svg = graph.scatter("<b>", [("<script>", 1, 5)], ("a&b", "c"), corners=("<", ">", "&", '"'))
        self.assertNotIn("<script>", svg)
        ElementTree.fromstring(svg)
        with self.assertRaises(ValueError):
            graph.scatter("x", [], ("x", "y"), low=5, high=1)
        with self.assertRaises(ValueError):
            graph.scatter("x", [("a", float("nan"), 1)], ("x", "y"))

    @given(st.lists(st.tuples(st.text(max_size=12), st.floats(-2, 9), st.floats(-2, 9)), max_size=15))
    def test_any_points_make_a_graph(self, points):
        root = ElementTree.fromstring(graph.scatter("Mapa", points, ("x", "y")))
        self.assertTrue(root.tag.endswith("svg"))
