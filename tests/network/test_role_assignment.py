from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestRoleAssignment(KooperacjeCommon):
    """Assignments drive groups; a role that has ended holds nothing (architecture, decision 3)."""

    def test_role_gives_its_group_only(self):
        self.assertTrue(self.anna.has_group("kooperacje.group_social_worker"))
        self.assertTrue(self.anna.has_group("kooperacje.group_user"))
        for other in ("network_worker", "manager", "coordinator", "specialist", "regional", "dpo", "admin"):
            self.assertFalse(self.anna.has_group(f"kooperacje.group_{other}"), other)

    def test_ending_a_role_takes_the_group(self):
        yesterday = office_today() - timedelta(days=1)
        self.anna.role_assignment_ids.date_to = yesterday
        self.assertFalse(self.anna.has_group("kooperacje.group_social_worker"))
        self.assertFalse(self.anna._has_role("social_worker"))

    def test_second_role_keeps_the_first(self):
        second = self._role(self.anna, self.ops, "manager")
        self.assertTrue(self.anna.has_group("kooperacje.group_manager"))
        second.unlink()
        self.assertFalse(self.anna.has_group("kooperacje.group_manager"))
        self.assertTrue(self.anna.has_group("kooperacje.group_social_worker"))

    def test_no_case_before_authorisation_and_secrecy(self):
        """Art. 100 ust. 6 u.p.s.: written authorisation and written secrecy undertaking, both."""
        role = self._user("nowa", self.ops, "social_worker", authorised=False).role_assignment_ids
        self.assertFalse(role.case_from)
        role.authorisation_date = "2026-03-01"
        self.assertFalse(role.case_from)
        role.secrecy_date = "2026-03-05"
        self.assertEqual(role.case_from, fields.Date.to_date("2026-03-05"))

    def test_office_roles_belong_to_the_office(self):
        with self.assertRaisesRegex(ValidationError, "belongs to the office"):
            self._role(self.tomasz, self.ppp, "manager")

    def test_same_role_twice_at_once_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "already holds this role"):
            self._role(self.anna, self.ops, "social_worker")

    def test_assignment_stays_with_its_user(self):
        with self.assertRaises(UserError):
            self.anna.role_assignment_ids.user_id = self.jan

    def test_cron_takes_groups_of_ended_roles(self):
        self.env.cr.execute(
            "UPDATE kooperacje_role_assignment SET date_to = %s, valid_until = %s WHERE id = %s",
            [office_today() - timedelta(days=1)] * 2 + [self.jan.role_assignment_ids.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.jan.has_group("kooperacje.group_social_worker"))
        self.env["kooperacje.role.assignment"]._cron_sync_groups()
        self.assertFalse(self.jan.has_group("kooperacje.group_social_worker"))
        self.assertTrue(self.anna.has_group("kooperacje.group_social_worker"))

    def test_company_goes_with_the_last_role_there(self):
        """A specialist who no longer works with Nur cannot switch to Nur, nor be counted among its users."""
        first = self._role(self.tomasz, self.ppp, "specialist", self.company_nur)
        second = self._role(self.tomasz, self.ppp, "coordinator", self.company_nur)
        self.assertIn(self.company_nur, self.tomasz.company_ids)
        first.action_end()
        self.assertIn(self.company_nur, self.tomasz.company_ids, "still coordinator there")
        second.action_end()
        self.assertNotIn(self.company_nur, self.tomasz.company_ids)
        self.assertIn(self.company, self.tomasz.company_ids)

    def test_company_of_another_application_stays(self):
        self.tomasz.company_ids = [Command.link(self.company_nur.id)]
        self._role(self.tomasz, self.ppp, "specialist", self.company_nur).action_end()
        self.assertIn(self.company_nur, self.tomasz.company_ids, "the role did not bring it")
        self.tomasz.role_assignment_ids.action_end()
        self.assertIn(self.company, self.tomasz.company_ids, "a user keeps the main company")

    def test_dates_that_open_cases_are_derived(self):
        """The administrator registers papers; what they open is not typed over RPC (art. 100 ust. 6 u.p.s.)."""
        role = self._user("bez_papierow", self.ops, "social_worker", authorised=False).role_assignment_ids
        mine = role.with_user(self.adam)
        for name, value in (("case_from", "2020-01-01"), ("case_until", "2099-12-31"), ("valid_until", "2099-12-31"),
                            ("revoked_on", "2020-01-01"), ("gave_company", True)):
            with self.subTest(name), self.assertRefused("not changed by hand", AccessError):
                mine.write({name: value})
        with self.assertRefused("not changed by hand", AccessError):
            role.with_user(self.adam).create({
                "user_id": self.jan.id, "institution_id": self.ops.id, "role": "network_worker",
                "company_id": self.company.id, "case_from": "2020-01-01",
            })
        mine.action_end()
        self.assertTrue(role.revoked_on)

    def test_midnight_is_that_of_the_office(self):
        """Half past eleven at night in UTC is the next day in Poland; a distant time zone buys no more hours."""
        with freeze_time("2026-06-15"):
            self.piotr.role_assignment_ids.date_to = "2026-06-30"
        Partnership = self.env["kooperacje.partnership"].with_user(self.piotr)
        with freeze_time("2026-06-30 21:30:00"):  # 23:30 in Poland
            self.assertTrue(self.piotr._has_role("network_worker"))
            self.assertTrue(Partnership.search_count([]))
        with freeze_time("2026-06-30 22:30:00"):  # 00:30 in Poland
            self.assertFalse(self.piotr._has_role("network_worker"))
            for tz in ("UTC", "Pacific/Niue", "Europe/Warsaw"):
                self.assertFalse(Partnership.with_context(tz=tz).search_count([]), tz)

    def test_name_of_another_office_closes_at_its_midnight(self):
        """Whoever serves an office reads its name; saying that one lives further west buys no more hours."""
        with freeze_time("2026-06-15"):
            self._role(self.tomasz, self.ppp, "specialist", self.company_nur, date_to="2026-06-30")
        office = [("id", "=", self.company_nur.id)]
        for moment, is_open in (("2026-06-30 21:30:00", True), ("2026-06-30 22:30:00", False)):
            for tz in ("UTC", "Pacific/Niue", "Pacific/Kiritimati", "Europe/Warsaw"):
                with freeze_time(moment), self.subTest(tz, moment=moment):
                    self.env.invalidate_all()
                    offices = self.env["res.company"].with_user(self.tomasz).with_context(
                        tz=tz, allowed_company_ids=self.company.ids,  # the other one is not ticked
                    )
                    self.assertEqual(bool(offices.search_count(office)), is_open)
