from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_moment, office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestPartnershipRefusals(KooperacjeCommon):
    """Bad input as users make it, sent as a script sends it: refused with what to do, and nothing has changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.clerk = cls.env["res.partner"].create({
            "name": "Karol Referent", "function": "referent", "parent_id": cls.ngo.id,
        })

    def _rpc(self, record, method, *args, user=None, **kwargs):
        """What ``/web/dataset/call_kw`` does: public methods only, ids and plain values."""
        model = self.env[record._name].with_user(user or self.piotr)
        return call_kw(model, method, [record.ids, *args], kwargs)

    def _create(self, model, values, user=None):
        ids = call_kw(self.env[model].with_user(user or self.piotr), "create", [[values]], {})
        return self.env[model].browse(ids)

    # A declaration signed by someone without authority

    def _declaration(self):
        declaration = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.ngo)
        declaration.representative_id = self.clerk
        return declaration

    def test_declaration_of_somebody_without_authority(self):
        declaration = self._declaration()
        with self.assertRefused("has no authority to decide .* Enter the paper that gives it"):
            self._rpc(declaration, "action_issue")
        signed = self._e_file(self.today)
        wizard = self._create("kooperacje.document.sign", {
            "res_model": declaration._name, "res_id": declaration.id, "signature_kind": "qualified",
            "signed_copy": signed["file"], "signature_checked": signed["checked"],
        })
        with self.assertRefused("choose another representative"):
            self._rpc(wizard, "action_confirm")
        with self.assertRaises(AccessError):
            self._rpc(declaration, "_document_register_signature", self.today, "qualified", signed["file"])
        with self.assertRefused("not typed in. Use “Issue”"):
            self._rpc(declaration, "write", {"document_state": "signed"})
        self.assertEqual((declaration.document_state, declaration.document_number), ("draft", False))

    # Two leaders

    def test_two_leaders(self):
        for values in ({"leader_id": self.gops_nur.id}, {"leader_id": self.school.id}):
            with self.subTest(values), self.assertRefused("one leader: the office that keeps it. Invite the other"):
                self._rpc(self.partnership, "write", values)
            with self.subTest(values), self.assertRefused("one leader"):
                self._create("kooperacje.partnership", {"name": "X", "company_id": self.company.id, **values})
        with self.assertRefused("stays with the office that leads it"):
            self._rpc(self.partnership, "write", {"company_id": self.company_nur.id})
        self._rpc(self.partnership, "write", {"leader_id": self.ops.id})
        self.assertEqual(self.partnership.leader_id, self.ops)
        second = self._create("kooperacje.membership", {
            "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id,
        })
        self.assertFalse(second.is_leader, "another office takes part as a member")

    # A meeting without a quorum that votes

    def test_vote_without_a_quorum(self):
        meeting = self._create("kooperacje.meeting", {
            "kind": "partnership", "partnership_id": self.partnership.id,
            "start": office_moment(self.today - timedelta(days=1), 10), "location": "OPS",
        })
        self._rpc(meeting.participant_ids[:1], "action_present")
        values = {
            "meeting_id": meeting.id, "name": "Przyjąć regulamin", "deadline": self.today + timedelta(days=7),
            "partner_id": meeting.participant_ids[:1].partner_id.id,
        }
        vote = {"settled_by": "vote", "votes_for": 1}
        with self.assertRefused("no quorum: 1 of 5 .* decide by consensus, or put the vote off", ValidationError):
            self._create("kooperacje.decision", {**values, **vote})
        decision = self._create("kooperacje.decision", values)
        with self.assertRefused("no quorum", ValidationError):
            self._rpc(decision, "write", vote)
        self.assertEqual((decision.settled_by, meeting.state), ("consensus", "planned"))
        with self.assertRaises(UserError):
            self._rpc(meeting, "write", {"state": "held"})
        self._rpc(meeting, "action_hold")
        self.assertEqual(meeting.state, "held")

    # An agreement ending before it begins

    def test_agreement_that_ends_before_it_begins(self):
        values = {
            "name": "Porozumienie", "kind": "county", "is_external": True, "company_id": self.company.id,
            "partnership_ids": [Command.set(self.partnership.ids)],
            "date_from": "2026-05-01", "date_to": "2026-04-30",
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation) as refusal, self.env.cr.savepoint():
            self._create("kooperacje.agreement", values)
        message = self.env["kooperacje.agreement"]._sql_error_to_message(refusal.exception)
        self.assertIn("cannot end before it begins. Correct “In force from”", message)
        agreement = self._create("kooperacje.agreement", {**values, "date_to": "2026-12-31"})
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._rpc(agreement, "write", {"date_from": "2027-01-01"})
            agreement.flush_recordset()
        self.env.invalidate_all()
        self.assertEqual(str(agreement.date_from), "2026-05-01")

    # A step closed out of order

    def test_step_out_of_order(self):
        steps = {step.code: step for step in self.partnership.step_ids}
        with self.assertRefused("cannot be closed yet. Missing:\n• step 2.4"):
            self._rpc(steps["3"], "action_done")
        with self.assertRefused("obligatory or closed"):
            self._rpc(steps["2.2"], "action_skip")
        for values in ({"state": "done"}, {"done_on": str(self.today)}, {"after_ids": [Command.clear()]}):
            with self.subTest(values), self.assertRaises(AccessError):
                self._rpc(steps["3"], "write", values)
        with self.assertRaises(UserError):
            self._rpc(steps["2.2"], "unlink")
        self.assertEqual(set((steps["3"] | steps["2.2"]).mapped("state")), {"todo"})

    # Members that come and go

    def test_leader_is_neither_suspended_nor_leaves(self):
        leader = self.partnership.membership_ids.filtered("is_leader")
        for method in ("action_suspend", "action_notice"):
            with self.subTest(method), self.assertRefused("Close the partnership instead"):
                self._rpc(leader, method)
        with self.assertRaises(AccessError):
            self._rpc(leader, "_suspend", self.today, "x")
