import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels.polish_number import polish_number

SVG = "{http://www.w3.org/2000/svg}"
PATIENT = settings(max_examples=60)
LABEL = st.text(max_size=90)
VALUE = st.one_of(st.none(), st.just("<5"), st.integers(0, 10**7), st.floats(0, 10**6))
GRADE = st.one_of(st.none(), st.just("<5"), st.floats(1, 5))


def texts(svg):
    return [node.text for node in etree.fromstring(svg).iter(SVG + "text")]


def shape(mark):
    """What a mark looks like, wherever it stands."""
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", mark.get("d", ""))]
    return mark.tag, mark.get("fill"), tuple((round(x - points[0][0]), round(y - points[0][1])) for x, y in points)


def described(svg):
    return etree.fromstring(svg).find(SVG + "desc").text


@tagged("post_install", "-at_install")
class TestGraphKernel(BaseCase):
    """A reader who sees no colour, and one who sees nothing at all, learn the same from a graph."""

    def _within(self, svg):
        """Well-formed, named, and nothing drawn outside the paper."""
        root = etree.fromstring(svg)
        width, height = float(root.get("width")), float(root.get("height"))
        self.assertEqual(root.get("role"), "img")
        names = [root.find(SVG + part).get("id") for part in ("title", "desc")]
        self.assertEqual(root.get("aria-labelledby").split(), names)
        for node in root.iter(SVG + "rect"):
            self.assertLessEqual(float(node.get("x")) + float(node.get("width")), width)
            self.assertLessEqual(float(node.get("y")) + float(node.get("height")), height)
        for node in root.iter(SVG + "path"):
            points = re.findall(r"(-?[\d.]+) (-?[\d.]+)", node.get("d"))
            self.assertTrue(all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in points), node.get("d"))
        return root

    @PATIENT
    @given(st.lists(st.tuples(LABEL, VALUE), max_size=8))
    def test_any_bars(self, rows):
        self._within(graph.bar("Odmowy", rows))

    @PATIENT
    @given(st.integers(1, 5).flatmap(lambda n: st.tuples(
        st.lists(st.text("ab", min_size=1, max_size=30), min_size=n, max_size=n),
        st.lists(st.tuples(LABEL, st.lists(VALUE, min_size=n, max_size=n)), max_size=6),
    )))
    def test_any_stacks(self, given_):
        series, rows = given_
        self._within(graph.stacked("Usługi", rows, series))

    @PATIENT
    @given(st.integers(0, 14).flatmap(lambda n: st.tuples(
        st.lists(st.text("0123", max_size=8), min_size=n, max_size=n),
        st.lists(st.tuples(LABEL, st.lists(VALUE, min_size=n, max_size=n)), min_size=1, max_size=5),
    )))
    def test_any_lines(self, given_):
        self._within(graph.line("Sprawy", *given_))

    @PATIENT
    @given(st.lists(st.tuples(LABEL, GRADE, GRADE), max_size=8))
    def test_any_gap(self, rows):
        self._within(graph.gap("Różnica", rows, ("OPS", "Partnerzy")))

    def test_every_figure_is_in_words(self):
        svg = graph.stacked("Usługi", [("Zdrowie", [3, 2]), ("Praca", ["<5", None])], ["wykonane", "odmowa"])
        self.assertEqual(
            described(svg), "Zdrowie: wykonane 3, odmowa 2; Praca: wykonane <5, odmowa brak danych",
        )
        self.assertIn("5", texts(svg), "the total stands beside the bar")
        self.assertEqual(described(graph.bar("Cele", [("Osiągnięte", 62.5)], unit="%", maximum=100)),
                         "Osiągnięte: 62,5%")
        self.assertEqual(
            described(graph.line("Sprawy", ["2025", "2026"], [("ZZK", [None, 3])])), "ZZK: 2025 brak danych, 2026 3",
        )
        self.assertEqual(
            described(graph.gap("Zaufanie", [("Ufam", 3.25, 4)], ("OPS", "Partnerzy"))),
            "Ufam: OPS 3,2, Partnerzy 4",
        )

    def test_series_differ_without_colour(self):
        """Each line has a dash of its own and a mark of its own; each part of a bar another lightness."""
        def lightness(fill):
            red, green, blue = (int(fill[i:i + 2], 16) for i in (1, 3, 5))
            return 0.299 * red + 0.587 * green + 0.114 * blue

        levels = sorted(lightness(fill) for fill in graph.FILLS)
        self.assertTrue(all(b - a > 25 for a, b in pairwise(levels)), levels)
        neighbours = [lightness(fill) for fill in graph.FILLS]
        self.assertTrue(all(abs(b - a) > 45 for a, b in pairwise(neighbours)))
        self.assertEqual(len(set(graph.DASHES)), len(graph.FILLS))
        svg = graph.line("Sprawy", ["a", "b"], [(str(n), [n, n + 1]) for n in range(5)])
        self.assertEqual(len({
            shape(node) for node in etree.fromstring(svg)
            if node.tag == SVG + "circle" or node.get("stroke-width") == "1.5"
        }), 5)

    def test_missing_values_break_the_line(self):
        def curves(svg):
            return [node.get("d") for node in etree.fromstring(svg).iter(SVG + "path")
                    if node.get("stroke-width") == "1.8"]

        whole = graph.line("Sprawy", list("abcd"), [("", [1, 2, 3, 4])])
        broken = graph.line("Sprawy", list("abcd"), [("", [1, 2, None, 4])])
        self.assertEqual(curves(whole)[0].count(" L"), 3)
        self.assertEqual([d.count(" L") for d in curves(broken)], [1], "the lone last point has a mark and no line")

    def test_the_scale(self):
        svg = graph.bar("Cele", [("A", 50), ("B", 25)], maximum=100)
        wide, narrow = (float(node.get("width")) for node in etree.fromstring(svg).iter(SVG + "rect"))
        self.assertAlmostEqual(wide / narrow, 2, places=1)
        self.assertIn("12", texts(graph.line("Sprawy", ["a"], [("", [11])])), "the next round number ends the scale")
        over = graph.bar("Cele", [("A", 150)], maximum=100)
        self._within(over)
        self.assertIn("150", texts(over), "what exceeds the scale is cut, its figure is not")

    def test_difference_has_a_sign(self):
        svg = graph.gap("Zaufanie", [("a", 3, 2.5), ("b", 2, 3), ("c", 3, 3), ("d", "<5", 3), ("e", None, 3)],
                        ("OPS", "Partnerzy"))
        self.assertEqual(texts(svg)[-9::2], ["+0,5", "−1", "0", "<5", "–"])

    def test_polish_numbers(self):
        for value, expected in ((1234567.0, "1\xa0234\xa0567"), (0.5, "0,5"), (-0.04, "0"), (-3, "−3"), (2.999, "3"),
                                (10, "10"), (100, "100")):
            self.assertEqual(polish_number(value), expected)
        self.assertEqual(polish_number(1234.5, 2, fixed=True), "1\N{NO-BREAK SPACE}234,50")

    def test_empty_graphs_say_so(self):
        for svg in (graph.bar("A", []), graph.line("A", [], [("x", [])]), graph.gap("A", [], ("x", "y")),
                    graph.line("A", ["1"], [("x", [None])])):
            self.assertEqual(texts(svg), [graph.EMPTY])
            self._within(svg)

    def test_labels_are_text_and_nothing_else(self):
        svg = graph.bar('<script>"&', [("</svg><script>", 1)], unit="&")
        root = self._within(svg)
        self.assertFalse(root.findall(f".//{SVG}script"))
        self.assertEqual(root.find(SVG + "title").text, '<script>"&')

    def test_nonsense_is_refused(self):
        for wrong in (
            lambda: graph.bar("A", [("a", -1)]), lambda: graph.bar("A", [("a", float("nan"))]),
            lambda: graph.bar("A", [("a", True)]), lambda: graph.bar("A", [("a", 1)], maximum=0),
            lambda: graph.stacked("A", [("a", [1])], ["x", "y"]), lambda: graph.stacked("A", [], []),
            lambda: graph.line("A", ["a"], [("x", [])]),
            lambda: graph.line("A", ["a"], [(str(n), [1]) for n in range(6)]),
            lambda: graph.gap("A", [("a", 1, 2)], ("x", "y"), low=5, high=5),
        ):
            self.assertRaises(ValueError, wrong)
