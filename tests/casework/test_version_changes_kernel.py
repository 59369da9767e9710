from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.version_changes import Change, Part, compare

VALUES = st.dictionaries(st.sampled_from(["Cel", "Termin", "Miernik"]), st.text(max_size=3), max_size=3)
PARTS = st.lists(st.builds(Part, key=st.integers(1, 9), label=st.text(max_size=3), values=VALUES),
                 max_size=6, unique_by=lambda part: part.key)


@tagged("post_install", "-at_install")
class TestVersionChangesKernel(BaseCase):
    """What changed between two versions, without a database."""

    def test_added_removed_and_changed(self):
        before = [Part(1, "Szkoła", {"Termin": "01.09"}), Part(2, "Długi", {"Termin": "01.12"})]
        after = [Part(1, "Szkoła", {"Termin": "01.10"}), Part(None, "Praca", {"Termin": "01.03"})]
        self.assertEqual(compare(before, after), [
            Change("changed", "Szkoła", (("Termin", "01.09", "01.10"),)), Change("added", "Praca"),
            Change("removed", "Długi"),
        ])

    def test_an_empty_value_is_no_value(self):
        before = [Part(1, "Szkoła", {"Miernik": False, "Termin": "x"})]
        self.assertEqual(compare(before, [Part(1, "Szkoła", {"Termin": "x"})]), [])
        self.assertEqual(
            compare(before, [Part(1, "Szkoła", {"Miernik": "dni"})]),
            [Change("changed", "Szkoła", (("Miernik", "", "dni"), ("Termin", "x", "")))],
        )

    def test_a_part_split_in_two(self):
        before = [Part(1, "Szkoła", {"Termin": "a"})]
        changes = compare(before, [Part(1, "Szkoła rano", {"Termin": "a"}), Part(1, "Szkoła", {"Termin": "b"})])
        self.assertEqual([change.kind for change in changes], ["changed"])

    def test_origin_that_is_not_there_counts_as_new(self):
        self.assertEqual(compare([], [Part(7, "Praca", {})]), [Change("added", "Praca")])

    @given(PARTS)
    def test_a_version_compared_with_itself_has_not_changed(self, parts):
        self.assertEqual(compare(parts, parts), [])

    @given(PARTS, PARTS)
    def test_every_part_is_accounted_for(self, before, after):
        changes = compare(before, after)
        kinds = [change.kind for change in changes]
        old, new = {part.key for part in before}, {part.key for part in after}
        self.assertEqual(kinds.count("added"), len(new - old))
        self.assertEqual(kinds.count("removed"), len(old - new))
        self.assertLessEqual(kinds.count("changed"), len(new & old))

    @given(PARTS, PARTS)
    def test_the_way_back_swaps_added_and_removed(self, before, after):
        there, back = compare(before, after), compare(after, before)
        self.assertEqual(
            sorted(change.label for change in there if change.kind == "added"),
            sorted(change.label for change in back if change.kind == "removed"),
        )
        self.assertEqual(
            sorted((name, new, old) for change in there for name, old, new in change.fields),
            sorted((name, old, new) for change in back for name, old, new in change.fields),
        )
