from odoo import Command
from odoo.tests import tagged

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestPartnerMerge(PrivacyCommon):
    """Two contacts of one person become one: access follows the account, whichever contact is kept."""

    def _merge(self, *partners, into):
        ids = [partner.id for partner in partners]
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(ids, into)
        self.env.invalidate_all()

    def _second_contact(self):
        """Somebody typed Tomasz anew and invited that contact, which has no account."""
        contact = self.env["res.partner"].create({
            "name": "Tomasz", "parent_id": self.ppp.id, "email": self.tomasz.email,
        })
        self.team.member_ids.filtered(lambda m: m.user_id == self.tomasz).partner_id = contact
        self.assertNotIn("tomasz", self._readers())
        return contact

    def test_contact_without_account_merged_into_the_account_s(self):
        contact = self._second_contact()
        self._merge(contact, self.tomasz.partner_id, into=self.tomasz.partner_id)
        self.assertIn("tomasz", self._readers())
        self.assertTrue(self._can_read(self.tomasz))

    def test_contact_of_the_account_merged_into_the_other(self):
        contact = self._second_contact()
        self._merge(contact, self.tomasz.partner_id, into=contact)
        self.assertEqual(self.tomasz.partner_id, contact)
        self.assertIn("tomasz", self._readers())

    def test_a_member_that_would_be_there_twice_is_not_lost(self):
        """Somebody typed Tomasz anew and put that contact on the same team."""
        contact = self.env["res.partner"].create({
            "name": "Tomasz", "parent_id": self.ppp.id, "email": self.tomasz.email,
        })
        self.team.member_ids = [Command.create({
            "institution_id": self.ppp.id, "partner_id": contact.id, "state": "accepted", "date_from": self.yesterday,
        })]
        members = self.team.member_ids
        for gone, kept in ((contact, self.tomasz.partner_id), (self.tomasz.partner_id, contact)):
            with self.assertRefused("stand in the same records of the Model"):
                self._merge(gone, kept, into=kept)
        self.assertEqual((members.exists(), contact.exists()), (members, contact))
        self.assertTrue(self._can_read(self.tomasz))

    def test_institution_of_a_case_and_of_the_log_is_kept(self):
        """The log of reads refuses every change, in the words of the database."""
        self.case.with_user(self.tomasz).read(["need_words"])
        self.env.cr.precommit.run()
        self.assertTrue(self.env["kooperacje.read.log"].search([("institution_id", "=", self.ppp.id)]))
        with self.assertRefused("is an institution of the Model"):
            self._merge(self.ppp, self.ngo, into=self.ngo)
        self.assertTrue(self._can_read(self.tomasz))
