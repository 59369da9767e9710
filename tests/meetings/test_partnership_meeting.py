import re
from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels import quorum, rota
from odoo.addons.kooperacje.kernels.office_day import office_day, office_moment, office_time, office_today
from odoo.addons.kooperacje.kernels.work_days import is_working_day, public_holidays, working_days_every
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestMeetingKernels(BaseCase):
    """Days, votes and turns, without a database."""

    def test_polish_holidays(self):
        days = public_holidays(2026)
        for day in (date(2026, 1, 6), date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 24), date(2026, 6, 4),
                    date(2026, 12, 24)):
            self.assertIn(day, days)
        self.assertNotIn(date(2024, 12, 24), public_holidays(2024), "a day off since 2025 only")
        self.assertEqual(len(days), 14)
        self.assertTrue(is_working_day(date(2026, 6, 5)))
        self.assertFalse(is_working_day(date(2026, 6, 6)), "Saturday")

    def test_a_moved_day_does_not_move_the_next_ones(self):
        pairs = working_days_every(date(2026, 10, 1), 1, date(2027, 1, 31))
        self.assertEqual([day for _planned, day in pairs], [
            date(2026, 10, 1), date(2026, 11, 2), date(2026, 12, 1), date(2027, 1, 4),
        ])
        ends = working_days_every(date(2026, 1, 30), 1, date(2026, 3, 31))
        self.assertEqual([planned.day for planned, _day in ends], [30, 28, 30], "the end of February stays its own")
        with self.assertRaises(ValueError):
            working_days_every(date(2026, 1, 1), 0, date(2026, 2, 1))

    def test_quorum(self):
        self.assertEqual([quorum.needed(members, 50) for members in (1, 2, 5, 6)], [1, 1, 3, 3])
        self.assertEqual(quorum.needed(3, 67), 3, "at least 67 % of three are three")
        self.assertFalse(quorum.has_quorum(4, 0, 50), "nobody is a member: nobody votes")
        self.assertTrue(quorum.has_quorum(3, 5, 50))
        self.assertFalse(quorum.has_quorum(2, 5, 50))
        for percent in range(1, 101):
            for members in range(1, 30):
                least = quorum.needed(members, percent)
                self.assertGreaterEqual(100 * least, percent * members)
                self.assertTrue(least == 1 or 100 * (least - 1) < percent * members)

    def test_majority(self):
        self.assertTrue(quorum.is_adopted(2, 1))
        self.assertFalse(quorum.is_adopted(2, 2), "a tie rejects")
        self.assertFalse(quorum.is_adopted(0, 0), "everyone abstained")

    def test_turns(self):
        self.assertEqual(rota.from_turn("abc", "a"), ["b", "c", "a"])
        self.assertEqual(rota.from_turn("abc", "x"), ["a", "b", "c"])
        self.assertEqual(rota.pairs("abc", 4), [("a", "b"), ("b", "c"), ("c", "a"), ("a", "b")])
        self.assertEqual(rota.pairs("a", 2), [("a", "a")] * 2)
        self.assertEqual(rota.pairs("", 2), [(None, None)] * 2)

    def test_the_hour_is_the_offices_in_summer_and_winter(self):
        self.assertEqual(office_moment(date(2026, 1, 15), 10), datetime(2026, 1, 15, 9))
        self.assertEqual(office_moment(date(2026, 7, 15), 9.5), datetime(2026, 7, 15, 7, 30))


