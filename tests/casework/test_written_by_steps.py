from itertools import cycle

from psycopg2 import IntegrityError

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SCAN
from .family import FamilyCommon

# What follows from steps, answers, gates and dates, or says to whom a record belongs: nobody types it, by no way. The
# record of ``FamilyCommon._whole`` → its fields.
BY_STEPS = {
    "case": "name phase company_id qualified_on suspended_on returned_on closed_on aftercare_from left_out owes_return "
            "erased_on read_key "
            "dimension_state file_entry_id file_reference",
    "consent": "company_id case_id document_state document_number signed_on void_reason file_entry_id letter_number",
    "statement": "case_id consent_id document_state signed_on withdrawn_on withdrawal_reason replaced_by_id "
                 "narrowed_scope_ids",
    "team": "name state closed_on suspended_on end_premise_id partnership_id company_id case_id",
    "member": "case_id company_id user_id state invited_on answered_on decline_premise_id decline_reason date_from "
              "date_to leave_reason reminded_on escalated_on private_number team_id institution_id partner_id "
              "is_private successor_id acting_user_id answer_code answer_link_to answer_link_on answer_link_until "
              "answered_by_link",
    "plan": "company_id version state signed_on previous_id void_reason case_id",
    "goal": "case_id plan_id previous_goal_id",
    "line": "plan_id case_id institution_id status status_reason status_date is_lapsed previous_line_id",
    "action": "case_id plan_id user_id state state_reason state_date previous_action_id activity_id",
    "rating": "goal_id plan_id case_id",
    "diagnosis": "version state settled_on previous_id case_id company_id document_state document_number signed_on "
                 "file_entry_id letter_number",
    "area": "diagnosis_id case_id state",
    "assessment": "company_id state due_on next_due_on done_by_id case_id",
    "assessed": "case_id assessment_id sequence kind source name responsible status since deadline is_late is_given",
    "need": "case_id is_uncovered uncovered_kind basket_request_id composition_request_id",
    "person_line": "case_id person_id team_member_id taken_back_on first_name last_name birth_date",
    "person": "company_id",
    "contract": "state ended_on case_id",
    "qualification": "company_id case_id document_state document_number signed_on file_entry_id letter_number",
    "vote": "case_id qualification_id",
    "project": "state submitted_on approved_on approved_by_id started_on finished_on settled_on settled_by_id "
               "decision_reason company_id case_id partnership_id document_state document_number signed_on "
               "file_entry_id letter_number",
    "project_action": "project_id case_id company_id",
    "project_budget": "project_id case_id company_id",
    "project_indicator": "project_id case_id company_id",
    "project_partner": "project_id case_id company_id",
    "meeting": "name ordinal state company_id case_id stop event_id partnership_id document_state document_number "
               "signed_on invited_on quorum_percent file_entry_id letter_number calendar_sequence",
    "participant": "case_id meeting_id",
    "decision": "case_id company_id user_id state done_on activity_id meeting_id result",
    "point": "meeting_id case_id",
    "undertaking": "case_id company_id team_id member_id person_id document_state document_number signed_on "
                   "file_entry_id letter_number",
    "entry": "user_id company_id institution_id case_id",
    "referral": "name line_id state requested_by_id requested_on answer_due answered_on answered_by_id starts_on terms "
                "decline_premise_id reason closed_on reminded_on escalated_on company_id partnership_id service_id "
                "institution_id",
}
# Those that an office would import from a spreadsheet.
IMPORTED = ("case", "consent", "statement", "team", "member", "plan", "goal", "line", "action", "diagnosis",
            "assessment", "contract", "project", "meeting", "decision", "referral", "qualification", "need")


