from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestMembershipMandate(KooperacjeCommon):
    """Who may declare for an institution, and how it takes part (K3D-65, 79; tool 8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.head = cls.env["res.partner"].create([
            {"name": "Karol Referent", "function": "referent", "parent_id": cls.ngo.id},
            {"name": "Halina Prezes", "function": "prezes", "parent_id": cls.ngo.id, "is_decision_maker": True},
        ])
        member = cls.partnership.membership_ids.filtered(lambda m: m.institution_id == cls.ngo)
        cls.member = member.with_user(cls.piotr)

    def _sign(self):
        self.member._document_register_signature(office_today(), "qualified")

    def test_declaration_of_somebody_without_authority_is_refused(self):
        self.member.representative_id = self.clerk
        for step in (self.member.action_issue, self._sign):
            with self.assertRefused("Karol Referent has no authority to decide"):
                step()
        self.member.representative_mandate = "  "
        with self.assertRefused("no authority to decide"):
            self._sign()
        self.assertEqual(self.member.document_state, "draft")

    def test_head_declares_by_office_and_others_by_a_paper(self):
        self.member.representative_id = self.head
        self.member.action_issue()
        self.member.action_document_correct()
        self.member.write({"representative_id": self.clerk.id, "representative_mandate": "Upoważnienie 4/2026"})
        self._sign()
        self.assertEqual(self.member.document_state, "signed")

    def test_deputy_is_another_person_of_the_institution(self):
        self.member.representative_id = self.head
        with self.assertRefused("one's own deputy", ValidationError):
            self.member.deputy_id = self.head
        with self.assertRefused("not on the staff", ValidationError):
            self.member.deputy_id = self.ewa.partner_id
        self.member.deputy_id = self.clerk

    def test_declaration_says_how_the_institution_takes_part(self):
        self.member.write({
            "representative_id": self.head.id, "deputy_id": self.clerk.id, "participation_degree": "permanent",
            "participation_level": "both", "participation_purpose": "Wolontariat dla seniorów",
        })
        page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            "kooperacje.report_membership", self.member.ids,
        )[0]
        text = " ".join(html.fromstring(page).text_content().split())
        for words in ("Karol Referent, referent", "stały", "kierownictwo i pracownicy", "Wolontariat dla seniorów"):
            self.assertIn(words, text)

    def test_what_was_declared_stays_as_signed(self):
        self.member.representative_id = self.head
        self._sign()
        for values in (
            {"representative_mandate": "x"}, {"deputy_id": self.clerk.id}, {"participation_purpose": "x"},
            {"participation_degree": "invited"}, {"participation_level": "staff"},
        ):
            with self.subTest(values), self.assertRefused("cannot change"):
                self.member.write(values)

    def test_only_the_leader_writes_it(self):
        for role, user in self.user_by_role.items():
            if role in ("manager", "network_worker"):
                continue
            with self.subTest(role), self.assertRaises(AccessError):
                self.member.with_user(user).representative_mandate = "x"
