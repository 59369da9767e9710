import io

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.tests.casework.common import CaseworkCommon

REPORT = "kooperacje.report_team_interview"


@tagged("post_install", "-at_install")
class TestTeamInterview(CaseworkCommon, HttpCase):
    """The guide to the interview with a member of the team (K3D-203): of the team's work, not of the family."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case.need_words = "Nie radzimy sobie od śmierci taty."
        cls._consent(cls.case, cls.ppp, cls.ngo)
        cls.team = cls._team(cls.case, cls.ppp, cls.ngo, accepted=(cls.tomasz,))

    def _html(self, user=None):
        team = self.team.with_user(user or self.anna)
        content, _kind = team.env["ir.actions.report"]._render_qweb_html(REPORT, team.ids)
        return content.decode()

    def test_asks_what_the_model_asks(self):
        """K3D-197–199: strengths and weaknesses, what was missing, co-operation, services."""
        content, kind = self.env["ir.actions.report"].with_user(self.anna).with_context(
            force_report_rendering=True,
        )._render_qweb_pdf(REPORT, self.team.ids)
        self.assertEqual(kind, "pdf")
        text = " ".join(" ".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages).split())
        for part in (
            "WYWIAD Z CZŁONKIEM ZESPOŁU", self.team.name, "1. Co było mocną stroną", "czego zabrakło", "współpraca",
            "instytucje partnerstwa", "skuteczne były usługi", "Strona 1 z",
        ):
            self.assertIn(part.casefold(), text.casefold(), part)

    def test_says_nothing_of_the_family(self):
        html = self._html()
        for person in self.halina | self.kuba:
            self.assertNotIn(person.last_name, html)
        self.assertNotIn("śmierci taty", html)
        self.assertNotIn(self.case.name, html.replace(self.team.name, ""))

    def test_opens_by_its_button(self):
        action = self.team.with_user(self.anna).action_print_interview()
        self.assertEqual((action["type"], action["report_name"]), ("ir.actions.report", f"{REPORT}_document"))
        self.assertTrue(self._html(self.maria))

    def test_refused_to_who_does_not_lead_the_team(self):
        """Neither by method nor by address: members, the network worker and other offices do not interview."""
        action = self.env.ref(REPORT)
        for user in (self.tomasz, self.piotr, self.olga, self.irena, self.urszula):
            with self.subTest(user.login):
                self.assertFalse(user.all_group_ids & action.group_ids and self.team.with_user(user).has_access("read"))
        for user in (self.olga, self.urszula):
            with (
                self.subTest(user.login), self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self._html(user)
        path = f"/report/html/{REPORT}_document/{self.team.id}"
        for user, opens in ((self.anna, True), (self.olga, False), (self.urszula, False)):
            with self.subTest(user.login), mute_logger("odoo.http", "odoo.addons.web.controllers.report"):
                self.env.flush_all()
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(path).status_code == 200, opens)

    def test_an_office_words_its_own_questions(self):
        template = self.env.ref("kooperacje.document_template_team_interview").copy({
            "company_id": self.company.id, "clause_ids": [Command.clear(), Command.create({
                "place": "body", "title": "Co zrobić, by spotkania były krótsze?", "body": "<p>Czas i miejsce.</p>",
            })],
        })
        html = self._html()
        self.assertIn("Co zrobić, by spotkania były krótsze?", html)
        self.assertNotIn("Co było mocną stroną", html)
        with self.assertRaisesRegex(ValidationError, "placeholder"):
            template.clause_ids.body = "<p>Rodzina {{ object.case_id.need_words }}</p>"
