from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .course import CourseCommon

REASON = "Dotychczasowa pomoc nie wystarcza."
# Each gate of the board, where the case stands before, and what the gate asks for that is typed beside the stage.
GATES = {
    "qualification": ("recognition", ("need_line_ids", "premise_ids", "qualification_reason")),
    "consent": ("recognition", ("need_line_ids", "premise_ids", "qualification_reason")),
    "team": ("qualification", ("need_line_ids", "premise_ids", "qualification_reason")),
    "plan": ("qualification", ("need_line_ids", "premise_ids", "qualification_reason")),
    "suspended": ("recognition", ("suspension_premise_id", "suspended_until", "limits")),
    "aftercare": ("recognition", ("closing_premise_id", "aftercare_until", "resources")),
    "closed": ("recognition", ("closing_premise_id", "resources")),
}


@tagged("post_install", "-at_install")
class TestOneSave(CourseCommon):
    """What somebody types and the step it is for are one save: the gate looks at the record with both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = {"qualification_reason": REASON, "limits": "Długi.", "resources": "Dziadkowie."}

    def _value(self, name):
        return {
            "need_line_ids": [Command.create({"need_id": self.need_school.id})],
            "premise_ids": [Command.set(self.premise.ids)],
            "suspension_premise_id": self.env.ref("kooperacje.premise_suspension_request").id,
            "suspended_until": self.today + timedelta(days=30),
            "return_premise_id": self.env.ref("kooperacje.premise_return_ceased").id,
            "closing_premise_id": self.env.ref("kooperacje.premise_end_goals").id,
            "aftercare_until": self.today + timedelta(days=90),
            **self.texts,
        }[name]

    def _bare_case(self, **values):
        return self.env["kooperacje.case"].with_user(self.anna).create({
            "partnership_id": self.partnership.id, "user_id": self.anna.id,
            "case_person_ids": [Command.create({"person_id": self.halina.id, "relation": "main"})], **values,
        })

    def _orders(self, names):
        """The step before what it asks for, after it, and in the middle."""
        yield ("stage_id", *names)
        yield (*names, "stage_id")
        yield (*names[:1], "stage_id", *reversed(names[1:]))

    def _asked(self, phase, names, order):
        values = {name: self._value(name) for name in names} | {"stage_id": self.stage[phase].id}
        return {name: values[name] for name in order}

    def test_every_gate_takes_stage_and_reasons_in_one_write(self):
        for phase, (before, names) in GATES.items():
            for order in self._orders(names):
                with self.subTest(phase, order=order):
                    case = self._bare_case()
                    if phase in ("team", "plan"):
                        self._consent(case)
                    if before != "recognition":
                        case.write(self._asked(before, names, order))
                        case.need_line_ids.unlink()
                        case.write({"qualification_reason": False, "stage_id": self.stage["recognition"].id})
                    case.write(self._asked(phase, names, order))
                    self.assertEqual(case.phase, phase)
                    for name in set(names) & self.texts.keys():
                        self.assertEqual(case[name], self.texts[name])

    def test_every_gate_without_consent_takes_them_in_one_creation(self):
        for phase, (_before, names) in GATES.items():
            if phase in ("team", "plan"):
                continue
            for order in self._orders(names):
                with self.subTest(phase, order=order):
                    case = self._bare_case(**self._asked(phase, names, order))
                    self.assertEqual(case.phase, phase)
                    self.assertEqual(case[f"{'suspended' if phase == 'suspended' else 'reported'}_on"], self.today)

    def test_what_one_of_them_lacks_is_still_refused_and_leaves_nothing(self):
        for phase, (before, names) in GATES.items():
            if before != "recognition":
                continue
            gate = [name for name in names if name not in ("suspended_until", "aftercare_until", "limits", "resources")]
            for lacking in gate:
                values = self._asked(phase, names, ("stage_id", *names))
                del values[lacking]
                with self.subTest(phase, lacking=lacking):
                    case = self._bare_case()
                    with self.assertRefused(ValidationError, "Missing"), self.env.cr.savepoint():
                        case.write(values)
                    self.env.invalidate_all()
                    self.assertEqual((case.phase, case.qualification_reason), ("recognition", False))
                    with self.assertRefused(ValidationError, "Missing"), self.env.cr.savepoint():
                        self._bare_case(**values)

    def test_an_import_brings_stage_and_reason_together(self):
        case = self._bare_case(need_line_ids=self._value("need_line_ids"), premise_ids=self._value("premise_ids"))
        for names in (["stage_id/.id", "qualification_reason"], ["qualification_reason", "stage_id/.id"]):
            row = {".id": str(case.id), "stage_id/.id": str(self.stage["qualification"].id),
                   "qualification_reason": REASON}
            with self.subTest(names):
                case.write({"stage_id": self.stage["recognition"].id, "qualification_reason": False})
                result = case.load([".id", *names], [[row[name] for name in (".id", *names)]])
                self.assertFalse([one["message"] for one in result["messages"]])
                self.assertEqual(case.phase, "qualification")

    def test_the_form_saves_them_together(self):
        case = self._bare_case(need_line_ids=self._value("need_line_ids"), premise_ids=self._value("premise_ids"))
        case.web_save({"stage_id": self.stage["qualification"].id, "qualification_reason": REASON}, {"phase": {}})
        self.assertEqual(case.phase, "qualification")

    def test_taken_up_again_and_the_old_premise_emptied(self):
        case = self._bare_case(
            need_line_ids=self._value("need_line_ids"), premise_ids=self._value("premise_ids"),
            qualification_reason=REASON,
        )
        self._consent(case)
        for order in (("stage_id", "return_premise_id", "suspension_premise_id"),
                      ("suspension_premise_id", "return_premise_id", "stage_id")):
            with self.subTest(order):
                case.write(self._asked("suspended", ("suspension_premise_id",), ("stage_id", "suspension_premise_id")))
                values = {"stage_id": self.stage["team"].id, "suspension_premise_id": False,
                          "return_premise_id": self._value("return_premise_id")}
                case.write({name: values[name] for name in order})
                self.assertEqual((case.phase, case.suspended_on), ("team", False))

    def test_a_colleague_s_text_stays_closed(self):
        """Who does not read a text does not write it with the stage either."""
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=(self.tomasz,))
        with self.assertRaises(UserError):
            self.case.with_user(self.tomasz).write({"stage_id": self.stage["closed"].id, "limits": "x"})
