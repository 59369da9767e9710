from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.kooperacje.tests.access.migrations import migrate

from .survey_common import SurveyCommon, make_questionnaire

# Of what a row of an anonymous wave may say: its questionnaire and wave, and the answers. Nothing else.
SAID_BY_ENTRY = {
    "id", "survey_id", "wave_id", "state", "side", "sector_id", "access_token", "wave_mixed", "scoring_percentage",
    "scoring_total", "scoring_success",
}
SAID_BY_LINE = {
    "id", "user_input_id", "survey_id", "question_id", "question_sequence", "answer_type", "skipped", "value_char_box",
    "value_numerical_box", "value_scale", "value_date", "value_datetime", "value_text_box", "suggested_answer_id",
    "matrix_row_id", "answer_score", "answer_is_correct",
}


@tagged("post_install", "-at_install")
class TestSurveyAnonymity(SurveyCommon):
    """What somebody who reads the whole database finds of who answered what (docs/tools.md, Questionnaires)."""

    def _whole_table(self, table):
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT *, xmin::text AS xmin_ FROM %s", SQL.identifier(table)))
        return self.env.cr.dictfetchall()

    def test_rows_say_nothing_but_the_answers(self):
        wave = self._wave()
        for user, text in zip(self.staff, "abcdef", strict=True):
            # Those who are logged in, too: the link opens in the browser in which they work.
            ticket = self._ticket(wave, user)
            ticket.with_user(user).sudo()._submit(self._answers(self.survey, text=text))
            entries = [row for row in self._whole_table("survey_user_input") if row["wave_id"] == wave.id]
            for row in entries:
                said = {name for name, value in row.items() if value not in (None, False, "", 0)} - {"xmin_"}
                self.assertLessEqual(said, SAID_BY_ENTRY)
            ids = [row["id"] for row in entries]
            for row in self._whole_table("survey_user_input_line"):
                if row["user_input_id"] in ids:
                    said = {name for name, value in row.items() if value not in (None, False, "", 0)} - {"xmin_"}
                    self.assertLessEqual(said, SAID_BY_LINE)
        self.assertEqual(len(entries), 6)

    def test_no_token_of_a_link_in_an_answer(self):
        wave = self._wave()
        tokens = set(wave.ticket_ids.mapped("access_token"))
        self._answer(wave, *self.staff)
        self.assertFalse(tokens & set(self.Entry.search([("wave_id", "=", wave.id)]).mapped("access_token")))

    def test_no_message_no_follower_no_activity(self):
        def everything():
            return [len(self._whole_table(table)) for table in (
                "mail_message", "mail_followers", "mail_activity", "mail_tracking_value", "ir_logging", "bus_bus",
                "ir_attachment", "mail_mail",
            )]
        wave = self._wave()
        self.survey.message_subscribe(self.maria.partner_id.ids)
        before = everything()
        self._answer(wave, *self.staff)
        self.assertEqual(everything(), before)

    def test_tickets_do_not_tell_when(self):
        """No ticket is written with an answer, and none bears a moment; which have been used stands in one row."""
        wave = self._wave()
        before = self._places("kooperacje_survey_ticket", wave)
        for user in (self.jan, self.anna, self.adam):
            self._answer(wave, user)
            self.assertEqual(self._places("kooperacje_survey_ticket", wave), before)
        tickets = [row for row in self._whole_table("kooperacje_survey_ticket") if row["wave_id"] == wave.id]
        self.assertFalse({"create_date", "write_date", "create_uid", "write_uid", "answered"} & tickets[0].keys())
        used = (self._ticket(wave, self.jan) | self._ticket(wave, self.anna) | self._ticket(wave, self.adam)).ids
        [[kept]] = self._rows("SELECT used_tickets::text FROM kooperacje_survey_wave WHERE id = %s", wave.id)
        self.assertEqual(kept, "{" + ", ".join(f'"{id_}": 1' for id_ in sorted(used)) + "}")

    def _places(self, table, wave):
        """Where each row of the wave lies in the file of the table, and what wrote it: both change if it is written."""
        self.env.flush_all()
        return self.env.execute_query(SQL(
            "SELECT id, ctid::text, xmin::text, cmin::text FROM %s WHERE wave_id = %s ORDER BY id",
            SQL.identifier(table), wave.id,
        ))

    def test_an_answer_writes_three_tables(self):
        """Of all tables of the database: its own row and lines, and one row of the wave."""
        wave = self._wave()
        tables = [table for (table,) in self._rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = %s",
            "BASE TABLE",
        )]

        def written():
            self._rows("SELECT pg_stat_clear_snapshot()")
            return {table: sum(counts) for table, *counts in self._rows(
                "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
                tables,
            )}
        before = written()
        self._answer(wave, self.anna, text="słowa")
        after = written()
        changed = {table: after[table] - before[table] for table in after if after[table] != before[table]}
        self.assertEqual(changed.keys(), {"survey_user_input", "survey_user_input_line", "kooperacje_survey_wave"})
        self.assertEqual((changed["survey_user_input"], changed["kooperacje_survey_wave"]), (1, 1))

    def test_stored_as_odoo_would_store_it(self):
        """The rows written without the ORM hold what core's own page would have written, but who and when."""
        wave = self._wave()
        questions = wave.survey_id.question_ids
        answers = self._answers(wave.survey_id, text="Tak, \"chętnie\"\n– i już")
        self._ticket(wave, self.anna)._submit(answers)
        kept = self.Entry.search([("wave_id", "=", wave.id)])
        entry = self.Entry.create({"survey_id": wave.survey_id.id, "wave_id": wave.id, "state": "done", "side": "ops"})
        for question in questions:
            entry._save_lines(question, *answers[question])
        self.env.invalidate_all()
        without = {"create_uid", "write_uid", "create_date", "write_date", "id", "access_token", "user_input_id",
                   "display_name", "__last_update", "user_input_line_ids", "wave_mixed", "lang_id",
                   "predefined_question_ids",
                   # Of a quiz, which ours are not.
                   "scoring_percentage", "scoring_total", "scoring_success"}
        for ours, core in ((kept, entry), (kept.user_input_line_ids, entry.user_input_line_ids)):
            self.assertEqual(len(ours), len(core))
            names = [
                name for name, field in ours._fields.items() if field.store and field.column_type
                and name not in without
            ]
            key = ("question_id", "suggested_answer_id", "matrix_row_id", "answer_type")

            def in_order(records, key=key):
                return records.sorted(lambda one: [one[name].id if name.endswith("_id") else one[name] or ""
                                                   for name in key]) if len(records) > 1 else records
            for mine, theirs in zip(in_order(ours), in_order(core), strict=True):
                for name in names:
                    self.assertEqual(mine[name], theirs[name], name)

    def test_order_of_rows_is_not_the_order_of_answers(self):
        """Twenty answers to one wave: neither numbers nor place in the table keep the order."""
        people = self.env["res.partner"].create([
            {"name": f"p{n}", "parent_id": self.ops.id} for n in range(20)
        ])
        wave = self._wave()
        tickets = wave.ticket_ids.filtered(lambda ticket: ticket.partner_id in people).sorted("id")
        for number, ticket in enumerate(tickets):
            ticket._submit(self._answers(self.survey, text=f"{number:02}"))
        order = [text for (text,) in self._rows(
            "SELECT value_text_box FROM survey_user_input_line l JOIN survey_user_input i ON i.id = user_input_id"
            " WHERE i.wave_id = %s AND value_text_box IS NOT NULL ORDER BY i.id", wave.id,
        )]
        self.assertEqual(sorted(order), [f"{n:02}" for n in range(20)])
        self.assertNotEqual(order, sorted(order))
        # Each five are shuffled among themselves, so a place says no more than "one of five".
        self.assertEqual(sorted(order[:5]), [f"{n:02}" for n in range(5)])
        wave._mix()
        lines = [text for (text,) in self._rows(
            "SELECT value_text_box FROM survey_user_input_line l JOIN survey_user_input i ON i.id = user_input_id"
            " WHERE i.wave_id = %s AND value_text_box IS NOT NULL ORDER BY l.id", wave.id,
        )]
        self.assertEqual(sorted(lines), sorted(order))
        self.assertNotEqual(lines, order)

    def test_mixing_loses_and_changes_nothing(self):
        wave = self._wave()
        self._answer(wave, self.anna, self.jan, quality=2, text="krótko")
        self._answer(wave, self.maria, quality=5)

        def content():
            return sorted(
                sorted(
                    (line.question_id.id, line.suggested_answer_id.id, line.matrix_row_id.id, line.value_scale,
                     line.value_text_box or "", line.value_char_box or "", line.value_numerical_box, line.skipped)
                    for line in entry.user_input_line_ids
                ) for entry in self.Entry.search([("wave_id", "=", wave.id)])
            )
        before, ids = content(), self.Entry.search([("wave_id", "=", wave.id)]).ids
        wave._mix()
        self.assertEqual(content(), before)
        self.assertFalse(set(ids) & set(self.Entry.search([("wave_id", "=", wave.id)]).ids))

    def test_results_make_tickets_forget(self):
        wave = self._wave()
        links = set(wave.ticket_ids.mapped("access_token"))
        self._answer(wave, *self.staff)
        wave.with_user(self.piotr).action_end()
        rows = self._rows("SELECT access_token FROM kooperacje_survey_ticket WHERE wave_id = %s", wave.id)
        self.assertFalse({token for (token,) in rows} & links)
        [[used]] = self._rows("SELECT used_tickets FROM kooperacje_survey_wave WHERE id = %s", wave.id)
        self.assertIsNone(used)
        self.assertFalse(any(wave.ticket_ids.mapped("answered")))
        self.assertEqual(wave.answered_count, 6)

    def test_place_of_a_ticket_does_not_tell_who_was_reminded(self):
        """A reminder writes the rows of those who have not answered; a dump keeps the order in which rows lie."""
        people = self.env["res.partner"].create([
            {"name": f"p{n}", "email": f"p{n}@example.com", "parent_id": self.ops.id} for n in range(12)
        ])
        wave = self._wave()
        tickets = wave.ticket_ids.filtered(lambda ticket: ticket.partner_id in people).sorted("id")
        for ticket in tickets[1::2]:
            ticket._submit(self._answers(self.survey))
        wave.with_user(self.piotr).action_remind()
        self.env["kooperacje.survey.ticket"]._cron_mails()
        wave.with_user(self.piotr).action_end()
        self.assertTrue(wave.pool_id)
        lying = [id_ for (id_,) in self._rows(
            "SELECT id FROM kooperacje_survey_ticket WHERE wave_id = %s ORDER BY ctid", wave.id,
        )]
        self.assertEqual(lying, sorted(wave.ticket_ids.ids))
        self.assertEqual(len({place[2:] for place in self._places("kooperacje_survey_ticket", wave)}), 1)

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_reminders_that_failed_name_nobody(self):
        """The list of mails that could not be sent is read by the administrator of the database."""
        self.env["ir.mail_server"].create({"name": "Broken", "smtp_host": "127.0.0.1", "smtp_port": 1})
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda cls: False))
        Mail, Ticket = self.env["mail.mail"], self.env["kooperacje.survey.ticket"]
        before = Mail.search([])
        wave = self._wave()
        Ticket._cron_mails()
        (Mail.search([]) - before).send()
        invited = Mail.search([]) - before
        self.assertEqual(set(invited.mapped("state")), {"exception"}, "core keeps them to be sent again")
        self.assertEqual(invited.recipient_ids, self.staff.partner_id, "all were invited: nothing is told by that")
        self._answer(wave, self.anna, self.jan)
        wave.with_user(self.piotr).action_remind()
        Ticket._cron_mails()
        reminders = Mail.search([]) - before - invited
        self.assertEqual(len(reminders), 4)
        messages = reminders.mail_message_id
        reminders.send()
        self.assertFalse(reminders.exists())
        self.assertFalse(messages.exists())
        self.assertEqual(wave.with_user(self.piotr).reminders_failed, 4)

    def test_results_made_before_this_version_forget_the_place_too(self):
        wave = self._wave()
        self._answer(wave, *self.staff)
        wave.with_user(self.piotr).action_end()
        early = self._ticket(wave, self.anna)
        self._rows("UPDATE kooperacje_survey_ticket SET mail_due = mail_due WHERE id = %s RETURNING id", early.id)

        def lying():
            return [id_ for (id_,) in self._rows(
                "SELECT id FROM kooperacje_survey_ticket WHERE wave_id = %s ORDER BY ctid", wave.id,
            )]
        self.assertEqual(lying()[-1], early.id)
        for _turn in range(2):
            migrate(self.env, "19.0.2.0.0", "post-used_tickets")
            self.assertEqual(lying(), sorted(wave.ticket_ids.ids))

    def test_wave_of_too_few_forgets_as_well(self):
        """One answer and one used ticket would be a person and her answer, and no result ever takes them away."""
        wave = self._wave()
        links = set(wave.ticket_ids.mapped("access_token"))
        self._answer(wave, self.anna)
        with self._days_later(30):
            self.Wave._cron_daily()
            [[used]] = self._rows("SELECT used_tickets FROM kooperacje_survey_wave WHERE id = %s", wave.id)
            self.assertIsNone(used)
            self.assertFalse(set(wave.ticket_ids.mapped("access_token")) & links)
            self.assertFalse(wave.pool_id)
            self.assertEqual((wave.answered_count, wave.invited_count), (1, 6))
            self.assertIn("from 5 answers on", wave.result_note)
            before = self._places("kooperacje_survey_ticket", wave)
            self.Wave._cron_daily()
            self.assertEqual(self._places("kooperacje_survey_ticket", wave), before, "forgotten once, not every night")

    def test_a_sector_of_one_is_not_written(self):
        """One policeman among many: the sector of the answer would be the name."""
        wave = self._wave(make_questionnaire(self.env, "6"))
        self._answer(wave, self.ewa, self.tomasz, self.zofia)
        self.assertFalse(self.Entry.search([("wave_id", "=", wave.id)]).sector_id)

    # Who reads answers: nobody

    def _everybody(self):
        boss = self._user("boss", self.ops, "manager")
        boss.group_ids |= self.env.ref("survey.group_survey_manager") | self.env.ref("base.group_system")
        asker = self.env["res.users"].create({
            "name": "Ankieter", "login": "asker.test", "group_ids": [(6, 0, [
                self.env.ref("base.group_user").id, self.env.ref("survey.group_survey_user").id,
            ])],
        })
        return [*self.user_by_role.values(), boss, asker, self.env.ref("base.user_admin")]

    def test_nobody_reads_answers(self):
        """Every role, the groups of the survey application, the administrator of the database; every way in."""
        wave = self._wave()
        self._answer(wave, *self.staff, text="tajne")
        entry = self.Entry.search([("wave_id", "=", wave.id)])[0]
        line = entry.user_input_line_ids.filtered("value_text_box")
        for user in self._everybody():
            with self.subTest(user=user.login):
                for records in (entry, line):
                    as_user = records.with_user(user)
                    self.assertAllRefused(
                        as_user, lambda r: r.read([]), lambda r: r.web_read({"display_name": {}}),
                        lambda r: r.export_data(["display_name"]), lambda r: r.write({"survey_id": 1}),
                        lambda r: r.unlink(), lambda r: r.copy(),
                    )
                    Model = as_user.browse()
                    for ask in (
                        lambda m: m.search([("survey_id", "=", self.survey.id)]),
                        lambda m: m.search_count([("survey_id", "=", self.survey.id)]),
                        lambda m: m.name_search("tajne"), lambda m: m._read_group(
                            [("survey_id", "=", self.survey.id)], ["survey_id"], ["__count"],
                        ),
                    ):
                        try:
                            with self.cr.savepoint():
                                self.assertFalse(ask(Model))
                        except AccessError:
                            continue

    def test_answers_are_not_found_through_other_models(self):
        wave = self._wave()
        self._answer(wave, *self.staff, text="tajne")
        for user in self._everybody():
            for model, domain in (
                ("survey.survey", [("user_input_ids.user_input_line_ids.value_text_box", "=", "tajne")]),
                ("survey.question", [("user_input_line_ids.value_text_box", "=", "tajne")]),
            ):
                try:
                    with self.cr.savepoint():
                        self.assertFalse(self.env[model].with_user(user).search(domain), (user.login, model))
                except (AccessError, ValueError):
                    continue

    def test_nobody_forges_answers(self):
        wave = self._wave()
        for user in self._everybody():
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.Entry.with_user(user).create({
                    "survey_id": self.survey.id, "wave_id": wave.id, "state": "done",
                })

    def test_the_survey_application_adds_no_answers(self):
        """Neither its manager nor the administrator puts an answer, or a line of one, into a wave."""
        wave = self._wave()
        self._answer(wave, self.anna)
        victim = self.Entry.search([("wave_id", "=", wave.id)])
        app = new_test_user(self.env, "survey-app", groups="base.group_user,survey.group_survey_manager")
        for user in (app, self.env.ref("base.user_admin")):
            quiz = self.env["survey.survey"].with_user(user).create({
                "title": "Quiz", "question_and_page_ids": [(0, 0, {"title": "Co?", "question_type": "text_box"})],
            })
            entry = self.Entry.with_user(user).create({"survey_id": quiz.id, "state": "done"})
            line = entry.user_input_line_ids.create({
                "user_input_id": entry.id, "question_id": quiz.question_ids.id, "answer_type": "text_box",
                "value_text_box": "dopisane",
            })
            self.assertAllRefused(
                entry, lambda e: e.write({"wave_id": wave.id}), lambda e: e.copy({"wave_id": wave.id}),
                lambda e: e.create({"survey_id": self.survey.id, "wave_id": wave.id}),
                lambda e: e.create({"survey_id": self.survey.id}), lambda e: e.write({"survey_id": self.survey.id}),
            )
            self.assertAllRefused(
                line, lambda one: one.write({"user_input_id": victim.id}),
                lambda one: one.copy({"user_input_id": victim.id}),
            )
        self.assertEqual(self.Entry.search([("wave_id", "=", wave.id)]), victim)

    def test_anonymous_tools_stay_anonymous(self):
        """Only 1A and 1B are signed: the office's own version of another one promises what the Model promises."""
        ours = self.env["survey.survey"].browse(self.survey.with_user(self.piotr).action_own_version()["res_id"])
        self.assertTrue(ours.kooperacje_anonymous)
        for user in (self.piotr, self.maria, self.env.ref("base.user_admin")):
            self.assertAllRefused(
                ours.with_user(user), lambda s: s.write({"kooperacje_anonymous": False}),
                lambda s: s.create({
                    "title": "Kto co mówi", "kooperacje_tool": "3", "company_id": self.company.id,
                    "kooperacje_anonymous": False,
                }),
                lambda s: s.copy({"kooperacje_anonymous": False}),
            )
        self.assertFalse(make_questionnaire(self.env, "1B", kooperacje_anonymous=False).kooperacje_anonymous)

    def test_nobody_answers_for_others(self):
        """Whoever sends a wave gets no link that went by mail, and cannot choose whom to set apart."""
        wave = self._wave()
        for user in (self.piotr, self.maria, self.env.ref("base.user_admin")):
            self.assertAllRefused(
                self._ticket(wave, self.jan).with_user(user), lambda t: t.action_print(), lambda t: t.action_take(),
                lambda t: t._printed_url(), lambda t: t.env["ir.actions.report"]._render_qweb_html(
                    "kooperacje.report_survey_slip", t.ids,
                ),
            )
        with self.assertRefused("Everybody is asked"):
            self._wave(make_questionnaire(self.env, "2"), only_partner_ids=[(4, self.jan.partner_id.id)], send=False)

    # From five on

    def test_wave_of_four_shows_nothing_and_says_so(self):
        wave = self._wave()
        self._answer(wave, self.anna, self.jan, self.maria, self.irena, text="coś")
        wave.with_user(self.piotr).action_end()
        self.assertFalse(wave.results_shown)
        self.assertIn("from 5 answers on", wave.result_note)
        with self.assertRefused("from 5 answers on"):
            wave.with_user(self.piotr).action_results()
        self.Wave._cron_daily()
        self.assertFalse(self.env["kooperacje.survey.pool"].search([("wave_ids", "in", wave.ids)]))
        self.assertFalse(self.env["kooperacje.survey.text"].search([("text", "=", "coś")]))

    def test_no_results_while_people_answer(self):
        wave = self._wave()
        self._answer(wave, *self.staff)
        with self.assertRefused("when the wave has ended"):
            wave.with_user(self.piotr).action_results()
        self.assertFalse(wave.pool_id)

    def test_five_answers_show(self):
        wave = self._wave()
        self._answer(wave, self.anna, self.jan, self.maria, quality=4)
        self._answer(wave, self.irena, self.adam, quality=2, choice=0, text="mniej pism")
        with self._days_later(20):
            action = wave.with_user(self.piotr).action_results()
        pool = self.env["kooperacje.survey.pool"].browse(action["res_id"])
        self.assertEqual((pool.answer_count, pool.invited_count, pool.side), (5, 6, "ops"))
        scale = pool.result_ids.filtered(lambda result: result.question_id == self.survey.question_ids[0])
        self.assertEqual({result.scale_value: result.count for result in scale}, {4: 3, 2: 2})
        self.assertEqual(scale._mean(), 3.2)
        matrix = pool.result_ids.filtered("row_id")
        self.assertEqual(matrix.mapped("count"), [5, 5])
        hours = pool.result_ids.filtered(lambda result: result.question_id == self.survey.question_ids[5])
        self.assertEqual((hours.value_sum, hours._mean()), (12.5, 2.5))
        texts = pool.text_ids.filtered(lambda text: not text.is_comment).mapped("text")
        self.assertEqual(texts, ["mniej pism"] * 2)
        summary = pool.with_user(self.piotr).summary
        self.assertIn("mniej pism", summary)
        self.assertIn("3,2", summary)

    def test_a_question_few_answered_is_not_shown(self):
        wave = self._wave()
        self._answer(wave, self.anna, self.jan)
        for user in (self.maria, self.irena, self.adam):
            self._ticket(wave, user)._submit({self.survey.question_ids[0]: ("3", None)})
        wave.with_user(self.piotr).action_end()
        questions = wave.pool_id.result_ids.question_id
        self.assertEqual(questions, self.survey.question_ids[0])

    def test_sectors_by_which_one_could_subtract_are_hidden(self):
        Pool = self.env["kooperacje.survey.pool"]

        def shown(**sectors):
            people = {("q", sector): set(range(count)) for sector, count in sectors.items()}
            people["q", None] = set(range(sum(sectors.values())))
            return {part for _q, part in Pool._shown_parts(people, 5) if part}
        self.assertEqual(shown(A=8, B=9), {"A", "B"})
        self.assertEqual(shown(A=8, B=9, C=4), {"B"})
        self.assertEqual(shown(A=8, C=4), set())
        self.assertEqual(shown(A=2, B=2), set())

    def test_teams_wait_for_five_different_people(self):
        """Three answers of one team, two of the next by people of the first: still three people."""
        survey = make_questionnaire(self.env, "16B")
        waves = self.Wave
        for users in ((self.anna, self.jan, self.maria), (self.anna, self.jan), (self.piotr, self.irena)):
            wave = self._wave(survey, send=False, audience="ops_staff")
            wave._unguarded().write({"sent_on": self.today})
            wave._invite({user.partner_id: self.ops for user in users})
            self._answer(wave, *users)
            wave._unguarded().ended_on = self.today
            waves |= wave
        self.assertEqual([waves[:number]._distinct_people() for number in (1, 2, 3)], [3, 3, 5])

    def test_results_stay_as_they_were_made(self):
        wave = self._wave()
        self._answer(wave, *self.staff)
        wave.with_user(self.piotr).action_end()
        pool = wave.pool_id
        wave._settle()
        self.assertEqual(wave.pool_id, pool)
        for user in self._everybody():
            for record in (pool, pool.result_ids[0]):
                self.assertAllRefused(
                    record.with_user(user), lambda r: r.write({"tool": "6"}), lambda r: r.unlink(), lambda r: r.copy(),
                )

    def test_who_reads_results(self):
        wave = self._wave()
        self._answer(wave, *self.staff, text="słowa")
        wave.with_user(self.piotr).action_end()
        pool = wave.pool_id
        for user in (self.anna, self.maria, self.piotr, self.ewa, self.tomasz, self.robert):
            self.assertEqual(pool.with_user(user).answer_count, 6, user.login)
            self.assertTrue(pool.result_ids.with_user(user).mapped("count"))
        for user in (self.anna, self.maria, self.piotr):
            self.assertTrue(pool.text_ids.with_user(user).mapped("text"))
            self.assertIn("słowa", pool.with_user(user).summary)
        # Somebody may have written a name: words stay in the office.
        for user in (self.ewa, self.tomasz, self.robert):
            self.env.invalidate_all()  # each comes by a request of its own: nothing is kept of what others read
            with self.assertRaises(AccessError):
                pool.text_ids.with_user(user).mapped("text")
            self.assertNotIn("słowa", pool.with_user(user).summary)
        with self.assertRaises(AccessError):
            pool.with_user(self.olga).read(["answer_count"])
