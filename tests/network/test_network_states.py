from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today

from .common import NetworkCommon

# record → (its states, {step: (who takes it, states in which it applies, what stands on the record by then)})
STEPS = {
    "cost": ("draft submitted approved settled rejected", {
        "action_submit": ("piotr", "draft", {}),
        "action_approve": ("maria", "submitted", {}),
        "action_settle": ("maria", "approved", {"settlement_number": "PK/1"}),
        "action_reject": ("maria", "submitted approved", {"reason": "brak biletu"}),
        "action_correct": ("piotr", "rejected", {}),
        "unlink": ("piotr", "draft", {}),
    }),
    "support": ("draft requested agreed delivered refused taken_back", {
        "action_send": ("piotr", "draft", {}),
        "action_agree": ("robert", "requested", {"date_agreed": "2026-05-01"}),
        "action_refuse": ("robert", "requested", {"refusal_kind": "financial", "answer": "brak środków"}),
        "action_deliver": ("robert", "agreed", {"hours": 4}),
        "action_take_back": ("piotr", "requested agreed", {}),
        "unlink": ("piotr", "draft", {}),
    }),
    "recommendation": ("draft presented taken_up declined", {
        "action_present": ("piotr", "draft", {
            "body": "commune_council", "date": "2026-02-28", "change": "legal", "addressee": "wójt",
        }),
        "action_taken_up": ("piotr", "presented", {"fate": "strategy", "fate_note": "uchwała nr 1"}),
        "action_declined": ("piotr", "presented", {"fate_note": "brak środków"}),
        "unlink": ("piotr", "draft", {}),
    }),
    "problem": ("reported mediation solved unsolved", {
        "action_mediate": ("piotr", "reported", {"intervention": "talk"}),
        "action_solved": ("piotr", "reported mediation", {"outcome": "uzgodniono"}),
        "action_unsolved": ("piotr", "reported mediation", {"outcome": "nie uzgodniono"}),
        "action_inform_members": ("piotr", "reported mediation", {}),
        "unlink": ("piotr", "", {}),
    }),
    "composition": ("new accepted done rejected taken_back", {
        "action_accept": ("piotr", "new", {}),
        "action_done": ("piotr", "accepted", {}),
        "action_invite": ("piotr", "accepted", {"kind": "institution"}),
        "unlink": ("piotr", "", {}),
        "copy": ("piotr", "", {}),
    }),
    "course": ("offered held cancelled", {
        "action_held": ("robert", "offered", {}),
        "action_cancel": ("robert", "offered", {}),
    }),
    "enrolment": ("enrolled attended absent", {
        "unlink": ("piotr", "enrolled", {}),
    }),
    "membership": ("invited member suspended left withdrawn declined", {
        "action_join": ("piotr", "invited", {}),
        "action_withdraw_invitation": ("piotr", "invited", {}),
        "action_decline_invitation": ("piotr", "invited", {}),
        "action_suspend": ("piotr", "member suspended", {}),
        "action_return": ("piotr", "suspended", {
            "suspension_ids": [Command.create({"date_from": "2026-06-01", "reason": "remont"})],
        }),
        "action_notice": ("piotr", "member suspended", {}),
        "action_cancel_notice": ("piotr", "member suspended", {
            "leaving_notice_on": "2026-01-01", "date_to": "2090-01-31",
        }),
        "action_leave": ("piotr", "member suspended", {}),
        "unlink": ("piotr", "", {}),
    }),
    "partnership": ("preparation initiation active closed", {
        "action_begin": ("maria", "preparation", {}),
        "action_activate": ("maria", "initiation", {}),
        "action_close": ("maria", "preparation initiation active", {}),
        "action_continue": ("maria", "active", {}),
        "unlink": ("maria", "", {}),
    }),
    "step": ("todo done skipped", {
        "action_done": ("piotr", "todo", {}),
        "action_skip": ("piotr", "todo", {}),
        "action_reopen": ("piotr", "done skipped", {}),
        "unlink": ("piotr", "", {}),
    }),
}