class PartnershipMeetingCommon(KooperacjeCommon):
    """PZK Małkinia: OPS, PCPR, school, PPP and an association; Ewa speaks for the school, Tomasz for the PPP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        for institution, user in ((cls.school, cls.ewa), (cls.ppp, cls.tomasz), (cls.ops, cls.maria)):
            cls.partnership.membership_ids.filtered(
                lambda membership, institution=institution: membership.institution_id == institution
            ).representative_id = user.partner_id

    def _meeting(self, days=-1, user=None, **values):
        return self.env["kooperacje.meeting"].with_user(user or self.piotr).create({
            "kind": "partnership", "partnership_id": self.partnership.id,
            "start": office_moment(self.today + timedelta(days=days), 10), **values,
        })

    def _come(self, meeting, *institutions):
        for line in meeting.participant_ids:
            if line.partner_id.commercial_partner_id in institutions:
                line.action_present()

    def _decide(self, meeting, **values):
        return self.env["kooperacje.decision"].with_user(self.piotr).create({
            "meeting_id": meeting.id, "name": "Przyjąć regulamin", "deadline": self.today + timedelta(days=10),
            "partner_id": self.ewa.partner_id.id, **values,
        })


@tagged("post_install", "-at_install")
class TestPartnershipMeeting(PartnershipMeetingCommon):
    """Tools 5, 10 and 12: what the meeting is for, its agenda, and gate 2."""

    def _urban(self):
        urban = self._partnership("PZK miejskie (test)", self.company, self.commune)
        urban.write({"variant": "urban"})
        return urban

    def test_each_purpose_has_its_scenario(self):
        urban = self._urban()
        first = self._meeting(partnership_id=urban.id)
        second = self._meeting(partnership_id=urban.id)
        third = self._meeting(partnership_id=urban.id)
        self.assertEqual(
            [meeting.purpose for meeting in (first, second, third)], ["initiating", "formalising", "next"],
        )
        self.assertEqual(first.scenario_id, self.env.ref("kooperacje.scenario_initiating"))
        self.assertEqual(second.scenario_id, self.env.ref("kooperacje.scenario_formalising"))
        self.assertEqual(third.scenario_id, self.env.ref("kooperacje.scenario_pzk_next"))
        self.assertEqual((len(first.agenda_ids), first.agenda_minutes), (10, 170))
        third.purpose = "formalising"
        self.assertEqual(third.scenario_id, self.env.ref("kooperacje.scenario_formalising"))
        second.action_cancel()
        self.assertEqual(self.env["kooperacje.meeting"]._next_purpose(urban), "next", "the third stands for it")
        third.action_cancel()
        self.assertEqual(self._meeting(partnership_id=urban.id).purpose, "formalising")

    def test_rural_partnership_has_its_own_first_steps(self):
        self.assertEqual(self._meeting().purpose, "next")

    def test_own_version_of_one_scenario_leaves_the_others(self):
        common = self.env.ref("kooperacje.scenario_pzk_next").with_user(self.piotr)
        own = self.env["kooperacje.agenda.scenario"].browse(common.action_customise()["res_id"])
        self.assertEqual((own.purpose, own.company_id), ("next", self.company))
        self.assertEqual(self._meeting().scenario_id, own)
        self.assertEqual(
            self._meeting(purpose="initiating").scenario_id, self.env.ref("kooperacje.scenario_initiating"),
        )

    def test_first_meetings_gather_the_invited_too(self):
        """K3D-132."""
        health = self._institution("Przychodnia (test)", self.type_ngo, self.commune)
        self.env["kooperacje.membership"].create({"partnership_id": self.partnership.id, "institution_id": health.id})
        self.assertIn(health, self._meeting(purpose="initiating").participant_ids.partner_id)
        self.assertNotIn(health, self._meeting(purpose="next").participant_ids.partner_id)

    def test_gate_2(self):
        """Initiating meeting and merged cards before the formalising one (K3D-211–214), over RPC too."""
        urban = self._urban()
        first, second = self._meeting(-5, partnership_id=urban.id), self._meeting(-1, partnership_id=urban.id)
        self._come(second, self.school)
        second.start += timedelta(days=8)
        with self.assertRefused("Still missing(.|\n)*initiating meeting(.|\n)*service card of Szkoła"):
            second.action_invite()
        self.assertFalse(second.invited_on)
        self._come(first, self.school)
        first.action_hold()
        with self.assertRefused("Still missing(.|\n)*service card") as refusal:
            second.action_invite()
        self.assertNotIn("initiating meeting of", str(refusal.exception))
        urban.membership_ids.filtered(lambda m: m.institution_id != self.ops).state = "left"
        missing = urban._missing_evidence("basket")
        self.assertTrue(missing)
        self.patch(type(urban), "_missing_evidence_basket", lambda self: [])
        with self.assertRefused("not changed by hand", AccessError):
            second.state = "held"
        second.action_invite()
        second.start -= timedelta(days=8)
        second.action_hold()
        with self.assertRefused("no longer changes"):
            second.purpose = "next"

    def test_gate_2_is_no_gate_on_what_was_held(self):
        """It stops the invitation; a meeting that took place is recorded, and its step waits for the steps before."""
        urban = self._urban()
        meeting = self._meeting(-1, partnership_id=urban.id, purpose="formalising")
        self._come(meeting, self.school)
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")
        self.assertFalse(urban._missing_evidence("second_meeting"))

    def test_evidence_asks_for_the_meeting_itself(self):
        """Steps 1.4 and 2.1: a second initiating meeting is no formalising one (K3D-133, 136)."""
        urban = self._urban()
        for _turn in range(2):
            meeting = self._meeting(partnership_id=urban.id, purpose="initiating")
            self.assertTrue(urban._missing_evidence("second_meeting"))
            self._come(meeting, self.school)
            meeting.action_hold()
        self.assertFalse(urban._missing_evidence("first_meeting"))
        self.assertIn("formalising", urban._missing_evidence("second_meeting")[0])
        self._meeting(partnership_id=urban.id, purpose="formalising").sudo().state = "held"
        self.assertFalse(urban._missing_evidence("second_meeting"))

    def test_purpose_belongs_to_partnerships_only(self):
        with self.assertRefused("initiating, the formalising or a next", ValidationError):
            self._meeting().purpose = False

    def test_link_has_to_be_one(self):
        for link in ("zoom 123", "javascript:alert(1)", "https://"):
            with self.subTest(link), self.assertRefused("begins with https", ValidationError):
                self._meeting(is_remote=True, video_url=link)
        self.assertTrue(self._meeting(is_remote=True, video_url="https://spotkania.example.org/pzk"))


@tagged("post_install", "-at_install")
class TestInvitation(PartnershipMeetingCommon):

    def _mails(self, meeting):
        return self.env["mail.mail"].sudo().search([
            ("model", "=", "calendar.event"), ("res_id", "=", meeting.sudo().event_id.id),
        ])

    def test_invitation_goes_to_everyone_once(self):
        meeting = self._meeting(20, location="Urząd Gminy")
        self.assertFalse(self._mails(meeting), "planned without a word")
        self.ngo.email = "most@example.com"
        meeting.action_invite()
        self.assertEqual(meeting.invited_on, self.today)
        event = meeting.sudo().event_id
        self.assertEqual(event.partner_ids, meeting.participant_ids.partner_id)
        self.assertEqual(event.location, "Urząd Gminy")
        self.assertIn("Realizacja ustaleń", event.description)
        mails = self._mails(meeting)
        told = mails.recipient_ids
        self.assertIn(self.ewa.partner_id, told)
        self.assertIn(self.ngo, told, "who is no user gets it by e-mail")
        self.assertEqual(len(told), len(mails.recipient_ids.ids))
        for partner in told:
            self.assertEqual(len(mails.filtered(lambda mail, p=partner: p in mail.recipient_ids)), 1)
        for mail in mails:
            calendar = mail.attachment_ids.raw.decode().replace("\r\n ", "")
            self.assertIn(meeting.name.split("/")[-1], calendar)
            self.assertIn("Gminy", calendar)
            self.assertEqual(re.findall("ATTENDEE.*:mailto:(.*)\r", calendar), [mail.recipient_ids.email])
        with self.assertRefused("went out already"):
            meeting.action_invite()

    def test_invitation_file_is_for_those_invited(self):
        """Everyone of the database may open a private event, and see nothing in it; its file would tell who comes."""
        meeting = self._meeting(20, location="Urząd Gminy")
        meeting.action_invite()
        event = meeting.sudo().event_id
        files = self.env["ir.attachment"].search([("res_model", "=", "calendar.event"), ("res_id", "=", event.id)])
        self.assertTrue(files, "the invitation is kept with the event")
        other = self.env["calendar.event"].create({
            "name": "Urlop", "start": event.start, "stop": event.stop, "user_id": self.ewa.id,
        })
        foreign = self.env["ir.attachment"].create({
            "name": "plan.txt", "raw": b"x", "res_model": "calendar.event", "res_id": other.id,
        })
        for user, opens in ((self.ewa, True), (self.olga, False), (self.irena, False), (self.urszula, False)):
            with self.subTest(user.login):
                mine = (files | foreign).with_user(user)
                found = mine.search([("id", "in", (files | foreign).ids)])
                self.assertEqual(found, files | foreign if opens else foreign)
                self.assertEqual(mine._filtered_access("read"), found)
                if not opens:
                    with self.assertRaises(AccessError):
                        mine[:1].read(["raw"])

    def test_list_of_those_invited_is_for_those_invited(self):
        """What the file would tell, the calendar's list of guests tells too; nobody else strikes one off it."""
        meeting = self._meeting(20, location="Urząd Gminy")
        meeting.action_invite()
        guests = meeting.sudo().event_id.attendee_ids
        self.assertIn(self.ewa.partner_id, guests.partner_id)
        for user, opens in ((self.ewa, True), (self.olga, False), (self.irena, False), (self.urszula, False)):
            with self.subTest(user.login):
                mine = guests.with_user(user)
                found = mine.search([("event_id", "=", meeting.sudo().event_id.id)])
                self.assertEqual(found, guests if opens else guests.browse())
                self.assertEqual(mine._filtered_access("read"), found)
                self.assertEqual(mine._filtered_access("unlink"), found)
        own = guests.filtered(lambda one: one.partner_id == self.ewa.partner_id)
        self.assertTrue(own.with_user(self.ewa).do_decline())

    def test_nobody_opens_the_list_of_those_invited(self):
        """That an event is a meeting's is no field people write: core lets every employee write every guest."""
        meeting = self._meeting(20, location="Urząd Gminy")
        meeting.action_invite()
        event = meeting.sudo().event_id
        own = event.attendee_ids.filtered(lambda one: one.partner_id == self.ewa.partner_id)
        own.with_user(self.ewa).write({"kooperacje_meeting": False, "common_name": "Ewa"})
        self.assertTrue(own.kooperacje_meeting)
        with self.assertRaises(AccessError):
            event.with_user(event.user_id).kooperacje_meeting = False
        mayor = self.env["res.partner"].create({"name": "Wójt", "email": "wojt@example.com"})
        event.with_user(event.user_id).write({"partner_ids": [Command.link(mayor.id)]})
        added = event.attendee_ids.filtered(lambda one: one.partner_id == mayor)
        self.assertTrue(added and not added.with_user(self.olga)._filtered_access("read"))
        handed = self.env["calendar.attendee"].with_user(self.ewa).with_context(default_kooperacje_meeting=False)
        self.assertNotIn("kooperacje_meeting", handed.default_get(["kooperacje_meeting"]))

    def test_who_is_added_later_is_invited_at_once(self):
        meeting = self._meeting(20)
        meeting.action_invite()
        before = self._mails(meeting)
        guest = self.env["res.partner"].create({"name": "Wójt", "email": "wojt@example.com"})
        meeting.participant_ids = [Command.create({"kind": "guest", "partner_id": guest.id})]
        self.assertEqual((self._mails(meeting) - before).recipient_ids, guest)

    def test_late_invitation_needs_its_reason(self):
        """The notice of the regulation (K3D-68), by default a week."""
        meeting = self._meeting(3)
        self.assertTrue(meeting.is_notice_short)
        with self.assertRefused("7 days before the meeting"):
            meeting.action_invite()
        meeting.late_reason = "Pilny wniosek zespołu"
        meeting.action_invite()
        self.assertTrue(meeting.is_notice_short, "and the minutes say so")
        in_time = self._meeting(7)
        self.assertFalse(in_time.is_notice_short)
        in_time.action_invite()

    def test_not_to_a_meeting_that_is_over_or_called_off(self):
        with self.assertRefused("begun already"):
            self._meeting(-1).action_invite()
        meeting = self._meeting(20)
        meeting.action_cancel()
        with self.assertRefused("planned meetings"):
            meeting.action_invite()

    def test_day_of_the_invitation_is_not_typed_in(self):
        meeting = self._meeting(3)
        for values in ({"invited_on": self.today}, {"quorum_percent": 1}):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                meeting.write(values)
        with self.assertRefused("not changed by hand", AccessError):
            self._meeting(3, invited_on=self.today)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_who_runs_the_partnership_invites(self):
        meeting = self._meeting(20)
        for user in (self.anna, self.ewa, self.tomasz, self.irena, self.adam, self.olga):
            with self.subTest(user.login), self.assertRaises(AccessError):
                meeting.with_user(user).action_invite()
        meeting.with_user(self.maria).action_invite()


