import logging
import re

from odoo.tests import HttpCase, tagged

from .survey_common import SurveyCommon, make_questionnaire

ANSWER = "/kooperacje/survey/answer"


@tagged("post_install", "-at_install")
class TestSurveyHttp(SurveyCommon, HttpCase):
    """The page on which people answer, as a stranger with a link sees it: no account, no script, no cookie."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wave = cls._wave()
        for user in cls.anna | cls.piotr:
            user.password = f"{user.login}-Haslo-1"

    def _url(self, user):
        return f"/kooperacje/survey/{self._ticket(self.wave, user).access_token}"

    def _form(self, user, **changed):
        quality, stay, hard, change, often, hours = self.survey.question_ids
        return {
            "token": self._ticket(self.wave, user).access_token, f"q{quality.id}": "4",
            f"q{stay.id}": str(stay.suggested_answer_ids[1].id), f"c{stay.id}": "bo tak",
            f"q{hard.id}": [str(answer.id) for answer in hard.suggested_answer_ids[:2]],
            f"q{change.id}": "Więcej\r\nczasu\x00", f"q{hours.id}": "2,5",
            **{f"q{often.id}_{row.id}": str(often.suggested_answer_ids[2].id) for row in often.matrix_row_ids},
            **changed,
        }

    def _post(self, data):
        return self.url_open(ANSWER, data=data)

    def test_from_the_link_to_thanks(self):
        page = self.url_open(self._url(self.anna))
        self.assertEqual(page.status_code, 200)
        for title in self.survey.question_ids.mapped("title"):
            self.assertIn(title, page.text)
        self.assertIn('<html lang="pl">', page.text, "read aloud in Polish")
        self.assertNotIn("Anna", page.text)
        self.assertNotIn("<script", page.text)
        answered = self._post(self._form(self.anna))
        self.assertIn("Dziękujemy", answered.text)
        lines = self.Entry.search([("wave_id", "=", self.wave.id)]).user_input_line_ids
        self.assertIn("Więcej\nczasu", lines.mapped("value_text_box"))
        self.assertIn("bo tak", lines.mapped("value_char_box"))
        self.assertIn(2.5, lines.mapped("value_numerical_box"))
        self.assertEqual(len(lines.filtered("matrix_row_id")), 2)
        again = self._post(self._form(self.anna))
        self.assertIn("Odpowiedź już do nas dotarła", again.text)
        self.assertIn("Odpowiedź już do nas dotarła", self.url_open(self._url(self.anna)).text)

    def test_nothing_is_kept_in_the_browser(self):
        for response in (self.url_open(self._url(self.anna)), self._post(self._form(self.anna))):
            cookies = {name for name in response.headers.get("Set-Cookie", "").split("=")[:1] if name}
            self.assertFalse(cookies - {"session_id"} | {c for c in cookies if c.startswith("survey")})
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_only_the_link_bears_the_token(self):
        """Addresses are written to logs: the answers are sent to one without the token."""
        page = self.url_open(self._url(self.anna)).text
        self.assertEqual(re.findall(r'action="([^"]*)"', page), [ANSWER])
        token = self._ticket(self.wave, self.anna).access_token
        self.assertEqual(page.count(token), 1)

    def test_answering_writes_nothing_to_the_log(self):
        """Neither who nor what, not even when two answer at a time and Odoo repeats one."""
        words = [self._ticket(self.wave, self.anna).access_token, "Więcej", "bo tak"]
        with self.assertLogs(level=logging.DEBUG) as logs:
            self._post(self._form(self.anna))
        told = [
            line for line in logs.output if any(word in line for word in words) and "odoo.sql_db" not in line
            and "odoo.tests" not in line and "urllib3" not in line
        ]
        self.assertFalse(told)

    def test_logged_in_people_leave_no_trace_either(self):
        self.authenticate("anna.test", "anna.test-Haslo-1")
        self._post(self._form(self.anna))
        [row] = self._rows(
            "SELECT create_uid, write_uid, partner_id, email, create_date FROM survey_user_input WHERE wave_id = %s",
            self.wave.id,
        )
        self.assertEqual(row, (None,) * 5)

    def test_a_slip_says_what_to_mend_and_keeps_the_rest(self):
        quality, stay = self.survey.question_ids[:2]
        form = self._form(self.anna)
        del form[f"q{quality.id}"]
        page = self._post(form)
        self.assertIn("wymaga odpowiedzi", page.text)
        self.assertIn("bo tak", page.text)
        self.assertRegex(page.text, rf'value="{stay.suggested_answer_ids[1].id}" checked')
        self.assertFalse(self.Entry.search([("wave_id", "=", self.wave.id)]))

    def test_an_empty_form_uses_nothing_up(self):
        page = self._post({"token": self._ticket(self.wave, self.anna).access_token})
        self.assertIn("Nie udzielono jeszcze żadnej odpowiedzi", page.text)
        self.assertFalse(self.Entry.search([("wave_id", "=", self.wave.id)]))
        self._post(self._form(self.anna))
        self.assertTrue(self.Entry.search([("wave_id", "=", self.wave.id)]))

    def test_the_code_of_a_slip_is_typed_in_any_way(self):
        """Capitals and missing hyphens do not matter; links of mails stay as long as they were."""
        self.assertGreaterEqual(len(self._ticket(self.wave, self.anna).access_token), 32)
        wave = self._wave(make_questionnaire(self.env, "2"), on_paper=True)
        code = self._ticket(wave, self.anna).access_token
        self.assertRegex(code, r"^([2-9a-hjkmnp-z]{4}-){2}[2-9a-hjkmnp-z]{4}$", "no letter mistaken for another")
        for typed in (code, code.upper(), code.replace("-", ""), code.replace("-", "%20")):
            self.assertIn(ANSWER, self.url_open(f"/kooperacje/survey/{typed}").text, typed)
        self.assertNotIn(ANSWER, self.url_open(f"/kooperacje/survey/{code[:-1]}").text)

    def test_what_strangers_try(self):
        other = self.survey.copy({"title": "Inna"})
        for data in (
            {}, {"token": ""}, {"token": "x" * 5000}, {"token": "' OR 1=1 --"}, {"token": "\x00"},
            {**self._form(self.anna), "token": "zły"},
        ):
            page = self._post(data)
            self.assertEqual(page.status_code, 200)
            self.assertIn("nie prowadzi do ankiety", page.text)
        quality, stay, hard, _change, often, hours = self.survey.question_ids
        foreign = other.question_ids[1].suggested_answer_ids[0].id
        for name, value in (
            (f"q{quality.id}", "99"), (f"q{stay.id}", str(foreign)), (f"q{hours.id}", "1e999"),
            (f"q{often.id}_{often.matrix_row_ids[0].id}", str(foreign)),
            (f"q{hard.id}", [str(hard.suggested_answer_ids[0].id)] * 2), (f"c{stay.id}", "x" * 6000),
        ):
            page = self._post({**self._form(self.anna), name: value})
            self.assertEqual(page.status_code, 200, name)
            self.assertIn('role="alert"', page.text, name)
        self.assertFalse(self.Entry.search([("wave_id", "=", self.wave.id)]))
        script = self._post(self._form(self.anna, **{f"q{quality.id}": "", f"c{stay.id}": "<script>alert(1)</script>"}))
        self.assertNotIn("<script>alert", script.text)

    def test_odoos_own_doors(self):
        """The pages of the survey application open no wave: no public answer, no retry, no print, no results."""
        self._post(self._form(self.anna))
        entry = self.Entry.search([("wave_id", "=", self.wave.id)])
        token = self.survey.access_token
        for path in (
            f"/survey/start/{token}", f"/survey/{token}/{entry.access_token}",
            f"/survey/start/{token}?answer_token={entry.access_token}",
            f"/survey/retry/{token}/{entry.access_token}", f"/survey/print/{token}?answer_token={entry.access_token}",
            f"/survey/results/{self.survey.id}", f"/survey/test/{token}",
        ):
            for login, password in ((None, None), ("anna.test", "anna.test-Haslo-1"), ("admin", "admin")):
                self.authenticate(login, password)
                text = self.url_open(path).text
                self.assertNotIn("Więcej", text, (path, login))
                self.assertNotIn("bo tak", text, (path, login))
        self.assertEqual(self.Entry.search_count([("wave_id", "=", self.wave.id)]), 1)

    def test_end_is_said_clearly(self):
        self.wave.with_user(self.piotr).action_end()
        self.assertIn("już się zakończyła", self.url_open(self._url(self.anna)).text)
        self.assertIn("już się zakończyła", self._post(self._form(self.anna)).text)
        self.assertFalse(self.Entry.search([("wave_id", "=", self.wave.id)]))

    def test_preview_stores_nothing(self):
        self.authenticate("piotr.test", "piotr.test-Haslo-1")
        page = self.url_open(f"/kooperacje/survey/preview/{self.survey.id}")
        self.assertIn("Podgląd", page.text)
        theirs = self.survey.copy({"company_id": self.company_nur.id})
        quiz = self.env["survey.survey"].create({"title": "Quiz"})
        for survey in theirs | quiz:
            self.assertEqual(self.url_open(f"/kooperacje/survey/preview/{survey.id}").status_code, 404)
