from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.kooperacje.tests.nights import Nights

from .survey_common import SurveyCommon, make_questionnaire


@tagged("post_install", "-at_install")
class TestEvaluationNights(Nights, SurveyCommon):
    """Questionnaires and reports of the year: one that breaks keeps no other waiting."""

    def _two(self):
        return (
            self._wave(date_to=self.today + timedelta(days=10), reminder_days=3),
            self._wave(make_questionnaire(self.env, "6"), date_to=self.today + timedelta(days=10), reminder_days=3),
        )

    def _daily(self, days):
        def run():
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(self.today + timedelta(days=days, hours=10)):
                self.Wave._cron_daily()
                self.env.flush_all()
        return run

    def test_reminders_of_waves(self):
        self.assertOthersGoOn(
            "kooperacje.survey.wave._cron_daily:remind", "_remind", *self._two(), self._daily(8),
            lambda wave: wave.reminded_on,
        )

    def test_results_of_waves_that_are_over(self):
        more = self._users([(login, self.school, "specialist", self.company) for login in ("ola", "ula")])
        waves = self._wave(), self._wave(make_questionnaire(self.env, "6"))
        for wave, people in zip(waves, (self.staff, self.ewa | self.tomasz | self.zofia | more), strict=True):
            self._answer(wave, *people[:5])
        self.assertOthersGoOn(
            "kooperacje.survey.wave._cron_daily:settle", "_settle", *waves, self._daily(40), lambda wave: wave.pool_id,
        )

    def test_mails_of_a_wave(self):
        """The mail to one person cannot be written; those to the five colleagues are, all at once before."""
        wave = self._wave()
        self.env.flush_all()
        self.assertOthersGoOn(
            "kooperacje.survey.ticket._cron_mails", "_write_mails", self._ticket(wave, self.anna),
            self._ticket(wave, self.jan), self.env["kooperacje.survey.ticket"]._cron_mails,
            lambda ticket: not ticket.mail_due,
        )
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.staff.partner_id.ids)])
        self.assertEqual(sorted(mails.recipient_ids.ids), sorted(self.staff.partner_id.ids))
        self.assertEqual(len(mails), 6, "nobody gets two")

    def test_reminders_of_the_reports_of_the_year(self):
        self._role(self.olga, self.gops_nur, "manager", self.company_nur)
        Partnership = self.env["kooperacje.partnership"]
        Partnership.search([])._unguarded().reports_reminded_year = 9000
        ours = self.partnership | self.partnership_nur
        ours.write({"date_established": "2024-03-01"})
        ours._unguarded().write({"state": "active", "reports_reminded_year": 0})

        def run():
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(f"{self.today.year + 1}-03-01 09:00:00"):
                Partnership._cron_remind_reports()
                self.env.flush_all()

        self.assertOthersGoOn(
            "kooperacje.partnership._cron_remind_reports", "_remind_of_reports", *ours, run,
            lambda partnership: partnership.reports_reminded_year == self.today.year,
        )
