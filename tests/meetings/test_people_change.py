from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestCaseGoesWhole(TeamCommon):
    """Anna leaves, Jan takes the Nowaks over: whatever was hers to do is his, and nothing waits for who is gone."""

    def setUp(self):
        super().setUp()
        self.deadline = self.today + timedelta(days=10)
        self.meeting = self._held()
        self.decision = self.env["kooperacje.decision"].with_user(self.anna).create({
            "meeting_id": self.meeting.id, "name": "Zadzwonić do szkoły", "member_id": self.member_anna.id,
            "deadline": self.deadline,
        }).with_env(self.env)
        self.plan = self._plan()
        self.action = self.env["kooperacje.plan.action"].with_user(self.anna).create({
            "plan_id": self.plan.id, "name": "Odwiedzić rodzinę", "member_id": self.member_anna.id,
            "deadline": self.deadline,
        })
        self.plan._freeze(self.today)
        self.action, self.plan, self.meeting = (
            one.with_env(self.env) for one in (self.action, self.plan, self.meeting)
        )
        self.next_meeting = self._meeting(minute_taker_id=self.anna.partner_id.id).with_env(self.env)

    def _give(self, user=None):
        self.case.with_user(self.maria).user_id = user or self.jan
        self.env.flush_all()
        self.env.invalidate_all()

    def _left_with(self, user):
        """Activities of ``user`` on records of this program."""
        return self.env["mail.activity"].search([
            ("user_id", "=", user.id), ("res_model", "=like", "kooperacje.%"),
        ])

    def test_decisions_and_actions_go_along_and_the_papers_stay(self):
        self.assertEqual((self.decision.activity_id.user_id, self.action.activity_id.user_id), (self.anna, self.anna))
        self._give()
        for duty in (self.decision, self.action):
            with self.subTest(duty._name):
                self.assertEqual((duty.user_id, duty.activity_id.user_id), (self.jan, self.jan))
                self.assertEqual(duty.member_id, self.member_anna, "what was agreed and signed stays")
                self.assertEqual(duty.owner_name, "Jan (for Anna)")
                self.assertTrue(duty.activity_id.with_user(self.jan).has_access("read"))
        self.assertFalse(self._left_with(self.anna))
        with self.assertRaises(AccessError):
            self.decision.with_user(self.anna).action_done()
        self.decision.with_user(self.jan).action_done()
        self.action.with_user(self.jan).action_done()
        self.assertEqual((self.decision.state, self.action.state), ("done", "done"))

    def test_they_go_on_to_the_next_one_too(self):
        ola = self._user("ola", self.ops, "social_worker")
        self._give()
        self._give(ola)
        self.assertEqual((self.decision.user_id, self.action.user_id), (ola, ola))
        self.assertEqual(self.action.owner_name, "Ola (for Anna)")
        self.assertFalse(self._left_with(self.anna) | self._left_with(self.jan).filtered(
            lambda activity: activity.res_model != "kooperacje.handover"
        ))

    def test_and_come_back_with_the_one_who_comes_back(self):
        self._give()
        self._give(self.anna)
        self.assertEqual((self.decision.user_id, self.action.user_id), (self.anna, self.anna))
        self.assertEqual(self.action.owner_name, "Anna")

    def test_every_activity_of_the_case_goes_along(self):
        """On the case, its plan and its meetings; on the team, on invitations and requests, which have no key."""
        referral = self.env["kooperacje.referral"].sudo().create({
            "name": "T/1", "line_id": self.plan.goal_ids.service_line_ids.id, "requested_by_id": self.anna.id,
            "requested_on": self.today, "answer_due": self.today,
        })
        for document in (self.case, self.plan, self.next_meeting, self.team, self.member_zofia, referral):
            document.sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.anna.id, summary=document._name,
            )
        referral.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id, summary="other")
        self._give()
        self.assertFalse(self._left_with(self.anna))
        moved = set(self._left_with(self.jan).mapped("summary"))
        self.assertLessEqual(
            {"kooperacje.case", "kooperacje.plan", "kooperacje.meeting", "kooperacje.team",
             "kooperacje.team.member", "kooperacje.referral"}, moved,
        )
        self.assertEqual(self._left_with(self.piotr).summary, "other", "the network worker keeps his own")

    def test_activities_of_another_case_stay(self):
        other = self._case(self.anna, persons=False)
        other.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id, summary="inna rodzina")
        self._give()
        self.assertEqual(self._left_with(self.anna).summary, "inna rodzina")

    def test_planned_meetings_have_the_new_worker_in_every_place(self):
        self._give()
        meeting, jan = self.next_meeting, self.jan.partner_id
        self.assertEqual((meeting.chair_id, meeting.minute_taker_id), (jan, jan))
        self.assertIn(jan, meeting.participant_ids.member_id.partner_id)
        self.assertNotIn(self.anna.partner_id, meeting.participant_ids.member_id.partner_id)
        event = meeting.event_id
        self.assertEqual(event.user_id, self.jan)
        self.assertIn(jan, event.partner_ids)
        self.assertNotIn(self.anna.partner_id, event.partner_ids)
        self.assertEqual(self.meeting.chair_id, self.anna.partner_id, "who chaired what was held stays on record")

    def test_project_of_the_family_goes_along(self):
        projects = self.env["kooperacje.social.project"].create([
            {"name": name, "kind": "family", "case_id": self.case.id, "user_id": self.anna.id}
            for name in ("Kuba czyta", "Dawny projekt")
        ])
        projects[1].state = "settled"
        self._give()
        self.assertEqual((projects[0].user_id, projects[1].user_id), (self.jan, self.anna))

    def test_revision_of_the_plan_names_who_does_it_now(self):
        self._give()
        revised = self.env["kooperacje.plan"].browse(self.plan.with_user(self.jan).action_revise()["res_id"])
        member = self.team.member_ids.filtered(lambda one: one.user_id == self.jan and one.state == "accepted")
        self.assertEqual(revised.action_ids.member_id, member)

    def test_head_who_ran_the_case_keeps_what_a_head_decides(self):
        """Maria is head and social worker: the case goes to Jan, the decision on its project stays hers."""
        self._role(self.maria, self.ops, "social_worker")
        case = self._case(self.maria, persons=False)
        project = self.env["kooperacje.social.project"].create({
            "name": "Kuba czyta", "kind": "family", "case_id": case.id, "user_id": self.maria.id,
        })
        project._ask_head()
        asked = project.activity_ids
        self.assertEqual(asked.user_id, self.maria)
        case.with_user(self.maria).user_id = self.jan
        self.assertEqual((asked.user_id, project.user_id), (self.maria, self.jan))

    def test_offer_to_somebody_else_ends(self):
        offer = self.env["kooperacje.handover"].with_user(self.anna).create({
            "case_id": self.case.id, "reason": "Odchodzę", "to_user_id": self.jan.id,
        })
        ola = self._user("ola", self.ops, "social_worker")
        self._give(ola)
        self.assertEqual(offer.state, "withdrawn")
        self.assertFalse(self._left_with(self.jan))

    def test_member_who_leaves_leaves_the_duties_to_the_case_manager(self):
        action = self.env["kooperacje.plan.action"].sudo().create({
            "plan_id": self.plan.with_user(self.anna).action_revise()["res_id"], "name": "Zajęcia z Kubą",
            "member_id": self.member.id, "deadline": self.deadline,
        })
        action.plan_id._freeze(self.today)
        self.assertEqual(action.activity_id.user_id, self.tomasz)
        self.member.with_user(self.anna).action_leave("Zmiana pracy")
        self.assertEqual((action.user_id, action.activity_id.user_id), (self.anna, self.anna))
        self.assertFalse(self._left_with(self.tomasz))

    def test_team_that_ends_leaves_no_duty_with_who_has_left(self):
        action = self.env["kooperacje.plan.action"].sudo().create({
            "plan_id": self.plan.with_user(self.anna).action_revise()["res_id"], "name": "Zajęcia z Kubą",
            "member_id": self.member.id, "deadline": self.deadline,
        })
        action.plan_id._freeze(self.today)
        self.assertTrue(self._left_with(self.tomasz))
        self.team.sudo()._close()
        self.assertFalse(self._left_with(self.tomasz))


