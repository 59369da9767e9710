from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today

from .family import FamilyCommon

SECRET = "Halina"
DECLINE = "kooperacje.premise_decline_scope"


@tagged("post_install", "-at_install")
class TestWizardDoors(FamilyCommon):
    """A dialog is open while the door closes: it neither shows nor does anything any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.case.need_line_ids[0].sudo().is_uncovered = True
        cls.group_export = cls.env.ref("base.group_allow_export")
        (cls.anna | cls.tomasz).group_ids += cls.group_export
        cls.env.flush_all()

    def _office_dialogs(self):
        """Dialogs of who runs the case: model → values, and the button that does what the dialog is for."""
        family, case = self.family, {"case_id": self.case.id}
        premise = self.env.ref
        return {
            "kooperacje.case.stage.wizard": [({
                **case, "kind": "suspend", "premise_id": premise("kooperacje.premise_suspension_absence").id,
            }, "action_confirm"), ({
                **case, "kind": "close", "premise_id": premise("kooperacje.premise_end_moved").id,
            }, "action_confirm")],
            "kooperacje.consent.wizard": [({
                **case, "information_given": True, "clause_given": True, "method_answer": "no",
                "signature_kind": "qualified", "signed_copy": self._e_file(office_today())["file"],
                "signature_checked": "porównano",
            }, "action_record_signed"), ({
                **case, "information_given": True, "clause_given": True,
            }, "action_prepare")],
            "kooperacje.consent.withdrawal": [
                (case, "action_confirm"),
                ({**case, "extent": "part", "narrowed_id": family.statement.id,
                  "scope_ids": [Command.set(self.scope.ids)]}, "action_confirm"),
            ],
            "kooperacje.team.wizard": [(case, "action_confirm")],
            "kooperacje.team.private": [({
                "team_id": family.team.id, "first_name": "Ola", "last_name": "Sąsiadka",
            }, "action_confirm")],
            "kooperacje.team.leave": [({"member_id": family.member.id, "reason": "x"}, "action_confirm")],
            "kooperacje.closing.survey.wizard": [({"team_id": family.team.id}, "action_confirm")],
            "kooperacje.need.request.wizard": [(case, "action_file")],
            "kooperacje.plan.service.stop": [({
                "line_id": family.line.id, "status": "unavailable", "reason": "x",
            }, "action_confirm")],
            "kooperacje.plan.action.drop": [({"action_id": family.action.id, "reason": "x"}, "action_confirm")],
            "kooperacje.referral.answer": [({
                "referral_id": family.referral.id, "kind": "accept",
            }, "action_confirm")],
            "kooperacje.service.finder": [(case, "action_report_missing")],
        }

    def _state(self):
        """What any of the dialogs would change."""
        family, case = self.family, self.case
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            case.phase, case.user_id, len(case.consent_ids), tuple(case.consent_statement_ids.mapped("state")),
            tuple(case.team_ids.member_ids.mapped("state")), len(case.team_ids.closing_survey_ids), family.line.status,
            family.action.state, family.referral.state, family.project.state, len(case.case_person_ids),
            tuple(case.need_line_ids.basket_request_id.ids), tuple(case.plan_ids.mapped("state")),
        )

    def _shown(self, wizard):
        """Everything the dialog tells over RPC, as text; a refusal tells nothing."""
        names = [name for name in wizard._fields if name not in models.MAGIC_COLUMNS]
        told = ""
        for way in (
            lambda: call_kw(wizard.browse(), "read", [wizard.ids, names], {}),
            lambda: call_kw(wizard.browse(), "web_read", [wizard.ids], {"specification": {
                name: {"fields": {"display_name": {}}} if wizard._fields[name].relational else {} for name in names
            }}),
            lambda: call_kw(wizard.browse(), "onchange", [wizard.ids, {}, [], {name: {} for name in names}], {}),
            lambda: call_kw(wizard.browse(), "export_data", [wizard.ids, names], {}),
        ):
            self.env.invalidate_all()
            try:
                with self.env.cr.savepoint():
                    told += str(way())
            except UserError:
                pass
        return told

    @contextmanager
    def _undone(self):
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def _assert_closed(self, wizard, action):
        shown = self._shown(wizard)
        for name in (SECRET, "Kuba"):
            self.assertNotIn(name, shown)
        before = self._state()
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            call_kw(wizard.browse(), action, [wizard.ids], {})
            self.env.flush_all()
        for name in (SECRET, "Kuba"):
            self.assertNotIn(name, str(refusal.exception))
        self.assertEqual(self._state(), before)

    def test_the_case_goes_to_a_colleague_meanwhile(self):
        """RUR-102: access moves at once, also from under a dialog that is open."""
        for model, ways in self._office_dialogs().items():
            for values, action in ways:
                with self.subTest(model, action=action), mute_logger(
                    "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
                ), self._undone():
                    wizard = self.env[model].with_user(self.anna).create(values)
                    wizard.flush_recordset()
                    self.case.user_id = self.jan
                    self._assert_closed(wizard, action)

    def test_the_role_ends_meanwhile(self):
        dialogs = self._office_dialogs()
        for model in ("kooperacje.case.stage.wizard", "kooperacje.consent.wizard", "kooperacje.plan.service.stop"):
            values, action = dialogs[model][0]
            with self.subTest(model), mute_logger(
                "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
            ), self._undone():
                wizard = self.env[model].with_user(self.anna).create(values)
                wizard.flush_recordset()
                self.anna.role_assignment_ids.date_to = self.today - timedelta(days=1)
                self._assert_closed(wizard, action)

    def _member_dialogs(self):
        return {
            "kooperacje.plan.action.drop": ({"action_id": self.family.action.id, "reason": "x"}, "action_confirm"),
        }

    def _assert_member_closed(self, close):
        for model, (values, action) in self._member_dialogs().items():
            with self.subTest(model), mute_logger(
                "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
            ), self._undone():
                wizard = self.env[model].with_user(self.tomasz).create(values)
                wizard.flush_recordset()
                close()
                self._assert_closed(wizard, action)

    def test_the_consent_is_withdrawn_while_a_member_writes(self):
        self._assert_member_closed(lambda: self._withdraw(self.case))

    def test_the_member_leaves_while_writing(self):
        self._assert_member_closed(lambda: self.family.member.with_user(self.anna).action_leave("x"))

    def test_midnight_passes_while_a_member_writes(self):
        values, action = self._member_dialogs()["kooperacje.plan.action.drop"]
        wizard = self.env["kooperacje.plan.action.drop"].with_user(self.tomasz).create(values)
        wizard.flush_recordset()
        with freeze_time(self.today + timedelta(days=400)), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env.invalidate_all()
            self._assert_closed(wizard, action)

    def test_the_provider_answers_after_the_withdrawal_without_learning_of_whom(self):
        """The request stays answerable, so that the line of the plan is not left waiting; the code is closed."""
        referral = self.family.referral.with_user(self.tomasz)
        wizard = self.env["kooperacje.referral.answer"].with_user(self.tomasz).create({
            "referral_id": referral.id, "kind": "decline", "reason": "brak miejsc",
            "premise_id": self.env.ref(DECLINE).id,
        })
        self.env.invalidate_all()
        self.assertEqual(referral.shared_code, self.case.name)
        self._withdraw(self.case)
        self.env.invalidate_all()
        self.assertFalse(referral.shared_code or referral.shared_note or referral.is_shared)
        for name in (SECRET, "Kuba", self.case.name):
            self.assertNotIn(name, self._shown(wizard))
        wizard.action_confirm()
        self.assertEqual((self.family.referral.state, self.family.line.status), ("declined", "unavailable"))

    def test_an_invitation_is_declined_after_the_withdrawal_but_not_accepted(self):
        """K3D-169: nobody joins without the consent; to say no needs none."""
        zofia = self.env["kooperacje.team.member"].create({
            "team_id": self.family.team.id, "institution_id": self.ops.id, "partner_id": self.jan.partner_id.id,
        })
        zofia.with_user(self.anna).action_invite()
        wizard = self.env["kooperacje.team.decline"].with_user(self.jan).create({
            "member_id": zofia.id, "premise_id": self.env.ref(DECLINE).id, "reason": "brak czasu",
        })
        self._withdraw(self.case)
        with self.assertRefused(UserError, "suspended or has ended"):
            zofia.with_user(self.jan).action_accept()
        wizard.action_confirm()
        self.assertEqual(zofia.state, "declined")

    def test_the_offer_is_taken_back_while_the_other_side_answers(self):
        offer = self.env["kooperacje.handover"].with_user(self.anna).create({
            "case_id": self.case.id, "to_user_id": self.jan.id, "reason": "Urlop",
        })
        wizard = self.env["kooperacje.handover.decline"].with_user(self.jan).create({
            "handover_id": offer.id, "reason": "Za dużo spraw",
        })
        offer.action_withdraw()
        with self.assertRefused(UserError, "answered already"):
            wizard.action_confirm()
        with self.assertRefused(UserError, "answered already"):
            offer.with_user(self.jan).action_accept()
        self.assertEqual((offer.state, self.case.user_id), ("withdrawn", self.anna))

    def test_two_dialogs_of_one_step(self):
        """Two windows, one step: the second finds the work done and says so, it does not do it twice."""
        Stop, Leave = self.env["kooperacje.plan.service.stop"], self.env["kooperacje.team.leave"]
        for model, values, text in (
            (Stop, {"line_id": self.family.line.id, "status": "unavailable", "reason": "x"}, "cannot go from"),
            (Leave, {"member_id": self.family.member.id, "reason": "x"}, "not in the team any more"),
            (self.env["kooperacje.plan.action.drop"], {"action_id": self.family.action.id, "reason": "x"},
             "cannot go from"),
            (self.env["kooperacje.consent.withdrawal"], {"case_id": self.case.id}, "still valid"),
        ):
            first, second = (model.with_user(self.anna).create(values) for _window in range(2))
            first.action_confirm()
            with self.subTest(model._name), self.assertRefused(UserError, text):
                second.action_confirm()