# Papers: who draws them up and signs them.
PAPERS = {
    "agreement": "maria", "appointment": "maria", "authorisation": "maria", "leader": "piotr", "of_school": "piotr",
    "paper": "maria", "plan": "piotr", "regulation": "piotr",
}
PAPER_STEPS = {
    "action_issue": ("draft", lambda paper: paper.action_issue()),
    "action_document_correct": ("issued", lambda paper: paper.action_document_correct()),
    "sign": ("draft issued", lambda paper: paper._document_register_signature(
        office_today(), "qualified", **NetworkCommon._e_file(office_today()),
    )),
    "void": ("issued signed", lambda paper: paper._document_void("pomyłka")),
}


@tagged("post_install", "-at_install")
class TestNetworkStates(NetworkCommon):
    """Every step of every record from every state: what does not apply is refused and changes nothing."""

    def _try(self, record, method, applies):
        if applies:
            with self.undone():
                getattr(record, method)()
                self.env.flush_all()
            return
        with self.assertRefused(".", UserError):
            getattr(record, method)()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_steps_apply_in_their_states_only(self):
        self._in(self._member(self.ppp), {"representative_id": self.tomasz.partner_id.id})
        self._in(self.kept["composition"], {"institution_id": self.rops.id})
        self._in(self.kept["problem"], {"institution_ids": [Command.set(self.school.ids)]})
        partnership = self.kept["partnership"]
        partnership.step_ids.filtered(
            lambda step: step.obligation == "obligatory" and not step.is_standing
        )._unguarded().write({"state": "done"})
        for name, (states, steps) in STEPS.items():
            for method, (user, applies, values) in steps.items():
                for state in states.split():
                    record = self.kept[name].with_user(getattr(self, user))
                    with self.subTest(name, step=method, state=state), self.undone():
                        self._in(record, {"state": state, **values})
                        self._try(record, method, state in applies.split())

    def test_who_filed_a_request_takes_it_back_until_it_is_decided(self):
        request = self.env["kooperacje.composition.request"].with_user(self.anna).create({
            "partnership_id": self.partnership.id, "description": "Brakuje logopedy",
        })
        for state in ("new", "accepted", "done", "rejected", "taken_back"):
            with self.subTest(state), self.undone():
                self._in(request, {"state": state})
                self._try(request, "action_take_back", state == "new")
        for decision in ("accepted", "rejected"):
            with self.subTest(decision), self.undone():
                request.with_user(self.piotr)._decide(decision, "bo tak")
                with self.assertRefused("decided already"):
                    request.with_user(self.piotr)._decide("rejected", "jednak nie")
        with self.assertRefused("Accept the request or reject it"):
            request.with_user(self.piotr)._decide("done", "x")
        with self.assertRefused("who filed the request, takes it back"):
            request.with_user(self.piotr).action_take_back()

    def test_action_moves_only_while_its_plan_is_adopted(self):
        """Tool 10: results are reported on the plan that the members adopted, and on no other."""
        action = self.kept["action"].with_user(self.piotr)
        for state in ("draft", "issued", "signed", "void"):
            for method in ("action_start", "action_done", "action_not_done"):
                with self.subTest(state, step=method), self.undone():
                    self._in(self.kept["plan"], {"document_state": state, "signed_on": self.today})
                    self._in(action, {"result_note": "zabrakło sali"})
                    self._try(action, method, state == "signed")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_papers_go_their_way_and_no_other(self):
        meeting = self.env["kooperacje.meeting"].create({
            "partnership_id": self.partnership.id, "kind": "partnership", "start": "2026-11-01 09:00:00",
            "location": "Urząd Gminy", "state": "held",
        })
        self.kept["plan"].meeting_id = self.kept["regulation"].meeting_id = meeting
        for name, user in PAPERS.items():
            paper = self.kept.get(name, self.of_school).with_user(getattr(self, user))
            for method, (applies, step) in PAPER_STEPS.items():
                for state in ("draft", "issued", "signed", "void"):
                    with self.subTest(name, step=method, state=state), self.undone():
                        self._in(paper, {
                            "document_state": state, "signed_on": state in ("signed", "void") and self.today,
                            "document_number": state != "draft" and "X/1/2026",
                        })
                        if state in applies.split():
                            step(paper)
                        else:
                            with self.assertRefused(".", UserError):
                                step(paper)

    def test_closed_paper_is_frozen_for_everyone_even_the_program(self):
        """Paper and record agree: what is printed stays, over RPC and in the addon's own code alike."""
        printed = {
            "agreement": ("name", "kind", "party_ids", "signatory_ids", "date_from", "date_to", "amount", "place",
                          "provisions", "notice_months", "work_months", "is_external", "document_reference"),
            "appointment": ("kind", "subject", "authority", "authority_name", "authority_number", "person_id",
                            "person_function", "engagement", "post_fraction", "relief", "tasks", "date_from",
                            "date_to"),
            "authorisation": ("authority", "authority_name", "authority_number", "person_id", "person_function",
                              "delegate_id", "date_to", "conditions", "note_need", "note_figures", "note_partners",
                              "note_cost"),
            "leader": ("name", "kind"),
            "of_school": ("kind", "participation_degree", "participation_level", "participation_purpose"),
            "paper": ("grantor", "scope", "date_from", "date_to"),
            "plan": ("year", "summary"),
            "regulation": ("meeting_months", "meeting_notice_days", "quorum_percent", "rotates_moderation",
                           "evaluation_months", "request_days", "withdrawal_months", "date_from"),
        }
        for name, names in printed.items():
            record = self.kept.get(name, self.of_school)
            user = getattr(self, PAPERS[name])
            for state in ("issued", "signed", "void"):
                self._in(record, {"document_state": state, "document_number": "X/1/2026"})
                for field in (*names, "document_date"):
                    for writer in (record.with_user(user), record.sudo()):
                        value = record._fields[field].convert_to_write(record[field], record)
                        with self.subTest(name, state=state, field=field, su=writer.env.su), \
                                self.assertRefused("frozen|closed", UserError):
                            writer.write({field: value})
            with self.subTest(name), self.assertRefused("stays in the files|not deleted|its membership is kept"):
                record.sudo().unlink()

    def test_who_speaks_for_a_member_changes_by_a_step_alone(self):
        for state in ("issued", "signed", "void"):
            self._in(self.of_school, {"document_state": state, "document_number": "X/1/2026"})
            for field, value in (
                ("representative_id", self.tomasz.partner_id.id), ("representative_mandate", "Uchwała 7"),
                ("deputy_id", self.tomasz.partner_id.id),
            ):
                for writer in (self.of_school.with_user(self.piotr), self.of_school.sudo()):
                    with self.subTest(state=state, field=field, su=writer.env.su), \
                            self.assertRefused("stays as it is", UserError):
                        writer.write({field: value})

    def test_lines_are_frozen_with_their_paper(self):
        for name, parent, values in (
            ("action", "plan", {"name": "Inne", "goal_id": self.goal.id, "owner_id": self.school.id, "target": 3,
                                "date_to": self.today, "partner_ids": [Command.clear()]}),
            ("signatory", "agreement", {"name": "Kto inny", "function": "x", "capacity": "treasurer", "sequence": 1}),
        ):
            line = self.kept[name]
            for state in ("issued", "signed", "void"):
                self._in(self.kept[parent], {"document_state": state})
                for field, value in values.items():
                    for writer in (line.with_user(self.piotr), line.sudo()):
                        with self.subTest(name, state=state, field=field), self.assertRefused("frozen|closed"):
                            writer.write({field: value})
                with self.subTest(name, state=state), self.assertRefused("frozen|closed"):
                    line.sudo().unlink()
                with self.subTest(name, state=state), self.assertRefused("frozen|closed"):
                    line.sudo().copy()
        self._in(self.kept["plan"], {"document_state": "signed"})
        self.kept["action"].with_user(self.piotr).write({"actual": 2, "result_note": "w toku"})

    def test_nothing_is_reported_on_a_plan_that_was_voided(self):
        plan, action = self.kept["plan"].with_user(self.piotr), self.kept["action"].with_user(self.piotr)
        self._in(plan, {"document_state": "signed", "document_number": "RPD/1/2026"})
        plan.report_text = "Zrealizowano"
        self._in(plan, {"document_state": "void"})
        for record, values in ((plan, {"report_text": "Co innego"}), (action, {"actual": 9}),
                               (action, {"result_note": "x"})):
            with self.subTest(values), self.assertRefused("is closed"):
                record.write(values)
