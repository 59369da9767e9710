from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
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
        self.member._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))

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

    def _represent(self, person, user=None, **values):
        self.env["kooperacje.membership.stop"].with_user(user or self.piotr).create({
            "membership_id": self.member.id, "what": "represent", "person_id": person.id, "day": office_today(),
            **values,
        }).action_confirm()

    def test_a_new_head_speaks_from_her_day_on(self):
        """The declaration keeps the name of its day; what is printed later names the new one."""
        self.member.representative_id = self.head
        self._sign()
        signed = self.member.document_pdf
        deputy, new = self.env["res.partner"].create([
            {"name": "Ewa Zastępczyni", "parent_id": self.ngo.id},
            {"name": "Nina Nowa", "function": "prezeska", "parent_id": self.ngo.id, "is_decision_maker": True},
        ])
        for values in ({"representative_id": new.id}, {"representative_mandate": "x"}, {"deputy_id": deputy.id}):
            with self.subTest(values=values), self.assertRefused("Press “New representative”"):
                self.member.write(values)
            with self.subTest(values=values), self.assertRefused("Press “New representative”"):
                self.member.sudo().write(values)
        self._represent(new, deputy_id=deputy.id)
        self.assertEqual((self.member.representative_id, self.member.deputy_id), (new, deputy))
        self.assertEqual((self.member.document_state, self.member.document_pdf), ("signed", signed))
        lines = self.member.representation_ids.sorted("date_from")
        self.assertEqual(lines.partner_id, self.head | new)
        self.assertEqual(
            [(line.date_from, line.date_to) for line in lines],
            [(self.member.date_from, office_today() - timedelta(days=1)), (office_today(), False)],
        )
        agreement = self.env["kooperacje.agreement"].create({
            "name": "Porozumienie", "company_id": self.company.id, "partnership_ids": self.partnership.ids,
            "party_ids": self.ngo.ids,
        })
        agreement.action_propose_signatories()
        self.assertEqual(agreement.signatory_ids.person_id, new)

    def test_who_may_not_speak_and_who_may_not_say_so(self):
        self.member.representative_id = self.head
        with self.assertRefused("speaks for .* already"):
            self._represent(self.head)
        with self.assertRefused("no authority to decide"):
            self._represent(self.clerk)
        with self.assertRefused("not on the staff", ValidationError):
            self._represent(self.ewa.partner_id)
        with self.assertRefused("not ahead"):
            self._represent(self.clerk, mandate="4/2026", day=office_today() + timedelta(days=1))
        with self.assertRefused("Choose a later day"):
            self._represent(self.clerk, mandate="4/2026", day=self.member.date_from)
        for user in (self.anna, self.zofia, self.irena, self.adam, self.olga):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._represent(self.clerk, user, mandate="4/2026")
        self.assertFalse(self.member.representation_ids)
        self._represent(self.clerk, self.maria, mandate="4/2026", deputy_id=self.head.id)
        self.assertEqual(self.member.representative_mandate, "4/2026")
        for values in ({"date_to": office_today()}, {"partner_id": self.head.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.member.representation_ids.with_user(self.piotr).write(values)

    def test_a_declaration_that_waits_is_corrected_first(self):
        self.member.representative_id = self.head
        self.member.action_issue()
        with self.assertRefused("waits for its signature"):
            self._represent(self.clerk, mandate="4/2026")

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
            with self.subTest(values), self.assertRefused("cannot change|stays as it is"):
                self.member.write(values)

    def test_only_the_leader_writes_it(self):
        for role, user in self.user_by_role.items():
            if role in ("manager", "network_worker"):
                continue
            with self.subTest(role), self.assertRaises(AccessError):
                self.member.with_user(user).representative_mandate = "x"
