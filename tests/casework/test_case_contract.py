from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestCaseContract(TeamCommon):
    """Contracts beside the Nowaks' plan: references, dates and states, nothing of their content (tool 19 I)."""

    def setUp(self):
        super().setUp()
        self.contract = self.env["kooperacje.case.contract"].with_user(self.anna).create({
            "case_id": self.case.id, "kind": "social_a", "name": "KS/7/2026",
        })

    def test_entered_on_the_page_of_the_case(self):
        with Form(self.case.with_user(self.anna)) as form, form.contract_ids.new() as contract:
            contract.kind = "family"
        self.assertEqual(set(self.case.contract_ids.mapped("kind")), {"social_a", "family"})

    def test_life(self):
        with self.assertRefused("not in a state"):
            self.contract.action_keep()
        self.contract.action_sign()
        self.assertEqual((self.contract.state, self.contract.signed_on), ("signed", self.today))
        with self.assertRefused("not in a state"):
            self.contract.action_sign()
        self.contract.review_on = self.today + timedelta(days=30)
        self.contract.action_break()
        self.assertEqual((self.contract.state, self.contract.ended_on), ("broken", self.today))
        for attempt in (
            lambda: self.contract.write({"name": "x"}), self.contract.unlink, self.contract.action_end,
            lambda: self.contract.write({"state": "signed"}), lambda: self.contract.write({"ended_on": False}),
        ):
            with self.assertRefused("."):
                attempt()

    def test_signed_contract_stays(self):
        self.contract.action_sign()
        with self.assertRefused("stays on record"):
            self.contract.sudo().unlink()
        copy = self.contract.copy()
        self.assertEqual((copy.state, copy.ended_on), ("draft", False))
        copy.unlink()

    def test_in_force_it_stays_as_it_was_signed(self):
        """Only what the paper leaves open is entered later: an empty number, the next review."""
        self.contract.write({"party": "PUP", "valid_until": self.today + timedelta(days=90)})
        self.contract.action_sign()
        for values in (
            {"name": "KS/8/2026"}, {"kind": "family"}, {"party": "GOPS"}, {"party": False},
            {"signed_on": self.today - timedelta(days=1)}, {"valid_until": self.today + timedelta(days=900)},
            {"name": "KS/8/2026", "review_on": self.today},
        ):
            with self.subTest(values), self.assertRefused("in force and stays as it was signed"):
                self.contract.write(values)
            with self.subTest(values, as_="superuser"), self.assertRefused("stays as it was signed"):
                self.contract.sudo().write(values)
        self.contract.write({"name": "KS/7/2026", "review_on": self.today + timedelta(days=30)})
        late = self.contract.create({"case_id": self.case.id})
        late.action_sign()
        late.name = "KR/1/2026"
        with self.assertRefused("stays as it was signed"):
            late.name = "KR/2/2026"

    def test_dates(self):
        with self.assertRefused("future", ValidationError):
            self.contract.signed_on = self.today + timedelta(days=1)
        with self.assertRaises(UserError):
            self.contract.write({"state": "signed"})

    def test_review_due(self):
        self.contract.write({"signed_on": self.today - timedelta(days=90), "review_on": self.today})
        self.assertFalse(self.contract.is_due, "in preparation")
        self.contract.action_sign()
        self.assertEqual(self.contract.signed_on, self.today - timedelta(days=90), "the day on the paper stays")
        self.assertTrue(self.contract.is_due)
        self.contract.review_on = self.today + timedelta(days=1)
        self.assertFalse(self.contract.is_due)
        self.contract.valid_until = self.today
        self.assertTrue(self.contract.is_due)

    def test_contract_stays_in_its_case(self):
        with self.assertRaises(UserError):
            self.contract.case_id = self._case(self.anna)

    def test_who(self):
        scope = self.env.ref("kooperacje.data_scope_support")
        sharing = self.consent.statement_ids.filtered(lambda statement: statement.kind == "sharing")
        sharing.sudo().scope_ids = [Command.set(self.env.ref("kooperacje.data_scope_identity").ids)]
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.tomasz).read(["name"])
        sharing.sudo().scope_ids = [Command.set(scope.ids)]
        self.env.invalidate_all()
        self.assertEqual(self.contract.with_user(self.tomasz).name, "KS/7/2026")
        for user in (self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga, self.jan, self.zofia):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.contract.with_user(user).read(["kind"])
        for user in (self.tomasz, self.piotr, self.olga, self.jan):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.contract.with_user(user).action_sign()
            with self.subTest(user.login, what="create"), self.assertRaises(AccessError):
                self.contract.with_user(user).create({"case_id": self.case.id})
