from contextlib import ExitStack, contextmanager
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import openpyxl
from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser
from odoo.tools import file_open

from odoo.addons.kooperacje.kernels import paper
from odoo.addons.kooperacje.kernels.office_day import office_today

from ..demo.common import DemoMixin

# What the browser is given for a paper.
PAPER = file_open("kooperacje/demo/scan.pdf", "rb").read()
# The page on which people answer has no scripts of its own, so no tour runs in it: it is walked from outside, one
# sentence of the telephone's screen after the other. Each waits until it is true.
FITS = """
    document.documentElement.scrollWidth <= innerWidth
    && [...document.querySelectorAll("label.option, button")].every((one) => one.getBoundingClientRect().height >= 40)
"""
SEND = "(document.querySelector('button[type=submit]').click(), true)"
SAYS_WHAT_IS_MISSING = "document.querySelector('[role=alert]').textContent.includes('żadnej odpowiedzi')"
ANSWER_ALL = """
    [...new Set([...document.querySelectorAll("input[type=radio]")].map((one) => one.name))].every((name) => {
        const step = [...document.getElementsByName(name)].slice(-2)[0];
        step.click();
        return step.checked;
    })
"""
TITLE = "document.querySelector('h1').textContent === %r"


@tagged("post_install", "-at_install")
class TestEvaluationTours(DemoMixin, HttpCase):
    """Evaluation in Chromium, in Polish, by those whose work it is: asked, answered, read, concluded, reported."""

    browser_size = "1366x900"

    def start(self, url, tour, login):
        self.start_tour(url, tour, login=login, timeout=180)
        self.env.invalidate_all()

    @contextmanager
    def printing(self):
        """What is printed meanwhile, as pages; the PDF is left out, for it has tests of its own and takes long."""
        Report, printed = type(self.env["ir.actions.report"]), []
        render = Report._render_qweb_pdf

        def render_pdf(report, *args, **kwargs):
            return render(report.with_context(force_report_rendering=True), *args, **kwargs)

        def keep(articles, *_args):
            printed.extend(html.tostring(article, encoding="unicode") for article in articles)
            return PAPER

        with patch.object(Report, "_render_qweb_pdf", render_pdf), patch.object(paper, "render", keep):
            yield printed

    # ------------------------------------------------------------
    # Questionnaires
    # ------------------------------------------------------------

    def _answers(self, survey):
        """What a browser sends: of every question with a choice the one before the last."""
        form = {}
        for question in survey.question_ids:
            name = f"q{question.id}"
            if question.question_type == "scale":
                form[name] = question.scale_max - 1
            elif question.question_type == "simple_choice":
                form[name] = question.suggested_answer_ids[-2:-1].id
            elif question.question_type == "matrix":
                form |= {f"{name}_{row.id}": question.suggested_answer_ids[-2:-1].id for row in question.matrix_row_ids}
        return form

    def _post(self, ticket):
        # sudo: the token, as the person has it in the mail.
        answers = {"token": ticket.access_token, **self._answers(ticket.wave_id.survey_id)}
        return self.url_open("/kooperacje/survey/answer", data=answers).text

    def _on_the_phone(self, ticket):
        """Open the link, send nothing by mistake, answer, send, and look at the link once more."""
        link = f"{self.base_url()}/kooperacje/survey/{ticket.access_token}"
        with patch.object(type(self), "browser_size", "390x844"), patch.object(type(self), "touch_enabled", True):
            phone = ChromeBrowser(self)
        with self.allow_requests(browser=phone), ExitStack() as end:
            end.callback(self._wait_remaining_requests)
            end.callback(phone.stop)
            self.authenticate(None, None, browser=phone)
            self.cr.flush()
            self.cr.clear()
            phone.navigate_to(link, wait_stop=True)
            for shown in (FITS, SEND, SAYS_WHAT_IS_MISSING, ANSWER_ALL, SEND, TITLE % "Dziękujemy"):
                self.assertTrue(phone._wait_ready(shown, timeout=30), shown)
            phone.navigate_to(link, wait_stop=True)
            self.assertTrue(phone._wait_ready(TITLE % "Odpowiedź już do nas dotarła", timeout=30))
        self.env.invalidate_all()

    def test_questionnaire_from_sending_to_results(self):
        """Piotr asks the partners in one step; one answers on the telephone, four at the desk; Maria reads."""
        Wave = self.env["kooperacje.survey.wave"]
        before = Wave.search([])
        self.start("/odoo/kooperacje-questionnaires-sent", "kooperacje_wave_send", "piotr")
        wave, refused = (Wave.search([]) - before).sorted("id")
        self.assertEqual((wave.tool, wave.state, wave.invited_count), ("6", "open", 16))
        self.assertEqual((refused.state, refused.invited_count), ("draft", 0))
        self.env["kooperacje.survey.ticket"]._cron_mails()

        gone = wave.ticket_ids.filtered(lambda ticket: ticket.partner_id == self.ref("user_zofia").partner_id)
        first, *others = wave.ticket_ids - gone
        self._on_the_phone(first)
        for ticket in others[:4]:
            self.assertIn("Dziękujemy", self._post(ticket))
        self.assertEqual(wave.answered_count, 5)
        wave.partnership_id.membership_ids.filtered(
            lambda membership: membership.institution_id == gone.partner_id.parent_id
        ).write({"state": "left", "date_to": office_today()})
        self.assertIn("dla osób, które biorą udział teraz", self._post(gone))
        self._wave_of_four()
        Mail = self.env["mail.mail"]
        sent = Mail.search([])

        with self.printing() as printed:
            self.start("/odoo/kooperacje-questionnaires-sent", "kooperacje_wave_results", "maria")
        self.assertEqual((wave.state, wave.pool_id.answer_count), ("closed", 5))
        self.assertEqual(len(printed), 2)
        self.assertIn("WYNIKI ANKIETY", printed[0])
        self.assertIn("CO MÓWIĄ ANKIETY", printed[1])
        self.assertIn("już się zakończyła", self._post(others[5]))
        self.assertFalse(Mail.search([]) - sent)

    def _wave_of_four(self):
        """Of the seven people of the office four answer tool 2; the wave is over."""
        survey = self.env.ref("kooperacje.survey_2")
        wave = self.as_user("piotr", "kooperacje.survey.wave").create({"survey_id": survey.id})
        wave.action_send()
        for ticket in wave.sudo().ticket_ids[:4]:
            self._post(ticket)
        wave.action_end()
        self.assertFalse(wave.pool_id)

    # ------------------------------------------------------------
    # Evaluation and reports
    # ------------------------------------------------------------

    def test_evaluation_from_the_catalogue_of_tools_to_the_yearly_plan(self):
        Evaluation = self.env["kooperacje.evaluation"]
        before = Evaluation.search([])
        self.start("/odoo/kooperacje-tools", "kooperacje_evaluation", "maria")
        evaluation = Evaluation.search([]) - before
        self.assertEqual(evaluation.state, "adopted")
        self.assertEqual(evaluation.date_to, office_today() - timedelta(days=200))
        self.assertEqual(evaluation.pool_ids.mapped("tool"), ["6"])
        self.assertEqual(evaluation.goal_ids.filtered(lambda row: row.attainment == 70).done_count, 1)
        action = evaluation.recommendation_ids.plan_line_id
        self.assertEqual((action.name, action.owner_id), ("Dyżur psychologa w gminie", self.ref("ppp")))
        self.assertGreater(action.plan_id.year, evaluation.date_to.year)
        self.assertEqual(action.plan_id.document_state, "draft")

    def test_yearly_report_on_paper_and_as_a_workbook(self):
        Report = self.env["kooperacje.periodic.report"]
        before = Report.search([])
        with self.printing() as printed:
            self.start("/odoo/kooperacje-periodic-reports", "kooperacje_yearly_report", "maria")
        report = Report.search([]) - before
        self.assertEqual((report.kind, report.document_state), ("partnership_year", "issued"))
        self.assertIn("Rodziny dostają pomoc szybciej.", printed[0])
        self.authenticate("maria", "maria")
        book = self.url_open(f"/kooperacje/report/{report.id}/workbook")
        self.assertIn(report._document_filename(), book.headers["Content-Disposition"])
        cells = {
            cell for sheet in openpyxl.load_workbook(BytesIO(book.content)) for row in sheet.iter_rows(values_only=True)
            for cell in row
        }
        self.assertIn("Rodziny dostają pomoc szybciej.", cells)

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def test_figures_of_the_office_and_of_the_region(self):
        self.start("/odoo/action-kooperacje.action_indicator_dashboard", "kooperacje_figures_office", "maria")
        self.start("/odoo/action-kooperacje.action_indicator_dashboard", "kooperacje_figures_region", "robert")

    # ------------------------------------------------------------
    # The end of a team
    # ------------------------------------------------------------

    def test_social_worker_ends_a_team(self):
        case = self.ref("case_przykladowska")
        team = case.team_ids.filtered(lambda one: one.state != "closed")
        self.start("/odoo/kooperacje-cases", "kooperacje_team_closing", "anna")
        wave = team.survey_wave_ids.filtered(lambda one: one.state == "open")
        self.assertEqual(wave.tool, "16S")
        self.assertEqual(team.closing_survey_ids.recipient_ids, wave.ticket_ids.partner_id)
        self.assertEqual(case.dimension_state, "effects")
        assessment = self.as_user("anna", "kooperacje.assessment").create({
            "case_id": case.id, "kind": "final", "family_changes": "Mamy spokój.", "conclusion": "end",
            "worker_view": "Cele osiągnięte.",
        })
        assessment.goal_line_ids.attainment = "0"
        assessment.service_line_ids.filtered("is_given").effect = "4"
        assessment.action_complete()
        self.start(f"/odoo/action-kooperacje.action_team/{team.id}", "kooperacje_team_end", "anna")
        self.assertEqual((team.state, case.dimension_state), ("closed", "complete"))
