from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.casework.family import FamilyCommon


@tagged("post_install", "-at_install")
class TestDueItems(FamilyCommon):
    """Each line of the list “what is due now”: when it comes, when it goes, on which day, and to whom it is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.env.flush_all()

    def _items(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return {item["key"]: item for item in self.case.with_user(user or self.anna).due_items}

    def _day(self, days):
        return (self.today + timedelta(days=days)).isoformat()

    def test_invitations_without_an_answer(self):
        self.family.invited.with_user(self.anna).write({"answer_due": self.today})
        self.family.invited.with_user(self.anna).action_invite()
        self.assertNotIn("team", self._items(), "the last day is still theirs")
        with freeze_time(self.today + timedelta(days=1)):
            item = self._items()["team"]
            self.assertEqual((item["date"], item["late"]), (self._day(0), True))
            self.assertIn("1", item["text"])
        self.family.invited.with_user(self.anna).action_leave("x")
        with freeze_time(self.today + timedelta(days=1)):
            self.assertNotIn("team", self._items())

    def test_an_offer_awaits_its_answer(self):
        offer = self.env["kooperacje.handover"].with_user(self.anna).create({
            "case_id": self.case.id, "to_user_id": self.jan.id, "reason": "Urlop",
        })
        self.assertIn("handover", self._items())
        offer.with_user(self.jan).action_decline("Za dużo spraw")
        self.assertNotIn("handover", self._items())

    def test_actions_and_decisions_past_their_date(self):
        self.family.plan.sudo().state = "draft"
        self.family.action.write({"deadline": self.today})
        self.family.plan.sudo().state = "signed"
        self.assertNotIn("plan", self._items())
        with freeze_time(self.today + timedelta(days=1)):
            self.assertTrue(self._items()["plan"]["late"])
            self.family.action.with_user(self.tomasz).action_done()
            self.assertNotIn("plan", self._items())
        with freeze_time(self.today + timedelta(days=31)):
            item = self._items()["decisions"]
            self.assertEqual((item["date"], item["late"]), (self._day(30), True))
            self.family.decision.with_user(self.tomasz).action_done()
            self.assertNotIn("decisions", self._items())

    def test_a_service_that_left_the_basket(self):
        self.therapy.state = "withdrawn"
        self.assertIn("plan", self._items())
        self.therapy.state = "verified"
        self.assertNotIn("plan", self._items())

    def test_the_consent_ends_soon(self):
        until = self.today + timedelta(days=365)
        with freeze_time(until - timedelta(days=31)):
            self.assertFalse({"renew", "step_renew"} & self._items().keys())
        with freeze_time(until - timedelta(days=29)):
            self.assertTrue({"renew", "step_renew"} & self._items().keys())

    def test_the_next_meeting(self):
        start = datetime.combine(self.today, datetime.min.time()) + timedelta(days=8, hours=9)
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": self.family.team.id, "start": start,
        })
        self.assertNotIn("meeting", self._items())
        with freeze_time(self.today + timedelta(days=1)):
            self.assertEqual(self._items()["meeting"]["date"], self._day(8))
        meeting.with_user(self.anna).action_cancel()
        with freeze_time(self.today + timedelta(days=1)):
            self.assertNotIn("meeting", self._items())

    def test_a_member_is_shown_the_own_tasks_alone(self):
        """Neither consents nor invitations nor offers are a guest's."""
        self.family.invited.with_user(self.anna).action_invite()
        self.env["kooperacje.handover"].with_user(self.anna).create({
            "case_id": self.case.id, "to_user_id": self.jan.id, "reason": "Urlop",
        })
        self.env["kooperacje.decision"].with_user(self.anna).create({
            "meeting_id": self.family.meeting.id, "name": "Zadanie rodziny", "owner_kind": "family",
            "deadline": self.today,
        })
        with freeze_time(self.today + timedelta(days=60)):
            items = self.case.with_user(self.tomasz).due_items
            self.assertEqual({item["key"] for item in items}, {"plan", "decisions"})
            self.assertEqual({item["text"] for item in items}, {"Telefon do szkoły", "Badanie słuchu"})

    def test_the_list_closes_with_the_door(self):
        self._withdraw(self.case)
        self.assertFalse(self.env["kooperacje.case"].with_user(self.tomasz).search([("id", "=", self.case.id)]))
        self.assertEqual(set(self._items()) & {"step_consent", "step_return"}, {"step_return"} & set(self._items()) or {
            "step_consent"})

    # Snapshots

    def test_an_assessment_names_nobody_to_whom_identity_is_not_shared(self):
        """What a snapshot copies is text: it must not carry names past the scope of identity (art. 5 RODO)."""
        self.env["kooperacje.team.private"].with_user(self.anna).create({
            "team_id": self.family.team.id, "first_name": "Genowefa", "last_name": "Sąsiadkowa",
        }).action_confirm()
        private = self.family.team.member_ids.filtered("is_private")
        private.with_user(self.anna).action_accept()
        plan = self.family.plan
        plan.sudo().state = "draft"
        self.env["kooperacje.plan.action"].create([
            {"plan_id": plan.id, "name": "Budzenie", "owner_kind": "family", "person_id": self.halina.id},
        ])
        self.family.line.sudo().member_id = private
        plan.sudo().state = "signed"
        support = self.env.ref("kooperacje.data_scope_support")
        self.family.statement.sudo().scope_ids = [Command.set(support.ids)]
        assessment = self.family.assessment.with_user(self.anna)
        assessment.action_refresh()
        self.env.flush_all()
        self.env.invalidate_all()
        seen = str(assessment.with_user(self.tomasz).line_ids.read(["name", "responsible", "remark"]))
        self.assertIn("Budzenie", seen)
        for name in ("Halina", "Nowak", "Genowefa", "Sąsiadkowa"):
            self.assertNotIn(name, seen)
        self.assertIn(self.tomasz.name, seen)

    def test_what_left_the_plan_leaves_the_assessment_in_preparation(self):
        kinds = ["goal", "service", "action", "action"]
        self.assertEqual(self.family.assessment.line_ids.mapped("kind"), kinds, "the decision of the meeting as well")
        draft = self.family.plan.browse(self.family.plan.with_user(self.anna).action_revise()["res_id"])
        draft.action_ids.unlink()
        draft._freeze(self.today)
        self.family.assessment.with_user(self.anna).action_refresh()
        self.assertEqual(self.family.assessment.line_ids.mapped("kind"), kinds[:-1])
