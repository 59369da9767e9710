from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestServiceInUse(TeamCommon):
    """A service in use cannot vanish silently: the case managers of its plans are told, and only they (tool 11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan_of(cls.case, cls.anna)
        cls.line = cls.plan.service_line_ids
        cls.twin = cls._service("Terapia rodzin (test)", cls.ppp, need_ids=[Command.set(cls.need_school.ids)])

    @classmethod
    def _plan_of(cls, case, user):
        plan = cls.env["kooperacje.plan"].with_user(user).create({"case_id": case.id})
        cls.env["kooperacje.goal"].with_user(user).create({
            "plan_id": plan.id, "name": "Kuba chodzi do szkoły", "measure": "dni w szkole",
            "service_line_ids": [Command.create({"service_id": cls.therapy.id})],
        })
        return plan

    def _told(self, case, action):
        before = case.sudo().activity_ids
        action()
        return case.sudo().activity_ids - before

    def _withdraw(self):
        self.therapy.with_user(self.piotr)._withdraw("Koniec projektu")

    def _merge(self):
        self.therapy.with_user(self.piotr)._merge_into(self.twin.with_user(self.piotr), "Ta sama usługa")

    # Withdrawn, lapsed, back

    def test_case_managers_are_told_and_only_they(self):
        other = self._case(self.jan, persons=False)
        self._consent(other, "method")
        unused = self._case(self.jan, persons=False)
        self.env["kooperacje.plan"].sudo().create({"case_id": other.id, "goal_ids": [Command.create({
            "name": "x", "service_line_ids": [Command.create({"service_id": self.therapy.id})],
        })]})
        before = self.env["mail.activity"].sudo().search([])
        self._withdraw()
        told = self.env["mail.activity"].sudo().search([]) - before
        self.assertEqual(
            {(activity.res_id, activity.user_id) for activity in told},
            {(self.case.id, self.anna), (other.id, self.jan)},
        )
        self.assertFalse(unused.sudo().activity_ids & told)
        for activity in told:
            text = f"{activity.summary} {activity.note} {activity.res_name}"
            for name in ("Nowak", "Barbara", "Kuba", "Jakub"):
                self.assertNotIn(name, text)
            self.assertNotIn(self.therapy.name, activity.summary, "the summary travels in mails")
        for user in (self.piotr, self.ewa, self.tomasz, self.irena, self.adam):
            self.assertFalse(self.env["mail.activity"].with_user(user).search([("id", "in", told.ids)]), user.login)

    def test_told_through_the_review_and_the_card_too(self):
        review = self.env["kooperacje.basket.review"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id,
        })
        review.line_ids.filtered(lambda line: line.service_id == self.therapy).write({
            "decision": "withdraw", "remark": "Nie ma terapeuty",
        })
        review.action_keep_others()
        self.assertEqual(self._told(self.case, review.action_close).user_id, self.anna)
        self.assertTrue(self.line.is_lapsed)

    def test_whoever_withdraws_learns_nothing_of_the_case(self):
        self._withdraw()
        with self.assertRaises(AccessError):
            self.therapy.with_user(self.piotr).plan_line_ids.read(["goal_id"])

    def test_end_of_the_offer_entered_today(self):
        told = self._told(self.case, lambda: self.therapy.write({"date_to": self.today - timedelta(days=1)}))
        self.assertTrue(self.line.is_lapsed)
        self.assertEqual(told.user_id, self.anna)
        self.assertFalse(self._told(self.case, lambda: self.therapy.write({"date_to": self.today - timedelta(days=2)})))
        self.therapy.date_to = self.today + timedelta(days=30)
        self.assertFalse(self.line.is_lapsed, "offered again")

    def test_put_back(self):
        self._withdraw()
        self.therapy.with_user(self.piotr).action_verify()
        self.assertFalse(self.line.is_lapsed)

    # Stale

    def test_stale_service_enters_no_new_basket_and_leaves_no_plan(self):
        """Nobody has said that it ended, so the plan goes on; a new line is refused over RPC as on the screen."""
        self.plan._freeze(self.today)
        self.partnership.review_months = 6
        late = self.therapy.review_due + timedelta(days=1)
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(late):
            self.assertTrue(self.therapy.is_stale)
            self.assertFalse(self._told(self.case, self.env["kooperacje.service"]._cron_flag_lapsed))
            self.assertFalse(self.line.is_lapsed)
            draft = self.plan.browse(self.plan.sudo().action_revise()["res_id"])
            self.assertEqual(draft.service_line_ids.service_id, self.therapy, "a revision takes over what runs")
            with self.assertRefused("Nobody has confirmed", UserError):
                self.env["kooperacje.plan.service"].sudo().create({
                    "goal_id": draft.goal_ids.id, "service_id": self.therapy.id,
                })
            self.therapy.with_user(self.piotr).action_confirm()
            self.env["kooperacje.plan.service"].sudo().create({
                "goal_id": draft.goal_ids.id, "service_id": self.therapy.id,
            })

    # Merged

    def test_plan_in_preparation_takes_the_one_that_goes_on(self):
        told = self._told(self.case, self._merge)
        self.assertEqual((self.line.service_id, self.line.is_lapsed), (self.twin, False))
        self.assertEqual(told.user_id, self.anna)
        self.assertIn(self.therapy.name, told.note, "the name she knows")

    def test_plan_printed_for_signature_stays_as_it_was_printed(self):
        """Neither does it hold up the network worker, who would be told the number of the meeting of a family."""
        meeting = self._held()
        meeting.write({"family_perspective": "x", "worker_perspective": "x", "members_perspective": "x"})
        self.assertEqual(meeting.plan_id, self.plan)
        meeting.action_issue()
        told = self._told(self.case, self._merge)
        self.assertEqual((self.line.service_id, self.line.is_lapsed), (self.therapy, False))
        self.assertEqual(told.user_id, self.anna)

    def test_signed_plan_stays_as_it_was_signed(self):
        self.plan._freeze(self.today)
        told = self._told(self.case, self._merge)
        self.assertEqual((self.line.service_id, self.line.is_lapsed), (self.therapy, False))
        self.assertNotIn(self.need_school, self.plan.uncovered_need_ids, "the service goes on")
        self.assertEqual(told.user_id, self.anna)
        self.assertFalse(self._told(self.case, self.env["kooperacje.service"]._cron_flag_lapsed))
        self.assertFalse(self.line.is_lapsed, "nor does the nightly look take it for gone")
        self.line.action_start()
        self.assertEqual(self.line.status, "started", "the plan in force is worked on")

    def test_revision_takes_the_one_that_goes_on(self):
        self.plan._freeze(self.today)
        self._merge()
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        self.assertEqual(draft.service_line_ids.service_id, self.twin)
        self.assertEqual(draft.service_line_ids.previous_line_id, self.line)
        draft._freeze(self.today)
        self.assertEqual(self.line.service_id, self.therapy)

    def test_what_goes_on_leaves_later(self):
        """Then the plans of both are told."""
        self.plan._freeze(self.today)
        self._merge()
        told = self._told(self.case, lambda: self.twin.with_user(self.piotr)._withdraw("Koniec"))
        self.assertEqual(told.user_id, self.anna)
        self.assertTrue(self.line.is_lapsed)
        self.twin.with_user(self.piotr).action_verify()
        self.assertFalse(self.line.is_lapsed)

    def test_queries_do_not_grow_with_the_plans(self):
        """A busy service: the search for its lines is one, whatever the number of plans."""
        def cost(count):
            services = self.env["kooperacje.service"].create([{
                "name": f"Usługa {count}/{number}", "institution_id": self.ppp.id, "state": "verified",
                "partnership_id": self.partnership.id,
            } for number in range(count)])
            goal = self.plan.goal_ids
            goal.write({"service_line_ids": [Command.create({"service_id": service.id}) for service in services]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            services.with_user(self.piotr)._withdraw("Koniec")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertEqual(cost(10), cost(100))
