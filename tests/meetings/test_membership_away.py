from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.agreement_term import end_of_notice
from odoo.addons.kooperacje.tests.common import LONG_AGO
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestMembershipAway(TeamCommon):
    """A member is suspended, returns, gives notice and leaves; what follows from it holds by dates (tools 8, 9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ppp_in = cls._membership(cls.ppp)
        cls.regulation = cls.env["kooperacje.regulation"].create({
            "partnership_id": cls.partnership.id, "withdrawal_months": 2, "date_from": LONG_AGO,
            "document_state": "signed", "signed_on": LONG_AGO,
        })
        cls.regulation._apply()

    @classmethod
    def _membership(cls, institution, partnership=None):
        return (partnership or cls.partnership).membership_ids.filtered(
            lambda m: m.institution_id == institution
        ).with_user(cls.piotr)

    def _opens(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.case.with_user(user or self.tomasz).has_access("read")

    def _suspend(self, membership=None, day=None, **values):
        (membership or self.ppp_in)._suspend(day or self.today, "Reorganizacja poradni", **values)

    # Suspension

    def test_suspension_closes_doors_and_return_opens_them(self):
        self.assertTrue(self._opens())
        self._suspend(until=self.today + timedelta(days=60))
        self.assertEqual((self.ppp_in.state, self.ppp_in.suspended_on), ("suspended", self.today))
        self.assertEqual(self.ppp_in.suspended_until, self.today + timedelta(days=60))
        self.assertFalse(self._opens(), "its people open no case of the office")
        self.assertTrue(self._opens(self.anna), "others do")
        self.assertTrue(self.tomasz._has_role("specialist", self.company), "the role itself stays")
        self.assertIn("takes no part", self.tomasz.role_assignment_ids.missing_papers, "and says why it opens nothing")
        self.assertNotIn(self.ppp, self.partnership.member_ids)
        self.ppp_in.action_return()
        self.assertEqual(self.ppp_in.state, "member")
        self.assertFalse(self.ppp_in.suspended_on)
        self.assertEqual(len(self.ppp_in.suspension_ids), 1, "the history stays")
        self.assertTrue(self._opens())

    def test_no_other_office_feels_it(self):
        nur = self._membership(self.ppp, self.partnership_nur)
        self._role(self.tomasz, self.ppp, "specialist", self.company_nur)
        self._suspend()
        roles = self.tomasz.role_assignment_ids
        self.assertEqual({role.company_id: bool(role.away_from) for role in roles},
                         {self.company: True, self.company_nur: False})
        self.assertFalse(nur.away_from)

    def test_one_partnership_of_the_office_is_enough_to_keep_the_doors_open(self):
        second = self._partnership("PZK Druga (test)", self.company, self.commune)
        self._suspend()
        self.assertTrue(self._opens())
        self._suspend(self._membership(self.ppp, second))
        self.assertFalse(self._opens())

    def test_services_are_not_offered_and_the_basket_of_plans_says_so(self):
        plan = self._plan()
        line = plan.goal_ids.service_line_ids
        self.assertTrue(self.therapy.is_available)
        self._suspend()
        self.assertTrue(self.therapy.is_provider_away)
        self.assertFalse(self.therapy.is_available)
        Service = self.env["kooperacje.service"]
        self.assertNotIn(self.therapy, Service.search([("is_available", "=", True)]))
        self.assertIn(self.therapy, Service.search([("is_offered", "=", False)]))
        self.assertIn(self.club, Service.search([("is_offered", "=", True)]))
        self.assertTrue(line.is_lapsed)
        with self.assertRefused("is not available in the local basket", ValidationError):
            line.copy({"goal_id": plan.goal_ids.id, "previous_line_id": False})
        self.ppp_in.action_return()
        self.assertTrue(self.therapy.is_available)
        self.assertFalse(line.is_lapsed)

    def test_case_managers_are_told_once_without_a_word_of_the_family(self):
        before = self.case.sudo().activity_ids
        self._suspend()
        told = self.case.sudo().activity_ids - before
        self.assertEqual((len(told), told.user_id), (1, self.anna))
        text = f"{told.summary} {told.note} {told.res_name}"
        self.assertIn("PPP", text)
        for word in ("Nowak", "Barbara", "Kuba"):
            self.assertNotIn(word, text)
        items = self.case.with_user(self.anna).due_items
        self.assertIn("away", [item["key"] for item in items])
        self.assertEqual(self.ppp_in.open_team_count, 1)
        self.assertEqual(self.member.with_user(self.anna).away_from, self.today)

    def test_people_of_a_suspended_institution_are_not_invited(self):
        self._suspend(self._membership(self.ngo))
        self._consent(self.case, self.ngo)
        with self.assertRefused("takes no part in the partnership"):
            self.member_zofia.with_user(self.zofia).action_accept()
        self._membership(self.ngo).action_return()
        self.member_zofia.with_user(self.zofia).action_accept()

    def test_quorum_counts_those_who_took_part_that_day(self):
        then, now = self._pzk(-10), self._pzk(-1)
        self.assertEqual(now.member_institution_count, 5)
        self._suspend(day=self.today - timedelta(days=5))
        self.assertEqual((then.member_institution_count, now.member_institution_count), (5, 4))
        self.ppp_in.action_return()
        self.env.invalidate_all()
        self.assertEqual((then.member_institution_count, now.member_institution_count), (5, 4), "the past stays")
        self.assertEqual(self._pzk(0).member_institution_count, 5)

    def test_a_vote_of_a_meeting_held_is_not_undone_by_days_before_it(self):
        """Five institutions met and voted; who sat there then is not suspended, nor gone, from before that day."""
        meeting = self._pzk(-3)
        meeting.participant_ids.action_present()
        meeting.action_hold()
        self.env["kooperacje.decision"].with_user(self.piotr).create({
            "meeting_id": meeting.id, "name": "Wspólny dyżur", "settled_by": "vote",
            "votes_for": meeting.present_institution_count,
            "partner_id": self.ewa.partner_id.id, "deadline": self.today + timedelta(days=30),
        })
        before = self.today - timedelta(days=5)
        with self.assertRefused("votes of", ValidationError):
            self._suspend(day=before)
        with self.assertRefused("votes of", ValidationError):
            self.ppp_in._give_notice(before, "x", by_consent=True)
        self.assertFalse(self.ppp_in.away_from)
        self._suspend(day=self.today - timedelta(days=2))
        self.assertEqual(self.ppp_in.state, "suspended")

    def _pzk(self, days):
        return self._meeting(days=days, user=self.piotr, kind="partnership", partnership_id=self.partnership.id)

    def test_supplementary_institution_counts_for_no_quorum(self):
        self._membership(self.ngo).kind = "supplementary"
        meeting = self._pzk(5)
        self.assertEqual(meeting.member_institution_count, 4)
        self.assertNotIn(self.ngo, meeting.participant_ids.institution_id, "invited by need")

    def test_refusals_of_suspension(self):
        leader = self._membership(self.ops)
        for attempt, message in (
            (lambda: self._suspend(leader), "leads the partnership"),
            (lambda: self._suspend(day=self.today + timedelta(days=1)), "on the day it begins"),
            (lambda: self.ppp_in._suspend(self.today, " "), "the day and the reason"),
            (lambda: self._suspend(day=LONG_AGO - timedelta(days=1)), "before the institution last joined"),
            (lambda: self._suspend(until=self.today - timedelta(days=1)), "cannot come before"),
            (self.ppp_in.action_return, "is not suspended"),
        ):
            with self.subTest(message), self.assertRefused(message):
                attempt()
        self._suspend()
        with self.assertRefused("suspended already"):
            self._suspend()
        self.ppp_in.action_return()
        with self.assertRefused("last joined or returned"):
            self._suspend(day=self.today - timedelta(days=1))

    # Notice and leaving

    def test_notice_of_the_regulation(self):
        with self.assertRefused(r"after the notice set by the regulation \(2 months\)"):
            self.ppp_in.action_leave()
        self.ppp_in._give_notice(self.today, "Likwidacja filii")
        last = end_of_notice(self.today, 2)
        self.assertEqual((self.ppp_in.date_to, self.ppp_in.state), (last, "member"))
        self.assertTrue(self._opens(), "until then everything stays as it is")
        with self.assertRefused("is a member until"):
            self.ppp_in.action_leave()
        with self.assertRefused("at the earliest"):
            self.ppp_in._give_notice(self.today, "Likwidacja filii", self.today + timedelta(days=3))

    def test_last_day_ends_roles_without_any_job(self):
        role = self.tomasz.role_assignment_ids
        self.ppp_in._give_notice(self.today, "Likwidacja filii")
        last = self.ppp_in.date_to
        self.assertEqual((role.valid_until, role.case_until), (last, last))
        for day, is_open in ((last, True), (last + timedelta(days=1), False)):
            with self.subTest(day), freeze_time(f"{day} 12:00:00"):
                self.assertEqual(self._opens(), is_open)
                self.assertEqual(self.tomasz._has_role("specialist", self.company), is_open)
                self.assertEqual(self.therapy.is_offered, is_open)
                self.assertEqual(
                    self.partnership.with_user(self.tomasz).has_access("read"), is_open, "engaged no more",
                )

    def test_notice_taken_back_leaves_everything_as_it_was(self):
        role = self.tomasz.role_assignment_ids
        before = role.valid_until
        self.ppp_in._give_notice(self.today, "Likwidacja filii")
        self.ppp_in.action_cancel_notice()
        self.assertFalse(self.ppp_in.date_to)
        self.assertEqual(role.valid_until, before)
        with self.assertRefused("no notice of leaving"):
            self.ppp_in.action_cancel_notice()

    def test_leaves_at_once_by_consent_and_old_roles_do_not_come_back_with_it(self):
        self.ppp_in._give_notice(self.today - timedelta(days=1), "Zgoda partnerstwa", by_consent=True)
        self.ppp_in.action_leave()
        self.assertEqual(self.ppp_in.state, "left")
        self.assertFalse(self._opens())
        self.env["kooperacje.membership"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": self.ppp.id, "date_from": self.today,
            "representative_id": self._head(self.ppp).id,
        }).action_join()
        self.assertFalse(self._opens(), "who worked there then needs a new role")
        self.assertTrue(self.therapy.is_available, "its services are offered again")
        self._role(self.tomasz, self.ppp, "specialist", date_from=self.today)
        self.assertTrue(self._opens())

    def test_leaving_late_ends_roles_with_the_last_day(self):
        role = self.tomasz.role_assignment_ids
        self.ppp_in._give_notice(self.today - timedelta(days=20), "x", by_consent=True)
        self.ppp_in.action_leave()
        self.assertEqual(role.date_to, self.today - timedelta(days=20))

    def test_a_suspended_member_leaves_too(self):
        self._suspend(day=self.today - timedelta(days=3))
        self.ppp_in._give_notice(self.today, "Koniec", by_consent=True)
        self.ppp_in.action_leave()
        self.assertEqual(self.ppp_in.state, "left")
        self.assertEqual(self.ppp_in.suspension_ids.date_to, self.today)

    def test_refusals_of_notice(self):
        for values, message in (
            ((self.today + timedelta(days=1), "x"), "not been given yet"), ((self.today, ""), "reason of leaving"),
            ((False, "x"), "reason of leaving"),
        ):
            with self.subTest(message), self.assertRefused(message):
                self.ppp_in._give_notice(*values)
        with self.assertRefused("leads the partnership"):
            self._membership(self.ops)._give_notice(self.today, "x")
        self.ppp_in._give_notice(self.today, "x", by_consent=True)
        self.ppp_in.action_leave()
        with self.assertRefused("is no member now"):
            self._suspend()

    # Who, and by which door

    def test_dialogs_register_both(self):
        for step, field, state in (("action_suspend", "until", "suspended"), ("action_notice", "ends_on", "member")):
            membership = self._membership(self.ngo if state == "member" else self.ppp)
            action = getattr(membership, step)()
            form = Form(self.env[action["res_model"]].with_user(self.piotr).with_context(**action["context"]))
            form.reason = "Reorganizacja"
            if field == "ends_on":
                self.assertEqual(form.ends_on, end_of_notice(self.today, 2))
                form.by_consent = True
                self.assertEqual(form.ends_on, self.today)
            form.save().action_confirm()
            self.assertEqual(membership.state, state)
        self.assertEqual(self._membership(self.ngo).date_to, self.today)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_those_who_keep_the_partnership(self):
        for role, user in self.user_by_role.items():
            if role in ("manager", "network_worker"):
                continue
            theirs = self.ppp_in.with_user(user)
            for attempt in (
                lambda theirs=theirs: theirs._suspend(self.today, "x"), theirs.action_suspend, theirs.action_return,
                lambda theirs=theirs: theirs._give_notice(self.today, "x"), theirs.action_cancel_notice,
                lambda theirs=theirs: theirs.suspension_ids.create({
                    "membership_id": self.ppp_in.id, "date_from": self.today, "reason": "x",
                }),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    attempt()

    def test_nothing_of_it_is_typed_over_rpc(self):
        role = self.tomasz.role_assignment_ids.with_user(self.adam)
        self._suspend()
        for record, values in (
            (self.ppp_in, {"state": "member"}), (self.ppp_in, {"away_from": False}),
            (self.ppp_in, {"suspended_on": False}), (self.ppp_in, {"leaving_notice_on": self.today}),
            (self.ppp_in, {"suspension_ids": [Command.clear()]}),
            (self.ppp_in.suspension_ids, {"date_to": self.today}),
            (role, {"away_from": False}), (role, {"case_until": "2150-12-31"}),
            (self.therapy.with_user(self.piotr), {"away_from": False}),
        ):
            with (
                self.subTest(record=record, values=values), mute_logger("odoo.addons.base.models.ir_model"),
                self.assertRaises(AccessError),
            ):
                record.write(values)
        self.assertFalse(self._opens())
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["kooperacje.membership"].with_user(self.piotr).create({
                "partnership_id": self.partnership.id, "institution_id": self.ppp.id,
            })

    def test_days_of_a_member_follow_from_its_steps(self):
        """They close doors and count in the quorum of meetings held: nobody types them past notice, or afterwards."""
        leader = self._membership(self.ops)
        last_year = self.today - timedelta(days=365)
        for membership, values, message in (
            (self.ppp_in, {"date_to": self.today}, "after the notice"),
            (self.ppp_in, {"date_to": fields.Date.to_string(last_year)}, "after the notice"),
            (self.ppp_in, {"date_from": self.today}, "not changed by hand"),
            (leader, {"date_to": self.today}, "leads the partnership"),
        ):
            with self.subTest(values=values), self.assertRefused(message):
                membership.write(values)
        self.assertTrue(self._opens())
        self.ppp_in._give_notice(self.today, "x")
        last = self.ppp_in.date_to
        for value in (self.today, False, last + timedelta(days=400)):
            with self.subTest(value=value), self.assertRefused("not changed by hand"):
                self.ppp_in.date_to = value
        self.ppp_in.write({"date_to": last, "participation_purpose": "Poradnictwo"})
        self.ppp_in.action_cancel_notice()
        self.ppp_in._give_notice(self.today - timedelta(days=5), "x", by_consent=True)
        self.ppp_in.action_leave()
        for values in ({"date_to": self.today}, {"date_to": False}, {"date_from": last_year}):
            with self.subTest(values=values), self.assertRefused("not changed by hand"):
                self.ppp_in.write(values)
        self.assertFalse(self._opens())

    def test_without_a_notice_in_the_regulation_the_last_day_is_typed(self):
        self.partnership.withdrawal_months = 0
        self.ppp_in.date_to = self.today - timedelta(days=1)
        self.assertFalse(self._opens())
        self.ppp_in.date_to = False
        self.assertTrue(self._opens())

    def test_teams_of_an_institution_are_counted_for_those_who_keep_the_partnership(self):
        """One team beside the name of a school says that a family is helped there."""
        for user in (self.maria, self.piotr):
            self.assertEqual(self.ppp_in.with_user(user).open_team_count, 1)
        for user in (self.robert, self.ewa, self.irena, self.adam, self.tomasz):
            membership = self.ppp_in.with_user(user)
            with self.subTest(user.login):
                self.assertEqual(membership.read(["open_team_count"])[0]["open_team_count"], 0)

    def test_meeting_not_saved_yet_names_no_leader_family_of_another_office(self):
        spec = {"participant_ids": {"fields": {"guest_name": {}}}}
        for partnership in self.partnership | self.partnership_nur:
            leader = self.env["kooperacje.leader.person"].create({
                "partnership_id": partnership.id, "name": f"Wanda Liderka {partnership.id}",
            })
            leader._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.env.flush_all()
        for user in (self.maria, self.piotr, self.anna):
            Meeting = self.env["kooperacje.meeting"].with_user(user)
            for partnership, told in ((self.partnership, True), (self.partnership_nur, False)):
                values = Meeting.onchange(
                    {"kind": "partnership", "partnership_id": partnership.id}, ["kind", "partnership_id"], spec,
                )
                with self.subTest(user=user.login, partnership=partnership.name):
                    self.assertEqual("Wanda Liderka" in str(values), told)

    def test_leader_family_sits_with_the_partnership_and_at_no_other_table(self):
        """RUR-80: on the list of the partnership, refused as a guest of a team."""
        leader = self.env["kooperacje.leader.person"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "name": "Wanda Liderka",
        })
        leader._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.assertIn("Wanda Liderka", self._pzk(5).participant_ids.mapped("guest_name"))
        meeting = self._meeting()
        with self.assertRefused("speaks for families in the partnership"):
            meeting.participant_ids = [Command.create({"kind": "guest", "guest_name": " wanda liderka "})]
        meeting.participant_ids = [Command.create({"kind": "guest", "guest_name": "Wanda Inna"})]
        leader.action_leave()
        self.assertNotIn("Wanda Liderka", self._pzk(6).participant_ids.mapped("guest_name"))
