from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.models.evaluation.survey_wave import WAITING_DAYS
from odoo.addons.kooperacje.tests.casework.course import CourseCommon

from .survey_common import make_questionnaire


@tagged("post_install", "-at_install")
class TestClosingWave(CourseCommon):
    """The two obligatory dimensions of a team: effects with the family, and the closing survey (K3D-200–202)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["survey.survey"].search([("kooperacje_tool", "!=", False)]).active = False
        cls.short = make_questionnaire(cls.env, "16S", "Trzy pytania")
        cls.long = make_questionnaire(cls.env, "16C", "Ewaluacja końcowa")

    def _send(self, team, survey=None, user=None, **values):
        wizard = self.env["kooperacje.closing.survey.wizard"].with_user(user or self.anna).create({
            "team_id": team.id, **({"survey_id": survey.id} if survey else {}), **values,
        })
        wizard.action_confirm()
        return team.survey_wave_ids

    def _answer(self, wave, *users):
        for user in users:
            self._ticket(wave, user)._submit({wave.survey_id.question_ids[0]: ("4", None)})
        wave.env.invalidate_all()

    def _ticket(self, wave, user):
        return wave.ticket_ids.filtered(lambda ticket: ticket.partner_id == user.partner_id)

    def _due(self, case, key):
        case.invalidate_recordset()
        return next((item for item in case.with_user(self.anna).due_items if item["key"] == key), None)

    def test_the_shortest_is_proposed_and_sent(self):
        team = self._at_work()
        wave = self._send(team)
        self.assertEqual((wave.survey_id, wave.moment, wave.audience, wave.state), (
            self.short, "after", "team_members", "open",
        ))
        self.assertEqual(wave.ticket_ids.partner_id, (self.tomasz | self.zofia).partner_id)
        self.assertEqual(team.closing_survey_ids.recipient_ids, wave.ticket_ids.partner_id)
        self.assertEqual(wave.date_to, self.today + timedelta(days=14))

    def _met(self, team, *present, state="held"):
        """A meeting of the team in which of its members only ``present`` sat."""
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": team.id,
            "start": fields.Datetime.now() - timedelta(minutes=5),
        })
        for line in meeting.participant_ids.filtered("member_id"):
            line.presence = "present" if line.member_id.user_id in present else "absent"
        if state == "held":
            meeting.participant_ids.filtered("person_id")[:1].action_present()
            meeting.action_hold()
        self.env.invalidate_all()

    def test_goes_to_those_who_sat_in_a_meeting(self):
        """Tool 16C, instruction: all members who attended at least one meeting, also who has left the team since."""
        team = self._at_work()
        self._met(team, self.zofia, state="planned")
        self.assertEqual(team._attended_members().user_id, self.anna | self.tomasz | self.zofia, "no list was kept")
        self._met(team, self.anna, self.tomasz)
        self._member(team, self.tomasz)._leave(self.today - timedelta(days=1))
        wizard = self.env["kooperacje.closing.survey.wizard"].with_user(self.anna).create({"team_id": team.id})
        self.assertEqual(wizard.recipient_ids, self.tomasz.partner_id)
        by_hand = self.env["kooperacje.survey.wave"].with_user(self.anna).create({
            "survey_id": self.long.id, "team_id": team.id,
        })
        by_hand.action_send()
        by_hand = by_hand.with_env(self.env)
        self.assertEqual(by_hand.ticket_ids.partner_id, (self.anna | self.tomasz).partner_id)
        self.assertFalse(self._ticket(by_hand, self.tomasz)._refusal(), "left before being asked, and may answer")

    def test_who_never_came_may_be_added(self):
        team = self._at_work()
        self._met(team, self.tomasz)
        wave = self._send(team, recipient_ids=[(6, 0, (self.tomasz | self.zofia).partner_id.ids)])
        self.assertEqual(wave.ticket_ids.partner_id, (self.tomasz | self.zofia).partner_id)

    def test_sent_twice_asks_nobody_twice(self):
        team = self._at_work()
        first = self._send(team, recipient_ids=[(6, 0, self.tomasz.partner_id.ids)])
        tokens = first.ticket_ids.mapped("access_token")
        both = self._send(team)
        self.assertEqual(both, first)
        self.assertEqual(both.ticket_ids.partner_id, (self.tomasz | self.zofia).partner_id)
        self.assertLessEqual(set(tokens), set(both.ticket_ids.mapped("access_token")))
        self.assertEqual(len(team.closing_survey_ids), 2)

    def test_without_a_questionnaire_it_is_recorded_as_before(self):
        (self.short | self.long).active = False
        team = self._at_work()
        self.assertFalse(self._send(team))
        self.assertTrue(team.closing_survey_ids)

    def test_the_dialog_opens_with_the_people_it_will_ask(self):
        """On the screen as over RPC: a dialog that opens empty would ask nobody."""
        team = self._at_work()
        Wizard = self.env["kooperacje.closing.survey.wizard"].with_user(self.anna)
        dialog = Form(Wizard.with_context(default_team_id=team.id))
        asked = Wizard.create({"team_id": team.id}).recipient_ids
        self.assertTrue(asked)
        self.assertEqual(sorted(dialog.recipient_ids.ids), sorted(asked.ids))

    def test_on_paper_the_slips_are_printed(self):
        team = self._at_work()
        wizard = self.env["kooperacje.closing.survey.wizard"].with_user(self.anna).create({
            "team_id": team.id, "channel": "paper",
        })
        action = wizard.action_confirm()
        self.assertEqual(action["report_name"], "kooperacje.report_survey_slip")
        html = self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_survey_slip", team.survey_wave_ids.ticket_ids.ids,
        )[0].decode()
        for ticket in team.survey_wave_ids.ticket_ids:
            self.assertRegex(ticket.access_token, r"^([2-9a-z]{4}-){2}[2-9a-z]{4}$")
            self.assertIn(f"<strong>{ticket.access_token}</strong>", html)
            self.assertEqual(f"{ticket.get_base_url()}/kooperacje/survey/{ticket.access_token}", ticket._url())
        self.assertEqual(html.count("data:image/svg"), 2)
        self.assertFalse(any(team.survey_wave_ids.ticket_ids.mapped("mail_due")), "nothing goes by mail")
        self.assertNotIn("Nowak", html)

    def test_both_dimensions_close_the_gate(self):
        team = self._at_work()
        self.assertEqual(self.case.dimension_state, "both")
        self.assertFalse(self._due(self.case, "survey"))
        self._assessed(self.case, "final", conclusion="end")
        self.assertEqual(self.case.dimension_state, "survey")
        self.assertTrue(self._due(self.case, "survey"))
        with self.assertRefused(UserError, "closing survey"):
            self._wizard(self.case, "end_team", "end_goals")
        self._send(team)
        self.case.invalidate_recordset()
        self.assertEqual(self.case.dimension_state, "complete")
        waiting = self._due(self.case, "survey_open")
        self.assertIn("0 of 2", waiting["text"])
        self.assertEqual(waiting["date"], str(self.today + timedelta(days=14)))
        action = self.case.with_user(self.anna).action_due("survey_open")
        self.assertEqual(
            self.env["kooperacje.survey.wave"].with_user(self.anna).search(action["domain"]), team.survey_wave_ids,
        )
        self._answer(team.survey_wave_ids, self.tomasz, self.zofia)
        self.assertFalse(self._due(self.case, "survey_open"))
        self._wizard(self.case, "end_team", "end_goals")
        self.assertEqual(team.state, "closed")

    def test_a_case_without_a_team_owes_nothing(self):
        self.assertFalse(self.case.dimension_state)

    def test_who_was_in_the_team_to_its_end_answers_after_it(self):
        team = self._at_work()
        self._assessed(self.case, "final", conclusion="end")
        wave = self._send(team)
        self._wizard(self.case, "end_team", "end_goals")
        with freeze_time(self.today + timedelta(days=3)):
            self.env.invalidate_all()
            self._answer(wave, self.tomasz)
        self.assertEqual(wave.answered_count, 1)

    def test_who_left_the_team_on_the_day_of_the_survey_answers_it(self):
        """It is for all who sat in a meeting, whether they are still in the team or not, on that very day too."""
        team = self._at_work()
        self._met(team, self.tomasz)
        self._member(team, self.tomasz)._leave(self.today)
        wave = self._send(team)
        self.assertEqual(wave.ticket_ids.partner_id, self.tomasz.partner_id)
        self._answer(wave, self.tomasz)
        self.assertEqual(wave.answered_count, 1)

    def test_who_left_the_team_after_being_asked_how_it_works_cannot_answer(self):
        team = self._at_work()
        wave = self.env["kooperacje.survey.wave"].with_user(self.anna).create({
            "survey_id": make_questionnaire(self.env, "16B").id, "team_id": team.id,
        }).with_env(self.env)
        wave.with_user(self.anna).action_send()
        member = self._member(team, self.tomasz)
        member._leave(self.today)
        self.assertEqual(self._ticket(wave, self.tomasz)._refusal(), "left")
        self.assertFalse(self._ticket(wave, self.zofia)._refusal())
        # Closing the team on a later day does not let the one who left earlier in again.
        with freeze_time(self.today + timedelta(days=2)):
            self._assessed(self.case, "final", conclusion="end", assessed_on=self.today + timedelta(days=2))
            self._send(team)
            self._wizard(self.case, "end_team", "end_goals")
            self.env.invalidate_all()
            self.assertEqual(self._ticket(wave, self.tomasz)._refusal(), "left")
            self.assertFalse(self._ticket(wave, self.zofia)._refusal())

    def test_questionnaire_half_way(self):
        """16B from the page of the team: the members of today, without those who have not answered the invitation."""
        team = self._at_work()
        survey = make_questionnaire(self.env, "16B")
        wave = self.env["kooperacje.survey.wave"].with_user(self.anna).with_context(default_team_id=team.id).create({
            "survey_id": survey.id,
        })
        self.assertEqual((wave.partnership_id, wave.audience, wave.moment), (
            self.partnership, "team_members", "during",
        ))
        wave.action_send()
        self.assertEqual(wave.ticket_ids.partner_id, (self.anna | self.tomasz | self.zofia).partner_id)

    def test_a_team_is_chosen_with_its_questionnaire(self):
        """From the list of questionnaires sent: the network worker chooses the team; without one nothing is saved."""
        team = self._at_work()
        survey = make_questionnaire(self.env, "16B")
        with Form(self.env["kooperacje.survey.wave"].with_user(self.piotr)) as form:
            form.survey_id = survey
            form.partnership_id = self.partnership
            with self.assertRaisesRegex(AssertionError, "team_id is a required field"):
                form.save()
            form.team_id = team
        form.record.action_send()
        self.assertEqual(
            form.record.sudo().ticket_ids.partner_id, (self.anna | self.tomasz | self.zofia).partner_id,
        )

    def test_a_wave_that_waits_for_other_teams_does_not_wait_with_names(self):
        """Two answers of three people: after some months nobody knows any more whose they are, and they stay."""
        team = self._at_work()
        wave = self.env["kooperacje.survey.wave"].with_user(self.anna).create({
            "survey_id": make_questionnaire(self.env, "16B").id, "team_id": team.id,
        }).with_env(self.env)
        wave.with_user(self.anna).action_send()
        self._answer(wave, self.tomasz)
        wave.with_user(self.anna).action_end()

        def used():
            self.env.flush_all()
            self.env.cr.execute("SELECT used_tickets FROM kooperacje_survey_wave WHERE id = %s", [wave.id])
            return self.env.cr.fetchone()[0]

        with freeze_time(self.today + timedelta(days=WAITING_DAYS)):
            wave._cron_daily()
            self.assertTrue(used(), "still waiting, so that nobody is counted twice")
        with freeze_time(self.today + timedelta(days=WAITING_DAYS + 1)):
            wave._cron_daily()
            self.env.invalidate_all()
            self.assertIsNone(used())
            self.assertFalse(wave.ticket_ids.filtered("answered"))
            self.assertFalse(wave.pool_id)
            self.assertEqual(wave.answered_count, 1)
            self.assertIn(wave, wave._waiting_with(), "shown together with those of the next teams")
            self.assertEqual(wave._distinct_people(), 0, "whoever is no longer known opens no result")

    # Who may

    def test_only_those_of_the_case(self):
        team = self._at_work()
        wave = self._send(team)
        for user in (self.jan, self.tomasz, self.ewa, self.robert, self.irena, self.adam, self.olga):
            with self.subTest(user=user.login):
                self.assertFalse(wave.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    wave.with_user(user).action_end()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.env["kooperacje.survey.wave"].with_user(user).create({
                        "survey_id": self.long.id, "team_id": team.id,
                    })
                with self.assertRaises(AccessError):
                    wave.ticket_ids.with_user(user).action_print()
        for user in (self.anna, self.maria, self.piotr):
            self.assertTrue(wave.with_user(user).has_access("read"), user.login)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["kooperacje.survey.wave"].with_user(self.anna).create({
                "survey_id": make_questionnaire(self.env, "3").id, "partnership_id": self.partnership.id,
            })

    def test_wave_of_a_team_says_nothing_of_the_family(self):
        wave = self._send(self._at_work())
        text = str(wave.with_user(self.piotr).read()) + str(wave.ticket_ids.with_user(self.piotr).read([
            "display_name", "partner_id", "team_id",
        ]))
        self.assertNotIn("Nowak", text)
        self.assertNotIn("Halina", text)

    # Families

    def _family_wave(self):
        wave = self.env["kooperacje.survey.wave"].with_user(self.piotr).create({
            "survey_id": make_questionnaire(self.env, "FAM").id, "partnership_id": self.partnership.id,
        })
        wave.action_send()
        return wave

    def test_family_answers_on_the_tablet(self):
        """A ticket knows neither the family nor the case; its link says nothing."""
        with self.assertRefused(UserError, "No questionnaire for families is open"):
            self.case.with_user(self.anna).action_family_survey()
        wave = self._family_wave()
        action = self.case.with_user(self.anna).action_family_survey()
        ticket = wave.sudo().ticket_ids
        self.assertEqual(action["url"], ticket._url())
        self.assertFalse(ticket.partner_id)
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM kooperacje_survey_ticket WHERE id = %s", [ticket.id])
        [row] = self.env.cr.dictfetchall()
        self.assertEqual(
            {name for name, value in row.items() if value}, {"id", "wave_id", "company_id", "access_token"},
        )
        ticket._submit({wave.survey_id.question_ids[0]: ("5", None)})
        self.assertEqual(ticket._refusal(), "done")
        self.assertTrue(wave.with_user(self.anna).action_print_family())
        self.assertEqual(wave.invited_count, 2)
        with self.assertRaises(AccessError):
            self.case.with_user(self.jan).action_family_survey()
        for user in (self.tomasz, self.olga, self.robert):
            with self.assertRaises(AccessError):
                wave.with_user(user).action_take_family()

    def test_ticket_of_another_is_not_taken_on_the_screen(self):
        wave = self._send(self._at_work())
        with self.assertRefused(UserError, "for himself"):
            self._ticket(wave, self.tomasz).with_user(self.anna).action_take()

    # The board

    def test_board_in_constant_queries(self):
        def queries(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.anna).read(["dimension_state"])
            return self.env.cr.sql_log_count - before

        team = self._at_work()
        self._send(team)
        cases = self.case
        for index in range(3):
            person = self.env["kooperacje.person"].with_user(self.anna).create({
                "first_name": f"Osoba{index}", "last_name": "Inna", "birth_date": "1980-01-01",
                "company_id": self.company.id,
            }).with_env(self.env)
            case = self._case(self.anna, person)
            self._send(self._at_work(case, signer=person))
            cases |= case
        queries(cases[:2])
        self.assertEqual(queries(cases[:2]), queries(cases))
