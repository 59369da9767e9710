from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestTeamTours(DemoMixin, HttpCase):
    """A team of the urban variant in Chromium, in Polish: a meeting by the scenario, copies, a change of mind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.ref("case_nieistniejacy")
        cls.team = cls.case.team_ids[:1]
        cls.meeting = cls.case.meeting_ids.filtered(lambda meeting: meeting.state == "planned")[:1]
        cls.member = cls.team.member_ids.filtered(lambda member: member.partner_id == cls.ref("b_rafal"))
        cls.rafal = cls.env["res.users"].create({
            "login": "rafal", "partner_id": cls.member.partner_id.id, "lang": "pl_PL", "tz": "Europe/Warsaw",
            "company_id": cls.case.company_id.id, "company_ids": [Command.set(cls.case.company_id.ids)],
            "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
        })
        today = fields.Date.today()
        cls.env["kooperacje.role.assignment"].create({
            "user_id": cls.rafal.id, "institution_id": cls.member.institution_id.id, "role": "specialist",
            "company_id": cls.case.company_id.id, "date_from": today - timedelta(days=30),
            "authorisation_number": "UP/1", "authorisation_date": today - timedelta(days=30),
            "secrecy_date": today - timedelta(days=30),
        })

    def test_urban_meeting_by_the_scenario_and_a_change_of_mind(self):
        self.meeting.start = fields.Datetime.now() - timedelta(hours=1)
        self.start_tour(
            f"/odoo/action-kooperacje.action_meeting_team/{self.meeting.id}", "kooperacje_meeting_scenario",
            login="beata", timeout=180,
        )
        self.assertEqual((self.meeting.state, self.meeting.outcome), ("held", "continue"))
        self.assertEqual(set(self.meeting.participant_ids.mapped("presence")), {"present"})
        self.assertEqual(self.meeting.family_perspective, "Chcę mieć swoje drzwi i klucz.")
        self.assertEqual(self.meeting.agenda_ids[0].notes, "Wszyscy się przedstawili.")
        beata = self.ref("user_beata")
        entry = self.env["kooperacje.activity.log"].search([("case_id", "=", self.case.id)], order="id desc", limit=1)
        self.assertEqual(entry.user_id, beata)
        self.assertEqual(entry.kind_id, self.env.ref("kooperacje.activity_kind_team_meeting"))

        # Papers: the protocol, the copy for the family, the own tasks of a member.
        mine = self.meeting.with_user(beata)
        # The first protocol holds the plan or the decision on a project.
        mine.outcome = "project"
        mine.action_issue()
        self.assertTrue(mine.action_print_family_copy()["report_name"])
        report = self.env["ir.actions.report"].with_user(beata)
        copy = str(report._render_qweb_html("kooperacje.report_meeting_family", self.meeting.ids)[0])
        self.assertIn("Co razem", copy)

        self.assertTrue(self.case.with_user(self.rafal).has_access("read"))
        self.start_tour(
            f"/odoo/kooperacje-cases/{self.case.id}", "kooperacje_withdraw_consent", login="beata", timeout=180,
        )
        self.assertEqual(self.team.state, "suspended")
        self.assertFalse(self.case.with_user(self.rafal).has_access("read"))
        self.start_tour(
            f"/odoo/action-kooperacje.action_my_invitations/{self.member.id}", "kooperacje_door_closed", login="rafal",
            timeout=180,
        )
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.meeting.with_user(self.rafal).read(["family_perspective"])

    def test_family_withdraws_at_the_meeting(self):
        """The meeting is recorded as held; who is from outside has lost the case by that very request."""
        self.meeting.start = fields.Datetime.now() - timedelta(hours=1)
        seen = {"case": self.case, "meeting": self.meeting}
        for name, record in seen.items():
            self.assertTrue(record.with_user(self.rafal).has_access("read"), name)
        doors, Statement = [], self.env.registry["kooperacje.consent.statement"]
        withdraw = Statement._withdraw

        def watched(statements, *args, **kwargs):
            result = withdraw(statements, *args, **kwargs)
            statements.env.flush_all()
            doors.append({
                name: record.with_env(statements.env).with_user(self.rafal.id).has_access("read")
                for name, record in seen.items()
            })
            return result

        self.patch(Statement, "_withdraw", watched)
        self.start_tour(
            f"/odoo/kooperacje-cases/{self.case.id}", "kooperacje_withdraws_at_the_meeting", login="beata", timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(doors, [{"case": False, "meeting": False}])
        self.assertEqual((self.meeting.state, self.meeting.outcome), ("held", "suspend"))
        self.assertEqual((self.team.state, self.case.phase), ("suspended", "suspended"))
        self.assertEqual(set(self.meeting.participant_ids.mapped("presence")), {"present"})
        self.assertFalse(self.case.meeting_ids.filtered(lambda one: one.state == "planned"))

    def test_two_clicks_to_the_activity_card(self):
        before = self.env["kooperacje.activity.log"].search_count([("case_id", "=", self.case.id)])
        self.start_tour(
            f"/odoo/kooperacje-cases/{self.case.id}", "kooperacje_log_activity", login="beata", timeout=180,
        )
        self.assertEqual(self.env["kooperacje.activity.log"].search_count([("case_id", "=", self.case.id)]), before + 1)


@tagged("post_install", "-at_install")
class TestLeaverTours(DemoMixin, HttpCase):
    """A worker leaves with five cases: the role ends, the head is asked to whom they go, and gives them at once."""

    def test_a_worker_leaves_with_five_cases(self):
        anna, maria = self.ref("user_anna"), self.ref("user_maria")
        office = anna.company_id
        cases = self.env["kooperacje.case"].search([("user_id", "=", anna.id), ("phase", "!=", "closed")])
        self.assertEqual(len(cases), 5)
        jerzy = self.env["res.users"].create({
            "login": "jerzy.nastepny", "lang": "pl_PL", "tz": "Europe/Warsaw", "company_id": office.id,
            "company_ids": [Command.set(office.ids)], "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            "partner_id": self.env["res.partner"].create({
                "name": "Jerzy Następny", "parent_id": office.partner_id.id,
            }).id,
        })
        long_ago = fields.Date.today() - timedelta(days=30)
        self.env["kooperacje.role.assignment"].create({
            "user_id": jerzy.id, "institution_id": office.partner_id.id, "role": "social_worker",
            "company_id": office.id, "date_from": long_ago, "authorisation_number": "UP/9",
            "authorisation_date": long_ago, "secrecy_date": long_ago,
        })
        role = anna.role_assignment_ids.filtered(lambda one: one.role == "social_worker")
        told = role.with_user(self.ref("user_adam")).action_end()["params"]["message"]
        self.assertIn("5", told)
        self.assertTrue(self.env["mail.activity"].search([
            ("user_id", "=", maria.id), ("activity_type_id", "=", self.env.ref("kooperacje.activity_cases_left").id),
        ]))
        self.start_tour("/odoo/kooperacje-office-cases", "kooperacje_worker_leaves", login="maria", timeout=180)
        self.assertEqual(cases.user_id, jerzy)
        self.assertFalse(cases.with_user(anna)._filtered_access("read"))
        left = self.env["mail.activity"].search([
            ("user_id", "=", anna.id), "|", ("case_id", "in", cases.ids),
            ("res_model", "in", ["kooperacje.team", "kooperacje.team.member", "kooperacje.referral"]),
        ])
        self.assertFalse(left, "nothing waits for who has left")
        self.start_tour("/odoo/kooperacje-cases", "kooperacje_worker_takes_over", login="jerzy.nastepny", timeout=180)
