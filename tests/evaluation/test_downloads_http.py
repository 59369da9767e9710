import io

import openpyxl

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.controllers.download import XLSX

from .survey_common import SurveyCommon, make_questionnaire


@tagged("post_install", "-at_install")
class TestEvaluationDownloads(SurveyCommon, HttpCase):
    """Workbooks by their address: who they are for, and one answer to everybody else and for what is not there."""

    def _get(self, user, path):
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        return self.url_open(path)

    def _opens(self, answer):
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, XLSX))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        return openpyxl.load_workbook(io.BytesIO(answer.content))

    def test_signed_answers(self):
        survey = make_questionnaire(self.env, "1A", kooperacje_anonymous=False)
        wave = self._wave(survey, institution_ids=[Command.set((self.school | self.pcpr).ids)])
        self._answer(wave, self.school, text="Mamy salę")
        anonymous = self._wave()
        self._answer(anonymous, self.anna, self.jan)
        path = "/kooperacje/wave/{}/answers"
        for user in (self.piotr, self.maria):
            book = self._opens(self._get(user, path.format(wave.id)))
            self.assertIn(self.school.name, book.sheetnames)
            self.assertEqual(self._get(user, path.format(anonymous.id)).status_code, 404)
            self.assertEqual(self._get(user, path.format(0)).status_code, 404)
        for user in (self.anna, self.ewa, self.tomasz, self.robert, self.irena, self.adam, self.olga, self.urszula):
            with self.subTest(user.login):
                self.assertEqual(self._get(user, path.format(wave.id)).status_code, 404)

    def test_released_figures(self):
        path = "/kooperacje/figures/workbook"
        both = {self.partnership.name, self.partnership_nur.name}
        for user, told in ((self.maria, {self.partnership.name}), (self.robert, both)):
            with self.subTest(user.login):
                book = self._opens(self._get(user, path))
                names = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
                self.assertEqual(names & both, told, "the centre of both communes, the office of one")
        self.assertEqual(self._get(self.urszula, path).status_code, 404, "the evaluator has the evaluation")
