from functools import partial
from types import SimpleNamespace

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.http import _request_stack
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.casework.common import MALE_1980
from odoo.addons.kooperacje.tests.common import LONG_AGO
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon
from odoo.addons.kooperacje.tests.two_at_once import TwoAtOnce


@tagged("post_install", "-at_install", "kooperacje_two_at_once")
class TestTwoAtOnce(TwoAtOnce, TeamCommon):
    """Two colleagues press at the same moment. The second waits and is told, or gets what the first has made.

    In each story the second has begun before the first saved, so that what it read is out of date.
    """

    def _course(self, places):
        course = self.env["kooperacje.school.course"].create({
            "name": "Dialog motywujący", "provider_id": self.rops.id, "places": places,
        })
        self._commit()
        return course

    def _enrol(self, course, partner):
        return lambda env: env["kooperacje.school.enrolment"].create({
            "course_id": course.id, "partnership_id": self.partnership.id, "partner_id": partner.id,
        }).id

    # Seats

    def test_the_last_place_of_a_course_is_given_once(self):
        course = self._course(1)
        with self.assertRaisesRegex(UserError, "all are taken"):
            self._overtaken(
                self._enrol(course, self.anna.partner_id), self._enrol(course, self.jan.partner_id), self.maria,
            )
        self._commit()
        self.assertEqual(course.participant_count, 1)

    def test_places_left_for_both_are_given_to_both(self):
        course = self._course(2)
        self._overtaken(
            self._enrol(course, self.anna.partner_id), self._enrol(course, self.jan.partner_id), self.maria,
        )
        self._commit()
        self.assertEqual(course.participant_count, 2)

    def test_many_at_once_fill_a_course_and_no_more(self):
        course = self._course(2)
        people = self.anna, self.jan, self.maria, self.piotr
        results = self._together(*((self._enrol(course, one.partner_id), self.maria) for one in people))
        refused = [str(one) for one in results if isinstance(one, Exception)]
        self.assertEqual(len(refused), 2, results)
        self.assertTrue(all("all are taken" in text for text in refused), refused)
        self._commit()
        self.assertEqual(course.participant_count, 2)

    def test_nobody_is_enrolled_in_what_was_called_off_meanwhile(self):
        course = self._course(0)
        with self.assertRaisesRegex(UserError, "held or called off"):
            self._overtaken(
                lambda env: env["kooperacje.school.course"].browse(course.id).action_cancel(),
                self._enrol(course, self.jan.partner_id), self.maria, first_user=self.robert,
            )

    # Answers by a link

    def test_an_invitation_is_answered_once(self):
        """Yes on the telephone and no on the computer: the later finds no code, and nothing of it is kept."""
        teacher = self.env["res.partner"].create({
            "name": "Paulina", "parent_id": self.ppp.id, "email": "paulina@example.com",
        })
        member = self.env["kooperacje.team.member"].create({
            "team_id": self.team.id, "institution_id": self.ppp.id, "partner_id": teacher.id,
        })
        member.with_user(self.anna).action_invite()
        code = member.sudo().answer_code
        premise = self.env["kooperacje.premise"].search([("kind", "=", "decline")], limit=1)
        self._commit()

        def say(*answer):
            def step(env):
                record = env["kooperacje.answer.link.mixin"]._by_answer_code(code)
                return record and record._answer(*answer)
            return step

        public = self.env.ref("base.public_user")
        self.assertIsNone(self._overtaken(
            say("accept"), say("decline", premise.id, "Urlop"), public, first_user=public,
        ))
        self._commit()
        self.assertEqual((member.state, member.decline_reason), ("accepted", False))

    # Meetings

    def _plan_meeting(self, **values):
        start = self._meeting_start()
        return lambda env: env["kooperacje.meeting"].create({
            "team_id": self.team.id, "start": start, **values,
        }).name

    def _meeting_start(self):
        return self.env["kooperacje.meeting"].new({"start": self.now}).start

    def test_two_meetings_planned_at_once_are_the_first_and_the_next(self):
        names = []

        def first(env):
            names.append(self._plan_meeting()(env))

        names.append(self._overtaken(first, self._plan_meeting(), self.anna))
        self._commit()
        meetings = self.team.meeting_ids.sorted("ordinal")
        self.assertEqual(sorted(names), [f"{self.team.name}/1", f"{self.team.name}/2"])
        self.assertEqual(meetings.mapped("kind"), ["team_first", "team_next"])
        together = self._together(*[(self._plan_meeting(), self.anna)] * 3)
        self.assertEqual(sorted(together), [f"{self.team.name}/{number}" for number in (3, 4, 5)])

    def test_two_numbers_drawn_at_once_differ_also_the_first_of_a_year(self):
        def meet(env):
            return env["kooperacje.meeting"].create({
                "kind": "partnership", "partnership_id": self.partnership.id, "start": self.now,
            }).name

        names = []
        names.append(self._overtaken(lambda env: names.append(meet(env)), meet, self.piotr))
        self.assertEqual(len(set(names)), 2, names)
        self.assertEqual(
            self.env["ir.sequence"].search_count([
                ("code", "=", "kooperacje.meeting.partnership"), ("company_id", "=", self.company.id),
            ]), 1, "one series for the office",
        )
        names += self._together(*[(meet, self.piotr)] * 4)
        numbers = sorted(int(name.rsplit("/", 1)[1]) for name in names)
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 6)), "neither twice nor a gap")

    def test_plan_and_assessment_are_begun_once(self):
        case = self.env["kooperacje.case"].browse(self.case.id)
        for button, lines in (("action_assess", "assessment_ids"), ("action_open_diagnosis", "diagnosis_ids")):
            with self.subTest(button):
                def press(env, button=button):
                    return getattr(env["kooperacje.case"].browse(self.case.id), button)()["res_id"]

                second = self._overtaken(press, press, self.anna)
                self._commit()
                self.assertEqual(len(case[lines]), 1)
                self.assertEqual(second, case[lines].id, "the second looks at what the first has begun")

    # Documents

    def test_a_document_is_issued_once(self):
        agreement = self.env["kooperacje.agreement"].with_user(self.piotr).create({
            "name": "Porozumienie", "kind": "other", "company_id": self.company.id,
            "party_ids": [Command.set((self.ops | self.school).ids)],
            "signatory_ids": [
                Command.create({"party_id": party.id, "name": "Jan Nowak", "function": "dyrektor"})
                for party in (self.ops, self.school)
            ],
        })
        self._commit()

        def issue(env):
            document = env["kooperacje.agreement"].browse(agreement.id)
            document.action_issue()
            return document.document_number

        # Not in the threads: the one that ends last would put back what the other had muted, for all tests to come.
        with mute_logger("odoo.addons.kooperacje.models"):
            with self.assertRaisesRegex(UserError, "has been issued already"):
                self._overtaken(issue, issue, self.piotr)
            results = self._together((issue, self.piotr), (issue, self.piotr))
        self.assertFalse([one for one in results if "lock" in str(one)], results)
        self._commit()
        issued = agreement.message_ids.filtered(lambda message: "Issued" in (message.body or ""))
        self.assertEqual(len(issued), 1)

    def test_an_annex_is_begun_once(self):
        """Both who press at once open the same draft; the next annex counts on when it is signed."""
        agreement = self.env["kooperacje.agreement"].with_user(self.piotr).create({
            "name": "Umowa", "kind": "other", "company_id": self.company.id,
            "document_state": "draft",
        })
        agreement.sudo().write({"document_state": "signed", "signed_on": self.today})
        self._commit()

        def annex(env):
            return env["kooperacje.agreement"].browse(
                env["kooperacje.agreement"].browse(agreement.id).action_annex()["res_id"]
            ).annex_number

        numbers = []
        numbers.append(self._overtaken(lambda env: numbers.append(annex(env)), annex, self.piotr))
        self.assertEqual(numbers, [1, 1])
        self._commit()
        self.assertEqual(len(agreement.annex_ids), 1)

    # Periods

    def _role_of_jan(self, role="network_worker"):
        return lambda env: env["kooperacje.role.assignment"].create({
            "user_id": self.jan.id, "institution_id": self.ops.id, "company_id": self.company.id, "role": role,
            "date_from": self.today,
        }).id

    def test_a_role_is_given_once(self):
        with self.assertRaisesRegex(ValidationError, "already holds this role"):
            self._overtaken(self._role_of_jan(), self._role_of_jan(), self.adam)

    def test_a_pesel_is_entered_once(self):
        """Two workers enter one newcomer; the second is told, though neither saw the other's record at the start."""
        newcomer = {"first_name": "Jan", "last_name": "Lis", "pesel": MALE_1980, "company_id": self.company.id}
        with self.assertRaisesRegex(ValidationError, "Ask the manager"):
            self._overtaken(
                lambda env: env["kooperacje.person"].create(newcomer).id,
                lambda env: env["kooperacje.person"].create(newcomer).id, self.jan, self.anna,
            )

    def test_who_evaluates_from_outside_gets_no_other_role_meanwhile(self):
        lena = self._user("lena", self.university, "evaluator")
        lena.role_assignment_ids.sudo().unlink()
        self._commit()

        def give(role, institution):
            return lambda env: env["kooperacje.role.assignment"].create({
                "user_id": lena.id, "institution_id": institution.id, "company_id": self.company.id, "role": role,
                "date_from": self.today,
            }).id

        with self.assertRaisesRegex(ValidationError, "external evaluator"):
            self._overtaken(give("evaluator", self.university), give("specialist", self.university))

    def test_reports_and_evaluations_of_one_period_are_made_once(self):
        year = self.today.year - 1
        period = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31", "partnership_id": self.partnership.id}
        kind = self.env["kooperacje.periodic.report"]._fields["kind"].get_values(self.env)[0]
        for model, values, refusal in (
            ("kooperacje.periodic.report", {"kind": kind}, "There is a report of this kind"),
            ("kooperacje.evaluation", {"scope": "partnership"}, "overlaps with another evaluation"),
        ):
            with self.subTest(model):
                def make(env, model=model, values=values):
                    return env[model].create({**period, **values}).id

                with self.assertRaisesRegex(ValidationError, refusal):
                    self._overtaken(make, make, self.piotr)

    # Lines of what is being frozen

    def test_a_goal_is_not_added_to_a_plan_signed_this_moment(self):
        plan = self._plan()
        self._commit()

        def sign(env):
            # The state as the signature writes it; how a plan is signed is another story.
            env["kooperacje.plan"].browse(plan.id).sudo().write({"state": "signed", "signed_on": self.today})

        with self.assertRaisesRegex(UserError, "signed"):
            self._overtaken(sign, lambda env: env["kooperacje.goal"].create({
                "plan_id": plan.id, "name": "Cel dopisany po podpisie",
            }), self.anna)
        plan.sudo().write({"state": "void"})
        self._commit()

    # Buttons

    def _twins(self):
        """Pairs of like records with the button of their next step, and who presses it."""
        request = self.env["kooperacje.support.request"].with_user(self.piotr)
        course, meeting = self.env["kooperacje.school.course"], self.env["kooperacje.meeting"].with_user(self.piotr)
        membership = self.env["kooperacje.membership"].with_user(self.piotr)
        office = {"partnership_id": self.partnership.id}
        return {
            "request for support": ([request.create({
                **office, "kind": "advice", "provider_id": self.rops.id, "description": "Jak liczyć wskaźniki?",
            }) for _twin in "ab"], "action_send", self.piotr),
            "course": ([course.create({"name": name, "provider_id": self.rops.id}) for name in "ab"],
                       "action_cancel", self.robert),
            "meeting": ([meeting.create({**office, "kind": "partnership", "start": self.now}) for _twin in "ab"],
                        "action_cancel", self.piotr),
            "invitation of a member": ([membership.create({
                **office, "institution_id": institution.id, "kind": "core", "date_from": LONG_AGO,
                "representative_id": self._head(institution).id,
            }) for institution in (self.gops_nur, self.university)], "action_join", self.piotr),
        }

    def _traces(self, record):
        """What a step leaves beside the record: words, letters, tasks and numbers."""
        record = record.sudo()
        return {
            "messages": len(record.message_ids) if "message_ids" in record._fields else 0,
            "activities": len(record.activity_ids) if "activity_ids" in record._fields else 0,
            "letters": self.env["mail.mail"].sudo().search_count([
                ("model", "=", record._name), ("res_id", "=", record.id),
            ]),
            "state": record.state,
        }

    def test_a_button_pressed_twice_does_its_work_once(self):
        for name, ((once, twice), method, user) in self._twins().items():
            self._commit()

            def press(env, record, method=method):
                getattr(env[record._name].browse(record.id), method)()

            with self.subTest(name):
                self._request(partial(press, record=once), user)
                ending = None
                try:
                    self._overtaken(partial(press, record=twice), partial(press, record=twice), user)
                except UserError as error:
                    ending = str(error)
                self.assertNotIn("lock", ending or "")
                self._commit()
                self.assertEqual(self._traces(twice), self._traces(once))

    # Dialogs

    def test_a_schedule_of_meetings_is_confirmed_once(self):
        partnership = self._partnership("PZK Brok (test)", self.company, self.commune)
        schedule = self.env["kooperacje.meeting.schedule"].with_user(self.piotr).create({
            "partnership_id": partnership.id,
        })
        schedule.line_ids  # noqa: B018 — the proposal is on the screen
        schedule.flush_recordset()
        self._commit()

        def confirm(env):
            return env["kooperacje.meeting.schedule"].browse(schedule.id).action_confirm()

        count = len(schedule.line_ids)
        self.assertTrue(count)
        with self.assertRaisesRegex(UserError, "done already"):
            self._overtaken(confirm, confirm, self.piotr)
        self._commit()
        self.assertEqual(self.env["kooperacje.meeting"].search_count([("partnership_id", "=", partnership.id)]), count)

    # Requests of persons

    def test_a_person_asks_twice_and_is_restricted_and_listed_once(self):
        self.addCleanup(self.env.registry.clear_cache)
        lonely = self.env["kooperacje.person"].create({
            "first_name": "Jan", "last_name": "Samotny", "company_id": self.company.id,
        })
        requests = self.env["kooperacje.subject.request"].create([{
            "first_name": "Jan", "last_name": "Samotny", "company_id": self.company.id, "user_id": self.maria.id,
            "kind": "erasure", "identity_way": "document", "identity_on": self.today, "person_id": lonely.id,
        } for _number in range(2)])
        self._commit()
        for step, words in (("action_propose_erasure", "on a list already"), ("action_restrict", "restricted already")):
            first, second = (
                lambda env, one=one, step=step: bool(getattr(env[one._name].browse(one.id), step)()) for one in requests
            )
            with self.subTest(step), self.assertRaisesRegex(UserError, words):
                self._overtaken(first, second, self.maria)

    def test_waiting_has_a_word_at_the_last_attempt(self):
        """Five times overtaken, a request of the web client ends with a sentence and not with a database error."""
        course = self._course(0)
        tries = []

        def second(env):
            tries.append(True)
            env.cr.execute("SELECT 1")
            self._request(lambda other: other["kooperacje.school.course"].browse(course.id).write({
                "description": f"Program {len(tries)}",
            }), self.robert)
            return self._enrol(course, self.jan.partner_id)(env)

        with self.subTest("without a request Odoo's own error is left to the caller"):
            with self.assertRaises(SerializationFailure):
                self._request(second, self.maria)
            self.assertEqual(len(tries), 5)
        tries.clear()
        _request_stack.push(SimpleNamespace(
            session=None, httprequest=SimpleNamespace(files={}), _get_session_and_dbname=lambda: (None, None),
            env=None,
        ))
        self.addCleanup(_request_stack.pop)
        with self.assertRaisesRegex(UserError, "Others are working on the same"):
            self._request(second, self.maria)
        self.assertEqual(len(tries), 5)
