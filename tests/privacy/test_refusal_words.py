from datetime import timedelta

from psycopg2 import IntegrityError
from psycopg2.errors import DeadlockDetected, NumericValueOutOfRange, SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, ConcurrencyError, LockError, MissingError, UserError, ValidationError
from odoo.service import model as service_model
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.casework.family import FamilyCommon

JOKES = r"top-secret|cookies|operation is allowed for|lock on records"


@tagged("post_install", "-at_install")
class TestRefusalWords(FamilyCommon):
    """Whoever is refused reads what is missing and who gives it, and nothing of the record."""

    def setUp(self):
        super().setUp()
        muted = mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    def _refusal(self, call, *, case=False):
        self.env.invalidate_all()
        with self.assertRaises(AccessError) as refused:
            call()
        text = str(refused.exception)
        self.assertNotRegex(text, JOKES)
        if case:
            self.assertNotIn(self.case.name, text)
        return text

    def _assignment(self, user):
        return user.role_assignment_ids.with_env(self.env)

    def test_role_without_authorisation_and_undertaking(self):
        self._assignment(self.anna).write({"authorisation_date": False, "secrecy_date": False})
        for call in (
            lambda: self.case.with_user(self.anna).read(["name"]),
            lambda: self.case.with_user(self.anna).write({"resources": "x"}),
            lambda: self.env["kooperacje.case"].with_user(self.anna).onchange({}, [], {"name": {}}),
        ):
            text = self._refusal(call, case=True)
            self.assertIn("Missing: the written authorisation, the signed undertaking of secrecy", text)
            self.assertIn(f"The head of {self.company.name} gives the authorisation", text)

    def test_an_empty_list_of_cases_says_what_the_role_lacks(self):
        """The first screen of a new colleague: not an invitation to begin a case, which would be refused."""
        def told():
            action = self.env["ir.actions.act_window"].with_user(self.anna)._for_xml_id("kooperacje.action_case")
            return action["help"]

        self.assertNotIn("Missing", told())
        in_order = told()
        self._assignment(self.anna).write({"authorisation_date": False, "secrecy_date": False})
        self.assertIn("Missing: the written authorisation, the signed undertaking of secrecy", told())
        self.assertIn(f"The head of {self.company.name} gives the authorisation", told())
        self.assertNotIn("first case", told())
        self._assignment(self.anna).write({"authorisation_date": self.today, "secrecy_date": self.today})
        self.assertEqual(told(), in_order)

    def test_authorisation_that_ended(self):
        yesterday = self.today - timedelta(days=1)
        self._assignment(self.anna).authorisation_date_to = yesterday
        text = self._refusal(lambda: self.case.with_user(self.anna).read(["name"]))
        self.assertIn(f"the authorisation, which ended on {yesterday:%d.%m.%Y}", text)
        self.assertNotIn("undertaking of secrecy,", text)

    def test_role_that_ended_begins_or_never_was(self):
        yesterday, tomorrow = self.today - timedelta(days=1), self.today + timedelta(days=1)
        case = self.case.with_user(self.anna)
        assignment = self._assignment(self.anna)
        assignment.date_to = yesterday
        self.assertIn(f"ended on {yesterday:%d.%m.%Y}", self._refusal(lambda: case.read(["name"]), case=True))
        assignment.write({"date_from": tomorrow, "date_to": False})
        self.assertIn(f"begins on {tomorrow:%d.%m.%Y}", self._refusal(lambda: case.read(["name"]), case=True))
        clerk = self.env["res.users"].create({
            "name": "Kadrowa", "login": "kadrowa.test", "lang": "en_US",
            "group_ids": self.env.ref("base.group_user").ids,
        })
        text = self._refusal(lambda: self.case.with_user(clerk).read(["name"]), case=True)
        self.assertIn("You hold no role in the Model of Cooperation", text)

    def test_roles_in_order_hear_of_the_family_alone(self):
        """The same words for a case of another office, for one whose consent is withdrawn, and for one not theirs."""
        texts = {
            self._refusal(lambda user=user: self.case.with_user(user).read(["name"]), case=True)
            for user in (self.olga, self.zofia)
        }
        self.assertEqual(len(texts), 1)
        self.assertRegex(texts.pop(), "family's case that is not open to you")

    def test_kinds_of_record_that_are_for_other_roles(self):
        text = self._refusal(lambda: self.env["kooperacje.case"].with_user(self.piotr).search([]))
        self.assertIn("is opened by", text)
        self.assertIn("Your roles today: Network worker.", text)
        text = self._refusal(lambda: self.env["kooperacje.need"].with_user(self.tomasz).create({"name": "x"}))
        self.assertIn("is added by", text)

    def test_records_of_another_office(self):
        text = self._refusal(lambda: self.partnership.with_user(self.olga).read(["name"]))
        self.assertIn("another office or institution", text)
        text = self._refusal(lambda: self.partnership.with_user(self.tomasz).write({"name": "x"}))
        self.assertRegex(text, "is changed by")

    def test_a_field_that_others_are_shown(self):
        """The field by its label, and for whom it is; core would give its technical name."""
        text = self._refusal(lambda: self.env["kooperacje.consent"].with_user(self.piotr).search_read(
            [], ["child_opinion"]))
        self.assertNotRegex(text, r"child_opinion|kooperacje\.consent|system administrator")
        wave = self.env["kooperacje.survey.ticket"].with_user(self.maria)
        text = self._refusal(lambda: wave.search([("access_token", "=", "x")]))
        self.assertIn("is kept by the program itself", text)
        self.assertNotRegex(text, r"access_token|kooperacje\.survey")

    def test_models_of_core_speak_as_core_does(self):
        with self.assertRaises(AccessError) as refused:
            self.env["ir.config_parameter"].with_user(self.anna).search([])
        self.assertNotIn("Your roles today", str(refused.exception))
        self.assertIn("ir.config_parameter", str(refused.exception))

    def test_errors_of_the_database(self):
        """As a request hears them: core turns what the database says into words, ours for ours."""
        case = self.env["kooperacje.case"]
        for statement, words in (
            ("UPDATE kooperacje_case SET name = NULL WHERE id = %s", "needs “Family code”"),
            ("UPDATE kooperacje_case SET stage_id = 999999999 WHERE id = %s", "no longer there"),
        ):
            failed = None
            try:
                with self.env.cr.savepoint():
                    self.env.cr.execute(statement, (self.case.id,))
                    self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except IntegrityError as error:
                failed = error
            text = case._sql_error_to_message(failed)
            self.assertRegex(text, words)
            self.assertNotRegex(text, "constraint|troublemaker|kooperacje_")

    def test_errors_that_core_words_by_itself(self):
        """What a request on a model of ours ends with, when Odoo has tried all it could."""
        refusal = self.env["kooperacje.refusal"].with_user(self.anna)
        closed = refusal._in_place_of(MissingError("x"), "kooperacje.case")
        self.assertIsInstance(closed, AccessError)
        self.assertEqual(str(closed), self._refusal(lambda: self.case.with_user(self.olga).read(["name"])))
        for error, words in (
            (MissingError("x"), "no longer there"), (SerializationFailure(), "Others are working on the same"),
            (DeadlockDetected(), "Others are working on the same"), (ConcurrencyError(), "Others are working"),
            (NumericValueOutOfRange("int out of range"), "nothing was saved"),
        ):
            told = refusal._in_place_of(error, "kooperacje.partnership")
            self.assertIsInstance(told, UserError)
            self.assertIn(words, str(told))
            self.assertNotIn("range", str(told))

    def test_locked_rows(self):
        """The second of two clicks hears that the first is on its way."""
        stage = self.env["kooperacje.case.stage"].search([], limit=1)
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT 1 FROM kooperacje_case_stage WHERE id = %s FOR NO KEY UPDATE NOWAIT", (stage.id,))
            with self.assertRaisesRegex(LockError, "by your first click or by somebody else"):
                stage.lock_for_update()
        stage.lock_for_update()

    def test_typed_values_name_the_field(self):
        for model, name, value, words in (
            ("kooperacje.role.assignment", "date_from", "0001-01-01", "“From”.*between the years 1900 and 2200"),
            ("kooperacje.role.assignment", "date_to", "2026-02-31", "“Until”.*no date of the calendar"),
            ("kooperacje.role.assignment", "authorisation_number", "x" * 5000, "5000 characters, where 600 fit"),
            ("kooperacje.goal", "name", "a\x00b", "a sign that cannot be kept"),
        ):
            for way in ("create", "write"):
                with self.subTest(name, way=way), self.assertRaisesRegex(ValidationError, words):
                    getattr(self.env[model], way)({name: value})
        with self.assertRaisesRegex(ValidationError, "where 600 fit"):
            self.env["kooperacje.plan"].create({
                "case_id": self.case.id, "goal_ids": [Command.create({"name": "x" * 5000})],
            })

    def test_fields_of_core_are_cores(self):
        """What core defines on its own models is judged by core alone."""
        partner = self.env["res.partner"].create({"name": "x" * 700})
        self.assertEqual(len(partner.name), 700)


