import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.kernels.questionnaire import Question

from .survey_common import SurveyCommon, make_questionnaire

ANSWER = "/kooperacje/survey/answer"
# What a form, or a forger, may send to a question of any kind.
WORDS = st.sampled_from(["", " ", "3", "9", "03", "٣", "-1", "2.5", "nan", "dobrze", "a@b.pl", "x" * 5001])


@tagged("post_install", "-at_install")
class TestSurveyInMemory(SurveyCommon, HttpCase):
    """What is kept in memory of a questionnaire that has been sent: the same as the database says, for everybody alike,
    and nothing that would let in who has been shut out meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All kinds, with every limit that an office can set.
        cls.wide = make_questionnaire(cls.env, "2", "Wszystkie rodzaje")
        hard = cls.wide.question_ids[2]
        hard.write({"kooperacje_max_choices": 2, "comments_allowed": True, "comment_count_as_answer": True})
        cls.wide.question_ids[4].constr_mandatory = True
        cls.wide.question_ids[5].write({
            "validation_required": True, "validation_min_float_value": 1, "validation_max_float_value": 4,
        })
        cls.wide.question_and_page_ids = [
            Command.create({"sequence": 7, "title": "Data", "question_type": "date"}),
            Command.create({"sequence": 8, "title": "Krótko", "question_type": "char_box", "validation_email": True}),
            Command.create({"sequence": 9, "title": "Kilka w wierszu", "question_type": "matrix",
                            "matrix_subtype": "multiple", "matrix_row_ids": [Command.create({"value": "a"})],
                            "suggested_answer_ids": [Command.create({"value": v}) for v in "bcd"]}),
            Command.create({"sequence": 10, "title": "Kto", "question_type": "simple_choice", "constr_mandatory": True,
                            "suggested_answer_ids": [
                                Command.create({"value": "tak", "answer_score": 3, "is_correct": True}),
                                Command.create({"value": "nie"})]}),
        ]
        cls.wide.flush_recordset()

    def _url(self, wave, user):
        return f"/kooperacje/survey/{self._ticket(wave, user).access_token}"

    def _form(self, wave, user):
        quality = wave.survey_id.question_ids[0]
        return {"token": self._ticket(wave, user).access_token, f"q{quality.id}": "4"}

    # The same as the database says

    def _anything(self, question):
        choices = st.sampled_from([*question.suggested_answer_ids.ids, 0])
        lists = st.lists(choices, max_size=3)
        rows = st.dictionaries(st.sampled_from([*question.matrix_row_ids.ids, 0]), lists, max_size=2)
        # An answer to every row is not left to chance.
        whole = st.fixed_dictionaries({row: st.lists(choices, max_size=1) for row in question.matrix_row_ids.ids})
        return st.one_of(st.just(False), WORDS, lists, rows, whole)

    def test_what_fits_beyond_doubt_fits_the_model_too(self):
        sure = set()
        for question in self.wide.question_ids:
            self._try_everything(question, sure)
        for kind in ("scale", "simple_choice", "multiple_choice", "text_box", "matrix"):
            self.assertIn((kind, True), sure, "nothing but doubt would ask the database each time")

    def _try_everything(self, question, sure):
        plain = question._kooperacje_plain()

        @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
        @given(self._anything(question), st.sampled_from([None, "bo tak", "x" * 5001]))
        def agree(answer, comment):
            if plain.surely_fits(answer, comment):
                self.assertEqual(question._kooperacje_check(answer, comment), {}, (question.title, answer, comment))
                sure.add((question.question_type, bool(answer)))

        agree()

    def test_lines_are_those_of_odoos_own_page(self):
        """By core's own helpers and computed fields, for an answer of each kind, for none and with words beside it."""
        entry = self.env["survey.user_input"].create({
            "survey_id": self.survey.copy({"kooperacje_tool": False, "kooperacje_anonymous": False}).id,
        })
        for question in self.wide.question_ids:
            choice = question.suggested_answer_ids[:1].id
            full = {
                "simple_choice": [choice], "multiple_choice": question.suggested_answer_ids[:2].ids,
                "matrix": {row.id: [choice] for row in question.matrix_row_ids}, "scale": "4", "numerical_box": "2.5",
                "date": "2026-11-30",
            }.get(question.question_type, "Dobrze.")
            # Core itself fails on words beside a number or a date, where no page offers them.
            words = [None] if question.question_type in ("numerical_box", "date") else [None, "bo tak"]
            for answer, comment in itertools.product((full, False), words):
                with self.subTest(kind=question.question_type, answer=answer, comment=comment):
                    self._same_lines(entry, question, answer, comment)

    def _same_lines(self, entry, question, answer, comment):
        core = []
        kind = question.question_type
        if kind == "matrix":
            for row, chosen in (answer or {question.matrix_row_ids[:1].id: [False]}).items():
                core += [{**entry._get_line_answer_values(question, choice, "suggestion"), "matrix_row_id": row}
                         for choice in chosen]
        elif kind in ("simple_choice", "multiple_choice"):
            none = [] if comment and question.comment_count_as_answer else [False]
            core = [entry._get_line_answer_values(question, choice, "suggestion") for choice in answer or none]
        else:
            core = [entry._get_line_answer_values(question, answer, kind)]
        if comment:
            core.append(entry._get_line_comment_values(question, comment))
        lines = question._kooperacje_plain().lines(answer, comment)
        made = self.env["survey.user_input.line"].new
        for values, line in zip(core, lines, strict=True):
            # What core computes of the values; a date as text is how it goes into a column.
            computed = made({**values, "user_input_id": entry.id})
            self.assertEqual(line.pop("question_sequence"), question.sequence)
            self.assertEqual(line.pop("answer_score"), computed.answer_score if kind.endswith("choice") else 0)
            self.assertEqual(line.pop("answer_is_correct"), computed.answer_is_correct)
            values.pop("user_input_id")
            self.assertEqual(line, values)

    # What has changed meanwhile is seen

    def test_a_question_changed_before_sending_is_seen(self):
        """Somebody's preview, or a wave that came to nothing, leaves nothing behind."""
        question = self.survey.question_ids[0]
        before = self.survey._kooperacje_page("kooperacje.survey_questions")
        self.assertIn("Jakość współpracy", before)
        self.assertEqual(self.survey._kooperacje_questions()[0].scale, (1, 5))
        question.write({"title": "Jakość wspólnej pracy", "scale_max": 7})
        self.assertIn("Jakość wspólnej pracy", self.survey._kooperacje_page("kooperacje.survey_questions"))
        self.assertEqual(self.survey._kooperacje_questions()[0].scale, (1, 7))
        choice = self.survey.question_ids[1].suggested_answer_ids[0]
        choice.value = "raczej nie"
        self.assertIn("raczej nie", self.survey._kooperacje_page("kooperacje.survey_questions"))
        new = choice.copy({"value": "nie wiem"})
        self.assertIn("nie wiem", self.survey._kooperacje_page("kooperacje.survey_questions"))
        self.assertIn(new.id, self.survey._kooperacje_questions()[1].columns)
        new.unlink()
        self.assertNotIn(new.id, self.survey._kooperacje_questions()[1].columns)
        self.survey.description_done = "Do zobaczenia"
        self.assertIn("Do zobaczenia", self.survey._kooperacje_page("kooperacje.survey_thanks"))
        question.update_field_translations("title", {"en_US": "Quality of work"})
        self.assertIn("Quality of work", self.survey.with_context(lang="en_US")._kooperacje_page(
            "kooperacje.survey_questions",
        ))
        count = len(self.survey._kooperacje_questions())
        question.unlink()
        self.assertEqual(len(self.survey._kooperacje_questions()), count - 1)

    def test_words_in_another_language_are_frozen_too(self):
        """An edit of a translation is an edit: answers given before and after it would not compare."""
        self._wave()
        question = self.survey.question_ids[1]
        for record, field in (
            (self.survey, "title"), (question, "title"), (question.suggested_answer_ids[0], "value"),
        ):
            before = record[field]
            with self.assertRaisesRegex(UserError, "New version"):
                record.update_field_translations(field, {"pl_PL": "Coś innego", "en_US": "Something else"})
            self.assertEqual(record[field], before)
        # Those of other applications are as in core.
        other = self.env["survey.survey"].create({"title": "Other", "question_and_page_ids": [
            Command.create({"title": "Q", "question_type": "text_box"}),
        ]})
        other.question_ids.update_field_translations("title", {"en_US": "Which?"})
        self.assertEqual(other.question_ids.with_context(lang="en_US").title, "Which?")

    def test_a_changed_template_is_seen(self):
        wave = self._wave()
        self.assertNotIn("Dziękujemy pięknie", self.survey._kooperacje_page("kooperacje.survey_thanks"))
        view = self.env.ref("kooperacje.survey_thanks")
        view.arch = view.arch.replace('role="status">', 'role="status">Dziękujemy pięknie ')
        page = self.url_open(ANSWER, data=self._form(wave, self.anna))
        self.assertIn("Dziękujemy pięknie", page.text)

    def test_who_is_shut_out_between_two_reads_is_refused(self):
        """The questions lie in memory, the right to answer never does."""
        wave = self._wave()
        first = self.url_open(self._url(wave, self.anna)).text
        self.assertIn("Jakość współpracy", first)
        self.env["kooperacje.role.assignment"].search([("user_id", "=", self.anna.id)]).date_to = self.today
        with self._days_later(1):
            self.assertNotIn("Jakość współpracy", self.url_open(self._url(wave, self.anna)).text)
            refused = self.url_open(ANSWER, data=self._form(wave, self.anna)).text
            self.assertNotIn("Dziękujemy za", refused)
            self.assertNotIn("Twoje odpowiedzi do nas dotarły", refused)
        self.assertIn("Jakość współpracy", self.url_open(self._url(wave, self.jan)).text)
        wave.with_user(self.piotr).action_end()
        self.assertNotIn("Jakość współpracy", self.url_open(self._url(wave, self.jan)).text)
        self.url_open(ANSWER, data=self._form(wave, self.jan))
        self.assertFalse(self.Entry.search([("wave_id", "=", wave.id)]))

    def test_nobodys_answer_stands_on_the_next_ones_page(self):
        wave = self._wave()
        first, change = self.survey.question_ids[0], self.survey.question_ids[3]
        data = {**self._form(wave, self.anna), f"q{change.id}": "tajemnica Anny"}
        del data[f"q{first.id}"]
        self.assertIn("tajemnica Anny", self.url_open(ANSWER, data=data).text, "she is asked to mend a slip")
        page = self.url_open(self._url(wave, self.jan)).text
        self.assertNotIn("tajemnica Anny", page)
        self.assertNotIn(self._ticket(wave, self.anna).access_token, page)
        self.assertIn(self._ticket(wave, self.jan).access_token, page)

    def test_each_reads_in_his_or_her_language(self):
        wave = self._wave()
        self.env["res.lang"]._activate_lang("en_US")
        self.jan.partner_id.lang = "en_US"
        self.anna.partner_id.lang = "pl_PL"
        for _turn in range(2):
            self.assertIn("Wyślij", self.url_open(self._url(wave, self.anna)).text)
            self.assertIn("Send the answers", self.url_open(self._url(wave, self.jan)).text)

    # What an answer costs

    def test_an_answer_costs_the_same_however_many_questions(self):
        """Ten questions or a hundred: as many queries, and no more than the page may make others wait for."""
        counts = {}
        for size in (10, 100):
            survey = self.env["survey.survey"].create({
                "title": f"Ankieta {size}", "kooperacje_tool": "3", "kooperacje_anonymous": True,
                "question_and_page_ids": [Command.create({
                    "sequence": number, "title": f"Pytanie {number}", "question_type": "scale", "scale_min": 1,
                    "scale_max": 5,
                }) for number in range(size)],
            })
            wave = self._wave(survey)
            for user in (self.anna, self.jan, self.maria):
                form = {"token": self._ticket(wave, user).access_token,
                        **{f"q{question.id}": "4" for question in survey.question_ids}}
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertIn("Dziękujemy", self.url_open(ANSWER, data=form).text)
                counts.setdefault(size, []).append(self.env.cr.sql_log_count - before)
            self.assertEqual(
                self.Entry.search_count([("wave_id", "=", wave.id), ("user_input_line_ids.value_scale", "=", 4)]), 3,
            )
            wave.with_user(self.piotr).action_end()
        # The first reads what is kept in memory after that.
        self.assertEqual(counts[10][1:], counts[100][1:])
        self.assertLess(counts[100][1], counts[100][0])


