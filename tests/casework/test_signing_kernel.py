from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels.signing import Party, capacity_in, gaps, household_speaks, representatives, required

MOTHER = Party("mother", 40, represents=frozenset({"child"}))
CHILD = Party("child", 9)

keys = st.sampled_from(["a", "b", "c", "d"])
parties = st.lists(
    st.builds(
        Party, keys, st.one_of(st.none(), st.integers(0, 99)), st.sampled_from(["full", "partial", "none"]),
        st.booleans(), st.frozensets(keys),
    ),
    unique_by=lambda party: party.key, max_size=4,
)

# A busy machine is no defect of the rules.


@tagged("post_install", "-at_install")
class TestSigningKernel(BaseCase):
    """Who signs a consent for whom (tool 14 J)."""

    def test_an_adult_signs_for_himself(self):
        self.assertEqual(required(MOTHER), (True, False))
        self.assertEqual(gaps([MOTHER], ["mother"]), [])

    def test_the_parent_signs_for_the_child(self):
        self.assertEqual(required(CHILD), (False, True))
        self.assertEqual(gaps([MOTHER, CHILD], ["mother"]), [])
        self.assertEqual(gaps([MOTHER, CHILD], []), [("representative", "child")])
        self.assertEqual(gaps([MOTHER, CHILD], ["mother", "child"]), [("not_able", "child")])

    def test_a_child_alone(self):
        self.assertEqual(gaps([CHILD], ["child"]), [("not_able", "child"), ("no_representative", "child")])

    def test_from_the_age_of_the_office_a_minor_signs_too(self):
        teenager = Party("child", 16)
        self.assertEqual(gaps([MOTHER, teenager], ["mother"]), [("own", "child")])
        self.assertEqual(gaps([MOTHER, teenager], ["mother", "child"]), [])
        self.assertEqual(gaps([MOTHER, teenager], ["child"]), [("representative", "child")])
        self.assertEqual(gaps([MOTHER, teenager], ["mother"], cosign_age=18), [])
        self.assertEqual(gaps([MOTHER, Party("child", 15)], ["mother"]), [])

    def test_the_eighteenth_birthday(self):
        self.assertEqual(gaps([MOTHER, Party("child", 18)], ["child"]), [])

    def test_partly_incapacitated_signs_with_the_curator(self):
        ward, curator = Party("ward", 50, "partial"), Party("curator", 60, represents=frozenset({"ward"}))
        self.assertEqual(gaps([ward, curator], ["ward"]), [("representative", "ward")])
        self.assertEqual(gaps([ward, curator], ["curator"]), [("own", "ward")])
        self.assertEqual(gaps([ward, curator], ["ward", "curator"]), [])
        self.assertEqual(gaps([ward], ["ward"]), [("no_representative", "ward")])

    def test_fully_incapacitated_never_signs(self):
        ward, guardian = Party("ward", 50, "none"), Party("guardian", 60, represents=frozenset({"ward"}))
        self.assertEqual(gaps([ward, guardian], ["ward", "guardian"]), [("not_able", "ward")])
        self.assertEqual(gaps([ward, guardian], ["guardian"]), [])

    def test_who_needs_a_representative_is_none(self):
        """A mother of seventeen, or one who is incapacitated, does not sign for her child."""
        for mother in (Party("m", 17, represents=frozenset({"child"})),
                       Party("m", 30, "partial", represents=frozenset({"child"}))):
            self.assertEqual(representatives(CHILD, [mother, CHILD]), set())

    def test_an_adult_who_does_not_sign_is_left_out(self):
        """His data are not shared; that is no gap of the others' consent."""
        self.assertEqual(gaps([MOTHER, Party("father", 41)], ["mother"]), [])

    def test_who_is_outside_the_household_needs_no_signature(self):
        away = Party("away", 5, in_household=False)
        self.assertEqual(gaps([MOTHER, away], ["mother"]), [])
        self.assertIn(("no_representative", "away"), gaps([MOTHER, away], ["mother", "away"]))

    def test_the_household_speaks_for_itself(self):
        neighbour, father = Party("neighbour", 50, in_household=False), Party("father", 41)
        self.assertFalse(household_speaks([MOTHER, CHILD, neighbour], ["neighbour"]))
        self.assertFalse(household_speaks([MOTHER], []))
        self.assertTrue(household_speaks([MOTHER, father, neighbour], ["father", "neighbour"]))
        guardian = Party("guardian", 50, in_household=False, represents=frozenset({"ward"}))
        self.assertTrue(household_speaks([Party("ward", 80, "none"), guardian], ["guardian"]))
        self.assertTrue(household_speaks([neighbour], ["neighbour"]), "a group: nobody lives together")

    def test_who_cannot_decide_does_not_speak_for_the_household(self):
        self.assertFalse(household_speaks([MOTHER, CHILD], ["child"]))
        youth, ward = Party("youth", 16), Party("ward", 80, "none")
        self.assertTrue(household_speaks([MOTHER, youth], ["youth"]))
        self.assertFalse(household_speaks([MOTHER, youth], ["youth"], cosign_age=17))
        self.assertFalse(household_speaks([ward, MOTHER], ["ward"]))
        self.assertTrue(household_speaks([ward, MOTHER], ["ward", "mother"]))

    def test_for_whom_one_signs(self):
        self.assertEqual(capacity_in(MOTHER, {"mother"}, [MOTHER, CHILD]), (True, ["child"]))
        self.assertEqual(capacity_in(CHILD, {"mother"}, [MOTHER, CHILD]), (False, []))

    @given(parties, st.sets(keys))
    def test_nobody_is_asked_who_is_not_there(self, some, signers):
        known = {party.key for party in some}
        for _problem, key in gaps(some, signers & known):
            self.assertIn(key, known)

    @given(parties)
    def test_whoever_signs_for_another_is_able_to(self, some):
        by_key = {party.key: party for party in some}
        for party in some:
            for key in representatives(party, some):
                self.assertTrue(by_key[key].acts_alone)
                self.assertEqual(required(by_key[key]), (True, False))

    @given(parties, st.sets(keys))
    def test_more_representatives_never_open_a_gap(self, some, signers):
        """Adding the signature of one who acts alone only closes gaps."""
        signers &= {party.key for party in some}
        before = set(gaps(some, signers))
        for party in some:
            if party.acts_alone:
                self.assertLessEqual(set(gaps(some, signers | {party.key})), before | {
                    problem for problem in set(gaps(some, signers | {party.key})) if problem[1] == party.key
                })

    @given(parties, st.sets(keys))
    def test_a_complete_paper_has_an_able_hand_for_everyone(self, some, signers):
        """If nothing is missing, everyone of the household who cannot decide alone is signed for by one who can."""
        signers &= {party.key for party in some}
        if gaps(some, signers):
            return
        for party in some:
            if party.in_household and not party.acts_alone:
                self.assertTrue(representatives(party, some) & signers)
