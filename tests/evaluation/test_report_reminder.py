from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.models.evaluation.periodic_report import YEARLY

from .test_periodic_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportReminder(ReportCommon):
    """The manager is reminded of OZPS (by 30 April, art. 16a u.p.s.) and of the yearly reports, and not for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partnership = cls.env["kooperacje.partnership"]
        # Those of a demo are of other offices.
        cls.Partnership.search([])._unguarded().reports_reminded_year = 9000
        cls.next_year = cls.today.year + 1
        cls.partnership.date_established = "2024-03-01"
        (cls.partnership | cls.partnership_nur)._unguarded().write({"state": "active", "reports_reminded_year": 0})

    def _reminded(self, partnership=None):
        found = self.env["mail.activity"].search([
            ("res_model", "=", "kooperacje.partnership"), ("res_id", "=", (partnership or self.partnership).id),
            ("activity_type_id.icon", "=", "fa-bar-chart"),
        ])
        self.assertFalse(found.filtered("summary"), "the type says it all, and names nobody")
        return found

    def _run(self, day):
        with freeze_time(f"{day} 09:00:00"):
            self.env.invalidate_all()
            self.Partnership._cron_remind_reports()
        self.env.invalidate_all()

    def test_reminds_once_of_each_report_from_march_on(self):
        for day in (f"{self.next_year}-01-15", f"{self.next_year}-02-28"):
            self._run(day)
            self.assertFalse(self._reminded(), day)
        self._run(f"{self.next_year}-03-01")
        reminded = self._reminded()
        self.assertEqual(len(reminded), len(YEARLY))
        self.assertEqual(reminded.user_id, self.maria)
        self.assertEqual(set(reminded.mapped("date_deadline")), {date(self.next_year, 4, 30)})
        self._run(f"{self.next_year}-03-02")
        self.assertEqual(self._reminded(), reminded, "the next day asks nobody again")
        reminded[0].with_user(self.maria).action_done()
        reminded[1].with_user(self.maria).unlink()
        self._run(f"{self.next_year}-03-20")
        self.assertEqual(self._reminded(), reminded[2], "what was ticked off or cancelled does not come back")
        self._run(f"{self.next_year + 1}-03-05")
        self.assertEqual(len(self._reminded()), len(YEARLY) + 1, "the reports of the next year")

    def test_a_stopped_server_catches_up_until_the_day_and_not_after_it(self):
        self._run(f"{self.next_year}-05-01")
        self.assertFalse(self._reminded())
        self._run(f"{self.next_year}-04-30")
        self.assertEqual(len(self._reminded()), len(YEARLY))

    def test_not_of_what_is_issued_nor_where_there_was_no_partnership_yet(self):
        self.partnership_nur.date_established = f"{self.next_year}-01-10"
        with freeze_time(f"{self.next_year}-02-10 09:00:00"):
            self.env.invalidate_all()
            self._worded("ozps").action_issue()
            self._worded("council")
        self._run(f"{self.next_year}-03-01")
        self.assertFalse(self._reminded(self.partnership_nur))
        types = self._reminded().activity_type_id
        self.assertEqual(types, self.env.ref("kooperacje.activity_report_council") + self.env.ref(
            "kooperacje.activity_report_partnership_year",
        ), "a draft is no report yet")
        self.partnership_nur.date_established = "2024-01-10"
        self._run(f"{self.next_year}-03-03")
        self.assertFalse(self._reminded(self.partnership_nur), "nobody to remind: the office has no manager")

    def test_issuing_the_report_ends_the_reminder_of_that_year(self):
        self._run(f"{self.next_year}-03-01")
        with freeze_time(f"{self.next_year}-03-10 09:00:00"):
            self.env.invalidate_all()
            earlier = self.next_year - 2
            self._worded("council", date_from=date(earlier, 1, 1), date_to=date(earlier, 12, 31)).action_issue()
            self.assertEqual(len(self._reminded()), len(YEARLY), "the report of another year")
            self._worded("council").action_issue()
        left = self._reminded().activity_type_id
        self.assertNotIn(self.env.ref("kooperacje.activity_report_council"), left)
        self.assertEqual(len(left), len(YEARLY) - 1)

    def test_closed_ones_and_the_voivodeship_team_are_left_alone(self):
        self.partnership._unguarded().state = "closed"
        self._run(f"{self.next_year}-03-01")
        self.assertFalse(self._reminded())
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.maria).reports_reminded_year = self.next_year - 1

    def test_asks_no_more_of_many_partnerships_than_of_few(self):
        """What grows is mail's own: one activity each makes its manager a follower of the partnership (3 queries)."""
        def queries(count):
            offices = [self._office(f"OPS {count}-{number}", self.commune) for number in range(count)]
            for office in offices:
                self._role(self.maria, office.partner_id, "manager", office)
            many = self.Partnership.create([{
                "name": f"PZK {office.name}", "company_id": office.id, "date_established": "2024-01-01",
            } for office in offices])
            many._unguarded().state = "active"
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(f"{self.next_year}-03-01 09:00:00"):
                before = self.env.cr.sql_log_count
                self.Partnership._cron_remind_reports()
                self.env.flush_all()
            self.assertEqual(len(self._reminded(many[-1])), len(YEARLY))
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(8) - queries(2), 6 * 3)
