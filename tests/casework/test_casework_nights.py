from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon
from odoo.addons.kooperacje.tests.nights import Nights


@tagged("post_install", "-at_install")
class TestCaseworkNights(Nights, TeamCommon):
    """What the night does for cases: one broken record keeps no other family and no other institution waiting."""

    def _days_later(self, days, model, method):
        def run():
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(self.today + timedelta(days=days, hours=10)):
                getattr(self.env[model], method)()
                self.env.flush_all()
        return run

    def _invited(self):
        jan = self._member(self.team, self.jan, self.ops, state="invited")
        (self.member_zofia | jan).write({
            "invited_on": self.today, "answer_due": self.today + timedelta(days=7),
        })
        return self.member_zofia, jan

    def test_reminders_of_invitations(self):
        self.assertOthersGoOn(
            "kooperacje.team.member._cron_invitations:remind", "_remind", *self._invited(),
            self._days_later(6, "kooperacje.team.member", "_cron_invitations"), lambda member: member.reminded_on,
        )

    def test_escalation_of_invitations(self):
        self.assertOthersGoOn(
            "kooperacje.team.member._cron_invitations:escalate", "_escalate", *self._invited(),
            self._days_later(9, "kooperacje.team.member", "_cron_invitations"), lambda member: member.escalated_on,
        )

    def _requests(self):
        plan = self._plan()
        plan.goal_ids.service_line_ids = [Command.create({"service_id": self.club.id})]
        plan._freeze(self.today)
        for line in plan.service_line_ids:
            action = line.with_user(self.anna).action_open_request()
            wizard = self.env["kooperacje.referral.request"].with_user(self.anna).with_context(**action["context"])
            wizard.create({}).action_confirm()
        requests = plan.service_line_ids.sudo().referral_ids.with_env(self.env)
        requests.sudo().answer_due = self.today + timedelta(days=7)
        return requests

    def test_reminders_of_requests_for_services(self):
        self.assertOthersGoOn(
            "kooperacje.referral._cron_deadlines:remind", "_remind_provider", *self._requests(),
            self._days_later(6, "kooperacje.referral", "_cron_deadlines"), lambda referral: referral.reminded_on,
        )

    def test_escalation_of_requests_for_services(self):
        self.assertOthersGoOn(
            "kooperacje.referral._cron_deadlines:escalate", "_escalate", *self._requests(),
            self._days_later(8, "kooperacje.referral", "_cron_deadlines"), lambda referral: referral.escalated_on,
        )

    def test_services_that_are_not_offered_any_more(self):
        lines = self._plan().goal_ids
        lines.service_line_ids = [Command.create({"service_id": self.club.id})]
        (self.therapy | self.club).write({"date_to": self.today + timedelta(days=2)})
        self.assertOthersGoOn(
            "kooperacje.service._cron_flag_lapsed", "_sync_lapsed", self.therapy, self.club,
            self._days_later(3, "kooperacje.service", "_cron_flag_lapsed"),
            lambda service: service.sudo().plan_line_ids.is_lapsed,
        )

    def test_cases_whose_aftercare_is_over(self):
        broken, healthy = self._case(self.anna), self._case(self.jan)
        stage = self.env["kooperacje.case.stage"].search([("phase", "=", "aftercare")], limit=1)
        self.env.flush_all()
        # The way there is told elsewhere.
        self.env.cr.execute(
            "UPDATE kooperacje_case SET stage_id = %s, phase = 'aftercare', closing_premise_id = %s, "
            "aftercare_from = %s, aftercare_until = %s WHERE id = ANY(%s)",
            [stage.id, self.env.ref("kooperacje.premise_end_goals").id, self.today - relativedelta(months=1),
             self.today + timedelta(days=2), [broken.id, healthy.id]],
        )
        self.env.invalidate_all()
        self.env["kooperacje.aftercare.contact"].create([{"case_id": broken.id}, {"case_id": healthy.id}])
        self.assertOthersGoOn(
            "kooperacje.case._cron_end_aftercare", "_move_to_phase", broken, healthy,
            self._days_later(3, "kooperacje.case", "_cron_end_aftercare"), lambda case: case.phase == "closed",
        )

    def test_a_night_costs_the_same_for_many_lines_of_plans(self):
        """Nothing to flag for ten plans or for a hundred; what grows is the task written for each case."""
        def queries(count):
            cases = self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(count)
            ])
            for case in cases:
                self._consent(case, "method")
            self.env["kooperacje.plan"].sudo().create([{
                "case_id": case.id, "goal_ids": [Command.create({
                    "name": "Cel", "service_line_ids": [Command.create({"service_id": self.therapy.id})],
                })],
            } for case in cases])
            return self._queries(self.env["kooperacje.service"]._cron_flag_lapsed)

        queries(2)
        self.assertEqual(queries(10), queries(100))
