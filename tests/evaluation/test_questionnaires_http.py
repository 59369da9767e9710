from datetime import timedelta

from lxml import html

from odoo.tests import HttpCase, tagged

from .analysis_common import AnalysisCommon
from .tool_wordings import TOOLS


@tagged("post_install", "-at_install")
class TestQuestionnairesHttp(AnalysisCommon, HttpCase):
    """Each questionnaire of the Model filled in to its end on the page that people get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveys = {code: cls.env.ref(f"kooperacje.survey_{code.lower()}") for code in TOOLS}

    def _ticket(self, survey):
        wave = self.env["kooperacje.survey.wave"].create({
            "survey_id": survey.id, "partnership_id": self.partnership.id, "audience": "family",
            "date_from": self.today, "date_to": self.today + timedelta(days=14),
        })
        wave._unguarded().sent_on = self.today
        return self.env["kooperacje.survey.ticket"].create({"wave_id": wave.id})

    def _fill(self, page):
        """Every field of the form as a browser sends it: the last of the choices, words, a number, a day."""
        form = html.fromstring(page).forms[0]
        sent = {"token": form.fields["token"]}
        for field in form.xpath(".//input[@name]|.//textarea[@name]"):
            name, kind = field.get("name"), field.get("type")
            if kind == "radio" and field.get("value"):
                sent[name] = field.get("value")
            elif kind == "checkbox" and len(sent.setdefault(name, [])) < 3:
                sent[name].append(field.get("value"))
            elif kind == "date":
                sent[name] = str(self.today)
            elif kind in (None, "text"):
                sent[name] = "7" if field.get("inputmode") == "decimal" else "ewa@example.com"
        return sent

    def test_each_can_be_filled_to_the_end(self):
        for code, survey in self.surveys.items():
            with self.subTest(code):
                ticket = self._ticket(survey)
                page = self.url_open(f"/kooperacje/survey/{ticket.access_token}")
                self.assertEqual(page.status_code, 200)
                done = self.url_open("/kooperacje/survey/answer", data=self._fill(page.text))
                self.assertNotIn('class="error"', done.text)
                lines = self.env["survey.user_input"].search([("wave_id", "=", ticket.wave_id.id)]).user_input_line_ids
                answered = lines.filtered(lambda line: not line.skipped).question_id
                self.assertEqual(answered, survey.question_ids, "every question has been answered")

    def test_one_answer_is_enough(self):
        """Few mandatory fields (RUR-17): of 1A the name of the institution alone; of the others any one answer."""
        first = {"1A": "1a_q1", "3": "3_q7", "FAM": "fam_q1"}
        for code, question in first.items():
            with self.subTest(code):
                survey = self.surveys[code]
                ticket = self._ticket(survey)
                sent = {"token": ticket.access_token}
                self.assertIn('class="error"', self.url_open("/kooperacje/survey/answer", data=sent).text)
                required = survey.question_ids.filtered("constr_mandatory")
                asked = required or self.env.ref(f"kooperacje.survey_{question}")
                sent.update({f"q{one.id}": "4" for one in asked})
                self.assertNotIn('class="error"', self.url_open("/kooperacje/survey/answer", data=sent).text)
                self.assertEqual(ticket.wave_id.answered_count, 1)

    def test_not_applicable_takes_a_mark_back(self):
        trust = self.env.ref("kooperacje.survey_3_q7")
        ticket = self._ticket(self.surveys["3"])
        page = html.fromstring(self.url_open(f"/kooperacje/survey/{ticket.access_token}").text)
        values = page.xpath(f"//input[@name='q{trust.id}']/@value")
        self.assertEqual(values, ["1", "2", "3", "4", "5", ""])
        other = self.env.ref("kooperacje.survey_3_q8")
        self.url_open("/kooperacje/survey/answer", data={
            "token": ticket.access_token, f"q{trust.id}": "", f"q{other.id}": "4",
        })
        entry = self.env["survey.user_input"].search([("wave_id", "=", ticket.wave_id.id)])
        self.assertTrue(entry.user_input_line_ids.filtered(lambda line: line.question_id == trust).skipped)

    def test_four_barriers_are_refused_and_nothing_is_lost(self):
        barriers = self.env.ref("kooperacje.survey_3_q14")
        wanted = self.env.ref("kooperacje.survey_3_q13")
        ticket = self._ticket(self.surveys["3"])
        page = self.url_open("/kooperacje/survey/answer", data={
            "token": ticket.access_token, f"q{wanted.id}": "Logopedy",
            f"q{barriers.id}": [str(answer.id) for answer in barriers.suggested_answer_ids[:4]],
        })
        self.assertIn('class="error"', page.text)
        self.assertIn("Logopedy", page.text)
        self.assertEqual(ticket.wave_id.answered_count, 0)
