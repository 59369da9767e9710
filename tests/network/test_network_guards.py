import base64

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NetworkCommon

# What the steps of a record write and nobody types, by no way in; after the bar what is chosen once and stays.
GUARDED = {
    "partnership": ("state cycle process_id process_stage_id next_step_id progress cycle_end county_id voivodeship_id",
                    ""),
    "membership": ("state suspended_on suspension_reason suspended_until leaving_notice_on leaving_reason away_from "
                   "gone_from company_id", "partnership_id institution_id"),
    "agreement": ("annex_number termination_notice_on termination_date termination_party_id termination_reason "
                  "valid_until", "annex_of_id company_id"),
    "signatory": ("company_id", "agreement_id"),
    "appointment": ("company_id", "partnership_id"), "authorisation": ("company_id", "partnership_id"),
    "regulation": ("replaced_on company_id", "partnership_id"),
    "plan": ("company_id", "partnership_id"),
    "action": ("state state_changed_on partnership_id company_id year", "plan_id"),
    "leader": ("company_id date_from date_to", "partnership_id"),
    "step": ("state done_on done_by_id cycle step_id evidence after_ids reminded_on company_id county_id "
             "stage_sequence", "partnership_id"),
    "composition": ("number company_id requested_by_id source filed_on deadline state decision_reason decided_by_id "
                    "decided_on done_on membership_id", "partnership_id on_behalf_of_id"),
    "problem": ("number company_id state reported_by_id reported_on mediation_from closed_on informed_on",
                "partnership_id on_behalf_of_id"),
    "cost": ("state rate submitted_on approved_by_id approved_on institution_id company_id", "partnership_id"),
    "support": ("number state requested_by_id sent_on answered_by_id answered_on delivered_on company_id",
                "partnership_id"),
    "recommendation": ("state closed_on company_id", "partnership_id"),
    "course": ("state", "provider_id"),
    "enrolment": ("state hours institution_id company_id", "course_id partnership_id partner_id"),
    "role": ("revoked_on valid_until case_from case_until gave_company away_from gone_from",
             "user_id institution_id company_id role"),
    "paper": ("user_id company_id institution_id role", "role_id kind"),
}
PAPERS = ("agreement", "appointment", "authorisation", "leader", "membership", "paper", "plan", "regulation")
TYPED = "document_state document_number signature_kind signed_on signed_copy_filename void_reason"
REFUSED = "not changed by hand|not typed in|starts as a draft|stays with|keeps its user|follow from"


