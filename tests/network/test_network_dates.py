from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today

from .common import NetworkCommon

BEFORE, ON, AFTER = -1, 0, 1


@tagged("post_install", "-at_install")
class TestNetworkDays(NetworkCommon):
    """First and last day, the day before and after: what a record says of itself is what it is found by."""

    # record → field → [(values; a number is a day counted from today, expected)]
    DAYS = {
        "role": {
            "is_current": [
                ({"date_from": ON, "date_to": ON}, True), ({"date_from": AFTER, "date_to": False}, False),
                ({"date_from": -9, "date_to": BEFORE}, False), ({"date_from": -9, "date_to": ON}, True),
                ({"date_from": -9, "date_to": False, "revoked_on": ON}, False),
                ({"date_from": -9, "date_to": False, "revoked_on": AFTER}, True),
            ],
            "opens_cases": [
                ({"date_from": -9, "authorisation_date": ON, "secrecy_date": ON}, True),
                ({"authorisation_date": AFTER}, False), ({"authorisation_date": -9, "secrecy_date": AFTER}, False),
                ({"secrecy_date": -9, "authorisation_date_to": BEFORE}, False), ({"authorisation_date_to": ON}, True),
                ({"authorisation_date_to": False, "secrecy_date": False}, False),
                ({"secrecy_date": -9, "authorisation_date": False}, False),
                ({"authorisation_date": -9, "date_to": BEFORE}, False),
            ],
        },
        "agreement": {"is_in_force": [
            ({"document_state": "signed", "date_from": ON, "date_to": ON}, True), ({"date_to": False}, True),
            ({"date_from": AFTER}, False), ({"date_from": -9, "date_to": BEFORE}, False), ({"date_to": ON}, True),
            ({"date_to": 9, "termination_date": ON}, True), ({"termination_date": BEFORE}, False),
            ({"termination_date": False, "document_state": "issued"}, False), ({"document_state": "void"}, False),
        ]},
        "regulation": {"is_in_force": [
            ({"document_state": "signed", "date_from": ON}, True), ({"date_from": AFTER}, False),
            ({"date_from": -9, "replaced_on": ON}, False), ({"replaced_on": AFTER}, True),
            ({"document_state": "void"}, False), ({"document_state": "draft"}, False),
        ]},
        "leader": {"is_active": [
            ({"document_state": "signed", "date_from": ON}, True), ({"date_from": AFTER}, False),
            ({"date_from": -9, "date_to": ON}, False), ({"date_to": AFTER}, True), ({"document_state": "void"}, False),
        ]},
        "action": {"is_overdue": [
            ({"date_to": BEFORE}, True), ({"date_to": ON}, False), ({"date_to": False}, False),
            ({"date_to": BEFORE, "state": "progress"}, True), ({"state": "done"}, False),
            ({"state": "not_done"}, False),
        ]},
        "step": {"is_overdue": [
            ({"date_planned": BEFORE}, True), ({"date_planned": ON}, False),
            ({"date_planned": BEFORE, "date_extended": ON, "extension_reason": "zima"}, False),
            ({"date_planned": -9, "date_extended": BEFORE}, True), ({"is_standing": True}, False),
            ({"is_standing": False, "state": "skipped"}, False), ({"state": "done"}, False),
        ]},
        "composition": {"is_overdue": [
            ({"deadline": BEFORE}, True), ({"deadline": ON}, False), ({"deadline": BEFORE, "state": "accepted"}, False),
            ({"state": "new", "deadline": False}, False),
        ]},
    }

    def _day(self, value):
        return self.today + timedelta(days=value) if type(value) is int else value

    def test_record_and_search_agree_on_each_day(self):
        for name, of_record in self.DAYS.items():
            record = self.kept[name]
            for field, cases in of_record.items():
                for values, expected in cases:
                    self._in(record, {key: self._day(value) for key, value in values.items()})
                    with self.subTest(name, field=field, **values):
                        self.assertEqual(record[field], expected)
                        for asked in (True, False):
                            found = record.search([("id", "=", record.id), (field, "=", asked)])
                            self.assertEqual(bool(found), asked == expected, f"{field} = {asked}")

    def test_appointment_and_authorisation_on_their_days(self):
        """Neither is searched for; both say whether they are in force (paper 4.5, tool 4)."""
        for name, values, expected in (
            ("appointment", {"document_state": "signed", "date_from": ON, "date_to": ON}, True),
            ("appointment", {"date_from": AFTER, "date_to": False}, False),
            ("appointment", {"date_from": -9, "date_to": BEFORE}, False),
            ("appointment", {"date_to": False, "document_state": "void"}, False),
            ("authorisation", {"document_state": "signed", "date_to": ON}, True),
            ("authorisation", {"date_to": BEFORE}, False), ("authorisation", {"date_to": False}, True),
            ("authorisation", {"document_state": "issued"}, False),
        ):
            self._in(self.kept[name], {key: self._day(value) for key, value in values.items()})
            with self.subTest(name, **values):
                self.assertEqual(self.kept[name].is_in_force, expected)

    def test_authority_s_acceptance_lasts_to_its_last_day(self):
        """K3D-129: on the last day everything may be done, on the next one nothing."""
        for last, missing in ((self.today, False), (self._yesterday(), True)):
            self._in(self.partnership, {"authorisation_date_to": last})
            with self.subTest(last):
                self.assertEqual(bool(self.partnership._missing_authorisation()), missing)
        agreement = self.kept["agreement"]
        for values, missing in (
            ({"document_state": "signed", "signed_on": self.today}, False), ({"termination_date": self.today}, False),
            ({"termination_date": self._yesterday()}, True), ({"termination_date": False, "kind": "other"}, True),
        ):
            self._in(agreement, values)
            with self.subTest(values):
                self.assertEqual(bool(self.partnership._missing_authorisation()), missing)

    # Ends of months and years

    def test_cycle_and_its_agreement_end_on_one_day(self):
        """Eighteen months, 3 + 13 + 2 (RUR-119–122), whatever the day they begin on."""
        agreement = self.kept["agreement"]
        for start, end in (
            ("2026-01-01", date(2027, 6, 30)), ("2028-02-29", date(2029, 8, 28)), ("2026-08-31", date(2028, 2, 28)),
            ("2026-08-30", date(2028, 2, 28)), ("2026-12-31", date(2028, 6, 29)), ("2026-09-01", date(2028, 2, 29)),
        ):
            self.partnership.cycle_start = agreement.date_from = start
            with self.subTest(start):
                self.assertEqual((agreement.date_to, self.partnership.cycle_end), (end, end))
                self.assertEqual(self.partnership.step_ids.filtered(lambda s: s.code == "10.1").date_due, end)

    def test_request_is_decided_within_the_days_of_the_rules(self):
        """K3D-114: also over the end of February and of the year."""
        Request = self.env["kooperacje.composition.request"]
        self.partnership.request_days = 14
        for filed, due in (("2026-02-14", date(2026, 2, 28)), ("2028-02-15", date(2028, 2, 29)),
                           ("2028-02-16", date(2028, 3, 1)), ("2026-12-20", date(2027, 1, 3))):
            with freeze_time(f"{filed} 11:00:00"), self.subTest(filed):
                request = Request.create({"partnership_id": self.partnership.id, "description": "x"})
                self.assertEqual(request.deadline, due)
        self.partnership.request_days = 3
        self.assertEqual(request.deadline, date(2027, 1, 3), "a request keeps the day it was promised")

    def test_new_year_begins_at_midnight_in_the_office(self):
        """Half past eleven at night by the clock of the server: the office writes the new year already."""
        key = {"partnership_id": self.partnership.id, "description": "x"}
        for moment, day in (("2027-12-31 22:59:00", date(2027, 12, 31)), ("2027-12-31 23:01:00", date(2028, 1, 1))):
            with freeze_time(moment), self.subTest(moment):
                self.assertEqual(office_today(), day)
                problem = self.env["kooperacje.problem"].with_user(self.piotr).create(key)
                request = self.env["kooperacje.composition.request"].with_user(self.piotr).create(key)
                support = self.env["kooperacje.support.request"].with_user(self.piotr).create(
                    {**key, "kind": "advice"},
                )
                support.action_send()
                self.assertEqual((problem.reported_on, request.filed_on, support.sent_on), (day, day, day))
                for record in (problem, request, support):
                    self.assertTrue(record.number.endswith(f"/{day.year}"), record.number)
                plan = self.env["kooperacje.action.plan"].new({"partnership_id": self.partnership.id})
                self.assertEqual(plan.year, day.year)
                self.assertEqual(self.env["kooperacje.cost"].new({}).date, day)

    def test_paper_is_numbered_in_the_year_it_bears(self):
        """One dated in December and issued in January stands in the series of December."""
        first, second = self.kept["appointment"], self.kept["appointment"].copy()
        with freeze_time("2028-01-02 10:00:00"):
            first.document_date = "2027-12-31"
            first.action_issue()
            second.action_issue()
        self.assertTrue(first.document_number.endswith("/2027"), first.document_number)
        self.assertTrue(second.document_number.endswith("/2028"), second.document_number)
        first.action_document_correct()
        first.document_date = "2028-01-02"
        with freeze_time("2028-01-02 10:00:00"):
            first.action_issue()
        self.assertTrue(first.document_number.endswith("/2027"), "a number once given stays")

    def test_notice_of_leaving_on_the_last_days_of_a_month(self):
        """Tool 9: whole months, to the end of the last one; also from 29 February."""
        membership = self.kept["membership"].with_user(self.piotr)
        self._in(self.partnership, {"withdrawal_months": 1})
        for given, last in (("2024-01-31", date(2024, 2, 29)), ("2024-02-29", date(2024, 3, 31)),
                            ("2025-01-31", date(2025, 2, 28)), ("2025-12-31", date(2026, 1, 31))):
            with self.subTest(given), self.undone():
                membership._give_notice(given, "likwidacja")
                self.assertEqual((membership.date_to, membership.gone_from), (last, last + timedelta(days=1)))
                wizard = self.env["kooperacje.membership.stop"].with_user(self.piotr).new({
                    "membership_id": membership.id, "what": "notice", "day": given,
                })
                self.assertEqual(wizard.ends_on, last, "the wizard proposes the same")
            with self.subTest(given, early=True), self.undone(), self.assertRefused("months of notice"):
                membership._give_notice(given, "likwidacja", ends_on=last - timedelta(days=1))

    def test_days_of_a_suspension(self):
        membership = self.kept["membership"].with_user(self.piotr)
        last = date(2024, 2, 29)
        for values, message in (
            ((self.today + timedelta(days=1), "remont"), "not ahead"), ((self.today, " "), "day and the reason"),
            ((False, "remont"), "day and the reason"), ((last, "remont"), "last joined or returned"),
            (("2019-12-31", "remont"), "last joined or returned"),
            ((self.today, "remont", self._yesterday()), "return cannot come before"),
        ):
            with self.subTest(values), self.assertRefused(message):
                membership._suspend(*values)
        membership._suspend(last + timedelta(days=1), "remont", self.today)
        self.assertEqual(membership.away_from, last + timedelta(days=1))
        with self.assertRefused("suspended already"):
            membership._suspend(self.today, "znowu")
        membership.action_return()
        first = membership.suspension_ids.filtered(lambda line: line.reason == "remont" and not line.date_planned)
        self.assertEqual((membership.suspension_ids - first).date_to, self._yesterday())
        with self.assertRefused("is not suspended"):
            membership.action_return()
        membership._suspend(self.today, "znowu")
        membership.action_return()
        again = membership.suspension_ids.filtered(lambda line: line.date_from == self.today)
        self.assertEqual(again.date_to, self.today, "one that lasted no day keeps its one day")