@tagged("post_install", "-at_install")
class TestManyCasesAtOnce(TeamCommon):
    """A worker leaves: Maria, the head, gives the cases to others from the list, with a day and a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.case
        for _turn in range(4):
            cls.cases |= cls._case(cls.anna, persons=False)

    def _wizard(self, cases=None, user=None, **values):
        cases = self.cases if cases is None else cases
        action = cases.with_user(user or self.maria).action_give_to()
        return self.env[action["res_model"]].with_user(user or self.maria).with_context(action["context"]).create({
            "to_user_id": self.jan.id, "reason": "Anna odchodzi z pracy", **values,
        })

    def _close(self, case):
        case.sudo().closing_premise_id = self.env.ref("kooperacje.premise_end_ops")
        case.sudo()._move_to_phase("closed")

    def test_five_cases_in_one_step(self):
        wizard = self._wizard()
        self.assertEqual(wizard.case_count, 5)
        wizard.action_confirm()
        self.assertEqual(self.cases.user_id, self.jan)
        records = self.env["kooperacje.handover"].search([("case_id", "in", self.cases.ids)])
        self.assertEqual(len(records), 5)
        self.assertEqual(set(records.mapped("state")), {"accepted"})
        self.assertEqual(records.from_user_id, self.anna)
        self.assertEqual((records.answered_by_id, records[0].answered_on, records[0].reason), (
            self.maria, self.today, "Anna odchodzi z pracy",
        ))
        self.assertFalse(self.case.with_user(self.anna).has_access("read"))
        self.assertTrue(self.cases.with_user(self.jan).has_access("write"))
        told = self.env["mail.activity"].search([
            ("user_id", "=", self.jan.id), ("res_model", "=", "kooperacje.handover"),
        ])
        self.assertEqual(len(told), 5)
        self.assertNotIn("Nowak", str(told.mapped("summary")))

    def test_day_is_of_the_past_and_kept(self):
        yesterday = self.today - timedelta(days=1)
        self.case.sudo().reported_on = yesterday
        with self.assertRefused("reported later"):
            self._wizard(self.cases, given_on=yesterday).action_confirm()
        self._wizard(self.case, given_on=yesterday).action_confirm()
        self.assertEqual(self.case.handover_ids.answered_on, yesterday)
        with self.assertRefused("later than today"):
            self._wizard(self.cases[1], given_on=self.today + timedelta(days=1)).action_confirm()
        self.assertEqual(self.cases[1].user_id, self.anna)

    def test_refused_as_a_whole(self):
        """One that Jan runs already, and nothing of the others has moved."""
        self.cases[3].user_id = self.jan
        with self.assertRefused(self.cases[3].name):
            self._wizard().action_confirm()
        self.assertEqual(self.cases[:3].user_id, self.anna)
        self.assertFalse(self.cases.handover_ids)

    def test_closed_one_is_refused_by_its_code(self):
        self._close(self.cases[2])
        with self.assertRefused(self.cases[2].name):
            self._wizard().action_confirm()
        self.assertEqual(self.case.user_id, self.anna)

    def test_only_to_a_social_worker_of_the_office(self):
        for user in (self.olga, self.tomasz):
            with self.subTest(user.login), self.assertRefused("not a social worker"):
                self._wizard(to_user_id=user.id).action_confirm()

    def test_only_the_head_of_the_office_gives_cases(self):
        for user in (self.anna, self.jan, self.tomasz, self.piotr, self.olga, self.irena, self.adam):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._wizard(self.case, user=user).action_confirm()
        self.assertEqual(self.case.user_id, self.anna)

    def test_record_of_a_gift_is_not_made_by_hand(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["kooperacje.handover"].with_user(self.maria).create({
                "case_id": self.case.id, "to_user_id": self.jan.id, "reason": "x", "state": "accepted",
            })

    def test_twice_as_many_cost_at_most_twice(self):
        """Linear: what each case needs, and no more for each than with few."""
        more = self.env["kooperacje.case"]
        for _turn in range(20):
            more |= self._case(self.anna, persons=False)

        def cost(cases):
            wizard = self._wizard(cases)
            return self._queries(wizard.action_confirm)

        cost(more[:1])
        few, many = cost(more[1:6]), cost(more[6:16])
        self.assertLessEqual(many, 2 * few)


@tagged("post_install", "-at_install")
class TestRoleEndsOverCases(TeamCommon):
    """A role that ends over running cases: they stand first on the head's list, and no family is lost in between."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._case(cls.jan, persons=False)
        cls.role = cls.anna.role_assignment_ids
        cls.heads = [
            ("user_id", "=", cls.maria.id), ("res_model", "=", "kooperacje.partnership"),
            ("activity_type_id", "=", cls.env.ref("kooperacje.activity_cases_left").id),
        ]

    def _rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kooperacje.workload"].with_user(self.maria).search([])

    def test_workload_loses_no_family(self):
        before = sum(self._rows().mapped("case_count"))
        self.role.sudo().action_end()
        rows = self._rows()
        self.assertEqual(sum(rows.mapped("case_count")), before)
        lost = rows.filtered("is_without_worker")
        self.assertEqual((lost.user_id, lost.case_count), (self.anna, 1))
        self.assertEqual(rows[0], lost, "they stand first")
        self.assertFalse(lost.is_over)

    def test_who_leaves_without_a_case_is_not_listed(self):
        self.second.user_id = self.anna
        self.jan.role_assignment_ids.sudo().action_end()
        self.assertEqual(self._rows().user_id, self.anna)

    def test_archived_account_counts_as_one_who_left(self):
        self.anna.active = False
        rows = self._rows()
        self.assertTrue(rows.filtered(lambda row: row.user_id == self.anna).is_without_worker)
        self.assertEqual(rows.with_context(active_test=False).user_id, self.anna | self.jan)
        self.assertEqual(sum(rows.mapped("case_count")), 2)

    def test_cases_without_a_worker_are_found_and_come_first(self):
        Case = self.env["kooperacje.case"].with_user(self.maria)
        mine = [("company_id", "=", self.company.id)]
        self.assertFalse(Case.search([*mine, ("is_without_worker", "=", True)]))
        self.role.sudo().action_end()
        self.env.flush_all()
        self.assertEqual(Case.search([*mine, ("is_without_worker", "=", True)]), self.case)
        self.assertEqual(Case.search([*mine, ("is_without_worker", "=", False)]), self.second)
        self.assertTrue(self.case.with_user(self.maria).is_without_worker)
        newest_first = Case.search(mine, order="is_without_worker desc, id desc")
        self.assertEqual((newest_first[0], newest_first[-1]), (self.case, self.second))
        due = self.case.with_user(self.maria).due_items
        self.assertEqual(due[0]["key"], "without_worker")
        self.assertEqual(self.case.with_user(self.maria).action_due("without_worker")["res_model"],
                         "kooperacje.case.give")

    def test_case_that_has_ended_waits_for_nobody(self):
        self.second.sudo().closing_premise_id = self.env.ref("kooperacje.premise_end_ops")
        self.second.sudo()._move_to_phase("closed")
        self.jan.role_assignment_ids.sudo().action_end()
        self.env.flush_all()
        self.assertFalse(self.second.is_without_worker)
        self.assertFalse(self._rows().filtered("is_without_worker"))

    def test_role_without_its_papers_is_no_leaver(self):
        self.role.sudo().write({"authorisation_date": False, "secrecy_date": False})
        self.assertFalse(self.case.is_without_worker)

    def test_head_is_told_at_the_moment_the_role_ends(self):
        result = self.role.with_user(self.adam).action_end()
        self.assertIn("1", result["params"]["message"])
        activity = self.env["mail.activity"].search([*self.heads, ("res_id", "=", self.partnership.id)])
        self.assertEqual(len(activity), 1)
        self.assertNotIn(self.case.name, activity.summary)

    def test_role_that_ends_by_its_date_asks_too(self):
        self.role.with_user(self.adam).date_to = self.today
        heads = self.heads
        self.assertEqual(self.env["mail.activity"].search_count(heads), 1, "on the day it is known")
        self.role.with_user(self.adam).date_to = self.today + timedelta(days=3)
        self.assertEqual(self.env["mail.activity"].search_count(heads), 1, "once")
        self.role.with_user(self.adam).date_to = False
        self.assertFalse(self.env["mail.activity"].search_count(heads), "the role goes on, so nobody is asked")

    def test_head_is_asked_no_more_once_the_cases_are_given(self):
        cases = self.case | self._case(self.anna, persons=False)
        self.role.with_user(self.adam).action_end()
        heads = self.heads
        self.assertEqual(self.env["mail.activity"].search_count(heads), 1)
        cases.with_user(self.maria).user_id = self.jan
        self.assertFalse(self.env["mail.activity"].search_count(heads))
        self.assertFalse(self.case.is_without_worker)

    def test_cases_given_to_one_whose_end_is_known_ask_as_well(self):
        self.jan.role_assignment_ids.sudo().date_to = self.today + timedelta(days=1)
        self.second.user_id = self.anna
        heads = self.heads
        self.assertFalse(self.env["mail.activity"].search_count(heads))
        self.env["kooperacje.handover"]._give(self.case.with_user(self.maria), self.jan, self.today, "Urlop Anny")
        told = self.env["mail.activity"].search(heads)
        self.assertEqual((len(told), told.date_deadline), (1, self.today + timedelta(days=1)))

    def test_head_is_asked_no_more_once_the_worker_is_back(self):
        heads = self.heads
        self.role.sudo().date_to = self.today
        self.assertEqual(self.env["mail.activity"].search_count(heads), 1)
        self._role(self.anna, self.ops, "social_worker", date_from=self.today + timedelta(days=1))
        self.assertFalse(self.env["mail.activity"].search_count(heads), "a new role goes on from tomorrow")
        self.anna.active = False
        self.assertEqual(self.env["mail.activity"].search_count(heads), 1)
        self.anna.active = True
        self.assertFalse(self.env["mail.activity"].search_count(heads), "the account is open again")

    def test_account_switched_off_asks_too(self):
        self.anna.active = False
        self.assertEqual(self.env["mail.activity"].search_count(self.heads), 1)

    def test_a_role_without_cases_asks_nobody(self):
        self.second.user_id = self.anna
        self.assertFalse(self.jan.role_assignment_ids.with_user(self.adam).action_end())


