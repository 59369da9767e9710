import base64
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TeamCommon

SCAN = base64.b64encode(b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")


@tagged("post_install", "-at_install")
class TestSecrecy(TeamCommon):
    """Who sits at the table undertakes secrecy in writing (art. 100 ust. 6 u.p.s.); the family keeps its own matters.

    Pani Barbara of the school, here Celina, has no account; Tomasz signed for his role before the case opened to him.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.celina = cls.env["res.partner"].create({"name": "Celina", "parent_id": cls.school.id})
        cls._consent(cls.case, cls.school)
        cls.member_celina = cls.env["kooperacje.team.member"].create({
            "team_id": cls.team.id, "institution_id": cls.school.id, "partner_id": cls.celina.id, "state": "accepted",
            "date_from": cls.today,
        })

    def setUp(self):
        super().setUp()
        self.meeting = self._meeting(days=0)
        self.meeting.participant_ids = [
            Command.create({"kind": "guest", "guest_name": "ks. Józef"}),
            Command.create({"kind": "relative", "person_id": self.halina.id}),
        ]

    def _papers(self, user=None):
        action = self.meeting.with_user(user or self.anna).action_prepare_secrecy()
        return self.env["kooperacje.secrecy.undertaking"].with_user(user or self.anna).search(action["domain"])

    def _sign(self, papers):
        for paper in papers:
            paper._document_register_signature(self.today, "handwritten", SCAN)

    def test_who_is_missing(self):
        """Celina, the priest and the grandmother; not Anna and Tomasz by their roles, and not the family."""
        missing = set(self.meeting.secrecy_missing.split(", "))
        self.assertEqual(missing, {"Celina", "ks. Józef", "Halina Nowak"})
        self._participant(self.meeting, self.member_celina).action_excused()
        self.meeting.invalidate_recordset()
        self.assertNotIn("Celina", self.meeting.secrecy_missing, "who does not come needs none today")

    def test_a_role_without_secrecy_counts_for_nothing(self):
        self.tomasz.role_assignment_ids.secrecy_date = False
        self.meeting.invalidate_recordset()
        self.assertIn("Tomasz", self.meeting.secrecy_missing)

    def test_one_click_makes_them_once(self):
        papers = self._papers()
        self.assertEqual(set(papers.mapped("person_name")), {"Celina", "ks. Józef", "Halina Nowak"})
        self.assertEqual(self._papers(), papers)
        self._sign(papers)
        self.assertEqual(set(papers.mapped("document_state")), {"signed"})
        self.assertTrue(all(number.startswith("TAJ/") for number in papers.mapped("document_number")))
        self.meeting.invalidate_recordset()
        self.assertFalse(self.meeting.secrecy_missing)

    def test_signed_after_the_meeting_comes_too_late_for_it(self):
        self._sign(self._papers())
        past = self._meeting(days=-3, kind="team_next")
        past.participant_ids = [Command.create({"kind": "guest", "guest_name": "ks. Józef"})]
        self.assertIn("ks. Józef", past.secrecy_missing)

    def test_everyone_has(self):
        meeting = self._meeting(days=3)
        self._participant(meeting, self.member_celina).unlink()
        with self.assertRefused("Everyone at the table"):
            meeting.action_prepare_secrecy()

    def test_the_family_signs_none(self):
        with self.assertRefused("its own matters", ValidationError):
            self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create({
                "team_id": self.team.id, "person_id": self.barbara.id,
            })
        with self.assertRefused("Say who", ValidationError):
            self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create({"team_id": self.team.id})

    @mute_logger("odoo.sql_db")
    def test_one_undertaking_of_each(self):
        values = {"team_id": self.team.id, "member_id": self.member_celina.id}
        paper = self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create(values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            paper.create(values).flush_recordset()
        self._sign(paper)
        paper._document_void("zły formularz")
        self._sign(paper.create(values))

    def test_signed_it_stays(self):
        papers = self._papers()
        self._sign(papers)
        guest = papers.filtered("guest_name")
        with self.assertRefused("cannot change"):
            guest.guest_name = "kto inny"
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(UserError):
            guest.unlink()
        with self.assertRefused("stays in the files"):
            guest.sudo().unlink()
        for values in ({"document_state": "draft"}, {"signed_on": self.today - timedelta(days=90)}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                guest.write(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            papers[0].member_id = self.member.id

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_reads_them(self):
        papers = self._papers()
        self.assertTrue(papers.with_user(self.maria).has_access("write"))
        for user in (self.tomasz, self.zofia, self.piotr, self.olga, self.jan, self.irena, self.adam, self.ewa):
            self.assertFalse(papers.with_user(user).has_access("read"), user.login)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._papers(user)

    def test_list_costs_the_same(self):
        papers = self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create([
            {"team_id": self.team.id, "guest_name": f"Gość {number}"} for number in range(100)
        ])
        specification = {"person_name": {}, "document_state": {}, "team_id": {"fields": {"display_name": {}}},
                         "institution_id": {"fields": {"display_name": {}}}}
        self.assertEqual(self._read_cost(papers[:10], specification), self._read_cost(papers, specification))


@tagged("post_install", "-at_install")
class TestActivityHooks(TeamCommon):
    """From the meeting, the calendar and a finished activity to the activity card, without typing twice."""

    def _saved(self, action, user):
        Log = self.env["kooperacje.activity.log"].with_user(user).with_context(action["context"])
        return Log.create({})

    def test_from_a_meeting(self):
        action = self._held(duration=2).action_log_activity()
        entry = self._saved(action, self.anna)
        self.assertEqual((entry.case_id, entry.duration), (self.case, 2))
        self.assertEqual(entry.kind_id, self.env.ref("kooperacje.activity_kind_team_meeting"))
        self.assertEqual(entry.date, self.today - timedelta(days=1), "the day of the meeting")

    def test_each_member_for_the_own_hours(self):
        entry = self._saved(self._held().with_user(self.tomasz).action_log_activity(), self.tomasz)
        self.assertEqual((entry.user_id, entry.institution_id), (self.tomasz, self.ppp))

    def test_not_before_it_has_taken_place(self):
        with self.assertRefused("still to come"):
            self._meeting(days=3).action_log_activity()
        partnership = self._meeting(
            kind="partnership", user=self.piotr, partnership_id=self.partnership.id, days=-1,
        )
        with self.assertRefused("work with a family"):
            partnership.action_log_activity()

    def test_from_the_calendar(self):
        meeting = self._meeting(days=0, duration=1)
        event = meeting.sudo().event_id.with_user(self.anna)
        entry = self._saved(event.action_log_activity(), self.anna)
        self.assertEqual((entry.case_id, entry.duration), (self.case, 1))

    def test_from_any_other_event(self):
        """A visit that stands in the calendar alone: day and length are taken over, the case is chosen."""
        event = self.env["calendar.event"].with_user(self.anna).create({
            "name": "Wizyta", "start": self.now - timedelta(days=2), "stop": self.now - timedelta(days=2, hours=-1.5),
        })
        context = event.action_log_activity()["context"]
        self.assertEqual((context["default_duration"], context["default_case_id"]), (1.5, False))
        event.write({"start": self.now + timedelta(days=2), "stop": self.now + timedelta(days=2, hours=1)})
        with self.assertRefused("still to come"):
            event.action_log_activity()

    def test_from_a_finished_activity(self):
        phone = self.env.ref("mail.mail_activity_data_call")
        activity = self.case.with_user(self.anna).activity_schedule(activity_type_id=phone.id, user_id=self.anna.id)
        self.assertTrue(activity.can_log_work)
        action = activity.action_done_and_log()
        self.assertFalse(activity.exists() and activity.active, "ticked off")
        entry = self._saved(action, self.anna)
        self.assertEqual(entry.kind_id, self.env.ref("kooperacje.activity_kind_phone"))
        self.assertEqual(entry.case_id, self.case)

    def test_from_an_activity_on_a_meeting(self):
        activity = self._held().activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        self.assertEqual(activity.action_done_and_log()["context"]["default_case_id"], self.case.id)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_not_from_a_case_that_is_closed_to_one(self):
        """The register of teams is open to the network worker, the family behind it is not."""
        activity = self.team.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id)
        mine = activity.with_user(self.piotr)
        self.assertFalse(mine.can_log_work)
        with self.assertRefused("belongs to no case"):
            mine.action_done_and_log()
        partner = self.anna.partner_id.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.anna.id,
        )
        self.assertFalse(partner.can_log_work)
