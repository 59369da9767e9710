from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .course import CourseCommon


@tagged("post_install", "-at_install")
class TestNeedRequest(CourseCommon):
    """Needs that nothing covers reach the partnership in one step, nothing of the family with them (K3D-111, 114)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rare = cls.env["kooperacje.case.need"].with_user(cls.anna).create({
            "case_id": cls.case.id, "need_id": cls.need_rare.id,
        }).with_env(cls.env)
        cls.rare.sudo().is_uncovered = True

    def _open(self, user=None):
        wizard = self.env["kooperacje.need.request.wizard"].with_user(user or self.anna).create({
            "case_id": self.case.id,
        })
        wizard.line_ids  # noqa: B018 - the proposal is on the screen before anything is pressed
        return wizard

    def test_proposed_are_the_needs_nothing_covers(self):
        self.assertEqual(self._open().line_ids.case_need_id, self.rare)

    def test_plan_in_force_decides_what_is_covered(self):
        self._at_work()
        self.rare.sudo().is_uncovered = False
        self.assertEqual(
            self.case.with_user(self.anna)._needs_to_request().need_id, self.need_debts | self.need_rare,
            "the plan holds the therapy alone",
        )

    def test_filed_for_the_basket_and_linked_from_the_case_alone(self):
        self._open().action_file()
        request = self.rare.basket_request_id
        self.assertEqual((request.partnership_id, request.need_id), (self.partnership, self.need_rare))
        self.assertEqual((request.requested_by_id, request.kind, request.state), (self.anna, "add", "new"))
        text = str(request.sudo().read())
        for secret in ("Nowak", "Halina", self.case.name):
            self.assertNotIn(secret, text)
        self.assertFalse(
            [name for name, field in request._fields.items() if "kooperacje.case" in (field.comodel_name or "")],
            "a request points at no case",
        )
        self.assertFalse(self.case.with_user(self.anna)._needs_to_request(), "asked for once")

    def test_specialist_and_institution_are_asked_of_the_composition(self):
        wizard = self._open()
        wizard.line_ids.write({"target": "specialist", "name": "Tłumacz języka migowego"})
        wizard.action_file()
        request = self.rare.composition_request_id
        self.assertEqual((request.kind, request.speciality), ("specialist", "Tłumacz języka migowego"))
        self.assertEqual(self.rare.request_state, "new")

    def test_text_that_points_to_the_family_is_refused(self):
        for text in ("dla pani Nowak", "dla HALINA", f"sprawa {self.case.name}", "syn Kuba, 9 lat"):
            wizard = self._open()
            wizard.line_ids.description = text
            with self.subTest(text), self.assertRefused(UserError, "points to the family"):
                wizard.action_file()
        wizard = self._open()
        wizard.line_ids.name = "Terapia dla Kuba"
        with self.assertRefused(UserError, "Kuba"):
            wizard.action_file()
        wizard.line_ids.name = "Kubański taniec"
        wizard.action_file()
        self.assertTrue(self.rare.basket_request_id, "a part of a word is no name")

    def test_decision_comes_back_with_its_number_alone(self):
        self._open().action_file()
        request = self.rare.basket_request_id
        request.with_user(self.piotr)._decide("rejected", "Nikt w powiecie tego nie prowadzi")
        activity = self.case.activity_ids.filtered(lambda one: request.number in (one.summary or ""))
        self.assertEqual(activity.user_id, self.anna)
        self.assertNotIn("Nowak", f"{activity.summary} {activity.note}")
        self.assertEqual(self.rare.with_user(self.anna).request_state, "rejected")
        self.assertEqual(self._open().line_ids.case_need_id, self.rare, "a refused one may be filed again")

    def test_whoever_decides_learns_nothing_of_the_case(self):
        self._open().action_file()
        request = self.rare.basket_request_id
        for user in (self.piotr, self.ewa, self.tomasz):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.rare.with_user(user).read(["basket_request_id"])
        request.with_user(self.piotr).action_accept()
        with self.assertRaises(AccessError):
            self.case.with_user(self.piotr).read(["name"])

    def test_link_is_made_by_filing_only(self):
        self._open().action_file()
        with self.assertRaises(AccessError):
            self.rare.with_user(self.anna).write({"basket_request_id": False})

    def test_nothing_chosen_is_refused_and_strangers_file_nothing(self):
        wizard = self._open()
        wizard.line_ids.target = "none"
        with self.assertRefused(UserError, "at least one need"):
            wizard.action_file()
        for user in (self.jan, self.tomasz, self.piotr, self.olga):
            with self.subTest(user=user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._open(user)

    def test_need_of_another_case_is_refused(self):
        other = self._case(self.anna, self.halina)
        wizard = self._open()
        wizard.line_ids.case_need_id = other.need_line_ids[0]
        with self.assertRefused(UserError, "this case"):
            wizard.action_file()
