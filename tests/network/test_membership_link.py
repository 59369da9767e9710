from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

from .answer_link_common import AnswerLinkCase


@tagged("post_install", "-at_install")
class TestMembershipLink(AnswerLinkCase, KooperacjeCommon):
    """A parish charity is invited to the partnership and answers without an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        cls.parish = cls.env["res.partner"].create({
            "name": "Caritas parafialna", "is_company": True, "is_institution": True, "sector_id": cls.ngo.sector_id.id,
        })
        cls.priest = cls.env["res.partner"].create({
            "name": "Jan Proboszcz", "parent_id": cls.parish.id, "email": "jan.p@example.com",
            "is_decision_maker": True,
        })
        cls.membership = cls.env["kooperacje.membership"].create({
            "partnership_id": cls.partnership.id, "institution_id": cls.parish.id, "representative_id": cls.priest.id,
        })

    def _send(self, user=None):
        mail = self._mails(self.membership.with_user(user or self.piotr).action_send_answer_link)
        self.assertEqual(mail.subject, "Zaproszenie do partnerstwa – prosimy o odpowiedź")
        return self._link(mail)

    def test_they_want_to_join(self):
        """To say yes is no accession: the declaration is (K3D-8)."""
        address = self._send()
        self.assertIn(self.partnership.name, self.url_open(address).text)
        done = self._answer(address, answer="join")
        self.assertEqual(done.status_code, 200)
        self.assertIn("deklarację przystąpienia", done.text)
        self.assertEqual(self.membership.state, "invited")
        self.assertTrue(self.membership.answered_by_link)
        told = self.partnership.activity_ids.filtered(lambda one: one.user_id == self.piotr)
        self.assertIn("Caritas parafialna", told[-1:].summary)
        self.assertEqual(self.url_open(address).status_code, 404)
        note = self.membership.message_ids.filtered(lambda one: "chce przystąpić" in (one.body or ""))
        self.assertEqual(note.author_id, self.priest)

    def test_they_do_not(self):
        address = self._send()
        self.assertEqual(self._answer(address, answer="decline", words=" ").status_code, 400)
        self.assertEqual(self.membership.state, "invited")
        self.assertEqual(self._answer(address, answer="decline", words="Brak ludzi").status_code, 200)
        self.assertEqual(
            (self.membership.state, self.membership.invitation_end_reason, self.membership.invitation_ended_on),
            ("declined", "Brak ludzi", office_today()),
        )

    def test_the_link_ends_with_the_invitation(self):
        for step in ("withdrawn", "declined"):
            with self.subTest(step):
                address = self._send()
                self.membership.with_user(self.piotr)._end_invitation(step, office_today(), "Inny termin")
                self.assertEqual(self.url_open(address).status_code, 404)
                self.membership.sudo().state = "invited"

    def test_another_representative_another_link(self):
        address = self._send()
        self.membership.representative_id = self.env["res.partner"].create({
            "name": "Nowy Proboszcz", "parent_id": self.parish.id, "email": "nowy@example.com",
        })
        self.assertEqual(self.url_open(address).status_code, 404)

    def test_refusals(self):
        portal = self._portal_user()
        for user in (self.anna, self.tomasz, self.ewa, self.robert, self.irena, self.adam, self.olga, portal):
            for name in ("action_send_answer_link", "action_print_answer_letter"):
                with self.subTest((user.login, name)), self.assertRaises(UserError):
                    getattr(self.membership.with_user(user), name)()
        for name, value in (("answer_link_to", "x@example.com"), ("answered_by_link", True)):
            with self.subTest(name), self.assertRaises(AccessError):
                self.membership.with_user(self.piotr).write({name: value})
        with self.assertRaises(AccessError):
            self.membership.with_user(self.piotr).read(["answer_code"])

    def test_nobody_to_ask(self):
        self.membership.representative_id = False
        with self.assertRaisesRegex(UserError, "who is invited"):
            self.membership.with_user(self.piotr).action_send_answer_link()
        leader = self.partnership.membership_ids.filtered("is_leader")
        with self.assertRaisesRegex(UserError, "No answer is awaited"):
            leader.with_user(self.piotr).action_send_answer_link()

    def test_the_letter(self):
        self.priest.email = False
        self.membership.with_user(self.piotr).action_print_answer_letter()
        words = str(self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            "kooperacje.report_membership_letter", self.membership.ids,
        )[0], "utf-8")
        self.assertIn(self.membership.sudo().answer_code, words)
        self.assertIn("Jan Proboszcz", words)
