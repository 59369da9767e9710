from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import SCAN
from .family import FamilyCommon

REASON = "Powód"
DECLINE = "kooperacje.premise_decline_scope"
# Record of ``FamilyCommon._whole`` → field of the state → step → states from which the step leads on. From every other
# state it is refused in words, whoever asks and by whatever way.
STEPS = {
    ("action", "state"): {
        "action_start": {"planned"}, "action_done": {"planned", "started"}, "action_drop": {"planned", "started"},
        "action_reopen": {"started", "done", "dropped"},
    },
    ("line", "status"): {
        "action_request": {"planned", "unavailable"},
        "action_start": {"planned", "requested", "accepted", "interrupted"}, "action_finish": {"started"},
        "action_interrupt": {"started"}, "action_unavailable": {"planned", "requested", "accepted"},
    },
    ("referral", "state"): {
        "action_accept": {"requested"}, "action_decline": {"requested"}, "action_start": {"requested", "accepted"},
        "action_done": {"started"}, "action_not_provided": {"accepted", "started"},
        "action_cancel": {"requested", "accepted", "started"},
    },
    ("contract", "state"): {
        "action_sign": {"draft"}, "action_keep": {"signed"}, "action_break": {"signed"},
        "action_end": {"draft", "signed"},
    },
    ("project", "state"): {
        "action_submit": {"idea"}, "action_approve": {"submitted"}, "action_start": {"approved"},
        "action_finish": {"running"}, "action_settle": {"finished"},
    },
    ("decision", "state"): {"action_done": {"open"}, "action_drop": {"open"}},
    ("plan", "state"): {"action_revise": {"signed", "void"}},
    ("diagnosis", "state"): {"action_revise": {"settled", "void"}},
    ("invited", "state"): {
        "action_accept": {"invited"}, "action_decline": {"invited"},
        "action_leave": {"proposed", "invited", "accepted"},
    },
    ("offer", "state"): {
        "action_accept": {"offered"}, "action_decline": {"offered"}, "action_withdraw": {"offered"},
    },
    ("report_card", "state"): {
        "action_send": {"draft"}, "action_open_case": {"sent"}, "action_decline": {"sent"},
    },
    ("assessment", "state"): {"action_complete": {"draft"}, "action_refresh": {"draft"}},
    ("meeting", "state"): {"action_hold": {"planned"}, "action_cancel": {"planned"}},
}
# What a step is given; the rest are buttons.
ARGUMENTS = {
    ("action", "action_drop"): (REASON,), ("line", "action_interrupt"): (REASON,),
    ("line", "action_unavailable"): (REASON,), ("referral", "action_decline"): (DECLINE, REASON),
    ("referral", "action_not_provided"): (REASON,), ("invited", "action_decline"): (DECLINE, REASON),
    ("invited", "action_leave"): (REASON,), ("offer", "action_decline"): (REASON,),
}
# Steps that ask why, and are refused without it from every state.
WITH_REASON = {
    ("action", "action_drop"): "planned", ("line", "action_interrupt"): "started",
    ("line", "action_unavailable"): "planned", ("referral", "action_decline"): "requested",
    ("referral", "action_not_provided"): "started", ("invited", "action_decline"): "invited",
    ("offer", "action_decline"): "offered",
}


class _UndoneError(Exception):
    """Ends the savepoint of a step that was let."""


