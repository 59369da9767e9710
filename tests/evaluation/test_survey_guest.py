from functools import partial

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .survey_common import SurveyCommon

OWN_WAYS = (
    "action_send_survey", "action_start_survey", "action_print_survey", "action_result_survey", "action_test_survey",
    "action_survey_preview_certification_template", "action_start_session", "action_open_session_manager",
    "action_end_session",
)


class SurveyGuestCommon(SurveyCommon):
    """Halina and Stefan use the survey application of a firm in the same database; they have no role of the Model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.env["res.company"].create({"name": "Firma"})
        cls.halina, cls.stefan = (
            new_test_user(
                cls.env, login, groups=f"base.group_user,survey.{group}", password=f"{login}-Haslo-1",
                company_id=cls.firm.id, company_ids=[Command.set(cls.firm.ids)],
            ) for login, group in (("halina", "group_survey_user"), ("stefan", "group_survey_manager"))
        )
        cls.strangers = [cls.halina, cls.stefan]
        cls.own = cls.env["survey.survey"].browse(cls.survey.with_user(cls.piotr).action_own_version()["res_id"])
        cls.ours = cls.survey | cls.own
        cls.admin = cls.env.ref("base.user_admin")

    def _quiz(self, user, **values):
        return self.env["survey.survey"].with_user(user).create({
            "title": "Quiz", "question_and_page_ids": [
                Command.create({
                    "title": "Ile?", "question_type": "simple_choice",
                    "suggested_answer_ids": [Command.create({"value": "raz"}), Command.create({"value": "dwa"})],
                }), Command.create({"title": "Co?", "question_type": "text_box"}),
            ], **values,
        })


@tagged("post_install", "-at_install")
class TestSurveyGuest(SurveyGuestCommon):
    """The survey application of others has nothing to do with the questionnaires of the Model, nor these with it."""

    def test_strangers_find_none_of_ours(self):
        questions = self.ours.question_ids
        answers = questions.suggested_answer_ids | questions.matrix_row_ids
        for user in self.strangers:
            for records in (self.ours, questions, answers):
                theirs = records.with_user(user)
                self.assertFalse(theirs.search([("id", "in", records.ids)]), (user.login, records._name))
                self.assertAllRefused(theirs[0], lambda r: r.read([]), lambda r: r.export_data(["display_name"]))
            self.assertFalse(self.env["survey.survey"].with_user(user).name_search(self.survey.title))

    def _refuse_changes(self, user, survey, quiz):
        """Every channel of RPC: writing, archiving, copying, deleting, loading, moving questions in and out."""
        question, answer = survey.question_ids[1], survey.question_ids[1].suggested_answer_ids[0]
        theirs = quiz.question_ids[0]
        self.assertAllRefused(
            survey.with_user(user), lambda s: s.write({"title": "Przejęta"}), lambda s: s.unlink(),
            lambda s: s.copy(), lambda s: s.copy({"title": "Moja", "kooperacje_tool": False}),
            lambda s: s.action_archive(), lambda s: s.write({"active": False}),
            lambda s: s.write({"scoring_type": "scoring_without_answers", "certification": True}),
            lambda s: s.write({"access_mode": "public"}), lambda s: s.write({"session_state": "ready"}),
            lambda s: s.write({"question_and_page_ids": [Command.link(theirs.id)]}),
            lambda s: s.message_post(body="x"), lambda s: s.message_subscribe(self.anna.partner_id.ids),
            lambda s: s.activity_schedule("mail.mail_activity_data_todo", user_id=user.id),
        )
        self.assertAllRefused(
            question.with_user(user), lambda q: q.write({"title": "Inne"}), lambda q: q.unlink(),
            lambda q: q.copy(), lambda q: q.write({"survey_id": quiz.id}),
            lambda q: q.create({"survey_id": survey.id, "title": "Dopisane", "question_type": "text_box"}),
            lambda q: theirs.write({"survey_id": survey.id}),
            lambda q: quiz.write({"question_and_page_ids": [Command.link(q.id)]}),
        )
        self.assertAllRefused(
            answer.with_user(user), lambda a: a.write({"value": "może"}), lambda a: a.unlink(),
            lambda a: a.copy(), lambda a: a.write({"question_id": theirs.id}),
            lambda a: a.create({"question_id": question.id, "value": "dopisane"}),
            lambda a: theirs.suggested_answer_ids[0].write({"question_id": question.id}),
        )
        loaded = survey.browse().with_user(user).load([".id", "title"], [[str(survey.id), "Z pliku"]])
        self.assertFalse(loaded["ids"])

    def _refuse_forgeries(self, quiz):
        """Neither a new survey nor one's own becomes a questionnaire of the Model."""
        ours = {"kooperacje_tool": "3", "kooperacje_anonymous": True}
        self.assertAllRefused(
            quiz, lambda s: s.create({"title": "Podrobiona", **ours}), lambda s: s.write(ours),
            lambda s: s.with_context(**{f"default_{name}": value for name, value in ours.items()}).create(
                {"title": "Podrobiona"}),
        )

    def test_strangers_change_none_of_ours(self):
        for user in self.strangers:
            quiz = self._quiz(user)
            self._refuse_forgeries(quiz)
            for survey in self.ours:
                self._refuse_changes(user, survey, quiz)
        self.env.invalidate_all()
        self.assertEqual(self.survey.title, "Ankieta próbna")
        self.assertEqual(len(self.survey.question_ids), 6)
        self.assertFalse(self.ours.message_partner_ids & (self.halina | self.stefan).partner_id)

    def test_nobody_sends_past_the_waves(self):
        """“Share”, “Test”, live session, results: for strangers, for the office itself and for the administrator."""
        for user in (*self.strangers, self.piotr, self.maria, self.admin):
            for survey in self.ours.with_user(user):
                for way in OWN_WAYS:
                    with self.subTest(user=user.login, way=way):
                        self.assertAllRefused(survey, lambda s, way=way: getattr(s, way)())
        for user in (*self.strangers, self.admin):
            self._refuse_sharing(self._quiz(user))
        self.assertFalse(self.ours.filtered("session_state"))

    def _refuse_sharing(self, quiz):
        values = {"partner_ids": [Command.set(self.anna.partner_id.ids)], "subject": "x", "body": "x"}
        self.assertAllRefused(
            quiz.env["survey.invite"],
            lambda m: m.create({"survey_id": self.survey.id, **values}).action_invite(),
            lambda m: m.with_context(default_survey_id=self.survey.id).create(values).action_invite(),
            lambda m: m.create({"survey_id": quiz.id, **values}).write({"survey_id": self.survey.id}),
        )

    def test_answers_come_with_a_ticket_only(self):
        """Not even as superuser, as the pages of the survey application write them."""
        quiz = self.env["survey.survey"].create({"title": "Quiz"})
        entry = self.Entry.create({"survey_id": quiz.id})
        for user in (*self.strangers, self.piotr, self.admin):
            self.assertAllRefused(
                entry.with_user(user), lambda e: e.create({"survey_id": self.survey.id, "state": "done"}),
                lambda e: e.write({"survey_id": self.survey.id}),
            )
        with self.assertRefused("with the link of a wave"):
            self.survey.sudo()._create_answer(email="ktos@example.com")
        with self.assertRefused("with the link of a wave"):
            self.survey.sudo()._create_answer(user=self.admin, test_entry=True)
        self.assertFalse(self.Entry.search([("survey_id", "in", self.ours.ids)]))

    def test_the_office_edits_its_own_and_no_more(self):
        """What the Model does not have is not switched on in one's own version either: said, not swallowed."""
        own = self.own.with_user(self.piotr)
        own.title = "Nasze słowa"
        own.question_ids[0].title = "Jak nam się współpracuje"
        for vals in (
            {"access_mode": "public"}, {"survey_type": "live_session"}, {"session_code": "1234"},
            {"session_state": "ready"}, {"scoring_type": "scoring_without_answers", "certification": True},
            {"users_login_required": True}, {"is_time_limited": True, "time_limit": 5},
            {"questions_selection": "random"},
        ):
            with self.subTest(vals=vals):
                self.assertAllRefused(own, lambda s, vals=vals: s.write(vals))
        own.write({"access_mode": "token", "certification": False})
        self.assertEqual(own.title, "Nasze słowa")

    def test_program_and_system_administrator_update_the_models(self):
        for title, env in (("Nowe słowa", self.env), ("Jeszcze nowsze", self.env(user=self.admin, su=False))):
            survey = self.survey.with_env(env)
            survey.title = title
            survey.question_ids[0].title = title
            survey.question_ids[1].suggested_answer_ids[0].value = title
            self.assertEqual(self.survey.question_ids[1].suggested_answer_ids[0].value, title)

    def test_a_role_and_the_survey_application_together(self):
        """Who works in an office and uses the survey application reads what the role gives, and edits no more."""
        marek = self._user("marek", self.gops_nur, "network_worker", company=self.company_nur)
        theirs = self.env["survey.survey"].browse(self.survey.with_user(marek).action_own_version()["res_id"])
        for user, foreign in ((self.anna, theirs), (self.piotr, theirs), (marek, self.own), (self.urszula, theirs)):
            user.group_ids |= self.env.ref("survey.group_survey_manager")
            seen = self.env["survey.survey"].with_user(user).search([("kooperacje_tool", "!=", False)])
            self.assertNotIn(foreign, seen)
            self.assertIn(self.survey, seen)
            self.assertAllRefused(
                self.survey.with_user(user), lambda s: s.write({"title": "x"}), lambda s: s.unlink(),
                lambda s: s.question_ids[0].write({"title": "x"}),
                lambda s: s.question_ids[1].suggested_answer_ids[0].write({"value": "x"}),
            )
            self.assertAllRefused(
                foreign.with_user(user), lambda s: s.read(["title"]), lambda s: s.write({"title": "x"}),
                lambda s: s.question_ids[0].read(["title"]), lambda s: s.copy(),
            )
            self._quiz(user).title = "Mój quiz"

    # Core stays core

    def test_a_quiz_is_a_quiz(self):
        """All that is refused above works on what is not ours, for both groups of the survey application."""
        for user in self.strangers:
            quiz = self._quiz(user, access_mode="public")
            self.assertTrue(quiz.session_code)
            copy = quiz.copy()
            self.assertEqual(copy.title, "Quiz (copy)")
            quiz.question_ids[1].survey_id = copy
            self.assertEqual(len(copy.question_ids), 3)
            quiz.question_ids.suggested_answer_ids[0].answer_score = 1
            quiz.write({"scoring_type": "scoring_without_answers", "certification": True, "survey_type": "assessment"})
            self.assertTrue(quiz.certification)
            quiz.write({"certification": False, "survey_type": "custom"})
            for way in OWN_WAYS:
                getattr(quiz, way)()
            self.assertEqual(quiz._create_answer(email="ktos@example.com").survey_id, quiz)
            wizard = self.env["survey.invite"].with_user(user).create({
                "survey_id": quiz.id, "partner_ids": [Command.set(self.anna.partner_id.ids)], "subject": "x",
                "body": "x",
            })
            wizard.action_invite()
            self.assertIn(self.anna.partner_id, quiz.user_input_ids.partner_id)
            quiz.action_archive()
            copy.unlink()

    def test_one_write_over_ours_and_others(self):
        """The administrator writes on both at once: what ours may not have is refused, and the other is as it was."""
        quiz = self._quiz(self.admin)
        both = (quiz | self.own).with_user(self.admin)
        with self.assertRefused("asked with a wave only"), self.cr.savepoint():
            both.write({"access_mode": "public", "users_login_required": True})
        self.env.invalidate_all()
        self.assertEqual((quiz.users_login_required, self.own.access_mode), (False, "token"))

    def _work_on(self, quiz, word):
        quiz.title = word
        quiz.question_ids[0].title = word
        quiz.question_ids.suggested_answer_ids[0].value = word
        quiz.web_read({"title": {}, "question_and_page_ids": {"fields": {"title": {}}}})
        quiz.search_count([])

    def test_a_quiz_costs_as_many_queries_as_without_us(self):
        """Our rules on the survey application ask nothing of the database on their own."""
        ours = self.env["ir.rule"].sudo().search([
            ("model_id.model", "in", ("survey.survey", "survey.question", "survey.question.answer", "survey.invite")),
            ("groups", "=", False),
        ])
        self.assertGreaterEqual(len(ours), 4)
        for user in self.strangers:
            quiz = self._quiz(user)

            counts = []
            for active in (True, False):
                ours.active = active
                # Twice, so that neither the rules nor the groups of the user are read anew while it is counted.
                for turn in ("raz", "dwa"):
                    count = self._queries(partial(self._work_on, quiz, f"{turn}, {active}"))
                counts.append(count)
            ours.active = True
            self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestSurveyGuestCodes(SurveyGuestCommon):
    """What core numbers or draws for a survey (a code of four digits) does not run out for ours."""

    def test_a_voivodeship_has_more_versions_than_there_are_codes(self):
        """200 offices with versions of eleven questionnaires over ten years: all codes that core could draw are
        taken, by surveys that are archived, which core does not look at."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE survey_survey SET session_code = NULL")
        self.env.cr.execute(
            """
            INSERT INTO survey_survey (
                title, survey_type, questions_layout, questions_selection, access_mode, scoring_type, active,
                access_token, session_code, certification_report_layout
            ) SELECT '{"en_US": "dawna"}', 'custom', 'one_page', 'all', 'token', 'no_scoring', FALSE,
                     'taken-' || code, code::text, 'modern_purple'
                FROM generate_series(1000, 9999) AS code
            """,
        )
        made = self.survey.copy({"title": "Kolejna"})
        made |= self.env["survey.survey"].browse(made.with_user(self.maria).action_own_version()["res_id"])
        made |= self.env["survey.survey"].create([
            {"title": f"Wersja {number}", "kooperacje_tool": "3", "kooperacje_anonymous": True} for number in range(50)
        ])
        self.env.flush_all()
        self.assertEqual(set(made.mapped("session_code")), {False})

    def test_a_survey_that_becomes_ours_has_no_code(self):
        quiz = self._quiz(self.admin).sudo()
        self.assertTrue(quiz.session_code)
        quiz.write({"kooperacje_tool": "3", "kooperacje_anonymous": True})
        self.assertFalse(quiz.session_code)
        self.assertEqual((quiz.access_mode, quiz.survey_type), ("token", "custom"))

    def test_none_of_ours_holds_a_code(self):
        ours = self.env["survey.survey"].with_context(active_test=False).search([("kooperacje_tool", "!=", False)])
        self.assertGreaterEqual(len(ours), 11)
        self.assertFalse(any(ours.mapped("session_code")))


@tagged("post_install", "-at_install")
class TestSurveyGuestHttp(SurveyGuestCommon, HttpCase):
    """Core's pages know nothing of ours, and all of theirs."""

    def _pages(self, survey):
        token = survey.access_token
        return (
            f"/survey/start/{token}", f"/survey/test/{token}", f"/survey/print/{token}",
            f"/survey/print/{token}?review=1",
            f"/survey/results/{survey.id}", f"/survey/{survey.id}/certification_preview",
            f"/survey/{survey.id}/get_certification_preview", f"/survey/{survey.id}/get_certification",
            f"/survey/session/manage/{token}", f"/s/{survey.session_code or token[:6]}",
        )

    def test_no_page_of_core_opens_ours(self):
        for user in self.piotr | self.maria:
            user.password = f"{user.login}-Haslo-1"
            user.group_ids |= self.env.ref("survey.group_survey_manager")
        question = self.survey.question_ids[0].title
        self.env.flush_all()
        for login in ("halina", "stefan", "piotr.test", "maria.test", "admin", None):
            self.authenticate(login, "admin" if login == "admin" else login and f"{login}-Haslo-1")
            for path in self._pages(self.survey):
                with self.subTest(login=login, path=path):
                    page = self.url_open(path)
                    self.assertNotIn(question, page.text)
                    self.assertNotIn(self.survey.title, page.text)
                    self.assertLess(page.status_code, 500)
            for path in ("next_question", "results", "leaderboard"):
                answer = self.url_open(
                    f"/survey/session/{path}/{self.survey.access_token}", json={"params": {}, "jsonrpc": "2.0"},
                )
                self.assertNotIn(question, answer.text)
        self.assertFalse(self.Entry.search([("survey_id", "=", self.survey.id)]))

    def test_pages_of_a_quiz_open(self):
        quiz = self._quiz(self.stefan, access_mode="public").sudo()
        self.authenticate("stefan", "stefan-Haslo-1")
        start, test, printed, *_rest = self._pages(quiz)
        self.assertIn("Quiz", self.url_open(start).text)
        self.assertIn("Quiz", self.url_open(test).text)
        self.assertIn("Ile?", self.url_open(printed).text)
        self.assertIn("Quiz", self.url_open(f"/survey/results/{quiz.id}").text)
        self.assertEqual(self.url_open(f"/survey/{quiz.id}/certification_preview").status_code, 200)
        quiz.with_user(self.stefan).action_start_session()
        self.env.flush_all()
        self.assertIn(quiz.session_code, self.url_open(f"/survey/session/manage/{quiz.access_token}").text)
