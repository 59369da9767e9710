from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestTeam(CaseworkCommon):
    """From needs to a task team: proposal, consent gate, register, invitation and answer."""

    def _lines(self, wizard):
        return {line.institution_id: line for line in wizard.line_ids}

    # Proposal

    def test_proposal_with_reasons_and_gaps(self):
        self.case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_rare.id})]
        wizard = self._team_wizard(self.case)
        lines = self._lines(wizard)
        self.assertEqual(set(lines), {self.ppp, self.ngo})
        self.assertEqual(lines[self.ppp].partner_id, self.tomasz.partner_id, "whom the institution has named")
        self.assertEqual(lines[self.ppp].service_ids, self.therapy)
        self.assertEqual(lines[self.ppp].reason, "Trudności w szkole")
        self.assertTrue(all(line.is_selected for line in wizard.line_ids))
        self.assertEqual(wizard.uncovered_need_ids, self.need_rare)

    def test_those_who_work_with_the_family_come_first(self):
        """K3D-163: also when the basket has nothing of theirs."""
        self.case.working_institution_ids = self.school
        wizard = self._team_wizard(self.case)
        first = wizard.line_ids.sorted()[0]
        self.assertEqual((first.institution_id, first.partner_id), (self.school, self.barbara))
        self.assertTrue(first.works_with_family and first.is_selected)

    def test_only_what_is_available_and_fits(self):
        self.therapy.state = "withdrawn"
        self.advice.date_to = self.today - timedelta(days=1)
        wizard = self._team_wizard(self.case)
        self.assertFalse(wizard.line_ids)
        self.assertEqual(wizard.uncovered_need_ids, self.need_school | self.need_debts)
        self._service("Klub seniora", self.ngo, self.need_school, age_from=60)
        self.assertFalse(self._team_wizard(self.case).line_ids, "nobody in the family is 60")

    def test_second_best_is_offered_unticked(self):
        self._service("Wszystko w jednym", self.school, self.need_school | self.need_debts)
        lines = self._lines(self._team_wizard(self.case))
        self.assertTrue(lines[self.school].is_selected)
        self.assertFalse(lines[self.ppp].is_selected or lines[self.ngo].is_selected)

    def test_services_of_the_own_office(self):
        """The office answers some needs itself; its case manager is in the team anyway."""
        own = self._service("Asystent rodziny", self.ops, self.need_debts)
        self.advice.state = "withdrawn"
        self._consent(self.case, self.ppp)
        wizard = self._team_wizard(self.case)
        self.assertNotIn(self.ops, wizard.line_ids.institution_id)
        self.assertEqual(wizard.own_service_ids, own)
        team = self.env["kooperacje.team"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(self._member(team, self.anna).service_ids, own)

    # Gate

    def test_nothing_without_consent(self):
        """K3D-169: everything that is missing is named, and nothing is left half done."""
        wizard = self._team_wizard(self.case)
        with self.assertRefused(UserError, "signed consent to work by the method") as refusal:
            wizard.action_confirm()
        for institution in (self.ppp, self.ngo):
            self.assertIn(institution.name, str(refusal.exception))
            self.assertIn(institution.name, wizard.missing)
        self.assertFalse(self.case.team_ids)

    def test_invited_is_who_the_consent_covers(self):
        self._consent(self.case, self.ppp)
        wizard = self._team_wizard(self.case)
        self.assertEqual(
            {institution: line.has_consent for institution, line in self._lines(wizard).items()},
            {self.ppp: True, self.ngo: False},
        )
        with self.assertRefused(UserError, self.ngo.name.replace("(", r"\(").replace(")", r"\)")) as refusal:
            wizard.action_confirm()
        self.assertNotIn(self.ppp.name, str(refusal.exception))
        self._lines(wizard)[self.ngo].is_selected = False
        self.assertFalse(wizard.missing)
        wizard.action_confirm()
        self.assertEqual(self.case.team_ids.member_ids.institution_id, self.ops | self.ppp)

    def test_no_way_around_the_wizard(self):
        Team, Member = (self.env[name].with_user(self.anna) for name in ("kooperacje.team", "kooperacje.team.member"))
        with self.assertRefused(ValidationError, "needs the family's consent"):
            Team.create({"case_id": self.case.id})
        self._consent(self.case, self.ppp)
        team = Team.create({"case_id": self.case.id})
        values = {"team_id": team.id, "institution_id": self.ngo.id, "partner_id": self.zofia.partner_id.id}
        for state in ("invited", "accepted"):
            with self.assertRaises(AccessError):
                Member.create({**values, "state": state})
        with self.assertRaises(AccessError):
            Member.with_context(default_state="accepted").create(values)
        member = Member.create(values)
        with self.assertRefused(UserError, "not agreed to share data"):
            member.action_invite()
        with self.assertRaises(AccessError):
            member.state = "accepted"
        for name, value in (("state", "active"), ("name", "ZZK/1"), ("closed_on", self.today)):
            with self.assertRaises(AccessError):
                team.write({name: value})

    def test_outside_institution_needs_a_reason(self):
        """K3D-164."""
        outside = self._institution("Poradnia języka migowego (test)", self.type_ngo, self.county)
        interpreter = self.env["res.partner"].create({"name": "Tłumacz", "parent_id": outside.id})
        self._consent(self.case, self.ppp, outside)
        wizard = self._team_wizard(self.case)
        self._lines(wizard)[self.ngo].is_selected = False
        wizard.line_ids = [Command.create({"institution_id": outside.id, "partner_id": interpreter.id})]
        self.assertTrue(self._lines(wizard)[outside].is_outside)
        with self.assertRefused(UserError, "does not belong to the partnership"):
            wizard.action_confirm()
        self._lines(wizard)[outside].outside_reason = "Matka posługuje się językiem migowym"
        wizard.action_confirm()
        member = self._member(self.case.team_ids, interpreter)
        self.assertEqual((member.state, member.user_id), ("invited", self.env["res.users"]))
        with self.assertRefused(ValidationError, "does not belong to the partnership"):
            member.outside_reason = " "

    def test_somebody_has_to_be_named(self):
        self._consent(self.case, self.ppp, self.ngo)
        self.tomasz.partner_id.team_available = False
        wizard = self._team_wizard(self.case)
        with self.assertRefused(UserError, "Choose the person to invite from: PPP"):
            wizard.action_confirm()
        self._lines(wizard)[self.ppp].partner_id = self.barbara
        with self.assertRefused(ValidationError, "does not work in"):
            wizard.action_confirm()

    # Register

    def test_register_number_and_members(self):
        self._consent(self.case, self.ppp, self.ngo)
        team = self._team(self.case, self.ppp, self.ngo)
        self.assertEqual(team.name, f"ZZK/{self.today.year}/0001")
        self.assertEqual(self._member(team, self.anna).state, "accepted", "the social worker is a member (K3D-162)")
        invited = self._member(team, self.tomasz)
        self.assertEqual((invited.state, invited.invited_on), ("invited", self.today))
        self.assertEqual(invited.answer_due, self.today + timedelta(days=self.company.kooperacje_invitation_days))
        self.assertEqual((team.state, team.member_count, team.waiting_count), ("inviting", 1, 2))
        self.assertEqual((self.case.phase, self.case.qualified_on), ("team", self.today), "all it takes was there")

    def test_gaps_are_recorded(self):
        self.case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_rare.id})]
        self._consent(self.case, self.ppp, self.ngo)
        self._team(self.case, self.ppp, self.ngo)
        gaps = self.case.need_line_ids.filtered("is_uncovered").need_id
        self.assertEqual(gaps, self.need_rare)

    def test_case_not_qualified_stays_where_it_is(self):
        """K3D-182: the team may be decided on at every stage of work; the board does not claim more than there is."""
        self.case.with_user(self.anna).qualification_reason = False
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp)
        self.assertEqual(self.case.phase, "recognition")

    def test_one_open_team_then_another(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        muted = mute_logger("odoo.sql_db")
        with muted, self.assertRaises(IntegrityError) as refusal, self.env.cr.savepoint():
            self.env["kooperacje.team"].with_user(self.anna).create({"case_id": self.case.id})
        self.assertIn("team_open_uniq", str(refusal.exception))
        team.with_user(self.anna)._close_alone(self.env.ref("kooperacje.premise_end_other"))
        self.assertEqual((team.state, team.closed_on), ("closed", self.today))
        self.assertEqual(set(team.member_ids.mapped("state")), {"left"})
        second = self._team(self.case, self.ppp)
        self.assertEqual(second.name, f"ZZK/{self.today.year}/0002")

    def test_later_invitations_join_the_open_team(self):
        self._consent(self.case, self.ppp, self.ngo)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        wizard = self._team_wizard(self.case)
        self.assertEqual(wizard.team_id, team)
        self.assertEqual(wizard.line_ids.institution_id, self.ngo, "who is in the team is not proposed again")
        wizard.line_ids.is_selected = True
        wizard.action_confirm()
        self.assertEqual(len(self.case.team_ids), 1)
        self.assertEqual(self._member(team, self.zofia).state, "invited")

    # Answers

    def test_invitation_tells_nothing_of_the_family(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        member = self._member(team, self.tomasz)
        activity = member.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.tomasz, member.answer_due))
        told = f"{activity.summary} {activity.note or ''} {activity.res_name} {activity.display_name}"
        self.assertIn(team.name, told)
        for secret in ("Nowak", "Halina", self.case.name, "Trudności"):
            self.assertNotIn(secret, told)
        mine = member.with_user(self.tomasz)
        self.assertEqual(mine.institution_id, self.ppp)
        with self.assertRaises(AccessError):
            mine.read(["reason"])
        with self.assertRaises(AccessError):
            mine.case_id.read(["need_words"])

    def test_accepting_makes_the_team_work(self):
        self._consent(self.case, self.ppp, self.ngo)
        team = self._team(self.case, self.ppp, self.ngo)
        member = self._member(team, self.tomasz)
        member.with_user(self.tomasz).action_accept()
        self.assertEqual((member.state, member.date_from, team.state), ("accepted", self.today, "active"))
        self.assertFalse(member.activity_ids)
        self.assertTrue(self.case.with_user(self.tomasz).search_count([("id", "=", self.case.id)]))

    def test_own_colleague_alone_is_no_team_at_work(self):
        self._consent(self.case, self.ppp)
        wizard = self._team_wizard(self.case)
        self._lines(wizard)[self.ngo].is_selected = False
        wizard.line_ids = [Command.create({"institution_id": self.ops.id, "partner_id": self.jan.partner_id.id})]
        wizard.action_confirm()
        team = self.case.team_ids
        self._member(team, self.jan).with_user(self.jan).action_accept()
        self.assertEqual(team.state, "inviting")

    def test_only_the_invited_person_answers(self):
        self._consent(self.case, self.ppp, self.school)
        self.case.working_institution_ids = self.school
        team = self._team(self.case, self.ppp, self.school)
        member, without_login = self._member(team, self.tomasz), self._member(team, self.barbara)
        for user in (self.anna, self.maria, self.zofia, self.piotr, self.jan):
            with self.subTest(user.login), self.assertRaises(AccessError):
                member.with_user(user).action_accept()
        for user in (self.zofia, self.piotr, self.tomasz):
            with self.subTest(user.login), self.assertRaises(AccessError):
                without_login.with_user(user).action_accept()
        without_login.with_user(self.anna).action_accept()
        self.assertEqual(without_login.state, "accepted", "recorded by Anna, for Barbara has no login")
        with self.assertRefused(UserError, "not open"):
            without_login.with_user(self.anna).action_accept()

    def test_declining_asks_for_a_reason_and_tells_the_network_worker(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        member = self._member(team, self.tomasz).with_user(self.tomasz)
        places = self.env.ref("kooperacje.premise_decline_places")
        for premise, reason in ((False, "brak"), (places.id, "  "), (self.premise.id, "nie ten słownik")):
            with self.assertRefused(UserError, "Choose the reason"):
                member.action_decline(premise, reason)
        form = Form(self.env["kooperacje.team.decline"].with_user(self.tomasz).with_context(
            **member.action_open_decline()["context"],
        ))
        form.premise_id, form.reason = places, "Wolny termin dopiero za pół roku"
        form.save().action_confirm()
        member = member.with_env(self.env)
        self.assertEqual((member.state, member.decline_premise_id), ("declined", places))
        self.assertEqual(team.activity_ids.user_id, self.piotr | self.anna)
        told = " ".join(team.activity_ids.mapped("summary"))
        self.assertNotIn("pół roku", told)
        self.assertIn(self.ppp.name, told)
        self.assertFalse(team.with_user(self.tomasz).search([("id", "=", team.id)]), "no longer concerned")

    def test_no_acceptance_after_the_consent_has_gone(self):
        self._consent(self.case, self.ppp, date_to=self.today + timedelta(days=3))
        team = self._team(self.case, self.ppp)
        member = self._member(team, self.tomasz).with_user(self.tomasz)
        with freeze_time(self.today + timedelta(days=4)):
            self.env.invalidate_all()
            with self.assertRefused(UserError, "expired"):
                member.action_accept()
        self.env.invalidate_all()
        self._withdraw(self.case)
        with self.assertRefused(UserError, "suspended"):
            member.action_accept()

    def test_answer_overdue(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        member = self._member(team, self.tomasz)
        self.assertFalse(member.is_late)
        with freeze_time(member.answer_due + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertTrue(member.is_late)
            late = [("member_ids", "any", [("state", "=", "invited"), ("answer_due", "<", "today")])]
            self.assertIn(team, self.env["kooperacje.team"].with_user(self.piotr).search(late))

    # Composition

    def test_leaving_keeps_the_dates(self):
        """K3D-168: the composition changes, and the register knows who was a member when."""
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        member = self._member(team, self.tomasz)
        with self.assertRaises(AccessError):
            member.with_user(self.tomasz).action_leave()
        member.with_user(self.anna).action_leave()
        self.assertEqual((member.state, member.date_from, member.date_to), ("left", self.today, self.today))
        self.assertFalse(self.case.with_user(self.tomasz).search([("id", "=", self.case.id)]))
        with self.assertRaises(UserError):
            member.with_user(self.anna).unlink()

    def test_only_who_is_in_the_team_leaves_it(self):
        """Decision 8: a decline stays a decline, and who has left keeps the date."""
        self._consent(self.case, self.ppp, self.ngo)
        team = self._team(self.case, self.ppp, self.ngo, accepted=[self.tomasz])
        declined, left = self._member(team, self.zofia), self._member(team, self.tomasz)
        declined.with_user(self.zofia).action_decline(self.env.ref("kooperacje.premise_decline_places").id, "Brak")
        left.with_user(self.anna).action_leave()
        with freeze_time(self.today + timedelta(days=3)):
            for member in (declined, left):
                with self.assertRefused(UserError, "not in the team any more"):
                    member.with_user(self.anna).action_leave()
        self.assertEqual((declined.state, left.state, left.date_to), ("declined", "left", self.today))

    def test_team_without_the_outside_member_is_not_at_work(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._member(team, self.tomasz).with_user(self.anna).action_leave()
        self.assertEqual((team.state, self.case.next_step), ("inviting", "team"))
        with self.assertRefused(ValidationError, "another institution has accepted"):
            self.case.with_user(self.anna).stage_id = self.stage["realisation"]
        self.assertEqual(self._team(self.case, self.ppp), team)
        self.assertEqual(self.case.next_step, "answers")
        again = team.member_ids.filtered(lambda member: member.state == "invited")
        again.with_user(self.tomasz).action_accept()
        self.assertEqual(team.state, "active")
        self._settle_end(team)
        team.with_user(self.anna)._close_alone(self.env.ref("kooperacje.premise_end_other"))
        self.assertEqual((team.state, again.state), ("closed", "left"))

    def test_decline_for_a_reason_of_declines(self):
        self._consent(self.case, self.ppp)
        member = self._member(self._team(self.case, self.ppp), self.tomasz)
        with self.assertRefused(ValidationError, "is not a premise of this kind"):
            member.decline_premise_id = self.premise

    def test_members_stay_who_they_are(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        member = self._member(team, self.tomasz).with_user(self.anna)
        for name, value in (
            ("partner_id", self.zofia.partner_id.id), ("institution_id", self.ops.id),
            ("user_id", self.zofia.id), ("date_from", "2020-01-01"), ("decline_reason", "x"),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                member.write({name: value})

    def test_register_costs_the_same_for_10_and_100_teams(self):
        def queries(count):
            have = self.env["kooperacje.team"].search_count([("company_id", "=", self.company.id)])
            for _index in range(count - have):
                case = self._case(self.anna)
                self.env["kooperacje.team"].create({"case_id": case.id, "member_ids": [Command.create({
                    "institution_id": self.ppp.id, "partner_id": self.tomasz.partner_id.id, "state": "invited",
                })]})
            names = ["name", "case_code", "state", "decided_on", "member_count", "waiting_count", "declined_count"]
            specification = {**{name: {} for name in names}, "case_manager_id": {"fields": {"display_name": {}}}}
            register = self.env["kooperacje.team"].with_user(self.piotr)
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                found = register.web_search_read([], specification, limit=200)
            self.assertEqual(found["length"], count)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(10), queries(100))