@tagged("post_install", "-at_install")
class TestWrongStates(FamilyCommon):
    """Each step of the work from each state, wrong ones too: the whole table, not only the way of the Model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        project = cls.family.project
        project.write({"participant_count": 2, "course": "x", "effects": "x"})
        cls.env["kooperacje.social.project.action"].sudo().search([]).write({"state": "done"})
        cls.family.project_action.sudo().state = "done"
        cls.family.project_budget.sudo().is_settled = True
        cls.family.project_indicator.sudo().reached = "5"
        cls.family.project_partner.sudo().committed_on = cls.today
        cls.family.contract.sudo().signed_on = cls.today
        cls.family.offer = cls.env["kooperacje.handover"].create({
            "case_id": cls.case.id, "to_user_id": cls.jan.id, "reason": "Urlop",
        })
        cls.family.report_card = cls.env["kooperacje.report.card"].with_user(cls.tomasz).create({
            "partnership_id": cls.partnership.id, "institution_id": cls.ppp.id, "subject": "x", "reason": "x",
            "done_so_far": "x", "why_not_enough": "x", "consent_given": True, "consent_on": cls.today,
        }).with_env(cls.env)
        cls.family.report_card.write({"case_manager_id": cls.anna.id, "decline_reason": REASON})
        # What else a step asks for, so that only the state can refuse it.
        cls.family.assessment.write({"kind": "periodic"})

    def _who(self, record, step):
        """Who takes the step where the rights are not in question."""
        return {
            ("project", "action_approve"): self.maria, ("project", "action_settle"): self.maria,
            ("offer", "action_accept"): self.jan, ("offer", "action_decline"): self.jan,
            ("report_card", "action_send"): self.tomasz, ("report_card", "action_open_case"): self.maria,
            ("report_card", "action_decline"): self.maria, ("action", "action_start"): self.tomasz,
        }.get((record, step), self.anna)

    def _put(self, name, field, state):
        """The record in a state as if its life had led there; columns only, nothing follows from it."""
        record = getattr(self.family, name)
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE %s SET %s = %s WHERE id = %s", SQL.identifier(record._table), SQL.identifier(field), state,
            record.id,
        ))
        if name == "referral":
            # The line says what the request says.
            status = {
                "declined": "unavailable", "not_provided": "interrupted", "cancelled": "planned",
            }.get(state, state)
            self.env.cr.execute("UPDATE kooperacje_plan_service SET status = %s WHERE id = %s",
                                (status, record.line_id.id))
        if name == "line":
            self.env.cr.execute("DELETE FROM kooperacje_referral WHERE line_id = %s", (record.id,))
        if name == "diagnosis":
            self.env.cr.execute("UPDATE kooperacje_diagnosis_line SET state = %s WHERE diagnosis_id = %s",
                                (state, record.id))
        self.env.invalidate_all()
        return record

    def _is_let(self, name, step, arguments):
        record = getattr(self.family, name).with_user(self._who(name, step))
        arguments = [self.env.ref(one).id if one == DECLINE else one for one in arguments]
        try:
            with self.env.cr.savepoint():
                getattr(record, step)(*arguments)
                self.env.flush_all()
                raise _UndoneError
        except _UndoneError:
            return True
        except UserError:
            return False
        finally:
            self.env.invalidate_all()

    def test_every_step_from_every_state(self):
        with self._unprinted("kooperacje.report.card"), mute_logger("odoo.sql_db"):
            for (name, field), steps in STEPS.items():
                record = getattr(self.family, name)
                for state in dict(record._fields[field]._description_selection(self.env)):
                    savepoint = self.env.cr.savepoint()
                    self._put(name, field, state)
                    let = {step for step in steps if self._is_let(name, step, ARGUMENTS.get((name, step), ()))}
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
                    with self.subTest(name, state=state):
                        self.assertEqual(let, {step for step, states in steps.items() if state in states})

    def test_no_reason_no_step(self):
        """Refusals and stops are figures of the Model (K3D-116): none without its reason, blanks are none."""
        for (name, step), state in WITH_REASON.items():
            field = next(field for record, field in STEPS if record == name)
            savepoint = self.env.cr.savepoint()
            self._put(name, field, state)
            for blank in ("", "   ", None):
                arguments = [*ARGUMENTS[name, step][:-1], blank]
                with self.subTest(name, step=step, reason=blank):
                    self.assertFalse(self._is_let(name, step, arguments))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_a_decline_gives_a_reason_of_the_dictionary(self):
        wrong = self.env.ref("kooperacje.premise_end_goals")
        for name, state in (("referral", "requested"), ("invited", "invited")):
            savepoint = self.env.cr.savepoint()
            self._put(name, "state", state)
            for premise in (wrong.id, False, 999_999_999):
                with self.subTest(name, premise=premise):
                    self.assertFalse(self._is_let(name, "action_decline", [premise, REASON]))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    # Papers

    def _papers(self):
        """Papers ready to be issued, by name."""
        family = self.family
        family.qualification.write({
            "decision": "deferred", "decision_reason": "x", "deferred_until": self.today,
        })
        register = self.env["kooperacje.team.register"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id,
        })
        card = self.env["kooperacje.activity.card"].with_user(self.anna).create({"company_id": self.company.id})
        draft = self.env["kooperacje.consent"].with_user(self.anna).create({
            "case_id": self.case.id, "information_given": True, "clause_given": True,
            "signer_ids": [Command.set(self.halina.ids)], "statement_ids": [Command.create({
                "kind": "consultation", "date_to": self.today,
            })],
        })
        family.project.sudo().state = "submitted"
        return {
            "consent": draft, "qualification": family.qualification.with_user(self.anna),
            "report card": family.report_card.with_user(self.tomasz), "register": register, "activity card": card,
            "undertaking": family.undertaking.with_user(self.anna), "meeting": family.meeting.with_user(self.anna),
            "diagnosis": family.diagnosis.with_user(self.anna), "project": family.project.with_user(self.anna),
        }

    def test_every_step_of_a_paper_from_every_state(self):
        """draft → issued → signed / void (architecture, decision 10), for each paper of the room."""
        steps = {
            "issue": (lambda paper: paper.action_issue(), {"draft"}),
            "correct": (lambda paper: paper.action_document_correct(), {"issued"}),
            "sign": (lambda paper: paper._document_register_signature(self.today, "handwritten", SCAN),
                     {"draft", "issued"}),
            "void": (lambda paper: paper._document_void(REASON), {"issued", "signed"}),
        }
        for name, paper in self._papers().items():
            with self._unprinted(paper._name):
                for state in ("draft", "issued", "signed", "void"):
                    savepoint = self.env.cr.savepoint()
                    self._lead_to(paper, state)
                    let = set()
                    for step, (take, _states) in steps.items():
                        try:
                            with self.env.cr.savepoint():
                                take(paper)
                                self.env.flush_all()
                                raise _UndoneError
                        except _UndoneError:
                            let.add(step)
                        except UserError:
                            pass
                        self.env.invalidate_all()
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
                    with self.subTest(name, state=state):
                        self.assertEqual(let, {step for step, (_take, states) in steps.items() if state in states})

    def _lead_to(self, paper, state):
        if state in ("issued", "void"):
            paper.action_issue()
        if state == "signed":
            paper._document_register_signature(self.today, "handwritten", SCAN)
        if state == "void":
            paper._document_void(REASON)
        self.env.flush_all()
        self.env.invalidate_all()