@tagged("post_install", "-at_install")
class TestNetworkGuards(NetworkCommon):
    """States, days of decisions and keys of offices come from steps: not over RPC, from a file or by a default."""

    def _keeper(self, name):
        return {"course": self.robert, "role": self.adam, "paper": self.maria}.get(name, self.wit)

    def _other(self, record, name):
        """Another value of the field than the record holds, as a client would send it."""
        field, value = record._fields[name], record[name]
        if field.type in ("char", "text"):
            return "Wpisane"
        if field.type in ("integer", "float"):
            return value + 7
        if field.type == "boolean":
            return not value
        if field.type == "date":
            return "2001-02-03"
        if field.type == "selection":
            # The last one: a record begins with the first.
            return next(key for key in reversed(field.get_values(self.env)) if key != value)
        other = self.env[field.comodel_name].search([("id", "not in", value.ids)], limit=1)
        return other.id if field.type == "many2one" else [Command.set(other.ids)]

    def _names(self, name):
        system, fixed = (names.split() for names in GUARDED[name])
        return system + (TYPED.split() if name in PAPERS else []), fixed

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_of_it_is_written(self):
        for name in GUARDED:
            record, (system, fixed) = self.kept[name], self._names(name)
            for field in system + fixed:
                value = self._other(record, field)
                before = record[field]
                with self.subTest(name, field=field), self.assertRefused(REFUSED, UserError):
                    record.with_user(self._keeper(name)).write({field: value})
                self.env.invalidate_all()
                self.assertEqual(record[field], before)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_of_it_comes_with_a_new_record_or_as_a_default(self):
        new = self._new()
        for name in GUARDED:
            Model = self.kept[name].browse().with_user(self._keeper(name))
            for field in self._names(name)[0]:
                value = self._other(self.kept[name], field)
                with self.subTest(name, field=field), self.assertRefused(REFUSED, UserError):
                    Model.create({**new[name], field: value})
                if not isinstance(value, list):
                    with self.subTest(name, default=field), self.assertRefused(REFUSED, UserError):
                        Model.with_context(**{f"default_{field}": value}).create(new[name])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db", "odoo.orm.models")
    def test_nothing_of_it_is_imported(self):
        """A file of Excel is one more way in (``load``): new rows, and rows that name a record by its id."""

        def cell(record, field, value):
            relational = record._fields[field].type == "many2one"
            return (f"{field}/.id" if relational else field), str(value)

        new = self._new()
        for name in GUARDED:
            record, (system, fixed) = self.kept[name], self._names(name)
            Model = record.browse().with_user(self._keeper(name))
            base = [cell(record, field, value) for field, value in new[name].items()]
            for field in system + fixed:
                value = self._other(record, field)
                if isinstance(value, list) or field == "valid_until":
                    continue
                typed = cell(record, field, value)
                rows = {"changed": [(".id", str(record.id)), typed]}
                if field in system:
                    rows["new"] = [*(one for one in base if one[0] != typed[0]), typed]
                for how, row in rows.items():
                    before = Model.sudo().search_count([])
                    told = Model.load([one[0] for one in row], [[one[1] for one in row]])
                    self.env.invalidate_all()
                    with self.subTest(name, field=field, how=how):
                        self.assertFalse(told["ids"], told)
                        self.assertEqual(Model.sudo().search_count([]), before)

    def test_honest_rows_are_imported(self):
        """So that the test above refuses for its reason: without the guarded column the same rows go in."""
        for name in ("problem", "cost", "recommendation", "support", "composition", "leader", "membership"):
            Model, values = self.kept[name].browse().with_user(self._keeper(name)), self._new()[name]
            header = [f"{key}/.id" if Model._fields[key].type == "many2one" else key for key in values]
            told = Model.load(header, [[str(value) for value in values.values()]])
            with self.subTest(name):
                self.assertEqual(len(told["ids"] or ()), 1, told["messages"])


