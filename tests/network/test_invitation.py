from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestInvitationAnswer(KooperacjeCommon):
    """The police station of Małkinia has been invited and says nothing: it stops nobody, and may be let go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.police = cls._institution(
            "Posterunek Policji w Małkini (test)", cls._institution_type("POLICJA", cls._sector("G", "Policja")),
            cls.commune,
        )
        cls.invited = cls.env["kooperacje.membership"].create({
            "partnership_id": cls.partnership.id, "institution_id": cls.police.id,
        })

    def _end(self, what, user=None, reason="Brak obsady", day=None):
        membership = self.invited.with_user(user or self.piotr)
        action = getattr(membership, f"action_{'withdraw' if what == 'withdrawn' else 'decline'}_invitation")()
        wizard = self.env["kooperacje.membership.stop"].with_user(user or self.piotr).with_context(
            **action["context"],
        ).create({"reason": reason, "day": day or self.today})
        wizard.action_confirm()

    def _state(self):
        return self.invited.state, self.invited.invitation_ended_on, self.invited.invitation_end_reason

    def test_it_is_withdrawn_or_declined_with_day_and_reason_and_never_left(self):
        for what in ("withdrawn", "declined"):
            with self.subTest(what):
                self._end(what, day=self.today - timedelta(days=3))
                self.assertEqual(self._state(), (what, self.today - timedelta(days=3), "Brak obsady"))
                self.assertFalse(self.invited.date_from or self.invited.date_to)
                self.assertNotIn(self.police, self.partnership.member_ids)
                self.assertEqual(self.partnership.invited_count, 0)
                self.invited = self.env["kooperacje.membership"].with_user(self.piotr).create({
                    "partnership_id": self.partnership.id, "institution_id": self.police.id,
                })
        self.assertEqual(
            self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.police).mapped("state"),
            ["withdrawn", "declined", "invited"], "it may be invited again",
        )

    def test_what_is_missing_or_does_not_apply_is_said(self):
        with self.assertRefused("has not joined and so cannot leave"):
            self.invited.with_user(self.piotr).action_leave()
        with self.assertRefused("reason why the institution does not join"):
            self._end("declined", reason="  ")
        with self.assertRefused("on its day, not ahead"):
            self._end("declined", day=self.today + timedelta(days=1))
        school = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        with self.assertRefused("not waiting to join"):
            school.with_user(self.piotr)._end_invitation("withdrawn", self.today, "x")
        self.assertEqual(self._state(), ("invited", False, False))
        self._end("declined")
        for again in ("withdrawn", "declined"):
            with self.assertRefused("not waiting to join"):
                self._end(again)
        with self.assertRefused("not waiting to join"):
            self.invited.with_user(self.piotr).action_join()

    def test_by_hand_and_by_others_it_is_refused(self):
        for values in ({"state": "declined"}, {"invitation_ended_on": self.today}, {"invitation_end_reason": "x"}):
            with self.subTest(values), self.assertRaises(AccessError):
                self.invited.with_user(self.piotr).write(values)
        for user in (self.anna, self.tomasz, self.ewa, self.adam, self.robert, self.irena, self.urszula, self.olga):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._end("withdrawn", user=user)

    def test_its_people_do_nothing_for_the_office_any_more(self):
        officer = self._user("dzielnicowy", self.police, "coordinator")
        role = officer.role_assignment_ids
        self.assertTrue(role.is_current)
        self._end("declined")
        self.env.invalidate_all()
        self.assertFalse(role.is_current)
        self.invited = self.env["kooperacje.membership"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": self.police.id,
        })
        self.env.invalidate_all()
        self.assertFalse(role.is_current, "what has ended does not revive")
        other = self._user("komendant", self.police, "coordinator")
        self.assertTrue(other.role_assignment_ids.is_current)

    def test_silence_keeps_no_step_shut(self):
        """Declarations are asked of those that have joined."""
        self.partnership.membership_ids.document_state = "signed"
        self.invited.document_state = "draft"
        self.assertEqual(self.partnership._missing_evidence("declarations"), [])
        self.assertEqual(self.partnership._missing_evidence("invitations"), [])
        school = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        school.document_state = "issued"
        self.assertIn(self.school.name, self.partnership._missing_evidence("declarations")[0])

    def test_the_form_shows_how_it_ended(self):
        self._end("declined")
        with Form(self.invited.with_user(self.piotr)) as form:
            self.assertEqual(form.invitation_end_reason, "Brak obsady")

    def test_who_does_not_join_is_given_no_declaration(self):
        self.invited.representative_id = self._speaker(True)
        self._end("declined")
        with self.assertRefused("Invite it again"):
            self.invited.with_user(self.piotr).action_issue()
        self.assertEqual(self.invited.document_state, "draft")
        arch = etree.fromstring(self.invited.with_user(self.piotr).get_view(view_type="form")["arch"])
        [bar] = arch.xpath("//div[@name='document_bar']")
        self.assertIn("declined", bar.get("invisible") or "")

    def test_the_form_invites_again(self):
        self.invited.representative_id = self._speaker(True)
        with self.assertRefused("belongs to the partnership already"):
            self.invited.with_user(self.piotr).action_invite_again()
        self._end("withdrawn")
        for user in (self.anna, self.tomasz, self.irena, self.olga):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.invited.with_user(user).action_invite_again()
        again = self.env["kooperacje.membership"].browse(
            self.invited.with_user(self.piotr).action_invite_again()["res_id"],
        )
        self.assertEqual(
            (again.state, again.institution_id, again.representative_id),
            ("invited", self.police, self.invited.representative_id),
        )
        self.assertEqual(self.invited.state, "withdrawn", "how the first one ended stays on record")
        with self.assertRefused("belongs to the partnership already"):
            self.invited.with_user(self.piotr).action_invite_again()

    # Joining asks for the mandate (K3D-65)

    def _speaker(self, decides):
        return self.env["res.partner"].create({
            "name": "Komendant", "parent_id": self.police.id, "is_decision_maker": decides,
        })

    def test_joining_by_the_typed_day_asks_who_may_decide(self):
        invited = self.invited.with_user(self.piotr)
        invited.date_from = self.today
        with self.assertRefused("Name the representative"):
            invited.action_join()
        invited.representative_id = self._speaker(False)
        with self.assertRefused("no authority to decide"):
            invited.action_join()
        self.assertEqual(invited.state, "invited")
        invited.representative_mandate = "Upoważnienie nr 4/2026"
        invited.action_join()
        self.assertEqual(invited.state, "member")

    def test_joining_by_the_signed_paper_asks_too(self):
        """Also where the person has lost the mandate after the declaration was issued."""
        invited = self.invited.with_user(self.piotr)
        invited.representative_id = self._speaker(True)
        invited.sudo().write({"document_state": "signed", "signed_on": self.today})
        invited.representative_id.sudo().is_decision_maker = False
        with self.assertRefused("no authority to decide"):
            invited.action_join()
        invited.representative_id.sudo().is_decision_maker = True
        invited.action_join()
        self.assertEqual(invited.state, "member")
