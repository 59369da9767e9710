from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FigureCommon


@tagged("post_install", "-at_install")
class TestSurveyServices(FigureCommon):
    """Families choose what helped from the basket (FAM 5), and by no choice offered can one of them be made out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fam = cls.env.ref("kooperacje.survey_fam").with_user(cls.piotr)
        cls.own = cls.env["survey.survey"].with_user(cls.piotr).browse(cls.fam.action_own_version()["res_id"])
        cls.question = cls.own.question_ids.filtered(lambda one: one.kooperacje_measure == "family_services")
        cls.forms = cls.question.suggested_answer_ids

    def _given(self, count, service=None, status="started"):
        for _number in range(count):
            self._plan_line(self._plan(self._family()), service, status=status)

    def _named(self):
        self.env.invalidate_all()
        return (self.question.suggested_answer_ids - self.forms).mapped("value")

    def test_names_only_what_enough_families_have_had(self):
        self._given(4)
        self._given(3, status="planned")
        line = self.env["kooperacje.plan.service"].search([
            ("service_id", "=", self.therapy.id), ("status", "=", "started"),
        ], limit=1)
        self._plan_line(line.plan_id, status="done")
        with self.assertRefused(UserError, "would tell who answered"):
            self.own.action_take_services()
        self._given(1)
        self.own.action_take_services()
        [name] = self._named()
        self.assertIn(self.therapy.name, name)
        self.assertTrue(self.forms.exists(), "all others choose from the forms of help")
        self.own.action_take_services()
        self.assertEqual(self._named(), [name], "named once")
        self.company.kooperacje_small_count = 6
        with self.assertRefused(UserError, "would tell who answered"):
            self.own.action_take_services()

    def test_next_version_keeps_the_key_and_drops_what_is_offered_no_more(self):
        self._given(5)
        other = self.advice
        self._given(5, other)
        self.own.action_take_services()
        self.assertEqual(len(self._named()), 2)
        keys = set(self.question.suggested_answer_ids.mapped("kooperacje_key"))
        self.assertIn(f"service-{other.id}", keys, "the versions of a questionnaire compare by it")
        other.sudo()._unguarded().write({"state": "withdrawn"})
        self.own.action_take_services()
        [name] = self._named()
        self.assertIn(self.therapy.name, name)

    def test_neither_of_the_model_s_nor_a_sent_one_nor_by_others(self):
        self._given(5)
        with self.assertRaises(AccessError):
            self.fam.action_take_services()
        third = self.env["survey.survey"].with_user(self.piotr).browse(
            self.env.ref("kooperacje.survey_3").with_user(self.piotr).action_own_version()["res_id"],
        )
        with self.assertRefused(UserError, "own version of the family's questionnaire"):
            third.action_take_services()
        for user in (self.anna, self.ewa, self.robert, self.adam):
            with self.assertRaises(AccessError):
                self.own.with_user(user).action_take_services()
        wave = self.env["kooperacje.survey.wave"].with_user(self.piotr).create({
            "survey_id": self.own.id, "partnership_id": self.partnership.id,
        })
        wave.action_send()
        with self.assertRefused(UserError, "before and after a change would not compare"):
            self.own.action_take_services()
