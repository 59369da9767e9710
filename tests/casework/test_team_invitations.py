from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseworkCommon

RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestTeamInvitations(CaseworkCommon):
    """Nobody is left without an answer: reminder, escalation, decline, and a composition with its history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case.working_institution_ids = cls.school
        cls._consent(cls.case, cls.ppp, cls.ngo, cls.school)

    def setUp(self):
        super().setUp()
        self.team = self._team(self.case, self.ppp, self.school)
        self.tomasz_in = self._member(self.team, self.tomasz)
        self.barbara_in = self._member(self.team, self.barbara)

    def _cron(self, days):
        with freeze_time(self.today + timedelta(days=days, hours=10), tick=True):
            self.env["kooperacje.team.member"]._cron_invitations()

    def _activities(self, record, user):
        return self.env["mail.activity"].sudo().search([
            ("res_model", "=", record._name), ("res_id", "in", record.ids), ("user_id", "=", user.id),
        ])

    # Who is proposed

    def test_those_who_work_with_the_family_first_and_by_name(self):
        """K3D-163: of the own office and of other institutions, before anyone the basket offers."""
        case = self._case(self.anna, self._person("Ela"))
        colleague = self.env["res.partner"].create({"name": "Asystentka", "parent_id": self.ops.id})
        teacher = self.env["res.partner"].create({"name": "Wychowawczyni", "parent_id": self.school.id})
        case.with_user(self.anna).working_partner_ids = colleague | teacher
        wizard = self._team_wizard(case)
        lines = wizard.line_ids.sorted()
        self.assertEqual(lines[:2].partner_id, colleague | teacher, "before those whom the needs call for")
        self.assertEqual(set(lines[:2].mapped("works_with_family")), {True})
        self.assertTrue(all(lines[:2].mapped("is_selected")))
        self.assertNotIn(self.barbara, lines.partner_id, "the teacher stands for the school")
        self.assertIn(self.ppp, lines.institution_id)

    def _person(self, first_name):
        return self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": first_name, "last_name": "Zając", "company_id": self.company.id,
        }).with_env(self.env)

    def test_a_team_is_decided_on_at_any_stage(self):
        """K3D-182: the stage is proposed from where the work stands, and kept."""
        self.assertEqual(self.team.decided_stage, "diagnosis")
        self.team.with_user(self.anna)._close_alone(self.env.ref("kooperacje.premise_end_other"))
        self.case.with_user(self.anna)._move_to_phase("plan")
        wizard = self._team_wizard(self.case)
        self.assertEqual(wizard.decided_stage, "plan")
        wizard.line_ids.filtered(lambda line: line.institution_id != self.ppp).is_selected = False
        team = self.env["kooperacje.team"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(team.decided_stage, "plan")
        team.with_user(self.anna).decided_stage = "evaluation"

    # Reminder and escalation

    def test_reminder_before_the_deadline(self):
        self._cron(1)
        self.assertFalse((self.tomasz_in | self.barbara_in).mapped("reminded_on")[0], "too early")
        self._cron(6)
        self.assertTrue(self.tomasz_in.reminded_on and self.barbara_in.reminded_on)
        reminder = self.env.ref("kooperacje.activity_invitation_reminder")
        his = self._activities(self.tomasz_in, self.tomasz).filtered(lambda a: a.activity_type_id == reminder)
        self.assertIn(self.team.name, his.summary)
        call = self._activities(self.barbara_in, self.anna).filtered(lambda a: a.activity_type_id == reminder)
        self.assertEqual(len(call), 1, "who has no login is called by the case manager")
        self._cron(6)
        self.assertEqual(len(self._activities(self.tomasz_in, self.tomasz) & his), 1, "once")

    def test_after_the_deadline_it_goes_to_the_network_worker(self):
        self._cron(8)
        self.assertTrue(self.tomasz_in.escalated_on)
        told = self._activities(self.team, self.piotr)
        self.assertEqual(len(told), 2)
        self.assertEqual(len(self._activities(self.team, self.anna)), 2)
        text = " ".join(told.mapped("summary"))
        self.assertIn(self.ppp.name, text)
        for word in ("Nowak", "Halina", "Kuba", "szkole"):
            self.assertNotIn(word, text.replace(self.school.name, ""))
        self._cron(9)
        self.assertEqual(len(self._activities(self.team, self.piotr)), 2, "once")
        late = self.env["kooperacje.team.member"].with_user(self.piotr).search([("escalated_on", "!=", False)])
        self.assertEqual(late, self.tomasz_in | self.barbara_in, "in the network worker's register")

    def test_who_has_answered_is_left_alone(self):
        self.tomasz_in.with_user(self.tomasz).action_accept()
        premise = self.env["kooperacje.premise"].search([("kind", "=", "decline")], limit=1)
        self.barbara_in.with_user(self.anna).action_decline(premise.id, "Urlop do końca miesiąca")
        self._cron(6)
        self._cron(8)
        self.assertFalse((self.tomasz_in | self.barbara_in).filtered(lambda m: m.reminded_on or m.escalated_on))

    def test_a_team_on_hold_reminds_nobody(self):
        self._withdraw(self.case)
        self._cron(8)
        self.assertFalse(self.tomasz_in.escalated_on)

    def test_an_answer_ends_the_reminder(self):
        self._cron(6)
        self.tomasz_in.with_user(self.tomasz).action_accept()
        self.assertFalse(self._activities(self.tomasz_in, self.tomasz))

    def test_days_are_the_offices(self):
        self.company.kooperacje_reminder_days = 0
        self._cron(6)
        self.assertFalse(self.tomasz_in.reminded_on)
        self._cron(7)
        self.assertTrue(self.tomasz_in.reminded_on, "on the last day")

    # Composition

    def test_history_of_the_composition(self):
        """K3D-168: who was in the team from when to when, and why no longer."""
        self.tomasz_in.with_user(self.tomasz).action_accept()
        with freeze_time(self.today + timedelta(days=30, hours=10), tick=True):
            self.env["kooperacje.team.leave"].with_user(self.anna).create({
                "member_id": self.tomasz_in.id, "reason": "Zmiana miejsca pracy",
            }).action_confirm()
        self.assertEqual((self.tomasz_in.state, self.tomasz_in.leave_reason), ("left", "Zmiana miejsca pracy"))
        self.assertEqual(self.tomasz_in.date_from, self.today)
        self.assertEqual(self.tomasz_in.date_to, self.today + timedelta(days=30))
        self.assertIn(self.tomasz_in, self.team.member_ids, "he stays on the list")
        self.assertEqual(self.team.with_user(self.piotr).member_ids.filtered("leave_reason"), self.tomasz_in)
        with self.assertRefused(UserError, "not in the team any more"):
            self.tomasz_in.with_user(self.anna).action_leave("raz jeszcze")

    @mute_logger(RULES)
    def test_nobody_joins_by_writing(self):
        """Red team: through the team, the member, a default of the context, a copy, an import."""
        Member = self.env["kooperacje.team.member"].with_user(self.anna)
        values = {"team_id": self.team.id, "institution_id": self.ngo.id, "partner_id": self.zofia.partner_id.id}
        attempts = {
            "member with a state": lambda: Member.create({**values, "state": "accepted"}),
            "default of the context": lambda: Member.with_context(default_state="accepted").create(values),
            "line of the team": lambda: self.team.with_user(self.anna).write({
                "member_ids": [Command.create({**values, "state": "accepted", "date_from": self.today})],
            }),
            "write on the member": lambda: self.tomasz_in.with_user(self.anna).write({"state": "accepted"}),
            "dates": lambda: self.tomasz_in.with_user(self.anna).write({"date_from": "2020-01-01"}),
            "history": lambda: self.tomasz_in.with_user(self.anna).write({"date_to": False, "leave_reason": "inny"}),
            "another person": lambda: self.tomasz_in.with_user(self.anna).write({"partner_id": self.jan.partner_id.id}),
            "reminder taken back": lambda: self.tomasz_in.with_user(self.anna).write({"escalated_on": self.today}),
            "the invited person": lambda: self.tomasz_in.with_user(self.tomasz).write({"state": "accepted"}),
            "a stranger accepts": lambda: self.tomasz_in.with_user(self.zofia).action_accept(),
            "the case manager accepts for a user": lambda: self.tomasz_in.with_user(self.anna).action_accept(),
            "the network worker": lambda: self.team.with_user(self.piotr).write({
                "member_ids": [Command.create(values)],
            }),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.assertEqual(self.tomasz_in.state, "invited")
        loaded = Member.load(["team_id/.id", "institution_id/.id", "partner_id/.id", "state"], [
            [str(self.team.id), str(self.ngo.id), str(self.zofia.partner_id.id), "accepted"],
        ])
        self.assertFalse(loaded["ids"], "nor by importing a file")

    def test_an_invitation_is_not_deleted(self):
        for user in (self.anna, self.maria):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.tomasz_in.with_user(user).unlink()

    # The member's own page

    def _door(self, member, user):
        self.env.invalidate_all()
        return member.with_user(user).door

    def _coordinator_in(self):
        """Ewa, the coordinator of the school, is invited: her role opens no case."""
        member = self.env["kooperacje.team.member"].create({
            "team_id": self.team.id, "institution_id": self.school.id, "partner_id": self.ewa.partner_id.id,
        })
        member.with_user(self.anna).action_invite()
        return member

    def test_who_cannot_open_the_case_is_told_at_once_and_so_are_others(self):
        member = self._coordinator_in()
        self.assertIn("Institution specialist", member.with_user(self.anna).missing_to_open)
        [told] = self._activities(self.ewa.partner_id, self.adam)
        self.assertNotIn(self.team.name, f"{told.summary} {told.note}", "contacts are read by everyone")
        member.with_user(self.ewa).action_accept()
        self.assertEqual(self._door(member, self.ewa), "locked")
        self.assertIn("Szkoła w Małkini", member.with_user(self.ewa).missing_to_open)
        told = self._activities(self.team, self.anna).filtered(lambda one: "cannot open" in one.summary)
        self.assertEqual(len(told), 1)
        self.assertIn("Ewa", told.summary)
        role = self._role(self.ewa, self.school, "specialist", authorised=False)
        self.assertEqual(self._door(member, self.ewa), "locked", "no authorisation, no secrecy")
        self.assertIn("authorisation", member.with_user(self.ewa).missing_to_open)
        role.write({"authorisation_number": "U/9", "authorisation_date": self.today, "secrecy_date": self.today})
        self.assertEqual(self._door(member, self.ewa), "open")
        self.assertFalse(member.with_user(self.ewa).missing_to_open)
        self.assertEqual(member.with_user(self.ewa).action_open_case()["res_id"], self.case.id)

    def test_nobody_is_troubled_for_who_can_open_the_case(self):
        self.tomasz_in.with_user(self.tomasz).action_accept()
        self.assertFalse(self.tomasz_in.with_user(self.tomasz).missing_to_open)
        self.assertFalse(self._activities(self.tomasz.partner_id, self.adam))
        self.assertFalse(self._activities(self.team, self.anna).filtered(lambda one: "cannot" in one.summary))

    def test_who_is_without_an_account_is_shown_while_one_chooses(self):
        wizard = self._team_wizard(self._case(self.anna, self._person("Ola")))
        self.env["kooperacje.team.wizard.line"].create([
            {"wizard_id": wizard.id, "institution_id": self.school.id, "partner_id": partner.id}
            for partner in (self.barbara, self.ewa.partner_id)
        ])
        found = {line.partner_id: line.missing_to_open for line in wizard.line_ids if line.partner_id}
        self.assertIn("account", found[self.barbara])
        self.assertIn("Institution specialist", found[self.ewa.partner_id])
        self.assertFalse(found[self.tomasz.partner_id])

    def test_missing_costs_as_much_for_many(self):
        def cost(count):
            members = self.env["kooperacje.team.member"].create([{
                "team_id": self.team.id, "institution_id": self.school.id,
                "partner_id": self.env["res.partner"].create({"name": "N", "parent_id": self.school.id}).id,
            } for _number in range(count)])
            return self._queries(lambda: members.with_user(self.anna).mapped("missing_to_open"))
        cost(1)
        self.assertEqual(cost(10), cost(100))

    def test_the_members_page_says_whether_the_door_is_open(self):
        self.assertEqual(self._door(self.tomasz_in, self.tomasz), "waiting")
        self.tomasz_in.with_user(self.tomasz).action_accept()
        self.assertEqual(self._door(self.tomasz_in, self.tomasz), "open")
        self.assertEqual(self.tomasz_in.with_user(self.tomasz).action_open_case()["res_id"], self.case.id)
        self._withdraw(self.case)
        self.assertEqual(self._door(self.tomasz_in, self.tomasz), "paused")
        self.assertEqual(self.tomasz_in.with_user(self.tomasz).case_manager_id, self.anna, "whom to ask")
        with self.assertRefused(AccessError, "it may have changed its mind"):
            self.case.with_user(self.tomasz).read(["need_words"])
        with mute_logger(RULES), self.assertRaises(AccessError):
            self.tomasz_in.with_user(self.tomasz).action_open_case()

    def test_one_institution_shut_out_the_others_not(self):
        """Withdrawing the consent to share with the PPP alone closes that door alone."""
        self.tomasz_in.with_user(self.tomasz).action_accept()
        self.barbara_in.with_user(self.anna).action_accept()
        sharing = self.case.consent_statement_ids.filtered(lambda one: one.institution_id == self.ppp)
        self._withdraw(self.case, extent="some", statement_ids=[Command.set(sharing.ids)])
        self.assertEqual(self._door(self.tomasz_in, self.tomasz), "paused")
        self.assertEqual(self._door(self.barbara_in, self.anna), "open")

    @mute_logger(RULES)
    def test_a_stranger_is_refused_in_the_same_kind_words(self):
        """Whether the case exists, was closed or was never theirs: one answer."""
        texts = set()
        for user in (self.zofia, self.olga, self.jan):
            with self.assertRaises(AccessError) as refusal:
                self.case.with_user(user).read(["name"])
            texts.add(str(refusal.exception))
        self.assertEqual(len(texts), 1)
        self.assertNotIn("Zofia", texts.pop())


@tagged("post_install", "-at_install")
class TestPrivateMember(CaseworkCommon):
    """Pani Genowefa, the neighbour: in the team because the family wants it, and named to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._consent(cls.case, cls.ppp, cls.ngo)

    def setUp(self):
        super().setUp()
        self.team = self._team(self.case, self.ppp, accepted=[self.tomasz])

    def _invite(self, user=None, **values):
        wizard = self.env["kooperacje.team.private"].with_user(user or self.anna).create({
            "team_id": self.team.id, "first_name": "Genowefa", "last_name": "Sąsiadkowa", "reason": "Pilnuje Kuby",
            **values,
        })
        wizard.action_confirm()
        return self.team.member_ids.filtered("is_private")

    def test_invited_and_answered_through_the_case_manager(self):
        member = self._invite()
        self.assertEqual((member.state, member.family_agreed_on), ("invited", self.today))
        self.assertFalse(member.user_id or member.partner_id or member.institution_id)
        member.with_user(self.anna).action_accept()
        self.assertEqual((member.state, member.date_from), ("accepted", self.today))
        line = self.case.case_person_ids.filtered("team_member_id")
        self.assertEqual((line.person_id.last_name, line.relation, line.in_household),
                         ("Sąsiadkowa", "significant", False))

    def test_named_to_readers_of_the_case_only(self):
        member = self._invite()
        self.assertEqual(member.with_user(self.anna).person_name, "Genowefa Sąsiadkowa")
        self.env.invalidate_all()
        self.assertNotIn("Genowefa", member.with_user(self.piotr).person_name)
        for user in (self.anna, self.piotr, self.tomasz):
            self.env.invalidate_all()
            self.assertNotIn("Genowefa", member.with_user(user).display_name, "a name others can list")
        self.env.invalidate_all()
        shown = member.with_user(self.piotr).read()[0]
        self.assertNotIn("Sąsiadkowa", str(shown), "the register of teams names nobody of the family's circle")
        self.assertFalse(shown.get("private_line_ids"))
        self.assertNotIn("Sąsiadkowa", str(self.env["mail.message"].search([
            ("model", "=", "kooperacje.team.member"), ("res_id", "=", member.id),
        ]).mapped("body")))

    def test_from_those_on_the_list_of_the_case(self):
        aunt = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Ewa", "last_name": "Lis", "company_id": self.company.id,
        })
        line = self.env["kooperacje.case.person"].with_user(self.anna).create({
            "case_id": self.case.id, "person_id": aunt.id, "relation": "other_relative", "in_household": False,
        })
        member = self._invite(line_id=line.id, first_name=False, last_name=False)
        self.assertEqual(line.team_member_id, member)
        with self.assertRefused(UserError, "stays on the list"):
            line.unlink()

    def test_the_family_is_no_member(self):
        """K3D-166: neither through the wizard nor by any link."""
        line = self.case.case_person_ids[0].with_user(self.anna)
        with self.assertRefused(ValidationError, "are no members"), self.env.cr.savepoint():
            self._invite(line_id=line.id)
        with mute_logger(RULES), self.assertRaises(AccessError):
            line.team_member_id = self.team.member_ids[0]
        member = self._invite()
        private = self.case.case_person_ids.filtered("team_member_id").with_user(self.anna)
        for values in ({"in_household": True}, {"relation": "partner"}):
            with self.assertRefused(ValidationError, "are no members"), self.env.cr.savepoint():
                private.write(values)
        self.assertEqual(member.state, "invited")

    def test_only_when_the_family_wants_it(self):
        with self.assertRefused(UserError, "Ask the family first"), self.env.cr.savepoint():
            self._invite(family_agreed_on=self.today + timedelta(days=1))
        member = self.env["kooperacje.team.member"].with_user(self.anna).create({
            "team_id": self.team.id, "is_private": True,
        })
        with self.assertRefused(UserError, "only when the family wants it"):
            member.action_invite()

    def test_somebody_must_be_named(self):
        with self.assertRefused(UserError, "write first and last name"), self.env.cr.savepoint():
            self._invite(first_name=" ", last_name=False)

    def test_a_neighbour_alone_makes_no_team(self):
        """There is nobody to cooperate with before another institution has accepted."""
        self._member(self.team, self.tomasz).with_user(self.anna).action_leave("Zmiana pracy")
        self.assertEqual(self.team.state, "inviting")
        self._invite().with_user(self.anna).action_accept()
        self.assertEqual(self.team.state, "inviting")

    @mute_logger(RULES)
    def test_nobody_else_invites(self):
        for user in (self.tomasz, self.piotr, self.zofia, self.olga, self.irena, self.adam, self.ewa, self.robert):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._invite(user)
        self.assertTrue(self._invite(self.maria))

    def test_numbers_tell_private_members_apart(self):
        first = self._invite()
        both = self._invite(first_name="Helena")
        self.assertEqual(sorted(both.mapped("private_number")), [1, 2])
        self.assertEqual(len(set(both.mapped("display_name"))), 2)
        self.assertIn(first, both)

    def test_list_of_members_costs_the_same(self):
        specification = {
            "person_name": {}, "state": {}, "door": {}, "institution_id": {"fields": {"display_name": {}}},
        }

        def cost(members):
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                members.web_search_read([("id", "in", members.ids)], specification)
            return self.env.cr.sql_log_count - before

        for number in range(100):
            self._invite(first_name=f"Osoba {number}")
        members = self.team.member_ids.filtered("is_private").with_user(self.anna)
        self.assertEqual(cost(members[:10]), cost(members))
