from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestCaseProposal(CaseworkCommon):
    """What comes before the consent has its place: the helping alliance and the proposal (K3D-177, 180)."""

    def test_recorded_before_any_consent(self):
        self.assertFalse(self.case.consent_ids)
        with Form(self.case.with_user(self.anna)) as form:
            form.alliance_on = self.today - timedelta(days=9)
            form.alliance_note = "Pani Halina chce, żeby Kuba wrócił do szkoły."
            form.proposed_on = self.today
            self.assertEqual(form.proposed_by_id, self.anna)
            form.proposal_note = "Opowiedziano o zespole i o tym, kto mógłby w nim być."
            form.proposal_answer = "Zastanowimy się."
        self.assertEqual(self.case.proposal_answer, "Zastanowimy się.")
        self.assertEqual(self.case.proposed_by_id, self.anna)

    def test_who_proposed_stays(self):
        self.case.with_user(self.anna).proposed_on = self.today
        self.case.with_user(self.maria).proposed_on = self.today - timedelta(days=1)
        self.assertEqual(self.case.proposed_by_id, self.anna)

    def test_the_future_is_no_fact(self):
        for name in ("alliance_on", "proposed_on"):
            with self.subTest(name), self.assertRefused(ValidationError, "once they have happened"):
                self.case.with_user(self.anna)[name] = self.today + timedelta(days=1)

    def test_words_of_the_family_are_shared_by_scope(self):
        self.case.with_user(self.anna).write({"proposal_answer": "Zastanowimy się.", "alliance_note": "Razem"})
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=self.tomasz)
        self.env.flush_all()
        self.env.invalidate_all()
        seen = self.case.with_user(self.tomasz)
        self.assertEqual((seen.proposal_answer, seen.alliance_note), (False, False), "the support is not shared")
        self.assertFalse(seen.search([("proposal_answer", "=", "Zastanowimy się.")]))
        for user in (self.tomasz, self.jan, self.piotr, self.ewa, self.olga, self.irena, self.adam):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.case.with_user(user).write({"alliance_on": self.today})
