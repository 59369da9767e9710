from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestPartnershipOpen(CaseworkCommon):
    """A partnership is not closed over families in help and teams at work: it says what is open, and where."""

    def _refusal(self, user):
        with self.assertRefused(UserError, "not closed over work that goes on") as refusal:
            self.partnership.with_user(user).action_close()
        self.assertEqual(self.partnership.state, "active")
        return str(refusal.exception)

    def test_the_head_is_told_codes_and_no_names(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        text = self._refusal(self.maria)
        self.assertIn(f"open cases: 1 ({self.case.name})", text)
        self.assertIn(f"not finished: 1 ({team.name})", text)
        for name in ("Nowak", "Halina", "Kuba", "Tomasz", "Anna"):
            self.assertNotIn(name, text)

    def test_the_network_worker_is_told_how_many(self):
        self._case(self.anna, self.halina)
        text = self._refusal(self.piotr)
        self.assertIn("open cases: 2;", text)
        self.assertNotIn(self.case.name, text)

    def test_a_few_codes_only(self):
        for _number in range(6):
            self._case(self.anna, self.halina)
        text = self._refusal(self.maria)
        self.assertIn("open cases: 7 (", text)
        self.assertIn(", …)", text)

    def test_who_may_not_close_is_told_nothing(self):
        for user in (self.anna, self.ewa, self.tomasz, self.robert, self.olga, self.adam):
            with self.assertRaises((UserError, AccessError)[user in (self.olga, self.adam)]) as refusal:
                self.partnership.with_user(user).action_close()
            self.assertNotIn("open cases", str(refusal.exception))

    def test_the_lists_show_what_is_open(self):
        partnership = self.partnership.with_user(self.maria)
        self.assertEqual((partnership.open_case_count, partnership.team_at_work_count), (1, 0))
        action = partnership.action_open_cases()
        found = self.env[action["res_model"]].with_user(self.maria).search(action["domain"])
        self.assertEqual(found.ids, self.case.ids)
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.piotr).read(["open_case_count"])
        self.assertEqual(self.partnership.with_user(self.piotr).team_at_work_count, 0)

    def test_closed_once_nothing_is_open(self):
        """Another office's families hold nothing up."""
        self.env["kooperacje.case"].with_user(self.olga).create({"partnership_id": self.partnership_nur.id})
        self.case.sudo().with_context(tracking_disable=True)._unguarded().write({
            "closing_premise_id": self.env.ref("kooperacje.premise_end_ops").id,
        })
        self.case.with_user(self.anna).stage_id = self.stage["closed"]
        self.assertEqual(self.case.phase, "closed")
        self.partnership.with_user(self.maria).action_close()
        self.assertEqual(self.partnership.state, "closed")

    def test_queries(self):
        """The counts of a list of partnerships cost the same with 10 cases and with 100."""
        partnership = self.partnership.with_user(self.maria)
        partnership.read(["open_case_count"])  # rights are looked up once
        counts = []
        for size in (10, 100):
            self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(size)
            ])
            counts.append(self._queries(lambda: partnership.read(["open_case_count", "team_at_work_count"])))
        self.assertEqual(counts[0], counts[1])
