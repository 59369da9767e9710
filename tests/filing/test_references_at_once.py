from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon
from odoo.addons.kooperacje.tests.two_at_once import TwoAtOnce


@tagged("post_install", "-at_install", "kooperacje_two_at_once")
class TestReferencesAtOnce(TwoAtOnce, PrivacyCommon):
    """Two who take the next number at the same moment take two, and a request that fails gives its number back."""

    def setUp(self):
        super().setUp()
        self.company.kooperacje_reference_by_hand = True
        self.cases = self.env["kooperacje.case"].create([
            {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _one in range(6)
        ])
        self.company.kooperacje_reference_by_hand = False
        self._commit()

    def _give(self, case):
        return lambda env: env["kooperacje.case"].browse(case.id).action_file_draw()

    def _type(self, case, reference):
        return lambda env: env["kooperacje.file.correct"].create({
            "case_id": case.id, "reference": reference}).action_confirm()

    def _numbers(self):
        self._commit()
        return sorted(self.cases.file_entry_id.mapped("number"))

    def test_many_at_once_take_numbers_without_a_gap(self):
        """The first two of the year, of whom the second has begun before there is a list; then four together."""
        self._overtaken(self._give(self.cases[0]), self._give(self.cases[1]), self.anna)
        results = self._together(*((self._give(case), self.anna) for case in self.cases[2:]))
        self.assertEqual(results, [True] * 4)
        first = self._numbers()[0]
        self.assertEqual(self._numbers(), list(range(first, first + 6)))
        self.assertEqual(self.cases[0].file_entry_id.list_id.last_number, first + 5)

    def test_one_taken_back_gives_its_number_to_the_next(self):
        last = self.case.file_entry_id.list_id.last_number

        def fails(env):
            self._give(self.cases[0])(env)
            raise UserError("Coś innego nie wyszło.")

        with self.assertRaises(UserError):
            self._overtaken(self._give(self.cases[1]), fails, self.anna)
        self._request(self._give(self.cases[2]), self.anna)
        self.assertEqual(self._numbers(), [last + 1, last + 2])

    def test_a_typed_number_is_not_drawn_beside(self):
        entry = self.case.file_entry_id
        taken = f"OPS.5021.{entry.list_id.last_number + 1}.{entry.list_id.year}"
        self._overtaken(self._type(self.cases[0], taken), self._give(self.cases[1]), self.anna)
        self._commit()
        self.assertEqual(self.cases[1].file_entry_id.number, self.cases[0].file_entry_id.number + 1)

    def test_papers_of_one_file_issued_at_once(self):
        papers = self._consent(self.case, state="draft") | self._consent(self.case, state="draft")
        self._commit()
        self._overtaken(*(
            lambda env, paper=paper: env["kooperacje.consent"].browse(paper.id).action_issue() for paper in papers
        ), self.anna)
        self._commit()
        self.assertEqual(sorted(papers.mapped("letter_number")), [1, 2])
        self.assertEqual(len(set(papers.mapped("document_reference"))), 2)