@tagged("post_install", "-at_install")
class TestQuestionInMemory(SurveyCommon):
    """A form as a browser sends it."""

    def _read(self, question, **form):
        return question.read(
            lambda name: (form.get(name) or [""])[0], lambda name: form.get(name, []), lambda text: text,
        )

    def test_reading_a_form(self):
        choice = Question(1, "multiple_choice", columns={5: (0, False), 6: (0, False)})
        self.assertEqual(self._read(choice, q1=["5", "6"]), ([5, 6], None))
        self.assertEqual(self._read(choice, q1=["x", "-5", "9" * 11], c1=[" bo tak "]), (False, "bo tak"))
        table = Question(2, "matrix", rows=(7, 8), columns={5: (0, False)})
        self.assertEqual(self._read(table, q2_7=["5"], q2_9=["5"]), ({7: [5]}, None))
        self.assertEqual(self._read(Question(3, "numerical_box"), q3=["1 250,5"]), ("1250.5", None))
        self.assertEqual(
            self._read(Question(4, "datetime"), q4=["2026-11-30T12:30"]), ("2026-11-30 12:30:00", None),
        )
        self.assertEqual(self._read(Question(5, "text_box")), (False, None))

    def test_what_is_left_to_the_model(self):
        """Bounds that somebody has set, and kinds that are unknown here, are never beyond doubt."""
        self.assertTrue(Question(1, "text_box").surely_fits("dobrze", None))
        self.assertFalse(Question(1, "text_box", limited=True).surely_fits("dobrze", None))
        self.assertFalse(Question(1, "something_new").surely_fits("dobrze", None))
        self.assertFalse(Question(1, "scale", scale=(1, 5), mandatory=True).surely_fits(False, None))
        self.assertTrue(Question(1, "scale", scale=(1, 5)).surely_fits("5", None))
        for forged in ("6", "05", "5.0", 5, ["5"]):
            self.assertFalse(Question(1, "scale", scale=(1, 5)).surely_fits(forged, None), forged)