@tagged("post_install", "-at_install")
class TestQuorum(PartnershipMeetingCommon):
    """One institution, one vote; no vote without a quorum."""

    def test_institutions_count_not_people(self):
        meeting = self._meeting()
        self.assertEqual((meeting.member_institution_count, meeting.quorum_needed), (5, 3))
        self._come(meeting, self.school, self.ppp)
        colleague = self.env["res.partner"].create({"name": "Wicedyrektor", "parent_id": self.school.id})
        stranger = self._institution("Obca (test)", self.type_ngo, self.county)
        meeting.participant_ids = [
            Command.create({"kind": "institution", "partner_id": partner.id, "presence": "present"})
            for partner in (colleague, stranger)
        ]
        self.assertEqual((meeting.present_institution_count, meeting.has_quorum), (2, False))
        self._come(meeting, self.ops)
        self.assertEqual((meeting.present_institution_count, meeting.has_quorum), (3, True))

    def test_members_are_those_of_the_day(self):
        meeting = self._meeting(-30)
        membership = self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.ngo)
        membership.write({"state": "left", "date_to": self.today - timedelta(days=10)})
        new = self._institution("Nowa (test)", self.type_ngo, self.county)
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership.id, "institution_id": new.id, "state": "member",
            "date_from": self.today - timedelta(days=5),
        })
        self.assertEqual(meeting._member_institutions(), self.ops | self.pcpr | self.school | self.ppp | self.ngo)
        self.assertEqual(self._meeting()._member_institutions(), self.ops | self.pcpr | self.school | self.ppp | new)

    def test_no_vote_without_quorum(self):
        meeting = self._meeting()
        self._come(meeting, self.school, self.ppp)
        with self.assertRefused("no quorum: 2 of 5 member institutions are present and 3", ValidationError):
            self._decide(meeting, settled_by="vote", votes_for=2)
        decision = self._decide(meeting)
        with self.assertRefused("no quorum", ValidationError):
            decision.write({"settled_by": "vote", "votes_for": 1})
        decision.settled_by = "vote"  # prepared before the meeting
        with self.assertRefused("Enter the votes", ValidationError):
            meeting.action_hold()
        self.assertEqual(meeting.state, "planned")
        decision.settled_by = "consensus"
        meeting.action_hold()
        with self.assertRefused("no quorum", ValidationError):
            self._decide(meeting, settled_by="vote", votes_for=2)

    def test_one_vote_each(self):
        meeting = self._meeting()
        self._come(meeting, self.school, self.ppp, self.ops)
        with self.assertRefused("4 votes of 3 institutions", ValidationError):
            self._decide(meeting, settled_by="vote", votes_for=2, votes_against=1, votes_abstained=1)
        decision = self._decide(meeting, settled_by="vote", votes_for=2, votes_against=1)
        self.assertEqual(decision.result, "adopted")
        with self.assertRefused("no quorum", ValidationError):
            meeting.participant_ids.filtered(lambda line: line.presence == "present")[0].action_absent()
        with self.assertRefused("no quorum", ValidationError):
            meeting.participant_ids.filtered(lambda line: line.presence == "present")[0].unlink()
        with self.assertRefused("not changed by hand", AccessError):
            decision.result = "rejected"

    def test_rejected_decision_is_nobodys_task(self):
        meeting = self._meeting()
        self._come(meeting, self.school, self.ppp, self.ops)
        rejected = self._decide(meeting, settled_by="vote", votes_for=1, votes_against=1, votes_abstained=1)
        adopted = self._decide(meeting, settled_by="vote", votes_for=3)
        meeting.action_hold()
        self.assertEqual((rejected.result, rejected.state, rejected.activity_id.id), ("rejected", "dropped", False))
        self.assertEqual((adopted.state, adopted.activity_id.user_id), ("open", self.ewa))
        adopted.write({"votes_for": 0, "votes_against": 3})
        self.assertEqual((adopted.state, adopted.activity_id.id), ("dropped", False))

    def test_rules_of_the_day_stay_with_the_meeting(self):
        meeting = self._meeting()
        self._come(meeting, self.school, self.ppp, self.ops)
        self._decide(meeting, settled_by="vote", votes_for=3)
        meeting.action_hold()
        self.partnership.quorum_percent = 100
        self.assertEqual((meeting.quorum_percent, meeting.has_quorum), (50, True))
        self.assertFalse(self._meeting().has_quorum)