@tagged("post_install", "-at_install")
class TestNetworkLimits(NetworkCommon):
    """Figures and days that make no sense, told in a sentence; what the database refuses whoever asks."""

    def test_figures_beyond_their_limits(self):
        for name, cases in {
            "agreement": [{"notice_months": 25}, {"notice_months": -1}, {"amount": -0.01}, {"work_months": 121},
                          {"preparation_months": -1}],
            "partnership": [{"request_days": 0}, {"request_days": 91}, {"quorum_percent": 0}, {"quorum_percent": 101},
                            {"date_established": "2026-03-01", "date_end": "2026-02-28"}],
            "regulation": [{"meeting_months": 0}, {"meeting_months": 13}, {"meeting_notice_days": -1},
                           {"meeting_notice_days": 61}, {"evaluation_months": 0}, {"evaluation_months": 61},
                           {"request_days": 0}, {"withdrawal_months": -1}, {"withdrawal_months": 13},
                           {"quorum_percent": 101}],
            "plan": [{"year": 26}, {"year": 2009}, {"year": 2101}],
            "action": [{"date_from": f"{self.today.year}-05-02", "date_to": f"{self.today.year}-05-01"}],
            "support": [{"hours": -1}, {"people_wanted": -1}, {"people_reached": -1}],
            "enrolment": [{"rating": 6}, {"rating": -1}],
            "cost": [{"amount": -1}, {"distance": -0.1}],
            "leader": [{"date_from": "2026-02-28", "date_to": "2026-02-27"}],
            "role": [{"date_from": "2026-02-28", "date_to": "2026-02-27"}],
            "appointment": [{"post_fraction": 1.01}, {"date_from": "2026-02-28", "date_to": "2026-02-27"}],
        }.items():
            for values in cases:
                with self.subTest(name, **values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                    self.kept[name].write(values)
                    self.env.flush_all()
        self.kept["regulation"].write({
            "meeting_months": 12, "meeting_notice_days": 0, "evaluation_months": 60, "request_days": 90,
            "withdrawal_months": 0, "quorum_percent": 100,
        })
        self.kept["agreement"].write({"notice_months": 24, "work_months": 120})
        self.env.flush_all()

    def test_one_of_a_kind(self):
        plan = self.kept["plan"]
        for attempt in (
            plan.copy, self.kept["enrolment"].copy, self.kept["membership"].copy,
            self.env["kooperacje.legal.act"].search([], limit=1).copy,
            lambda: self.env["kooperacje.institution.type"].create({
                "name": "x", "code": "OPS", "sector_id": self.sector_help.id,
            }),
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                attempt()
                self.env.flush_all()
        self._in(plan, {"document_state": "void", "document_number": "RPD/1/2026"})
        self.assertEqual(plan.copy().year, plan.year, "a voided plan gives way to the next one")

    def test_settings_of_an_office_have_their_limits(self):
        for name, wrong, right in (
            ("kooperacje_cosign_age", (12, 19), (13, 18)), ("kooperacje_reminder_days", (-1, 31), (0, 30)),
            ("kooperacje_aftercare_months", (-1, 61), (0, 60)), ("kooperacje_workload_limit", (0, 51), (1, 50)),
            ("kooperacje_assessment_months", (0, 7), (1, 6)),
            ("kooperacje_assessment_months_small", (0, 4), (1, 3)), ("kooperacje_review_months", (0, 13), (1, 12)),
            ("kooperacje_invitation_days", (0, 91), (1, 90)),
        ):
            for value in wrong:
                with self.subTest(name, value=value), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                    self.company[name] = value
                    self.env.flush_all()
            for value in right:
                self.company[name] = value
                self.env.flush_all()

    def test_plan_is_adopted_near_its_year_with_everything_said(self):
        """K3D-136: who answers for each action and until when; in its own year or in the year before it."""
        plan = self.kept["plan"].with_user(self.piotr)
        plan.line_ids.owner_id = False
        with self.assertRefused("Say who answers(.|\n)*• Szkolenie"):
            plan.action_issue()
        plan.line_ids.write({"owner_id": self.karol.id, "date_to": False})
        with self.assertRefused("Say who answers"):
            plan.action_issue()
        plan.line_ids.unlink()
        with self.assertRefused("has no action yet"):
            plan.action_issue()
        year = plan.year
        for signed, refused in ((year - 2, True), (year - 1, False), (year, False)):
            with self.subTest(signed), self.undone():
                values = {"document_state": "signed", "signed_on": f"{signed}-12-31"}
                if refused:
                    with self.assertRefused("in its own year or in the year before", ValidationError):
                        self._in(plan, values)
                else:
                    self._in(plan, values)
        stranger = self.env["res.partner"].create({"name": "Obcy", "parent_id": self.rops.id})
        with self.assertRefused("does not belong to the partnership", ValidationError):
            self.env["kooperacje.action.plan.line"].with_user(self.piotr).create({
                "plan_id": plan.id, "goal_id": self.goal.id, "name": "x", "owner_id": stranger.id,
            })

    def test_way_from_the_baseline_to_the_target(self):
        action = self.kept["action"]
        for baseline, target, actual, percent in (
            (0, 10, 5, 50), (2, 12, 7, 50), (10, 0, 5, 50), (5, 5, 5, 0), (0, 10, 0, 0), (0, 10, 15, 150),
            (0, 3, 1, 33), (10, 20, 5, -50),
        ):
            action.write({"baseline": baseline, "target": target, "actual": actual})
            with self.subTest(baseline=baseline, target=target, actual=actual):
                self.assertEqual(action.attainment, percent)

    def test_not_done_has_its_reason(self):
        self._in(self.kept["plan"], {"document_state": "signed", "signed_on": self.today})
        action = self.kept["action"].with_user(self.piotr)
        with self.assertRefused("why it was not done"):
            action.action_not_done()
        action.result_note = "   "
        with self.assertRefused("why it was not done"):
            action.action_not_done()
        action.result_note = "brak trenera"
        action.action_not_done()
        self.assertEqual((action.state, action.state_changed_on), ("not_done", self.today))

    def test_files_that_are_no_signed_copy(self):
        paper = self.kept["appointment"].with_user(self.maria)
        for kind, file, message in (
            ("handwritten", False, "Attach the scan"), ("handwritten", "%%%", "damaged|empty|not a scan"),
            ("handwritten", base64.b64encode(b"   \n"), "is empty"),
            ("handwritten", base64.b64encode(b"MZ program"), "not a scan"),
            ("handwritten", base64.b64encode(b"%PDF-1.4 cut"), "not a scan"),
            ("qualified", base64.b64encode(b"GIF89a"), "does not hold an electronically signed"),
            ("stamp", False, "how the document was signed"),
        ):
            with self.subTest(kind, file=file), self.assertRefused(message):
                paper._document_register_signature(self.today, kind, file)
        with self.assertRefused("Give the date"):
            paper._document_register_signature(False, "qualified")
        self.assertEqual(paper.document_state, "draft")

    def test_area_file_is_chosen_first(self):
        Wizard = self.env["kooperacje.area.import"].with_user(self.env.ref("base.user_admin"))
        for values, message in (({}, "Choose the TERC file first"), ({"file": "///="}, "arrived damaged|not the TERC")):
            with self.subTest(values), self.assertRefused(message):
                Wizard.create(values).action_import()

    def test_on_whose_behalf(self):
        """K3D-111, 116: the network worker files and reports for a social worker, nobody else for anybody."""
        key = {"partnership_id": self.partnership.id, "description": "x"}
        for model in ("kooperacje.composition.request", "kooperacje.problem"):
            Model = self.env[model]
            for user, whom, message in (
                (self.maria, self.anna, "Only the network worker"), (self.ewa, self.anna, "Only the network worker"),
                (self.piotr, self.ewa, "is no social worker of the office"),
                (self.piotr, self.olga, "is no social worker of the office"),
            ):
                with self.subTest(model, user=user.login, whom=whom.login), \
                        self.assertRefused(message, ValidationError):
                    Model.with_user(user).create({**key, "on_behalf_of_id": whom.id})
            self.assertTrue(Model.with_user(self.piotr).create({**key, "on_behalf_of_id": self.anna.id}).number)

    def test_problem_happened_before_it_is_reported(self):
        problem = self.kept["problem"].with_user(self.piotr)
        with self.assertRefused("has happened already", ValidationError):
            problem.occurred_on = "2090-01-01"
        problem.occurred_on = problem.reported_on
        self._in(problem, {"reported_on": self._yesterday(10), "occurred_on": self._yesterday(12)})
        self.assertEqual(problem.days_open, 10)
        self._in(problem, {"state": "solved", "closed_on": self._yesterday(3)})
        self.assertEqual(problem.days_open, 7)
        for user in (self.piotr, self.maria):
            with self.subTest(user.login), self.assertRefused("is closed and stays"):
                problem.with_user(user).outcome = "x"

    def test_reporter_corrects_until_it_is_taken_up(self):
        problem = self.env["kooperacje.problem"].with_user(self.anna).create({
            "partnership_id": self.partnership.id, "description": "x",
        })
        problem.description = "dokładniej"
        with self.assertRefused("records how the matter is taken up"):
            problem.outcome = "x"
        with self.assertRefused("mediates"):
            problem.action_solved()
        problem.with_user(self.piotr).intervention = "talk"
        with self.assertRefused("what was agreed"):
            problem.with_user(self.piotr).action_solved()
        problem.with_user(self.piotr).action_mediate()
        with self.assertRefused("has been taken up"):
            problem.description = "inaczej"