@tagged("post_install", "-at_install")
class TestPrivatePersonAndChildren(TeamCommon):
    """Who comes from no institution is looked up in the register before meeting a family with children (act of
    13.05.2016, art. 21, as amended in 2023).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kuba.birth_date = cls.today - timedelta(days=9 * 365)
        cls.planned = cls._meeting()

    def _invite(self, **values):
        self.env["kooperacje.team.private"].with_user(self.anna).create({
            "team_id": self.team.id, "first_name": "Genowefa", "last_name": "Sąsiadkowa", **values,
        }).action_confirm()
        return self.team.member_ids.filtered("is_private").with_user(self.anna)

    def _sits(self, meeting, member):
        return bool(self._participant(meeting, member))

    def test_no_meeting_before_the_register_was_asked(self):
        wizard = self.env["kooperacje.team.private"].with_user(self.anna).create({"team_id": self.team.id})
        self.assertTrue(wizard.asks_register)
        neighbour = self._invite()
        neighbour.action_accept()
        self.assertEqual(neighbour.state, "accepted", "what the person answers is recorded")
        later = self._meeting(days=9)
        for meeting in (self.planned, later):
            self.assertFalse(self._sits(meeting, neighbour))
            with self.assertRefused("register of offenders", ValidationError):
                meeting.participant_ids = [Command.create({"kind": "member", "member_id": neighbour.id})]
        neighbour.write({"register_checked_on": self.today, "register_result": "absent"})
        self.assertEqual(neighbour.register_checked_by_id, self.anna)
        for meeting in (self.planned, later):
            self.assertTrue(self._sits(meeting, neighbour), "asked at last, the person is on the list")

    def test_who_is_in_the_register_joins_nothing(self):
        with self.assertRefused("is not invited"):
            self._invite(register_checked_on=self.today, register_result="listed")
        neighbour = self._invite()
        neighbour.write({"register_checked_on": self.today, "register_result": "listed"})
        with self.assertRefused("takes no part"):
            neighbour.action_accept()

    def test_a_meeting_that_took_place_is_recorded(self):
        neighbour = self._invite()
        neighbour.action_accept()
        meeting = self._meeting(days=-1)
        meeting.participant_ids = [Command.create({"kind": "member", "member_id": neighbour.id})]
        self.assertTrue(self._sits(meeting, neighbour))

    def test_without_children_nobody_is_asked(self):
        self.kuba.birth_date = self.today - timedelta(days=20 * 365)
        neighbour = self._invite()
        neighbour.action_accept()
        self.assertTrue(self._sits(self.planned, neighbour))

    def test_what_is_recorded_is_whole_and_the_office_s(self):
        neighbour = self._invite()
        for values, words in (
            ({"register_checked_on": self.today}, "Enter both"),
            ({"register_checked_on": self.today + timedelta(days=1), "register_result": "absent"}, "in the future"),
        ):
            with self.assertRefused(words, ValidationError):
                neighbour.write(values)
        with self.assertRefused("own institution", ValidationError):
            self.member.with_user(self.anna).write({"register_checked_on": self.today, "register_result": "absent"})
        neighbour.write({"register_checked_on": self.today, "register_result": "absent"})
        self.assertEqual(neighbour.register_result, "absent")
        elsewhere = self._user("dwa.etaty", self.ppp, "specialist")
        self.env["kooperacje.role.assignment"].create({
            "user_id": elsewhere.id, "role": "social_worker", "institution_id": self.gops_nur.id,
            "company_id": self.company_nur.id, "date_from": self.today,
        })
        for user in (self.piotr, self.tomasz, elsewhere):
            self.env.invalidate_all()
            for row in neighbour.with_user(user).search_read(
                [("id", "=", neighbour.id)], ["register_result", "register_checked_on", "register_checked_by_id"],
            ):
                self.assertFalse(row["register_result"] or row["register_checked_on"] or row["register_checked_by_id"])
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                neighbour.with_user(user).write({"register_checked_on": self.today, "register_result": "absent"})