@tagged("post_install", "-at_install")
class TestWrittenBySteps(FamilyCommon):
    """``readonly`` binds the web client alone: the same fields by a script, an import, a copy and a default."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.other = cls._case(cls.anna, cls.kuba)
        cls.env.flush_all()

    def _other_value(self, record, name):
        """A value the field does not have, as ``write`` takes it."""
        field, value = record._fields[name], record.sudo()[name]
        if field.type == "many2one":
            domain = [("id", "!=", value.id)]
            found = self.env[field.comodel_name].sudo().with_context(active_test=False).search(domain, limit=1)
            return found.id or 999_999_999
        if field.type in ("many2many", "one2many"):
            return [Command.set(self.env[field.comodel_name].search([], limit=2).ids)]
        if field.type == "selection":
            return next(key for key, _label in field._description_selection(self.env) if key != value)
        return {
            "char": "Podrobione", "text": "Podrobione", "date": fields.Date.to_date("2019-01-02"),
            "datetime": "2019-01-02 03:04:05", "integer": 77, "float": 7.5, "boolean": not value,
        }[field.type]

    def _refused(self, action):
        """Whether ``action`` is refused in words; nothing of it stays."""
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    action()
                    self.env.flush_all()
                return False
            except (UserError, IntegrityError):
                return True
            finally:
                self.env.invalidate_all()

    def _each(self):
        for name, names in BY_STEPS.items():
            record = getattr(self.family, name)
            for field in names.split():
                yield name, record, field

    def test_by_a_script(self):
        """Neither Anna, who runs the case, nor Maria, who heads the office and may write all of it, types a state."""
        for (name, record, field), user in zip(self._each(), cycle((self.anna, self.maria)), strict=False):
            value = self._other_value(record, field)
            before = record.sudo()[field]
            with self.subTest(name, field=field, user=user.login):
                self.assertTrue(self._refused(
                    lambda r=record, u=user, f=field, v=value: call_kw(
                        r.with_user(u).browse(), "write", [r.ids, {f: v}], {}),
                ))
                self.assertEqual(record.sudo()[field], before)

    def test_the_table_is_whole(self):
        """A field guarded later is tried here as well."""
        for name, names in BY_STEPS.items():
            record = getattr(self.family, name)
            guarded = record._guarded_names() | record._fixed_names()
            # Keys of the access relation and papers have tests of their own.
            known = set(names.split()) | {"note", "access_version", "signature_kind", "signed_copy"}
            with self.subTest(name):
                self.assertEqual({one for one in guarded if not one.endswith("_kept")} - known, set())

    def test_by_an_import(self):
        for name in IMPORTED:
            record = getattr(self.family, name)
            xmlid = f"__test__.{name}"
            self.env["ir.model.data"].create({
                "module": "__test__", "name": name, "model": record._name, "res_id": record.id,
            })
            for field in BY_STEPS[name].split():
                kind = record._fields[field].type
                if kind in ("many2many", "one2many"):
                    continue
                value = self._other_value(record, field)
                column = f"{field}/.id" if kind == "many2one" else field
                before = record.sudo()[field]
                with self.subTest(name, field=field), mute_logger("odoo.sql_db"):
                    savepoint = self.env.cr.savepoint()
                    try:
                        result = call_kw(
                            self.env[record._name].with_user(self.anna), "load",
                            [["id", column], [[xmlid, str(value)]]], {},
                        )
                        self.assertFalse(result["ids"], result)
                    except UserError:
                        pass
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
                    self.assertEqual(record.sudo()[field], before)

    def test_by_a_new_record(self):
        """A record does not begin where steps lead, neither by its values nor by a default of the context."""
        case, plan = {"case_id": self.other.id}, {"plan_id": self.family.plan.id}
        stages = (
            ("kooperacje.case", {"partnership_id": self.partnership.id},
             "name phase qualified_on suspended_on closed_on aftercare_from left_out"),
            ("kooperacje.consent", case, "document_state document_number signed_on"),
            ("kooperacje.team", {"case_id": self.other.id}, "name state closed_on"),
            ("kooperacje.team.member", {
                "team_id": self.family.team.id, "institution_id": self.ngo.id, "partner_id": self.zofia.partner_id.id,
            }, "state invited_on answered_on date_from date_to decline_reason leave_reason escalated_on"),
            ("kooperacje.plan", case, "version state signed_on previous_id void_reason"),
            ("kooperacje.plan.action", {**plan, "name": "x"}, "state state_reason state_date previous_action_id"),
            ("kooperacje.plan.service", {"goal_id": self.family.goal.id, "service_id": self.advice.id},
             "status status_reason status_date is_lapsed previous_line_id"),
            ("kooperacje.diagnosis", case, "version state settled_on previous_id document_state"),
            ("kooperacje.assessment", case, "state due_on next_due_on done_by_id"),
            ("kooperacje.case.need", {**case, "need_id": self.need_rare.id}, "is_uncovered uncovered_kind"),
            ("kooperacje.case.contract", case, "state ended_on"),
            ("kooperacje.handover", {**case, "to_user_id": self.jan.id, "reason": "x"},
             "state from_user_id offered_on answered_on answered_by_id decline_reason new_code"),
            ("kooperacje.qualification", case, "document_state document_number"),
            ("kooperacje.social.project", {**case, "kind": "family", "name": "x"},
             "state submitted_on approved_on approved_by_id started_on finished_on settled_on decision_reason"),
            ("kooperacje.meeting", {"team_id": self.family.team.id, "start": "2026-12-01 10:00:00"},
             "name ordinal state event_id document_state"),
            ("kooperacje.activity.log", {**case, "duration": 1}, "user_id"),
            ("kooperacje.report.card", {"partnership_id": self.partnership.id, "institution_id": self.ops.id},
             "state case_id sent_on answered_on document_state"),
        )
        for model, values, names in stages:
            Model = self.env[model].with_user(self.anna)
            for name in names.split():
                value = self._other_value(Model, name)
                initial = Model.default_get([name]).get(name)
                if value == initial:
                    continue
                with self.subTest(model, field=name):
                    self.assertTrue(self._refused(
                        lambda m=Model, v={**values, name: value}: call_kw(m, "create", [[v]], {})), "value")
                    self.assertTrue(self._refused(
                        lambda m=Model, v=values, d={f"default_{name}": value}: call_kw(
                            m, "create", [[v]], {"context": d})), "default")

    def test_by_a_copy(self):
        """A copy begins anew or is refused: never a second signed, decided or answered one."""
        family = self.family
        family.project.sudo().write({"state": "settled", "settled_on": self.today, "course": "x"})
        for name, fresh in (
            ("case", {"phase": "recognition", "closed_on": False, "qualified_on": False, "consent_state": "none"}),
            ("contract", {"state": "draft", "signed_on": False, "ended_on": False}),
            ("project", {"state": "idea", "settled_on": False, "course": False, "document_state": "draft"}),
            ("assessment", {"state": "draft", "due_on": False}),
            ("qualification", {"document_state": "draft", "document_number": False}),
            ("undertaking", {"document_state": "draft", "signed_on": False}),
            ("consent", {"document_state": "draft", "signed_on": False, "signed_copy": False}),
            ("diagnosis", {"state": "draft"}), ("plan", {"state": "draft", "signed_on": False}),
            ("team", {"state": "inviting"}), ("member", {"state": "proposed", "date_from": False}),
            ("referral", {"state": "requested"}), ("meeting", {"state": "planned", "document_state": "draft"}),
            ("statement", {"withdrawn_on": False}), ("decision", {"state": "open", "done_on": False}),
        ):
            record = getattr(family, name).with_user(self.anna)
            savepoint = self.env.cr.savepoint()
            with self.subTest(name), mute_logger(
                "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db",
            ):
                try:
                    with self.env.cr.savepoint():
                        copy = record.copy()
                        self.env.flush_all()
                        self.assertEqual({field: copy.sudo()[field] for field in fresh}, fresh)
                except (UserError, IntegrityError):
                    pass
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    # Signed papers

    def _signed(self):
        """A signed paper of each kind, with whoever may write it."""
        family = self.family
        consent = family.consent
        family.qualification.write({"decision": "deferred", "decision_reason": "x", "deferred_until": self.today})
        card = self.env["kooperacje.activity.card"].with_user(self.anna).create({"company_id": self.company.id})
        register = self.env["kooperacje.team.register"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id,
        })
        report = self.env["kooperacje.report.card"].with_user(self.maria).create({
            "partnership_id": self.partnership.id, "institution_id": self.ops.id, "subject": "x", "reason": "x",
            "done_so_far": "x", "why_not_enough": "x", "consent_given": True, "consent_on": self.today,
        })
        family.project.sudo().state = "submitted"
        papers = {
            "qualification": family.qualification.with_user(self.anna), "card": card, "register": register,
            "report": report, "undertaking": family.undertaking.with_user(self.anna),
            "meeting": family.meeting.with_user(self.anna), "project": family.project.with_user(self.anna),
            "diagnosis": family.diagnosis.with_user(self.anna),
        }
        for name, paper in papers.items():
            if name == "diagnosis":
                continue  # settled by the protocol
            with self._unprinted(paper._name):
                paper._document_register_signature(self.today, "handwritten", SCAN)
        self.env.flush_all()
        self.env.invalidate_all()
        return {"consent": consent.with_user(self.anna), **papers}

    # What lives on after the signature, and why.
    LIVES_ON = {
        # Who leads it may change; the authority answers on the card that is before it, until it is approved.
        "project": {"user_id", "authority_number", "authority_date"},
        "report": {"case_manager_id", "decline_reason"},  # the answer of the office, by its head alone
        "diagnosis": {"document_date", "document_reference"},  # its own card was never issued
    }

    def test_what_is_signed_stays_as_it_was_signed(self):
        """Every field somebody could type in, of every signed paper, unless it is said above why it lives on."""
        for name, paper in self._signed().items():
            open_fields = []
            for field in paper._fields.values():
                if (
                    not field.store or field.readonly or field.related or field.type == "one2many"
                    or field.name in models.MAGIC_COLUMNS
                    or field.name.startswith(("message_", "activity_", "my_activity", "website_", "rating_"))
                ):
                    continue
                try:
                    value = self._other_value(paper, field.name)
                except KeyError:
                    value = False if field.type == "binary" else "x"
                if not self._refused(lambda p=paper, f=field.name, v=value: p.write({f: v})):
                    open_fields.append(field.name)
            with self.subTest(name):
                self.assertEqual(set(open_fields) - self.LIVES_ON.get(name, set()), set())

    def test_lines_of_what_is_signed_stay(self):
        for name, paper in self._signed().items():
            for field in paper._fields.values():
                if field.type != "one2many" or not field.comodel_name.startswith("kooperacje."):
                    continue
                line = self.env[field.comodel_name]
                if not hasattr(line, "_document_field") or field.inverse_name != line._document_field:
                    continue
                lines = paper.sudo()[field.name]
                free = line._document_line_free_fields()
                for one in lines[:1].with_user(paper.env.user):
                    with self.subTest(name, lines=field.name):
                        self.assertTrue(self._refused(one.unlink), "unlink")
                        self.assertTrue(self._refused(lambda o=one: o.copy()), "copy")
                        for text in one._fields.values():
                            if text.store and not text.readonly and text.type in ("char", "text", "date") and (
                                text.name not in free and text.name not in models.MAGIC_COLUMNS
                            ):
                                value = self._other_value(one, text.name)
                                self.assertTrue(self._refused(lambda o=one, t=text.name, v=value: o.write({t: v})),
                                                text.name)

    def test_nothing_signed_is_deleted(self):
        for name, paper in self._signed().items():
            for user in (paper.env.user, self.maria):
                with self.subTest(name, user=user.login):
                    self.assertTrue(self._refused(lambda p=paper, u=user: p.with_user(u).unlink()))
            with self.subTest(name, user="superuser"):
                self.assertTrue(self._refused(lambda p=paper: p.sudo().unlink()))