@tagged("post_install", "-at_install")
class TestMinutes(PartnershipMeetingCommon):

    def test_decisions_are_reported_at_the_next_meeting(self):
        first, second = self._meeting(-20), self._meeting(-10)
        for meeting in first | second:
            self._come(meeting, self.school, self.ppp, self.ops)
        old = self._decide(first, name="Stare, otwarte")
        old_done = self._decide(first, name="Stare, wykonane")
        last = self._decide(second, name="Ostatnie")
        lost = self._decide(second, name="Odrzucone", settled_by="vote", votes_against=3)
        (first | second).action_hold()
        old_done.action_done()
        last.with_user(self.ewa).action_done()
        third = self._meeting(3)
        self.assertEqual(third.previous_decision_ids, old | last)
        self.assertNotIn(lost, third.previous_decision_ids)
        self.assertEqual(second.previous_decision_ids, old | old_done)
        self.assertFalse(first.previous_decision_ids)
        self.assertFalse(self._meeting(3, partnership_id=self.partnership_nur.id, user=self.env.user)
                         .previous_decision_ids, "nothing of another partnership")

    def test_register_of_benefits_and_fears(self):
        """What institutions said at the initiating meeting (tool 5) stands in its minutes alone."""
        said = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        said.with_user(self.piotr).write({
            "benefits_seen": "Jedna osoba do telefonu", "fears": "Więcej zebrań", "initiating_will": "undecided",
            "initiating_usefulness": "4",
        })
        minutes = {}
        for purpose in ("initiating", "next"):
            meeting = self._meeting(-3, purpose=purpose)
            minutes[purpose] = self.env["ir.actions.report"]._render_qweb_html(
                "kooperacje.report_meeting_document", meeting.ids,
            )[0].decode()
        for text in ("Korzyści i obawy instytucji", "Jedna osoba do telefonu", "Więcej zebrań"):
            self.assertIn(text, minutes["initiating"])
            self.assertNotIn(text, minutes["next"])
        with self.assertRefused(".", AccessError):
            said.with_user(self.ewa).fears = "Nic"

    def test_minutes(self):
        """Fields of tool 12; moderator and minute-taker sign."""
        first = self._meeting(-20)
        self._come(first, self.school, self.ppp, self.ops)
        self._decide(first, name="Przesłać kartę")
        first.action_hold()
        meeting = self._meeting(-1, attachments_note="Lista obecności", location="Biblioteka")
        self._come(meeting, self.school, self.ppp, self.ops)
        self._decide(meeting, name="Kupić rzutnik", settled_by="vote", votes_for=1, votes_against=2)
        self._decide(meeting, name="Szkolenie we wrześniu")
        meeting.agenda_ids[1].notes = "Wykonano dwa z trzech"
        meeting.action_hold()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_meeting_document", meeting.ids,
        )[0].decode()
        for text in (
            "PROTOKÓŁ SPOTKANIA PARTNERSTWA", "Przesłać kartę", "za 1, przeciw 2, wstrzymało się 0 – odrzucono",
            "konsensus", "Kworum jest", "Lista obecności", "Wykonano dwa z trzech", "Biblioteka", "Moderator",
            "Protokolant", "w toku",
        ):
            self.assertIn(text, html)
        self.assertNotIn("rodzina", html, "nothing of a team's protocol")
        self.assertEqual(meeting._document_title(), f"{meeting.name} (draft)")
        self.assertNotIn("PROTOKÓŁ POSIEDZENIA ZZK", html)
        meeting.action_issue()
        self.assertEqual(meeting.document_number, meeting.name)
        for values in ({"purpose": "initiating"}, {"attachments_note": "x"}, {"video_url": "https://a.example"}):
            with self.subTest(values), self.assertRaises(UserError):
                meeting.write(values)
        with self.assertRefused("frozen"):
            meeting.decision_ids[0].votes_for = 3

    def test_queries_of_a_form_do_not_grow_with_the_list(self):
        costs = []
        for size in (10, 100):
            meeting = self._meeting(-1)
            institutions = self.env["res.partner"].create([{
                "name": f"Instytucja {number}/{size} (test)", "is_company": True, "is_institution": True,
                "institution_type_id": self.type_ngo.id, "area_id": self.commune.id,
            } for number in range(size)])
            self.env["kooperacje.membership"].create([{
                "partnership_id": self.partnership.id, "institution_id": institution.id, "state": "member",
                "date_from": LONG_AGO,
            } for institution in institutions])
            meeting.action_add_participants()
            meeting.action_all_present()
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                meeting.read([
                    "has_quorum", "present_institution_count", "previous_decision_ids", "is_notice_short",
                ])
                cost = self.env.cr.sql_log_count - before
            costs.append(cost)
        self.assertEqual(costs[0], costs[1])


