from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.casework.common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestTeamStatement(CaseworkCommon):
    """A team of two or four reads its own result: interviews and an open survey, by the members' choice (K3D-197…204).

    Tomasz of the counselling centre and Zofia of the association work with Anna's family. The anonymous questionnaire
    says nothing of so few; what they say under their names does.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._consent(cls.case, cls.ppp, cls.ngo)
        cls.team = cls._team(cls.case, cls.ppp, cls.ngo, accepted=(cls.tomasz, cls.zofia))
        cls.of_tomasz, cls.of_zofia = cls._member(cls.team, cls.tomasz), cls._member(cls.team, cls.zofia)
        cls.Statement = cls.env["kooperacje.team.statement"]

    def _say(self, user, member, way="survey", **values):
        return self.Statement.with_user(user).create({
            "team_id": self.team.id, "member_id": member.id, "way": way, "strengths": "Szybkie ustalenia.", **values,
        })

    def _reads(self, user, statement):
        self.env.invalidate_all()
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            try:
                found = bool(self.Statement.with_user(user).search([("id", "=", statement.id)]))
            except AccessError:
                found = False
            self.assertEqual(statement.with_user(user).has_access("read"), found)
        return found

    def _refused(self, action, error=AccessError):
        with self.assertRaises(error), self.env.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            action()

    def test_interview_has_fields_for_its_answers(self):
        """K3D-203: what was said is recorded by who asked, and names what the Model asks about."""
        interview = self._say(
            self.anna, self.of_tomasz, "interview", weaknesses="Terminy.", lacking="Psychiatry dziecięcego.",
            grade_members="4", grade_partners="2", grade_services="3",
        )
        self.assertTrue(self._reads(self.maria, interview))
        self.assertTrue(self._reads(self.tomasz, interview), "the own words")
        self.assertFalse(self._reads(self.zofia, interview), "not open to the team")
        self._refused(lambda: interview.with_user(self.tomasz).write({"lacking": "Niczego."}))
        interview.with_user(self.anna).is_open = True
        self.assertTrue(self._reads(self.zofia, interview))

    def test_member_writes_the_own_view_and_nobody_else(self):
        own = self._say(self.tomasz, self.of_tomasz, is_open=False)
        self.assertTrue(self._reads(self.anna, own))
        self.assertFalse(self._reads(self.zofia, own))
        own.with_user(self.tomasz).is_open = True
        self.assertTrue(self._reads(self.zofia, own), "by the member's choice")
        for user in (self.anna, self.maria, self.zofia):
            with self.subTest(user.login):
                self._refused(lambda u=user: own.with_user(u).write({"strengths": "Nic."}))
                self._refused(lambda u=user: own.with_user(u).unlink())
        for user in (self.anna, self.zofia):
            with self.subTest(user.login):
                self._refused(lambda u=user: self._say(u, self.of_tomasz, moment="after"))
        self._refused(lambda: self._say(self.zofia, self.of_tomasz, "interview"))
        self._refused(lambda: own.with_user(self.tomasz).write({"member_id": self.of_zofia.id}), UserError)

    def test_nobody_outside_reads_it(self):
        own = self._say(self.tomasz, self.of_tomasz, is_open=True)
        for user in (self.piotr, self.olga, self.irena, self.urszula, self.robert, self.adam):
            with self.subTest(user.login):
                self.assertFalse(self._reads(user, own))
                self._refused(lambda u=user: self._say(u, self.of_tomasz, "interview", moment="after"))

    def test_withdrawn_consent_closes_it(self):
        """Everything of a case closes for those outside; the office keeps what it was told."""
        own = self._say(self.tomasz, self.of_tomasz, is_open=True)
        self._withdraw(self.case)
        self.assertFalse(self._reads(self.tomasz, own))
        self.assertTrue(self._reads(self.anna, own))

    def test_team_compares_over_time(self):
        """K3D-204: before and during, of two people, by who may read them."""
        self._say(self.tomasz, self.of_tomasz, moment="before", grade_members="2", is_open=True)
        self._say(self.zofia, self.of_zofia, moment="before", grade_members="3", is_open=True)
        self._say(self.tomasz, self.of_tomasz, grade_members="4", is_open=True)
        self._say(self.zofia, self.of_zofia, grade_members="5", is_open=False)
        [(_grade, told)] = self.Statement.with_user(self.anna)._means(self.team)
        self.assertEqual([one[1:] for one in told], [(2.5, 2), (4.5, 2)])
        [(_grade, told)] = self.Statement.with_user(self.tomasz)._means(self.team)
        self.assertEqual([one[1:] for one in told], [(2.5, 2), (4.0, 1)], "Zofia's second is not open")
        self.assertRegex(self.team.with_user(self.anna).statement_result, r"2[.,]5 \(people: 2\)")
        self.assertEqual(self.team.with_user(self.piotr).statement_result, "")

    def test_form_offers_what_is_ones_own(self):
        with Form(self.Statement.with_user(self.zofia).with_context(default_team_id=self.team.id)) as form:
            self.assertEqual((form.way, form.member_id.partner_id), ("survey", self.zofia.partner_id))
            self.assertTrue(form.is_open)
            form.weaknesses = "Za mało czasu."
        self.assertEqual(form.record.create_uid, self.zofia)
        interview = Form(self.Statement.with_user(self.anna).with_context(default_team_id=self.team.id))
        self.assertEqual((interview.way, bool(interview.member_id)), ("interview", False))

    def test_once_for_each_moment(self):
        self._say(self.tomasz, self.of_tomasz)
        with mute_logger("odoo.sql_db"):
            self._refused(lambda: self._say(self.tomasz, self.of_tomasz), Exception)
        self._say(self.anna, self.of_tomasz, "interview")
        self._say(self.anna, self.of_tomasz, "interview")

    def test_what_is_no_statement_is_refused(self):
        self._refused(lambda: self._say(self.tomasz, self.of_tomasz, strengths="  \n"), ValidationError)
        self._refused(
            lambda: self._say(self.tomasz, self.of_tomasz, said_on=self.today + timedelta(days=1)), ValidationError,
        )
        self._refused(
            lambda: self._say(self.tomasz, self.of_tomasz, said_on=self.team.decided_on - timedelta(days=1)),
            ValidationError,
        )
        other = self._case(self.anna, self.halina)
        self._consent(other, self.ppp)
        stranger = self._member(self._team(other, self.ppp), self.tomasz)
        self._refused(lambda: self._say(self.anna, stranger, "interview"), ValidationError)

    def test_anonymous_questionnaire_stays_what_it_is(self):
        """Nothing is shared with it: no wave, no ticket, no answer, and the wave counts none of this."""
        wave = self.env["kooperacje.survey.wave"].create({
            "survey_id": self.env.ref("kooperacje.survey_16b").id, "team_id": self.team.id,
            "only_partner_ids": [Command.set([])],
        })
        wave.action_send()
        asked = wave.sudo().ticket_ids.partner_id
        self._say(self.tomasz, self.of_tomasz, grade_members="5", is_open=True)
        self.env.invalidate_all()
        self.assertEqual(wave.answered_count, 0)
        self.assertEqual(wave.sudo().ticket_ids.partner_id, asked)
        for field in self.Statement._fields.values():
            self.assertFalse((field.comodel_name or "").startswith(("survey.", "kooperacje.survey")), field.name)

    def test_list_costs_no_query_each(self):
        def count(number):
            self._say(self.anna, self.of_tomasz, "interview")
            found = self.Statement.with_user(self.anna).search([("team_id", "=", self.team.id)], limit=number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Statement.with_user(self.anna).web_search_read(
                [("id", "in", found.ids)], {"member_id": {"fields": {"display_name": {}}}, "moment": {}, "is_open": {}},
            )
            return self.env.cr.sql_log_count - before

        for _number in range(100):
            self._say(self.anna, self.of_tomasz, "interview")
        count(1)
        self.assertEqual(count(10), count(100))
