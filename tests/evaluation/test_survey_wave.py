import io
from datetime import timedelta

import openpyxl
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .survey_common import SurveyCommon, make_questionnaire


@tagged("post_install", "-at_install")
class TestSurveyWave(SurveyCommon):
    """A wave from its preparation to its results, and all that can go wrong on the way (K3D-159, 204)."""

    # Preparing and sending

    def test_two_clicks(self):
        wave = self._wave(send=False)
        self.assertEqual((wave.tool, wave.audience, wave.moment, wave.state), ("3", "ops_staff", "during", "draft"))
        self.assertEqual(wave.date_to, self.today + timedelta(days=14))
        self.assertIn("6 people", wave.with_user(self.piotr).people_preview)
        wave.with_user(self.piotr).action_send()
        self.assertEqual(wave.state, "open")
        self.assertEqual(wave.ticket_ids.partner_id, self.staff.partner_id)
        self.assertEqual(wave.invited_count, 6)

    def test_nobody_types_addresses(self):
        """Partners: workers with a role and those named by their institution; never the office itself."""
        barbara = self.env["res.partner"].create({"name": "Barbara", "parent_id": self.pcpr.id})
        self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.pcpr).representative_id = barbara
        wave = self._wave(make_questionnaire(self.env, "6"))
        self.assertEqual(
            wave.ticket_ids.partner_id, (self.ewa | self.tomasz | self.zofia).partner_id | barbara,
        )
        self.assertEqual(wave.without_email_count, 1)

    def test_staff_without_a_login_is_asked_too(self):
        """The family assistant of the office has no login; of partners only those named for the cooperation."""
        assistant, secretary, teacher = self.env["res.partner"].create([
            {"name": "Asystentka", "parent_id": self.ops.id}, {"name": "Sekretarka", "parent_id": self.school.id},
            {"name": "Pedagog", "parent_id": self.school.id, "team_available": True},
        ])
        self.assertIn(assistant, self._wave().ticket_ids.partner_id)
        asked = self._wave(make_questionnaire(self.env, "6")).ticket_ids.partner_id
        self.assertIn(teacher, asked)
        self.assertNotIn(secretary, asked)

    def test_sent_twice_invites_only_the_new(self):
        wave = self._wave()
        before = wave.ticket_ids
        kasia = self._user("kasia", self.ops, "social_worker")
        wave.with_user(self.piotr).action_send()
        self.assertEqual((wave.ticket_ids - before).partner_id, kasia.partner_id)
        wave.with_user(self.piotr).action_send()
        self.assertEqual(wave.invited_count, 7)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            before[0].copy({"partner_id": before[0].partner_id.id})
            self.env.flush_all()

    def test_mails_are_queued_not_sent(self):
        """One mail for each, deleted once sent; the subject names nobody, the reminder goes to the silent only."""
        wave = self._wave()
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        self.assertFalse(Mail.search([("recipient_ids", "in", self.anna.partner_id.ids)]))
        self.env["kooperacje.survey.ticket"]._cron_mails()
        mails = Mail.search([]) - before
        self.assertEqual(mails.recipient_ids, self.staff.partner_id)
        self.assertEqual(len(mails), 6)
        self.assertTrue(all(mails.mapped("auto_delete")))
        self.assertNotIn("Anna", mails[0].subject)
        self._answer(wave, self.anna, self.jan)
        wave.with_user(self.piotr).action_remind()
        before |= mails
        self.env["kooperacje.survey.ticket"]._cron_mails()
        self.assertEqual((Mail.search([]) - before).recipient_ids, (self.staff - self.anna - self.jan).partner_id)
        with self.assertRefused("already"):
            wave.with_user(self.piotr).action_remind()

    def test_daily_job_reminds_once(self):
        wave = self._wave(date_to=self.today + timedelta(days=10), reminder_days=3)
        with self._days_later(6):
            self.Wave._cron_daily()
            self.assertFalse(wave.reminded_on)
        with self._days_later(8):
            self.Wave._cron_daily()
            self.assertTrue(wave.reminded_on)
            first = wave.reminded_on
        with self._days_later(9):
            self.Wave._cron_daily()
            self.assertEqual(wave.reminded_on, first)

    def test_two_thousand_are_asked_in_constant_queries(self):
        def make(number, name):
            partners = self.env["res.partner"].create([
                {"name": f"{name}{n}", "parent_id": self.school.id, "email": f"{name}{n}@example.com"}
                for n in range(number)
            ])
            return dict.fromkeys(partners, self.school)

        counts = []
        self._wave(send=False)._invite(make(1, "first"))
        for number in (10, 100):
            wave = self._wave(send=False)
            people = make(number, f"p{number}_")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wave._invite(people)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_list_in_constant_queries(self):
        fields = {name: {} for name in ("invited_count", "answered_count", "answered_share", "state", "results_shown")}
        counts = []
        self.Wave.with_user(self.piotr).web_search_read([], fields)
        for number in (10, 90):
            self.Wave.with_user(self.piotr).create([
                {"survey_id": self.survey.id, "partnership_id": self.partnership.id} for _n in range(number)
            ])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Wave.with_user(self.piotr).web_search_read([], fields)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_what_cannot_be_sent(self):
        empty = self.env["survey.survey"].create({
            "title": "Pusta", "kooperacje_tool": "3", "kooperacje_anonymous": True,
        })
        wave = self._wave(empty, send=False)
        with self.assertRefused("no questions"):
            wave.with_user(self.piotr).action_send()
        late = self._wave(send=False, date_from=self.today - timedelta(days=9), date_to=self.today - timedelta(days=1))
        with self.assertRefused("has passed"):
            late.with_user(self.piotr).action_send()
        nobody = self._wave(make_questionnaire(self.env, "1A", kooperacje_anonymous=False), send=False)
        with self.assertRefused("Choose the institutions"):
            nobody.with_user(self.piotr).action_send()
        with self.assertRefused("no questionnaire of the Model", ValidationError):
            self._wave(self.env["survey.survey"].create({"title": "Quiz"}), send=False)
        with self.assertRefused("choose the team", ValidationError):
            self._wave(make_questionnaire(self.env, "16B"), send=False)

    def test_period_that_overlaps(self):
        wave = self._wave()
        second = self._wave(send=False, date_from=self.today + timedelta(days=14),
                            date_to=self.today + timedelta(days=30))
        with self.assertRefused("asked this questionnaire already", ValidationError):
            second.with_user(self.piotr).action_send()
        second.with_user(self.piotr).date_from = self.today + timedelta(days=15)
        second.with_user(self.piotr).action_send()
        with self.assertRefused("asked this questionnaire already", ValidationError):
            wave.with_user(self.piotr).date_to = self.today + timedelta(days=20)
        # Another audience, another tool and another partnership do not collide.
        self._wave(make_questionnaire(self.env, "6"))

    def test_ended_early_makes_room(self):
        wave = self._wave()
        wave.with_user(self.piotr).action_end()
        self.assertEqual(wave.state, "closed")
        self._wave()

    # Answering

    def test_answered_after_the_end(self):
        """The end holds by the clock of the office, without any job."""
        wave = self._wave(date_to=self.today + timedelta(days=2))
        with self._days_later(2):
            self._answer(wave, self.anna)
        with self._days_later(3):
            self.assertEqual(wave.state, "closed")
            self.assertEqual(self._ticket(wave, self.jan)._refusal(), "over")
            with self.assertRaises(UserError):
                self._answer(wave, self.jan)
            self.assertIn(wave, self.Wave.search([("state", "=", "closed")]))
            self.assertNotIn(wave, self.Wave.search([("state", "=", "open")]))
        self.assertEqual(wave.answered_count, 1)

    def test_answered_twice(self):
        wave = self._wave()
        self._answer(wave, self.anna)
        self.assertEqual(self._ticket(wave, self.anna)._refusal(), "done")
        with self.assertRaises(UserError):
            self._answer(wave, self.anna)
        self.assertEqual(wave.answered_count, 1)

    def test_answered_too_early(self):
        wave = self._wave(date_from=self.today + timedelta(days=2))
        self.assertEqual(self._ticket(wave, self.anna)._refusal(), "early")

    def test_who_left_meanwhile_cannot_answer(self):
        wave = self._wave()
        self.jan.role_assignment_ids.sudo().date_to = self.today
        with self._days_later(1):
            self.assertEqual(self._ticket(wave, self.jan)._refusal(), "left")
            self.assertFalse(self._ticket(wave, self.anna)._refusal())
        partners = self._wave(make_questionnaire(self.env, "6"))
        membership = self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.ngo)
        membership.write({"state": "left", "date_to": self.today})
        self.assertEqual(self._ticket(partners, self.zofia)._refusal(), "left")
        self.assertFalse(self._ticket(partners, self.tomasz)._refusal())

    def test_an_answer_does_not_cost_the_whole_audience(self):
        """Whether one person is still asked is looked up of that person."""
        for audience in ("ops_staff", "partner_staff"):
            wave = self._wave(make_questionnaire(self.env, "2"), audience=audience, send=False)
            everybody = wave._audience_people()
            self.assertTrue(everybody)
            for partner in self.env["res.partner"].search([("is_company", "=", False)]):
                alone = wave._audience_people(among=partner)
                self.assertEqual(alone, {one: everybody[one] for one in partner if one in everybody})

    def test_answers_that_do_not_fit(self):
        wave = self._wave()
        survey = wave.survey_id
        quality, stay, _hard, change, often, hours = survey.question_ids
        other = make_questionnaire(self.env, "2")
        for wrong in (
            {quality: ("9", None)}, {quality: ("x", None)}, {quality: (False, None)},
            {stay: ([other.question_ids[1].suggested_answer_ids[0].id], None)},
            {stay: (stay.suggested_answer_ids.ids, None)}, {stay: (["1; DROP"], None)},
            {change: ("x" * 5001, None)}, {hours: ("dużo", None)}, {hours: ("nan", None)}, {hours: ("inf", None)},
            {often: ({0: [1]}, None)},
            {often: ({often.matrix_row_ids[0].id: often.suggested_answer_ids.ids}, None)},
            {other.question_ids[0]: ("3", None)},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self._ticket(wave, self.anna)._submit({**self._answers(survey), **wrong})
        self.assertFalse(self._ticket(wave, self.anna)._refusal())
        self.assertEqual(wave.answered_count, 0)

    # Editing

    def test_question_edited_half_way(self):
        """What has been sent no longer changes, for anybody; the next version is comparable by the keys."""
        wave = self._wave()
        question = self.survey.question_ids[1]
        text = {"title": "Nowe", "question_type": "text_box"}
        self.assertAllRefused(question, lambda q: q.write({"title": "Inne pytanie"}), lambda q: q.unlink(),
                              lambda q: q.write({"suggested_answer_ids": [Command.create({"value": "może"})]}),
                              lambda q: q.create({**text, "survey_id": self.survey.id}))
        for answer in question.suggested_answer_ids[0] | self.survey.question_ids[4].matrix_row_ids[0]:
            self.assertAllRefused(answer, lambda a: a.write({"value": "może"}), lambda a: a.unlink())
        self.assertAllRefused(
            self.survey, lambda s: s.write({"question_and_page_ids": [Command.create(text)]}),
            lambda s: s.write({"kooperacje_anonymous": False}), lambda s: s.unlink(),
        )
        self.env.invalidate_all()
        new = self.env["survey.survey"].browse(self.survey.with_user(self.piotr).action_own_version()["res_id"])
        self.assertEqual((new.company_id, new.title), (self.company, self.survey.title), "never called a copy")
        new.question_ids[1].with_user(self.piotr).title = "Zostaję"
        self.assertEqual(new.question_ids.mapped("kooperacje_key"), self.survey.question_ids.mapped("kooperacje_key"))
        self.assertEqual(wave.survey_id.question_ids[1].title, "Zamierzam zostać")
        new.question_ids[1].with_user(self.piotr).question_type = "text_box"
        self.assertNotEqual(new.question_ids[1].kooperacje_key, self.survey.question_ids[1].kooperacje_key)

    def test_each_municipality_its_own_version(self):
        marek = self._user("marek", self.gops_nur, "network_worker", company=self.company_nur)
        ours = self.env["survey.survey"].browse(self.survey.with_user(self.piotr).action_own_version()["res_id"])
        theirs = self.env["survey.survey"].browse(self.survey.with_user(marek).action_own_version()["res_id"])
        self.assertEqual((ours.company_id, theirs.company_id), (self.company, self.company_nur))
        theirs.with_user(marek).title = "Nasza ankieta"
        with self.assertRaises(AccessError):
            ours.with_user(marek).title = "Cudza"
        with self.assertRaises(AccessError):
            ours.question_ids[0].with_user(marek).title = "Cudze"
        with self.assertRaises(AccessError):
            self.survey.with_user(self.piotr).title = "Modelu"
        self.assertFalse(self.env["survey.survey"].with_user(marek).search([("id", "=", ours.id)]))
        with self.assertRefused("another municipality", ValidationError):
            self._wave(theirs, send=False)
        # The button leads back to the version that has not been sent yet, and to the next one after that.
        self.assertEqual(self.survey.with_user(self.piotr).action_own_version()["res_id"], ours.id)
        self._wave(ours)
        second = self.env["survey.survey"].browse(ours.with_user(self.piotr).action_own_version()["res_id"])
        self.assertEqual(second.kooperacje_version, 2)
        with self.assertRefused("Only the network worker"):
            self.survey.with_user(self.anna).action_own_version()

    def test_a_version_stays_with_its_municipality(self):
        """Given to nobody, it would be offered to every municipality as one of the Model's."""
        ours = self.env["survey.survey"].browse(self.survey.with_user(self.piotr).action_own_version()["res_id"])
        for user in (self.piotr, self.maria):
            self.assertAllRefused(
                ours.with_user(user), lambda s: s.write({"company_id": False}),
                lambda s: s.write({"company_id": self.company_nur.id}), lambda s: s.write({"kooperacje_tool": "2"}),
                lambda s: s.write({"kooperacje_tool": False}),
            )
        ours.with_user(self.piotr).write({"title": "Nasza", "company_id": self.company.id, "kooperacje_tool": "3"})
        self.assertEqual(ours.title, "Nasza")

    def test_questions_are_not_moved_into_other_questionnaires(self):
        """Not into the Model's, which all municipalities send, nor into one that people are answering."""
        ours = self.env["survey.survey"].browse(self.survey.with_user(self.piotr).action_own_version()["res_id"])
        untouched = make_questionnaire(self.env, "6")
        self._wave()
        _scale, stay, _hard, _change, often, _hours = ours.question_ids
        for target in (self.survey, untouched):
            self.assertAllRefused(
                stay.with_user(self.piotr), lambda q, target=target: q.write({"survey_id": target.id}),
                lambda q, target=target: q.write({"survey_id": str(target.id)}),
            )
            self.assertAllRefused(
                stay.suggested_answer_ids[0].with_user(self.piotr),
                lambda a, target=target: a.write({"question_id": target.question_ids[1].id}),
            )
            self.assertAllRefused(
                often.matrix_row_ids[0].with_user(self.piotr),
                lambda a, target=target: a.write({"matrix_question_id": target.question_ids[4].id}),
            )
            self.assertEqual(len(target.question_ids), 6)
        stay.with_user(self.piotr).write({"title": "Zostaję", "survey_id": ours.id})
        self.assertEqual(stay.title, "Zostaję")

    def test_institutions_chosen_one_by_one_sign(self):
        """Four answers of one's own and that of one person would show what the person answered."""
        people = self.env["res.partner"].create([{"name": f"p{n}", "email": f"p{n}@example.com"} for n in range(4)])
        chosen = [Command.set((people | self.jan.partner_id).ids)]
        signed = make_questionnaire(self.env, "1A", kooperacje_anonymous=False)
        for survey in (self.survey, signed):
            with self.subTest(survey.kooperacje_tool), self.assertRefused("one by one"):
                self._wave(survey, audience="institutions", institution_ids=chosen, send=False)
        with self.assertRefused("one by one"):
            self._wave(self.survey, audience="institutions", institution_ids=[Command.set(self.school.ids)], send=False)

    def test_odoos_own_link_stays_closed(self):
        self.assertEqual(self.survey.access_mode, "token")
        with self.assertRefused("asked with a wave only"):
            self.survey.access_mode = "public"
        self.env.invalidate_all()
        self.assertEqual(self.survey.access_mode, "token")

    def test_sent_wave_is_not_rewritten(self):
        wave = self._wave().with_user(self.piotr)
        other = make_questionnaire(self.env, "2")
        for name, value in (
            ("survey_id", other.id), ("audience", "partner_staff"), ("date_from", self.today - timedelta(days=1)),
            ("institution_ids", [(4, self.school.id)]),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                wave.write({name: value})
        for name, value in (("sent_on", False), ("ended_on", self.today), ("pool_id", 1), ("anonymous", False)):
            with self.subTest(name=name), self.assertRaises(UserError):
                wave.write({name: value})
        with self.assertRaises(AccessError):
            self.Wave.with_user(self.piotr).create({
                "survey_id": self.survey.id, "partnership_id": self.partnership.id, "sent_on": self.today,
            })
        with self.assertRefused("stays"):
            wave.unlink()
        with self.assertRefused("End now"):
            wave.date_to = self.today - timedelta(days=1)
        with self._days_later(20), self.assertRefused("has ended"):
            wave.date_to = self.today + timedelta(days=40)

    # Who may

    def test_roles(self):
        wave = self._wave()
        for role, user in self.user_by_role.items():
            with self.subTest(role=role):
                mine = role in ("manager", "network_worker")
                Wave = self.Wave.with_user(user)
                if mine:
                    self.assertEqual(Wave.search([]), wave)
                    continue
                found = Wave.search([]) if role == "social_worker" else None
                self.assertFalse(found)
                with self.assertRaises(AccessError):
                    wave.with_user(user).read(["date_to"])
                with self.assertRaises(AccessError):
                    wave.with_user(user).action_send()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    Wave.create({"survey_id": self.survey.id, "partnership_id": self.partnership.id})
                with self.assertRaises(AccessError):
                    wave.ticket_ids.with_user(user).read(["partner_id"])
        marek = self._user("marek", self.gops_nur, "network_worker", company=self.company_nur)
        with self.assertRaises(AccessError):
            wave.with_user(marek).read(["date_to"])
        self.piotr.role_assignment_ids.sudo().date_to = self.today
        with self._days_later(1), self.assertRaises(AccessError):
            wave.with_user(self.piotr).read(["date_to"])

    def test_tickets_are_made_by_the_wave_only(self):
        wave = self._wave()
        ticket = wave.ticket_ids[0]
        for user in (self.piotr, self.maria, self.anna):
            self.assertAllRefused(
                ticket.with_user(user), lambda t: t.write({"has_email": False}), lambda t: t.unlink(),
                lambda t: t.create({"wave_id": wave.id}), lambda t: t.read(["access_token"]),
                lambda t: t.read(["answered"]), lambda t: t.search([("answered", "=", True)]),
                lambda t: t.search([], order="answered"), lambda t: t._read_group([], ["answered"], ["__count"]),
                lambda t: t.export_data(["access_token"]),
            )

    # Signed questionnaires

    def test_institutions_sign_what_they_say(self):
        """1A and 1B ask an institution of its resources: the office reads who said what, and nobody else does."""
        survey = make_questionnaire(self.env, "1A", kooperacje_anonymous=False)
        self.school.email = "szkola@example.com"
        wave = self._wave(survey, institution_ids=[Command.set((self.school | self.pcpr).ids)])
        self.assertEqual((wave.audience, wave.moment), ("institutions", "before"))
        self._answer(wave, self.school, text="Mamy salę")
        entry = self.Entry.search([("wave_id", "=", wave.id)])
        self.assertEqual((entry.partner_id, entry.sector_id), (self.school, self.sector_education))
        for user in (self.piotr, self.maria):
            action = wave.with_user(user).action_open_answers()
            found = self.Entry.with_user(user).search(action["domain"])
            self.assertEqual(found, entry)
            self.assertIn("Mamy salę", found.user_input_line_ids.mapped("value_text_box"))
            self.assertAllRefused(found, lambda e: e.write({"side": "ops"}), lambda e: e.unlink())
        marek = self._user("marek", self.gops_nur, "network_worker", company=self.company_nur)
        for user in (self.anna, self.ewa, self.robert, self.adam, self.irena, marek, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                self.assertAllRefused(
                    entry.with_user(user), lambda e: e.read(["partner_id"]),
                    lambda e: e.user_input_line_ids.read(["value_text_box"]),
                )
        wave.with_user(self.piotr).action_end()
        self.assertTrue(wave.results_shown, "one answer is enough where it is signed")
        anonymous = self._wave().with_user(self.piotr)
        for attempt in (anonymous.action_open_answers, anonymous.action_answers_workbook, anonymous._answers_workbook):
            with self.assertRefused("Nobody reads"):
                attempt()

    def test_resources_of_institutions_are_read_and_downloaded_side_by_side(self):
        """Tools 1A and 1B end in a record of the resources of each institution, for the partnership to be."""
        survey = make_questionnaire(self.env, "1A", kooperacje_anonymous=False)
        wave = self._wave(survey, institution_ids=[Command.set((self.school | self.pcpr).ids)])
        self._answer(wave, self.school, quality=5, text="=Mamy salę\ni rzutnik")
        self._answer(wave, self.pcpr, choice=0)
        entry = self.Entry.with_user(self.piotr).search([
            ("wave_id", "=", wave.id), ("partner_id", "=", self.school.id),
        ])
        texts = entry._kooperacje_texts()
        self.assertEqual(texts["Jakość współpracy"], "5")
        self.assertEqual(texts["Zamierzam zostać"], "tak, bo lubię")
        self.assertEqual(texts["Co utrudnia"], "czas, kadra")
        self.assertEqual(texts["Jak często – Szkoła"], "co miesiąc")
        self.assertEqual(texts["Godzin w miesiącu"], "2,5")
        self.assertIn("Mamy salę", entry.kooperacje_said)
        book = openpyxl.load_workbook(io.BytesIO(wave.with_user(self.maria)._answers_workbook()))
        self.assertEqual(book.sheetnames, ["Sprawozdanie", "Zestawienie", self.pcpr.name, self.school.name])
        rows = list(book["Zestawienie"].iter_rows(min_row=3, values_only=True))
        self.assertEqual(rows[0], ("Pytanie", self.pcpr.name, self.school.name))
        self.assertIn(("Zamierzam zostać", "nie, bo lubię", "tak, bo lubię"), rows)
        [change] = [row for row in rows if row[0] == "Co zmienić"]
        self.assertEqual(change, ("Co zmienić", None, "=Mamy salę\ni rzutnik"), "text stays text")
        school = self.school.with_user(self.piotr)
        self.assertEqual(school.resource_answer_count, 1)
        domain = school.action_view_resource_answers()["domain"]
        self.assertEqual(self.Entry.with_user(self.piotr).search(domain), entry)
        marek = self._user("marek", self.gops_nur, "network_worker", company=self.company_nur)
        self.assertEqual(self.school.with_user(marek).resource_answer_count, 0, "another office asked nothing")
        with self.assertRaises(AccessError):
            wave.with_user(marek)._answers_workbook()
