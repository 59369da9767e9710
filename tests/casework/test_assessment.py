from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .course import CourseCommon


@tagged("post_install", "-at_install")
class TestAssessment(CourseCommon):
    """The situation is looked at again at least every six months (K3D-188), the family speaking first (K3D-195)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._at_work()

    # When

    def _due_found(self, operator, day):
        return self.case in self.env["kooperacje.case"].with_user(self.anna).search([
            ("assessment_due_on", operator, day),
        ])

    def test_due_six_months_after_the_plan_was_signed(self):
        due = self.today + relativedelta(months=6)
        self.assertEqual(self.case.assessment_due_on, due)
        self.assertTrue(self._due_found("=", due) and self._due_found("<=", due) and self._due_found(">=", due))
        self.assertFalse(self._due_found("<", due) or self._due_found(">", due) or self._due_found("=", False))
        self.assertTrue(self._due_found("!=", False))

    def test_due_three_months_with_a_child_under_three(self):
        baby = self.env["kooperacje.person"].create({
            "first_name": "Zosia", "last_name": "Nowak", "birth_date": self.today - relativedelta(years=3, days=-1),
            "company_id": self.company.id,
        })
        line = self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": baby.id, "relation": "child",
        })
        self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=3))
        self.assertEqual(self.case._assessment_months(), 3)
        line.in_household = False
        self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=6))
        line.in_household = True
        with freeze_time(self.today + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=6), "three years old")

    def test_child_born_on_a_leap_day_is_three_on_the_last_of_february(self):
        """As years are counted everywhere (civil code, art. 112): on 28 February of a common year."""
        baby = self.env["kooperacje.person"].create({
            "first_name": "Zosia", "last_name": "Nowak", "birth_date": "2024-02-29", "company_id": self.company.id,
        })
        self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": baby.id, "relation": "child",
        })
        for day, months in (("2027-02-27", 3), ("2027-02-28", 6)):
            with freeze_time(f"{day} 12:00:00"):
                self.env.invalidate_all()
                self.assertEqual(baby.age, 2 if months == 3 else 3)
                self.assertEqual(self.case._assessment_months(), months)
                self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=months))

    def test_periods_are_the_office_s_own_within_the_model(self):
        self.company.kooperacje_assessment_months = 4
        self.env.invalidate_all()
        self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=4))
        for values in ({"kooperacje_assessment_months": 7}, {"kooperacje_assessment_months_small": 4},
                       {"kooperacje_assessment_months": 0}):
            with (
                self.subTest(values), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.company.write(values)
                self.env.flush_all()

    def test_a_partnership_may_look_sooner_than_its_office(self):
        """Its own period counts before the office's, each for itself; never longer than the Model allows."""
        self.partnership.assessment_months = 2
        self.env.invalidate_all()
        due = self.today + relativedelta(months=2)
        self.assertEqual((self.case.assessment_due_on, self.case._assessment_months()), (due, 2))
        self.assertTrue(self._due_found("=", due))
        done = self._assessed(self.case)
        self.assertEqual(done.next_due_on, due)
        baby = self.env["kooperacje.person"].create({
            "first_name": "Zosia", "last_name": "Nowak", "birth_date": self.today - relativedelta(years=1),
            "company_id": self.company.id,
        })
        self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": baby.id, "relation": "child",
        })
        self.env.invalidate_all()
        self.assertEqual(self.case._assessment_months(), 2, "never later for a small child than for others")
        self.assertEqual(self.case.assessment_due_on, due)
        self.partnership.write({"assessment_months": 0, "assessment_months_small": 1})
        self.env.invalidate_all()
        self.assertEqual(self.case._assessment_months(), 1)
        self.assertEqual(self.case.assessment_due_on, self.today + relativedelta(months=1))
        for values in ({"assessment_months": 7}, {"assessment_months_small": 4}, {"assessment_months": -1}):
            with (
                self.subTest(values), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.partnership.write(values)
                self.env.flush_all()

    def test_a_day_stands_as_the_office_writes_it(self):
        assessment = self._assess(self.case, assessed_on=self.today).with_context(lang="pl_PL")
        self.assertTrue(assessment.display_name.endswith(self.today.strftime(", %d.%m.%Y")))

    def test_every_row_of_the_print_has_all_its_cells(self):
        """What nobody has said yet is an empty cell, not a missing one."""
        assessment = self._assess(self.case)
        assessment.goal_line_ids.attainment = assessment.service_line_ids.effect = False
        content = self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_assessment", assessment.ids,
        )[0]
        [services] = html.fromstring(content).xpath("//table[.//th[contains(., 'Skuteczność')]]")
        rows = services.xpath(".//tr[td]")
        self.assertTrue(rows)
        self.assertEqual({len(row.xpath("td")) for row in rows}, {len(services.xpath(".//th"))})

    def test_manager_sets_the_period_and_a_social_worker_does_not(self):
        values = {"company_id": self.company.id, "kooperacje_assessment_months": 5}
        self.env["kooperacje.office.settings"].with_user(self.maria).create(values).action_save()
        self.assertEqual(self.company.kooperacje_assessment_months, 5)
        with self.assertRaises(AccessError):
            self.env["kooperacje.office.settings"].with_user(self.anna).create(values).action_save()

    def test_counted_anew_from_each_assessment(self):
        with freeze_time(self.today + timedelta(days=90)):
            self.env.invalidate_all()
            assessment = self._assessed(self.case, assessed_on=self.today + timedelta(days=90))
            expected = self.today + timedelta(days=90) + relativedelta(months=6)
            self.assertEqual((assessment.due_on, assessment.next_due_on, self.case.assessment_due_on), (
                self.today + relativedelta(months=6), expected, expected,
            ))

    def test_nothing_is_due_without_a_plan_or_on_hold(self):
        other = self._case(self.anna, self.halina)
        self.assertFalse(other.assessment_due_on)
        self._wizard(self.case, "suspend", "suspension_absence")
        self.assertFalse(self.case.assessment_due_on)
        self.assertTrue(self._due_found("=", False))

    # What

    def test_lines_are_the_state_of_that_day_and_stay(self):
        assessment = self._assessed(self.case)
        self.assertEqual(assessment.goal_line_ids.mapped("name"), ["Kuba chodzi do szkoły"])
        self.assertEqual(assessment.goal_line_ids.status, "2 dni → 5 dni")
        service = assessment.service_line_ids
        self.assertEqual((service.name, service.is_given), ("Terapia pedagogiczna", True))
        before = service.status
        self.assertTrue(before)
        line = self.case.plan_ids.service_line_ids.with_user(self.anna)
        line.action_finish()
        self.therapy.name = "Inna nazwa"
        self.assertEqual((service.status, service.name), (before, "Terapia pedagogiczna"))

    def test_bringing_up_to_date_keeps_what_was_said(self):
        assessment = self._assess(self.case)
        assessment.service_line_ids.remark = "Dobry kontakt"
        self.case.plan_ids.service_line_ids.with_user(self.anna).action_finish()
        before = assessment.service_line_ids.status
        assessment.action_refresh()
        line = assessment.service_line_ids
        self.assertEqual((line.remark, line.effect), ("Dobry kontakt", "4"))
        self.assertNotEqual(line.status, before)

    def test_done_says_what_is_missing(self):
        assessment = self.env["kooperacje.assessment"].with_user(self.anna).create({
            "case_id": self.case.id, "kind": "final",
        })
        with self.assertRefused(UserError, r"(?s)conclusion.*family's words.*goal.*service.*social worker"):
            assessment.action_complete()
        self.assertEqual(assessment.state, "draft")
        assessment.write({
            "conclusion": "end", "family_absence_reason": "Rodzina wyjechała", "worker_view": "Cele osiągnięte",
        })
        assessment.goal_line_ids.attainment = "1"
        with self.assertRefused(UserError, "service"):
            assessment.action_complete()
        assessment.service_line_ids.effect = "5"
        assessment.action_complete()
        self.assertEqual((assessment.state, assessment.done_by_id), ("done", self.anna))
        self.assertFalse(assessment.next_due_on, "after the end none is due")

    def test_what_is_done_is_neither_changed_nor_deleted(self):
        assessment = self._assessed(self.case)
        mine = assessment.with_user(self.anna)
        line = mine.goal_line_ids
        for attempt in (
            lambda: mine.write({"conclusion": "end"}), lambda: mine.write({"state": "draft"}),
            lambda: mine.write({"assessed_on": self.today - timedelta(days=1)}),
            lambda: line.write({"attainment": "2"}), lambda: line.write({"remark": "dopisane"}), mine.unlink,
            mine.action_refresh, lambda: assessment.sudo().write({"conclusion": "end"}),
            lambda: assessment.line_ids.sudo().unlink(), lambda: assessment.sudo().unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.assertEqual(assessment.conclusion, "continue")

    def test_snapshot_is_not_typed_in(self):
        assessment = self._assess(self.case)
        line = assessment.service_line_ids
        for values in ({"name": "x"}, {"status": "x"}, {"is_late": True}, {"assessment_id": assessment.id + 1}):
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                line.write(values)
        with self.assertRaises(AccessError):
            line.create({"assessment_id": assessment.id, "kind": "goal", "name": "Dopisany cel"})
        with self.assertRaises(AccessError):
            assessment.with_user(self.anna).write({"state": "done"})

    def test_copy_is_a_clean_draft(self):
        copy = self._assessed(self.case).with_user(self.anna).copy()
        self.assertEqual((copy.state, copy.done_by_id.id, copy.assessed_on), ("draft", False, self.today))
        self.assertFalse(copy.goal_line_ids.attainment)

    def test_not_in_the_future(self):
        with self.assertRefused(ValidationError, "future"):
            self._assess(self.case, assessed_on=self.today + timedelta(days=1))

    def test_members_of_another_team_are_refused(self):
        other = self._case(self.anna, self.halina)
        self._consent(other, self.ppp)
        stranger = self._member(self._team(other, self.ppp), self.tomasz)
        with self.assertRefused(ValidationError, "this case"):
            self._assess(self.case, further_member_ids=stranger.ids)

    # Who

    def test_read_with_the_case_and_written_by_who_runs_it(self):
        assessment = self._assess(self.case)
        for user in (self.anna, self.maria):
            self.assertEqual(assessment.with_user(user).read(["conclusion"])[0]["conclusion"], "continue")
        for user in (self.tomasz, self.jan, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                assessment.with_user(user).read(["conclusion"])
        for attempt in (
            lambda: assessment.with_user(self.tomasz).write({"worker_view": "x"}),
            lambda: assessment.with_user(self.tomasz).action_complete(),
            lambda: self.env["kooperacje.assessment"].with_user(self.jan).create({"case_id": self.case.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()

    def test_member_reads_it_where_the_support_is_shared(self):
        assessment = self._assess(self.case)
        with self.assertRaises(AccessError):
            assessment.line_ids.with_user(self.tomasz).read(["name"])
        sharing = self.case.consent_statement_ids.filtered(lambda one: one.institution_id == self.ppp)
        sharing.sudo().scope_ids = self.env.ref("kooperacje.data_scope_support")
        self.env.invalidate_all()
        self.assertTrue(assessment.with_user(self.tomasz).read(["conclusion"]))
        self.assertTrue(assessment.line_ids.with_user(self.tomasz).read(["name"]))

    def test_withdrawal_closes_it_for_others_and_not_for_the_office(self):
        assessment = self._assess(self.case)
        self._withdraw(self.case)
        with self.assertRaises(AccessError):
            assessment.with_user(self.tomasz).read(["conclusion"])
        assessment.with_user(self.anna).action_complete()
        self.assertEqual(assessment.state, "done")

    def test_button_goes_on_with_the_one_in_preparation(self):
        case = self.case.with_user(self.anna)
        first = case.action_assess()
        self.assertEqual(first["res_id"], case.action_assess()["res_id"])
        self.assertEqual(case.action_assess_effects()["res_id"], first["res_id"])
        self.assertEqual(case.assessment_ids.kind, "final")

    def test_closed_case_gets_none(self):
        self.case.sudo().closing_premise_id = self.env.ref("kooperacje.premise_end_consent")
        self._withdraw(self.case)
        self.case.sudo()._move_to_phase("closed")
        with self.assertRefused(UserError, "closed"):
            self._assess(self.case)

    def test_paper_tells_the_family_first(self):
        assessment = self._assessed(self.case)
        html, _kind = self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_assessment_document", assessment.ids,
        )
        text = html.decode()
        for part in ("Kuba chodzi na lekcje.", "Terapia pedagogiczna", "OCENA OKRESOWA", self.case.name):
            self.assertIn(part, text)
        self.assertLess(text.index("Głos osoby"), text.index("Ocena zespołu"))
        self.assertNotIn("Nowak", assessment.display_name)