@tagged("post_install", "-at_install")
class TestRefusalWordsHttp(FamilyCommon, HttpCase):
    """What core turns into an error of the machine is told in words, by the request itself."""

    def _ask(self, model, method, *args):
        answer = self.opener.post(f"{self.base_url()}/web/dataset/call_kw/{model}/{method}", json={
            "params": {"model": model, "method": method, "args": args, "kwargs": {}},
        }).json()
        return answer["error"]["data"]

    @mute_logger("odoo.http", "odoo.service.model", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_requests(self):
        self.maria.password = "maria-maria-1"
        self.authenticate(self.maria.login, "maria-maria-1")
        gone = self._ask("kooperacje.partnership", "write", [2_000_000_111], {"name": "x"})
        self.assertIn("no longer there", gone["message"])
        self.assertNotIn("kooperacje.partnership(", gone["message"])
        # The database refuses a number of too many digits, in a transaction that answers nothing more.
        broken = self._ask("kooperacje.partnership", "search", [], 10**20)
        self.assertIn("nothing was saved", broken["message"])
        self.assertEqual(broken["name"], "odoo.exceptions.UserError")
        # Of a case that is closed, or is none: words alone, for the trace would tell the one from the other.
        closed = self._ask("kooperacje.case", "read", [2_000_000_111], ["name"])
        self.assertEqual(closed["name"], "odoo.exceptions.AccessError")
        self.assertNotIn("File ", closed["debug"])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_requests_of_core_are_as_core_has_them(self):
        self.maria.password = "maria-maria-1"
        self.authenticate(self.maria.login, "maria-maria-1")
        broken = self._ask("res.partner", "search", [], 10**20)
        self.assertTrue(broken["name"].startswith("psycopg2."), broken["name"])

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.service.model")
    def test_others_who_always_come_first(self):
        """All five attempts fail: what the reader is told is no name of an error of the database."""
        def always_late(records, *args, **kwargs):
            raise ConcurrencyError("could not serialize access due to concurrent update")

        self.maria.password = "maria-maria-1"
        self.authenticate(self.maria.login, "maria-maria-1")
        self.patch(self.env.registry["kooperacje.partnership"], "web_save", always_late)
        self.patch(service_model, "MAX_TRIES_ON_CONCURRENCY_FAILURE", 1)
        told = self._ask("kooperacje.partnership", "web_save", self.partnership.ids, {}, {})
        self.assertIn("Others are working on the same", told["message"])
