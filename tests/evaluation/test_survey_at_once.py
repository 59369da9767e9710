from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

NAME = "PZK dwóch naraz"
PEOPLE = 8


@tagged("post_install", "-at_install")
class TestSurveyAtOnce(BaseCase):
    """Two people at one moment, each in a transaction of PostgreSQL of its own; what is made here is taken away after.

    A transaction begun with ``_begun`` sees the database as it was then, as that of a request which started earlier.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._tidy)
        with self._begun() as env:
            company = env["res.company"].create({"name": NAME})
            company.partner_id.is_institution = True
            partnership = env["kooperacje.partnership"].create({
                "name": NAME, "company_id": company.id, "variant": "rural", "authorisation_number": "1",
                "authorisation_date": "2020-01-01",
            })
            partnership.state = "active"
            env["res.partner"].create([
                {"name": f"{NAME} {number}", "parent_id": company.partner_id.id} for number in range(PEOPLE)
            ])
            survey = env.ref("kooperacje.survey_16s").copy({
                "title": NAME, "kooperacje_tool": "3", "company_id": company.id,
            })
            waves = env["kooperacje.survey.wave"].create([
                {"survey_id": survey.id, "partnership_id": partnership.id} for _number in range(2)
            ])
            self.wave_ids, self.company_id = waves.ids, company.id

    @contextmanager
    def _begun(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM kooperacje_survey_wave")
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _tidy(self):
        with self._begun() as env:
            cr, waves = env.cr, env["kooperacje.survey.wave"].search([("company_id", "=", self.company_id)]).ids
            cr.execute("DELETE FROM survey_user_input WHERE wave_id = ANY(%s)", [waves])
            cr.execute("DELETE FROM kooperacje_survey_wave WHERE id = ANY(%s)", [waves])
            env["survey.survey"].with_context(active_test=False).search([("company_id", "=", self.company_id)]).unlink()
            cr.execute("DELETE FROM kooperacje_partnership WHERE company_id = %s", [self.company_id])
            # The partnership has a reference of the office.
            cr.execute("DELETE FROM kooperacje_file_entry WHERE company_id = %s", [self.company_id])
            cr.execute("DELETE FROM kooperacje_file_list WHERE company_id = %s", [self.company_id])
            env.invalidate_all()
            company = env["res.company"].browse(self.company_id)
            partner = company.partner_id
            env["ir.sequence"].search([("company_id", "=", company.id)]).unlink()
            env["res.partner"].search([("parent_id", "=", partner.id)]).unlink()
            company.unlink()
            partner.unlink()

    def _wave(self, env, number=0):
        return env["kooperacje.survey.wave"].browse(self.wave_ids[number])

    def _answers(self, ticket, words="dobrze"):
        return dict.fromkeys(ticket.wave_id.survey_id.question_ids, (words, None))

    def _sent(self):
        with self._begun() as env:
            self._wave(env).action_send()
            return self._wave(env).ticket_ids.ids

    def _stored(self):
        with self._begun() as env:
            return env["survey.user_input"].search_count([("wave_id", "in", self.wave_ids)])

    # Sending

    def test_two_waves_sent_at_once_ask_nobody_twice(self):
        with self.assertRaises(SerializationFailure), self._begun() as second:
            with self._begun() as first:
                self._wave(first, 0).action_send()
            self._wave(second, 1).action_send()
        # As Odoo does then: the request begins again.
        with self.assertRaisesRegex(ValidationError, "asked this questionnaire already"), self._begun() as again:
            self._wave(again, 1).action_send()
        with self._begun() as env:
            tickets = env["kooperacje.survey.ticket"].search([("wave_id", "in", self.wave_ids)])
            self.assertEqual(len(tickets), PEOPLE)
            self.assertEqual(len(tickets.partner_id), PEOPLE)

    def test_two_clicks_at_once_invite_once(self):
        with self.assertRaises(SerializationFailure), self._begun() as second:
            with self._begun() as first:
                self._wave(first).action_send()
            self._wave(second).action_send()
        with self._begun() as again:
            self._wave(again).action_send()
            self.assertEqual(len(self._wave(again).ticket_ids), PEOPLE)

    def test_a_later_end_meets_a_new_wave(self):
        """One wave is prolonged into the days for which another is being sent."""
        self._sent()
        with self._begun() as env:
            end = self._wave(env).date_to
            self._wave(env, 1).write({"date_from": end + timedelta(days=1), "date_to": end + timedelta(days=9)})
        with self.assertRaises(SerializationFailure), self._begun() as second:
            with self._begun() as first:
                self._wave(first, 1).action_send()
            self._wave(second).date_to = end + timedelta(days=5)
            second.flush_all()

    # Answering

    def test_answers_given_at_once_are_all_stored_without_a_repetition(self):
        """Each has looked at the page before any other answered, and none is refused by PostgreSQL."""
        ids = self._sent()
        with self._begun() as one, self._begun() as two, self._begun() as three:
            for env, id_ in zip((one, two, three), ids, strict=False):
                ticket = env["kooperacje.survey.ticket"].browse(id_)
                self.assertFalse(ticket._refusal())
            for env, id_ in zip((one, two, three), ids, strict=False):
                ticket = env["kooperacje.survey.ticket"].browse(id_)
                ticket._submit_in_turn(self._answers(ticket))
        self.assertEqual(self._stored(), 3)

    def test_one_ticket_used_twice_at_once_counts_once(self):
        ids = self._sent()
        with self._begun() as second:
            ticket = second["kooperacje.survey.ticket"].browse(ids[0])
            self.assertFalse(ticket._refusal())
            with self._begun() as first:
                same = first["kooperacje.survey.ticket"].browse(ids[0])
                same._submit_in_turn(self._answers(same))
            with self.assertRaisesRegex(UserError, "^done$"):
                ticket._submit_in_turn(self._answers(ticket, "drugi raz"))
        self.assertEqual(self._stored(), 1)

    def test_no_answer_after_the_end_that_was_pressed_meanwhile(self):
        ids = self._sent()
        with self._begun() as second:
            ticket = second["kooperacje.survey.ticket"].browse(ids[0])
            self.assertFalse(ticket._refusal())
            with self._begun() as first:
                self._wave(first).action_end()
            with self.assertRaisesRegex(UserError, "^over$"):
                ticket._submit_in_turn(self._answers(ticket))
        self.assertEqual(self._stored(), 0)

    def test_an_answer_costs_the_same_whoever_else_is_asked(self):
        """Neither more people in the wave nor more answers before it make an answer dearer, but for the mixing of
        every fifth."""
        ids = self._sent()
        costs = []
        for turn, id_ in enumerate(ids[:7]):
            if turn == 6:
                with self._begun() as env:
                    more = env["res.partner"].create([{"name": f"Jeszcze {number}"} for number in range(90)])
                    self._wave(env)._invite(dict.fromkeys(more, env["res.company"].browse(self.company_id).partner_id))
                    self.addCleanup(self._forget, "Jeszcze %")
            with self._begun() as env:
                ticket = env["kooperacje.survey.ticket"].browse(id_)
                before = env.cr.sql_log_count
                checked = ticket._checked(self._answers(ticket))
                checking = env.cr.sql_log_count - before
                ticket._keep(*checked)
                costs.append((checking, env.cr.sql_log_count - before - checking))
        self.assertEqual(costs[1], costs[2])
        self.assertEqual(costs[1], costs[6], "among 98 people as among 8")
        self.assertLessEqual(costs[1][1], 5, "the turn that others wait for")

    def _forget(self, name):
        with self._begun() as env:
            env["res.partner"].search([("name", "=like", name)]).unlink()

    def test_what_an_answer_writes_names_no_ticket(self):
        """By the transaction of each row: an answer wrote its own rows and that of the wave, and no row of a ticket,
        neither its place in the file nor its number."""
        ids = self._sent()
        tickets = "SELECT id, ctid::text, xmin::text FROM kooperacje_survey_ticket WHERE id = ANY(%s) ORDER BY id"
        with self._begun() as env:
            env.cr.execute(tickets, [ids])
            before = env.cr.fetchall()
        for id_ in reversed(ids):
            with self._begun() as env:
                ticket = env["kooperacje.survey.ticket"].browse(id_)
                ticket._submit_in_turn(self._answers(ticket, f"odpowiedź {id_}"))
            with self._begun() as env:
                env.cr.execute(tickets, [ids])
                self.assertEqual(env.cr.fetchall(), before)
                written = {transaction for _id, _place, transaction in before}
                env.cr.execute("SELECT xmin::text FROM survey_user_input WHERE wave_id = %s", [self.wave_ids[0]])
                self.assertFalse(written & {transaction for (transaction,) in env.cr.fetchall()})
        with self._begun() as env:
            env.cr.execute("SELECT used_tickets::text FROM kooperacje_survey_wave WHERE id = %s", [self.wave_ids[0]])
            [[kept]] = env.cr.fetchall()
            # In the order of the numbers, though they answered in the other.
            self.assertEqual(kept, "{" + ", ".join(f'"{id_}": 1' for id_ in sorted(ids)) + "}")
            env.cr.execute(
                "SELECT value_text_box FROM survey_user_input_line l JOIN survey_user_input i ON i.id = user_input_id"
                " WHERE i.wave_id = %s AND i.wave_mixed AND question_sequence = 10 ORDER BY i.id", [self.wave_ids[0]],
            )
            mixed = [text for (text,) in env.cr.fetchall()]
            self.assertEqual(set(mixed), {f"odpowiedź {id_}" for id_ in sorted(ids)[-5:]})