@tagged("post_install", "-at_install")
class TestSchedule(PartnershipMeetingCommon):
    """The year in one step (RUR-123), by turns (K3D-105)."""

    def _schedule(self, user=None, **values):
        return self.env["kooperacje.meeting.schedule"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "first_date": self.today + timedelta(days=30), **values,
        })

    def test_a_year_monthly_on_working_days(self):
        schedule = self._schedule(location="Urząd Gminy")
        self.assertEqual((schedule.every_months, schedule.rotates, len(schedule.line_ids)), (1, True, 12))
        action = schedule.action_confirm()
        meetings = self.env["kooperacje.meeting"].search(action["domain"], order="start")
        self.assertEqual(len(meetings), 12)
        for meeting in meetings:
            self.assertTrue(is_working_day(office_day(meeting.start)), meeting.start)
            self.assertEqual(office_time(meeting.start).hour, 10, "in summer and in winter")
            self.assertEqual((meeting.location, meeting.purpose, meeting.state), ("Urząd Gminy", "next", "planned"))
            self.assertTrue(meeting.agenda_ids)
        people = (self.ewa | self.tomasz | self.maria).partner_id
        self.assertEqual(meetings.chair_id, people)
        for number, meeting in enumerate(meetings[:-1]):
            self.assertEqual(meeting.minute_taker_id, meetings[number + 1].chair_id)
            self.assertNotEqual(meeting.chair_id, meeting.minute_taker_id)
        following = self._meeting(500)
        self.assertEqual(following.chair_id, meetings[-1].minute_taker_id, "the rota goes on")

    def test_adviser_is_proposed_and_counted(self):
        """RUR-38: at each meeting, without a vote; the centre reads the number and no minutes."""
        self.partnership.adviser_id = self.robert.partner_id
        days = (-500, -60, -30)
        for day in days:
            meeting = self._meeting(day)
            line = meeting.participant_ids.filtered(lambda one: one.partner_id == self.robert.partner_id)
            self.assertEqual((len(line), line.kind), (1, "institution"))
            votes = meeting.quorum_needed
            line.presence = "present" if day != -60 else "absent"
            self._come(meeting, self.school)
            meeting.action_hold()
            self.assertEqual((meeting.quorum_needed, meeting.present_institution_count), (votes, 1), "no vote of ROPS")
        self.env.invalidate_all()
        self.assertEqual(self.partnership.with_user(self.robert).adviser_meeting_count, 1, "within a year, and present")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_animator_of_the_county_calls_the_meetings_of_a_commune(self):
        """Cyclical meetings (RUR-175), of the commune that has appointed her and no other."""
        action = self._schedule(self.bogna).action_confirm()
        meeting = self.env["kooperacje.meeting"].with_user(self.bogna).search(action["domain"], order="start", limit=1)
        self.assertEqual((len(action["domain"]), meeting.user_hand), (1, "whole"))
        meeting.write({"location": "PCPR", "agenda_ids": [Command.create({"name": "Sprawy powiatu"})]})
        meeting.late_reason = "Pierwsze posiedzenie"
        meeting.action_invite()
        held = self.env["kooperacje.meeting"].with_user(self.bogna).create({
            "kind": "partnership", "partnership_id": self.partnership.id,
            "start": self.env.cr.now() - timedelta(days=2),
        })
        held.participant_ids.action_present()
        held.write({"course": "Omówiono listę usług.", "decision_ids": [Command.create({
            "name": "Uzupełnić karty", "partner_id": self.ewa.partner_id.id, "deadline": self.today,
        })]})
        held.action_hold()
        self.assertEqual(held.state, "held")
        for partnership, user in ((self.partnership_nur, self.bogna), (self.partnership, self.tomasz)):
            with self.assertRaises(AccessError):
                self.env["kooperacje.meeting"].with_user(user).create({
                    "kind": "partnership", "partnership_id": partnership.id, "start": self.env.cr.now(),
                })

    def test_rhythm_of_the_regulation(self):
        self.partnership.meeting_months = 3
        self.assertEqual(len(self._schedule().line_ids), 4)
        self.patch(type(self.partnership), "_compute_has_regulation",
                   lambda records: records.update({"has_regulation": True}))
        self.env.invalidate_all()
        with self.assertRefused("at least every 3 months"):
            self._schedule(every_months=6).action_confirm()
        self._schedule(every_months=1).action_confirm()

    def test_without_turns_nobody_is_put_down(self):
        self.partnership.rotates_moderation = False
        schedule = self._schedule()
        self.assertFalse(schedule.line_ids.chair_id)
        schedule.action_confirm()
        self.assertFalse(self._meeting(40).chair_id)

    def test_lines_may_be_changed_before_saving(self):
        form = Form(self.env["kooperacje.meeting.schedule"].with_user(self.piotr))
        form.partnership_id = self.partnership
        form.first_date = self.today + timedelta(days=30)
        form.every_months = 2
        form.is_remote = True
        form.video_url = "https://spotkania.example.org/pzk"
        with form.line_ids.edit(0) as line:
            line.chair_id = self.zofia.partner_id
        form.line_ids.remove(5)
        action = form.save().action_confirm()
        meetings = self.env["kooperacje.meeting"].search(action["domain"], order="start")
        self.assertEqual((len(meetings), meetings[0].chair_id), (5, self.zofia.partner_id))
        self.assertEqual(set(meetings.mapped("video_url")), {"https://spotkania.example.org/pzk"})

    def test_bad_input(self):
        cases = (
            ("no meeting to plan", {"every_months": 0}),
            ("no meeting to plan", {"until": self.today}),
            ("has not passed", {"first_date": self.today - timedelta(days=40)}),
            ("between 0:00 and 23:59", {"hour": 25}),
            ("begins with https", {"is_remote": True, "video_url": "zoom"}),
        )
        for message, values in cases:
            with self.subTest(message, **values), self.assertRefused(message, UserError):
                self._schedule(**values).action_confirm()
        schedule = self._schedule()
        schedule.line_ids[1].day = schedule.line_ids[0].day
        with self.assertRefused("fall on one day"):
            schedule.action_confirm()

    def test_twice_is_refused(self):
        self._schedule().action_confirm()
        with self.assertRefused("planned already"):
            self._schedule().action_confirm()

    def test_urban_partnership_begins_with_its_first_two(self):
        urban = self._partnership("PZK miejskie (test)", self.company, self.commune)
        urban.variant = "urban"
        action = self._schedule(partnership_id=urban.id).action_confirm()
        meetings = self.env["kooperacje.meeting"].search(action["domain"], order="start")
        self.assertEqual(meetings[:3].mapped("purpose"), ["initiating", "formalising", "next"])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_plans(self):
        for user in (self.anna, self.ewa, self.tomasz, self.irena, self.adam, self.robert):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._schedule(user)
        with self.assertRaises(AccessError):
            self._schedule(partnership_id=self.partnership_nur.id).action_confirm()
        self._schedule(self.maria).action_confirm()

    def test_partnership_shows_its_meetings(self):
        self._schedule().action_confirm()
        partnership = self.partnership.with_user(self.piotr)
        self.assertEqual(partnership.meeting_count, 12)
        self.assertGreater(partnership.next_meeting_date, fields.Datetime.now())
        action = partnership.action_open_meetings()
        self.assertEqual(self.env["kooperacje.meeting"].search_count(action["domain"]), 12)
