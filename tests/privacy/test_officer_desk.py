from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.models.privacy.processing_activity import PROPOSED

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestOfficerDesk(PrivacyCommon):
    """Irena, the data-protection officer of OPS Małkinia, and Maria, its head, keep the registers of the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.breach = cls.env["kooperacje.breach"].with_user(cls.irena).create({
            "what": "Teczka sprawy została w autobusie", "company_id": cls.company.id, "user_id": cls.irena.id,
        }).with_env(cls.env)
        cls.board = cls.env["kooperacje.privacy.paper"].create({"company_id": cls.company.id, "kind": "board"})
        cls.activity = cls.env["kooperacje.processing.activity"].create({
            "company_id": cls.company.id, "name": "Kasa", "purpose": "Wypłaty", "legal_basis": "ustawa",
            "person_kinds": "Pracownicy", "data_kinds": "Imię i nazwisko",
        })

    def _html(self, report, record, user=None):
        return self.env["ir.actions.report"].with_user(user or self.irena)._render_qweb_html(
            f"kooperacje.report_{report}", record.ids)[0].decode()

    def _duties(self, user=None):
        self.env.flush_all()
        return self.env["kooperacje.officer.duty"].with_user(user or self.irena).search([])

    # Breaches

    def test_seventy_two_hours(self):
        breach = self.breach
        self.assertRegex(breach.number, r"^NOD/\d+/\d{4}$")
        self.assertEqual(breach.due_at, breach.found_at + timedelta(hours=72))
        self.assertFalse(breach.is_late)
        breach.found_at = self.now - timedelta(hours=80)
        self.assertTrue(breach.is_late)
        self.assertIn(breach.number, self._duties().mapped("name"))

    def test_closed_with_all_that_the_law_asks_for(self):
        breach = self.breach.with_user(self.irena)
        with self.assertRefused("the risk to the persons"):
            breach.action_close()
        breach.write({"risk": "high", "measures": "Odzyskano teczkę", "found_at": self.now - timedelta(hours=80)})
        with self.assertRefused("report to the authority"):
            breach.action_close()
        breach.reported_at = self.now
        with self.assertRefused("later than 72 hours"):
            breach.action_close()
        breach.delay_reason = "Święta"
        with self.assertRefused("when the persons were told"):
            breach.action_close()
        breach.told_on = self.today
        breach.action_close()
        self.assertEqual(breach.state, "closed")
        self.assertFalse(breach.activity_ids)
        self.assertNotIn(breach.number, self._duties().mapped("name"))
        with self.assertRefused("stays in the register"):
            breach.what = "Inaczej"
        html = self._html("breach_register", breach)
        for words in (breach.number, "Teczka sprawy", "Święta", "Odzyskano"):
            self.assertIn(words, html)

    def test_without_a_risk_it_is_written_down_all_the_same(self):
        breach = self.breach.with_user(self.maria)
        breach.write({"risk": "none", "measures": "Teczka była pusta"})
        breach.action_close()
        with self.assertRefused("stays in the register"):
            breach.sudo().unlink()

    def test_days_that_cannot_be(self):
        for values, words in (
            ({"found_at": self.now + timedelta(days=2)}, "in the future"),
            ({"reported_at": self.now - timedelta(days=9)}, "before the office learned"),
            ({"person_count": -1}, "negative"), ({"user_id": self.anna.id}, "neither head"),
        ):
            with self.subTest(words), self.assertRefused(words, ValidationError):
                self.breach.with_user(self.irena).write(values)

    def test_tasks_of_who_sees_to_it(self):
        self.assertEqual(self.breach.activity_ids.user_id, self.irena)
        self.breach.with_user(self.irena).user_id = self.maria
        self.assertEqual(self.breach.activity_ids.user_id, self.irena | self.maria)
        self.assertNotIn("autobus", "".join(self.breach.activity_ids.mapped("summary")))

    # Register of processing and papers

    def test_register_proposed_from_what_the_program_does(self):
        Activity = self.env["kooperacje.processing.activity"].with_user(self.irena).with_company(self.company)
        Activity.action_propose()
        rows = Activity.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(rows), len(PROPOSED) + 1)
        with self.assertRefused("All that the program does"):
            Activity.action_propose()
        html = self._html("processing_activity_register", self.activity)
        for one in PROPOSED:
            self.assertIn(one["name"], html)
        self.assertIn("Kasa", html)

    def test_every_model_of_the_family_stands_in_the_register(self):
        """A model of case data added later asks for its place in the register."""
        Activity = self.env["kooperacje.processing.activity"].with_user(self.irena).with_company(self.company)
        told = {name for one in PROPOSED for name in Activity._models_of(one)}
        self.assertFalse(set(self.env["kooperacje.case.data"]._case_data_models()) - told)
        self.assertFalse([name for name in told if name not in self.env.registry])

    def test_clause_of_the_notice_board(self):
        html = self._html("privacy_paper", self.board)
        for words in (self.company.name, "art. 100", "Prezesa Urzędu Ochrony Danych Osobowych", "w widocznym miejscu"):
            self.assertIn(words, html)
        self.assertIn("board", self._duties().mapped("kind"))
        self.board.with_user(self.irena).write({"hung_on": self.today, "place": "hol"})
        self.assertNotIn("board", self._duties().mapped("kind"))
        with self.assertRefused("in the future", ValidationError):
            self.board.hung_on = self.tomorrow

    def test_assessment_drafted_from_the_same_data(self):
        paper = self.env["kooperacje.privacy.paper"].with_user(self.irena).create({
            "company_id": self.company.id, "kind": "impact", "risks": "Odczyt przez osobę nieuprawnioną",
        })
        html = self._html("privacy_paper", paper)
        for words in ("OCENA SKUTKÓW", "Kasa", "Odczyt przez osobę"):
            self.assertIn(words, html)
        self.assertEqual(paper._scale()["cases"], self.env["kooperacje.case"].search_count([
            ("company_id", "=", self.company.id)]))

    # Whom others reported; a consent taken back

    def test_clause_for_whom_others_reported(self):
        case = self.case.with_user(self.anna)
        self.assertNotIn("clause14", [item["key"] for item in case.due_items])
        case.write({"source": "institution", "source_institution_id": self.ppp.id, "source_consent_on": self.today})
        [item] = [item for item in case.due_items if item["key"] == "clause14"]
        self.assertTrue(item["date"])
        self.assertTrue(case.action_due("clause14"))
        html = self._html("case_clause14", case, self.anna)
        for words in ("art. 14", self.ppp.name, self.company.name, case.name):
            self.assertIn(words, html)
        case.clause14_on = self.today
        self.assertNotIn("clause14", [item["key"] for item in case.due_items])
        with self.assertRefused("on the day it was given", ValidationError):
            case.clause14_on = self.tomorrow

    def test_paper_for_taking_a_consent_back(self):
        html = self._html("consent_withdrawal", self.consent, self.anna)
        self.assertIn("OŚWIADCZENIE O COFNIĘCIU ZGODY", html)
        self.assertIn(self.ppp.name, html)
        self.assertNotIn(self.ngo.name, html, "what has been taken back already")

    # The desk

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_closed_to_everybody_else(self):
        portal = new_test_user(self.env, "portal.desk", groups="base.group_portal")
        officer_nur = self._user("oskar", self.gops_nur, "dpo", self.company_nur)
        others = {"colleague": self.jan, "next door": self.olga, "officer next door": officer_nur, "portal": portal}
        self.env.flush_all()
        duty = self._duties()[:1]
        self.assertTrue(duty)
        for record in (self.breach, self.board, self.activity, duty):
            for role, user in {**self.user_by_role, **others}.items():
                one = record.with_user(user)
                with self.subTest(record._name, role=role):
                    self.assertEqual(one.has_access("read"), role in ("manager", "dpo"))
                    self.assertEqual(one.has_access("write"), role in ("manager", "dpo") and record != duty)
                    self.assertFalse(one.has_access("unlink"))
                    if role in ("manager", "dpo"):
                        continue
                    for way in (lambda o=one: o.read(["display_name"]), lambda o=one: o.web_read({"company_id": {}})):
                        with self.assertRaises(AccessError):
                            way()
                    for way in (
                        lambda o=one: o.search([("id", "=", o.id)]), lambda o=one: o.name_search(o.sudo().display_name),
                        lambda o=one: o.formatted_read_group([("id", "=", o.id)], ["company_id"], ["__count"]),
                    ):
                        try:
                            self.assertFalse(way())
                        except AccessError:
                            continue

    def test_first_screen_opens_each_matter(self):
        duties = self._duties()
        self.assertIn(self.breach.number, duties.mapped("name"))
        for duty in duties:
            with self.subTest(duty.kind):
                self.assertEqual(duty.action_open()["res_model"], duty.res_model)

    def test_queries_of_the_first_screen_do_not_grow(self):
        def look():
            self.env["kooperacje.officer.duty"].with_user(self.irena).web_search_read(
                [], specification={"kind": {}, "name": {}, "due_on": {}}, limit=200)
        values = {"what": "Zgubiony klucz", "company_id": self.company.id, "user_id": self.irena.id}
        counts = []
        for count in (10, 90):
            self.env["kooperacje.breach"].create([values for _number in range(count)])
            self.env.flush_all()
            look()
            counts.append(self._queries(look))
        self.assertEqual(*counts)

    def test_messages_to_the_officer_are_polish(self):
        if not self.env["res.lang"]._get_data(code="pl_PL"):
            self.skipTest("Polish is not installed")
        self.irena.lang = "pl_PL"
        self.breach.activity_ids.unlink()
        self.breach._remind()
        self.assertIn("Oceń i zgłoś naruszenie", self.breach.activity_ids.summary)
        with self.assertRefused("Brakuje"):
            self.breach.with_user(self.irena).with_context(lang="pl_PL").action_close()

    def test_unsaved_errors_are_user_errors(self):
        with self.assertRefused("is empty", UserError):
            self.env["kooperacje.breach"].with_user(
                self._user("oskarnur", self.gops_nur, "dpo", self.company_nur)).action_print_register()
