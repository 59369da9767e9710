from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.kernels.questionnaire_figures import Tally

from .analysis_common import AnalysisCommon


@tagged("post_install", "-at_install")
class TestSurveyMeasure(AnalysisCommon):
    """An office's own questionnaire feeds the analysis: its questions say what they ask the same as (K3D-156)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asked = cls.surveys["3"].question_ids
        cls.trust = cls._of(cls.surveys["3"], "trust")
        cls.own = cls.env["survey.survey"].browse(
            cls.surveys["3"].with_user(cls.piotr).with_company(cls.company).action_own_version()["res_id"]
        ).with_user(cls.piotr)

    @classmethod
    def _of(cls, survey, measure):
        return survey.question_ids.filtered(lambda question: question.kooperacje_measure == measure)

    def _add(self, title="Czy można na nich polegać?", **values):
        return self.env["survey.question"].with_user(self.piotr).create({
            "survey_id": self.own.id, "title": title, "question_type": "scale", "scale_min": 1, "scale_max": 5,
            **values,
        })

    def test_version_of_ones_own_compares_as_the_original_until_a_question_is_another(self):
        trust = self._of(self.own, "trust")
        self.assertEqual(trust.kooperacje_compared_id, self.trust, "the same tool, though 6 asks it too")
        trust.title = "Czy ufają Państwo partnerom?"
        self.assertEqual(trust.kooperacje_compared_id, self.trust, "other words, the same question")
        trust.question_type = "text_box"
        self.assertFalse(trust.kooperacje_compared_id or trust.kooperacje_measure)

    def test_new_question_takes_the_place_of_one_taken_out(self):
        self._of(self.own, "trust").unlink()
        with Form(self.env["survey.question"].with_user(self.piotr).with_context(default_survey_id=self.own.id),
                  "kooperacje.survey_question_view_form_own") as form:
            form.title = "Czy można na nich polegać?"
            form.question_type = "scale"
            form.scale_min, form.scale_max = 1, 5
            form.kooperacje_compared_id = self.trust
        question = form.record
        self.assertEqual(question.kooperacje_measure, "trust")
        self.surveys["3"] = self.own.sudo()
        self.addCleanup(self.surveys.update, {"3": self.trust.survey_id})
        pool = self._publish("3", [{"trust": grade} for grade in (1, 2, 3, 4, 5)])
        seen = self.Analysis.with_user(self.piotr)
        self.assertEqual(seen._sums(pool)[pool.id, "trust", None, None], Tally(15, 5))
        question.survey_id.invalidate_recordset()
        with self.assertRefused("before and after a change would not compare"):
            question.kooperacje_compared_id = False

    def test_what_is_not_asked_alike_is_not_compared(self):
        with self.assertRefused("cannot be compared with the same", ValidationError):
            self._add(kooperacje_compared_id=self.trust.id)
        self._of(self.own, "trust").unlink()
        for values in (
            {"kooperacje_compared_id": self.trust.id, "scale_max": 10},
            {"kooperacje_compared_id": self.trust.id, "scale_min": 0},
            {"kooperacje_compared_id": self.trust.id, "question_type": "text_box"},
            {"kooperacje_measure": "trust", "question_type": "numerical_box"},
        ):
            with self.subTest(values), self.assertRefused("another kind of answer or scale", ValidationError):
                self._add(**values)
        with self.assertRefused("that the Model does not have", ValidationError):
            self._add(kooperacje_measure="zaufanie")
        question = self._add(kooperacje_compared_id=self.trust.id)
        with self.assertRefused("another kind of answer or scale", ValidationError):
            question.scale_max = 10

    def test_sent_version_and_the_questionnaires_of_the_model_stay(self):
        with self.assertRaises(UserError):
            self.trust.with_user(self.piotr).kooperacje_compared_id = False
        question = self._of(self.own, "trust")
        wave = self.env["kooperacje.survey.wave"].with_user(self.piotr).create({
            "survey_id": self.own.id, "partnership_id": self.partnership.id,
        })
        for user in (self.anna, self.robert, self.irena, self.ewa):
            with self.assertRaises(AccessError):
                question.with_user(user).kooperacje_compared_id = False
        question.kooperacje_not_applicable = False
        wave.action_send()
        for attempt in (
            lambda: question.write({"kooperacje_compared_id": False}),
            lambda: question.write({"kooperacje_measure": "relief"}),
            lambda: self.own.write({"question_and_page_ids": [
                Command.update(question.id, {"kooperacje_compared_id": False}),
            ]}),
        ):
            with self.assertRefused("before and after a change would not compare"):
                attempt()

    def test_questions_to_choose_from_say_their_tool(self):
        names = dict(self.env["survey.question"].with_user(self.piotr).with_context(
            kooperacje_show_tool=True, lang="pl_PL",
        ).name_search("", [("kooperacje_measure", "=", "trust"), ("survey_id.company_id", "=", False)]))
        self.assertEqual({name.split(":")[0] for name in names.values()}, {"3", "6"})
        self.assertEqual(self.trust.display_name, self.trust.title)

    def test_answers_added_by_the_office_are_shown_in_its_words(self):
        barriers = self._of(self.own, "barriers")
        added = self.env["survey.question.answer"].with_user(self.piotr).create({
            "question_id": barriers.id, "value": "zły dojazd",
        })
        self.surveys["3"] = self.own.sudo()
        self.addCleanup(self.surveys.update, {"3": self.trust.survey_id})
        pool = self._publish("3", [{"barriers": [added.kooperacje_key]}] * 5)
        # Another version, of this office or of another one, keeps the keys and may say it otherwise.
        later = self.own.sudo().copy({"title": self.own.title, "company_id": self.company_nur.id})
        later.question_ids.suggested_answer_ids.filtered(
            lambda one: one.kooperacje_key == added.kooperacje_key
        ).value = "słowa innej gminy"
        seen = self.Analysis.with_user(self.robert)
        shares = seen._shares(seen._counts(pool), pool, "barriers", seen._wordings("3"))
        self.assertEqual(shares, [("zły dojazd", 5, 100)])
