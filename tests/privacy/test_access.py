from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.nights import Nights

from .common import PrivacyCommon

MODULE = "odoo.addons.kooperacje.models.privacy.access"


@tagged("post_install", "-at_install")
class TestAccess(Nights, PrivacyCommon):
    """Who may see a case follows from the case manager, the manager's role, the team and the consents."""

    def test_who_sees_the_case_of_the_kowalskis(self):
        self.assertEqual(self._readers(), {"anna", "maria", "tomasz", "jan"})
        for user in (self.anna, self.maria, self.tomasz, self.jan):
            self.assertTrue(self._can_read(user), user.login)
        for user in (self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga):
            self.assertFalse(self._can_read(user), user.login)

    def test_only_case_manager_and_head_write(self):
        self.assertTrue(self._can_write(self.anna))
        self.assertTrue(self._can_write(self.maria))
        for user in (self.tomasz, self.jan, self.zofia, self.olga):
            self.assertFalse(self._can_write(user), user.login)

    def test_search_for_the_negative(self):
        Case = self.env["kooperacje.case"].with_user(self.zofia).sudo()
        self.assertIn(self.case.id, Case.search([("user_can_read", "=", False)]).ids)
        self.assertIn(self.case.id, Case.search([("user_can_read", "!=", True)]).ids)
        self.assertNotIn(self.case.id, Case.with_user(self.anna).sudo().search([("user_can_read", "=", False)]).ids)

    def test_handing_the_case_over(self):
        self.team.member_ids.filtered(lambda m: m.user_id == self.jan).state = "left"
        self.assertFalse(self._can_read(self.jan))
        self.case.user_id = self.jan
        self.assertTrue(self._can_write(self.jan))
        self.assertFalse(self._can_read(self.anna))

    def test_case_moved_to_another_office(self):
        self.case.write({"partnership_id": self.partnership_nur.id, "user_id": self.olga.id})
        self.assertEqual(self._readers(), {"olga"})
        self.assertEqual(self.case.access_ids.company_id, self.company_nur)

    # ------------------------------------------------------------
    # Roles (art. 100 ust. 6 u.p.s.)
    # ------------------------------------------------------------

    def test_no_authorisation_no_case(self):
        new = self._user("nowa", self.ops, "social_worker", authorised=False)
        self.case.user_id = new
        self.assertFalse(self._can_read(new))
        role = new.role_assignment_ids
        role.authorisation_date = self.yesterday
        self.assertFalse(self._can_read(new))
        role.secrecy_date = self.today
        self.assertTrue(self._can_write(new))
        role.secrecy_date = False
        self.assertFalse(self._can_read(new))

    def test_authorisation_of_the_future_waits(self):
        role = self.anna.role_assignment_ids
        role.authorisation_date = self.tomorrow
        self.assertFalse(self._can_read(self.anna))
        with freeze_time(datetime.now() + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertTrue(self._can_read(self.anna))

    def test_authorisation_and_role_end(self):
        role = self.tomasz.role_assignment_ids
        role.authorisation_date_to = self.yesterday
        self.assertFalse(self._can_read(self.tomasz))
        role.authorisation_date_to = False
        self.assertTrue(self._can_read(self.tomasz))
        role.date_to = self.yesterday
        self.assertFalse(self._can_read(self.tomasz))

    def test_manager_comes_and_goes(self):
        deputy = self._role(self.jan, self.ops, "manager")
        other = self._case(self.anna)
        self.assertTrue(self._can_write(self.jan, other))
        deputy.unlink()
        self.assertFalse(self._can_read(self.jan, other))
        self.assertTrue(self._can_read(self.jan), "still member of the other team")

    def test_manager_of_another_office_sees_nothing(self):
        head = self._user("halina", self.gops_nur, "manager", company=self.company_nur)
        self.assertFalse(self._can_read(head))

    def test_the_role_must_be_held_where_the_member_comes_from(self):
        """Tomasz sworn to the office of Nur only: Małkinia has not authorised him."""
        self.tomasz.role_assignment_ids.unlink()
        self._role(self.tomasz, self.ppp, "specialist", self.company_nur)
        self.assertFalse(self._can_read(self.tomasz))
        self._role(self.tomasz, self.school, "specialist")
        self.assertFalse(self._can_read(self.tomasz), "the consent covers the PPP, not the school")
        self._role(self.tomasz, self.ppp, "specialist")
        self.assertTrue(self._can_read(self.tomasz))

    def test_roles_without_family_data_open_nothing(self):
        for role in ("coordinator", "dpo", "network_worker", "admin", "regional"):
            user = self._user(f"u_{role}", self.ops, role)
            self.case.team_ids.state = "closed"
            self._team(self.case, user)
            self.assertFalse(self._can_read(user), role)

    def test_account_behind_the_person_changes(self):
        self.tomasz.active = False
        self.assertNotIn("tomasz", self._readers())
        self.tomasz.active = True
        self.assertIn("tomasz", self._readers())

    # ------------------------------------------------------------
    # Consent
    # ------------------------------------------------------------

    def test_consent_must_be_signed(self):
        self.consent.document_state = "issued"
        self.assertEqual(self._readers(), {"anna", "maria"})
        self.consent.document_state = "void"
        self.assertEqual(self._readers(), {"anna", "maria"})

    def test_withdrawn_sharing_closes_one_institution(self):
        self.sharing.withdrawn_on = self.today
        self.assertEqual(self._readers(), {"anna", "maria", "jan"})

    def test_withdrawn_method_closes_the_team(self):
        self.method.withdrawn_on = self.today
        self.assertEqual(self._readers(), {"anna", "maria"}, "statutory duties of the case manager go on")

    def test_refused_sharing_opens_nothing(self):
        self._consent(self.case, self.ngo).statement_ids.filtered("institution_id").is_granted = False
        self.assertFalse(self._can_read(self.zofia))

    def test_consent_added_and_deleted(self):
        paper = self._consent(self.case, self.ngo)
        self.assertTrue(self._can_read(self.zofia))
        paper.statement_ids.filtered("institution_id").unlink()
        self.assertFalse(self._can_read(self.zofia))
        paper.statement_ids = [Command.create({
            "kind": "sharing", "institution_id": self.ngo.id, "date_from": self.today, "date_to": self.tomorrow,
        })]
        self.assertTrue(self._can_read(self.zofia))
        paper.document_state = "draft"
        self.assertFalse(self._can_read(self.zofia))
        paper.unlink()
        self.assertFalse(self._can_read(self.zofia))

    def test_consent_of_another_case_does_not_count(self):
        other = self._case(self.jan)
        self._team(other, self.tomasz)
        self.assertFalse(self._can_read(self.tomasz, other))
        self._consent(other, self.ppp)
        self.assertTrue(self._can_read(self.tomasz, other))

    def test_spans_are_intersections(self):
        self.method.write({"date_from": self.yesterday, "date_to": self.tomorrow})
        self.sharing.write({"date_from": self.today, "date_to": self.next_year})
        row = self.case.access_ids.filtered(lambda r: r.user_id == self.tomasz)
        self.assertEqual((row.valid_from, row.valid_until), (self.today, self.tomorrow))

    def test_spans_that_do_not_meet_leave_no_row(self):
        self.method.date_to = self.yesterday
        self.sharing.date_from = self.today
        self.assertFalse(self.case.access_ids.filtered(lambda r: r.user_id == self.tomasz))

    def test_renewed_consent_makes_a_second_span(self):
        self.consent.statement_ids.date_to = self.yesterday
        self.assertFalse(self._can_read(self.tomasz))
        self._consent(self.case, self.ppp, date_from=self.today)
        rows = self.case.access_ids.filtered(lambda r: r.user_id == self.tomasz)
        self.assertEqual(len(rows), 2)
        self.assertTrue(self._can_read(self.tomasz))

    def test_expiry_at_midnight_of_the_office(self):
        """No job runs: at 00:01 in Poland the consent of yesterday is over, though in UTC it is yesterday still."""
        self.team.member_ids.date_from = "2026-01-01"
        self.consent.statement_ids.write({"date_from": "2026-01-01", "date_to": "2026-06-30"})
        with freeze_time("2026-06-30 21:59:00"):  # 23:59 in Poland
            self.env.invalidate_all()
            self.assertTrue(self._can_read(self.tomasz))
        with freeze_time("2026-06-30 22:01:00"):  # 00:01 in Poland
            self.env.invalidate_all()
            self.assertFalse(self._can_read(self.tomasz))
            case = self.case.with_context(tz="Pacific/Honolulu").with_user(self.tomasz)
            self.assertFalse(case.sudo().user_can_read, "the caller's time zone opens nothing")
            self.assertFalse(case.sudo().search_count([("id", "=", case.id), ("user_can_read", "=", True)]))

    # ------------------------------------------------------------
    # Team
    # ------------------------------------------------------------

    def test_invited_is_not_accepted(self):
        member = self.team.member_ids.filtered(lambda m: m.user_id == self.tomasz)
        for state in ("proposed", "invited", "declined", "left"):
            member.state = state
            self.assertFalse(self._can_read(self.tomasz), state)
        member.state = "accepted"
        self.assertTrue(self._can_read(self.tomasz))

    def test_membership_has_dates(self):
        member = self.team.member_ids.filtered(lambda m: m.user_id == self.tomasz)
        member.date_to = self.yesterday
        self.assertFalse(self._can_read(self.tomasz))
        member.write({"date_from": self.tomorrow, "date_to": False})
        self.assertFalse(self._can_read(self.tomasz))

    def test_suspended_team_closes_to_other_institutions(self):
        self.team.state = "suspended"
        self.assertEqual(self._readers(), {"anna", "maria", "jan"})
        self.team.state = "active"
        self.assertEqual(self._readers(), {"anna", "maria", "jan", "tomasz"})

    def test_closed_team_closes_to_all_members(self):
        self.team.state = "closed"
        self.assertEqual(self._readers(), {"anna", "maria"})

    def test_second_team_of_the_case(self):
        self.team.state = "closed"
        self._team(self.case, self.tomasz)
        self.assertTrue(self._can_read(self.tomasz))

    def test_deleted_member_and_team(self):
        self.team.member_ids.filtered(lambda m: m.user_id == self.tomasz).unlink()
        self.assertFalse(self._can_read(self.tomasz))
        self.team.unlink()
        self.assertEqual(self._readers(), {"anna", "maria"})

    # ------------------------------------------------------------
    # The relation itself
    # ------------------------------------------------------------

    def test_nobody_edits_the_relation(self):
        row = self.case.access_ids[0]
        values = {
            "case_id": self.case.id, "user_id": self.zofia.id, "company_id": self.company.id, "origin": "member",
            "institution_id": self.ngo.id, "valid_from": self.today, "valid_until": self.next_year,
        }
        Access = self.env["kooperacje.access"].sudo()
        with self.assertRaisesRegex(UserError, "not granted by hand"):
            Access.create(values)
        with self.assertRaisesRegex(UserError, "not granted by hand"):
            row.sudo().write({"valid_until": self.next_year})
        with self.assertRaisesRegex(UserError, "not granted by hand"):
            row.sudo().unlink()
        with self.assertRaisesRegex(UserError, "not granted by hand"):
            self.case.write({"access_ids": [Command.create(values)]})

    def test_refresh_changes_nothing_twice(self):
        rows = self.case.access_ids
        self.env["kooperacje.access"]._refresh(self.case)
        self.assertEqual(self.case.access_ids, rows)
        self.env["kooperacje.access"]._derive_all()
        self.env.invalidate_all()
        self.assertEqual(self.case.access_ids, rows)

    def test_nightly_look_mends_what_was_tampered_with(self):
        self.env.cr.execute("DELETE FROM kooperacje_access WHERE case_id = %s", [self.case.id])
        self.env.cr.execute(
            "INSERT INTO kooperacje_access "
            "(case_id, user_id, company_id, institution_id, origin, can_write, valid_from, valid_until) "
            "VALUES (%s, %s, %s, %s, 'member', true, %s, %s)",
            [self.case.id, self.olga.id, self.company.id, self.gops_nur.id, self.today, self.next_year],
        )
        self.env["kooperacje.access"]._derive_all()
        self.env.invalidate_all()
        self.assertEqual(self._readers(), {"anna", "maria", "tomasz", "jan"})

    def test_nightly_look_goes_on_past_a_case_that_breaks(self):
        other = self._case(self.jan)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM kooperacje_access WHERE case_id = ANY(%s)", [[self.case.id, other.id]])
        self.env.invalidate_all()
        self.assertOthersGoOn(
            "kooperacje.access._derive_all", "_derive_free", self.case, other,
            self.env["kooperacje.access"]._derive_all, lambda case: case.access_ids, model="kooperacje.access",
        )

    def test_a_row_stands_once(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO kooperacje_access "
                "(case_id, user_id, company_id, institution_id, origin, valid_from, valid_until) "
                "SELECT case_id, user_id, company_id, institution_id, origin, valid_from, valid_until "
                "FROM kooperacje_access WHERE case_id = %s LIMIT 1", [self.case.id],
            )

    def test_refresh_costs_the_same_for_ten_and_a_hundred(self):
        def queries(number):
            cases = self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _ in range(number)
            ])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.access"]._refresh(cases)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(10), queries(100))

    def test_answer_for_a_board_is_one_query(self):
        cases = self.case | self.env["kooperacje.case"].create([
            {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _ in range(99)
        ])
        cases = cases.with_user(self.anna).sudo()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertTrue(all(case.user_can_read and case.user_can_write for case in cases))

    def test_concurrent_changes_collide(self):
        """Refreshing writes the case, so that two transactions cannot both derive it from half of the truth."""
        before = self.case.access_version
        self.sharing.withdrawn_on = self.today
        self.assertGreater(self.case.access_version, before)

    def test_nightly_look_collides_with_changes_too(self):
        """Derived from an old snapshot it could put back the row that a withdrawal has just taken away."""
        before = self.case.access_version
        self.env["kooperacje.access"]._derive_all()
        self.env.invalidate_all()
        self.assertGreater(self.case.access_version, before)

    def test_nightly_look_leaves_what_is_being_changed(self):
        """One case after the other: the second one's conflict keeps neither the first nor the third from their turn."""
        cases = self.case | self._case(self.anna) | self._case(self.anna)
        Access = type(self.env["kooperacje.access"])
        refresh, refreshed = Access._refresh, []

        def collide(self, batch):
            if cases[1] in batch:
                raise SerializationFailure("could not serialize access due to concurrent update")
            refreshed.extend(batch.ids)
            return refresh(self, batch)

        with patch(f"{MODULE}.DERIVE_BATCH", 1), patch.object(Access, "_refresh", collide):
            self.env["kooperacje.access"]._derive_all()
        self.assertIn(cases[0].id, refreshed)
        self.assertIn(cases[2].id, refreshed)

    def test_nightly_look_locks_the_cases_first(self):
        with self.assertLogs("odoo.sql_db", "DEBUG") as log:
            self.env["kooperacje.access"]._derive_all()
        statements = "\n".join(log.output)
        self.assertIn("FOR NO KEY UPDATE SKIP LOCKED", statements)
        self.assertLess(
            statements.index("FOR NO KEY UPDATE SKIP LOCKED"), statements.index("INSERT INTO kooperacje_access"),
        )

    def test_another_institution_behind_the_office(self):
        """Whose staff is the office's own needs no consent to share; that follows from its institution."""
        self.assertNotIn("zofia", self._readers())
        self.company.partner_id = self.ngo
        self.assertIn("zofia", self._readers())

    def test_own_staff_and_guests(self):
        """Members from other institutions read the case, not what is for the staff of the office."""
        case = self.case

        def is_staff(user):
            mine = case.with_user(user).sudo()
            found = bool(mine.search_count([("id", "=", case.id), ("user_is_staff", "=", True)]))
            self.assertEqual(found, mine.user_is_staff)
            return found

        for user in (self.anna, self.maria, self.jan):
            self.assertTrue(is_staff(user), user.login)
        for user in (self.tomasz, self.zofia, self.olga, self.piotr):
            self.assertFalse(is_staff(user), user.login)

    def test_a_social_worker_elsewhere_is_a_guest_here(self):
        """Tomasz runs cases in Nur as well; here he is the psychologist of the PPP and reads no consents."""
        self._role(self.tomasz, self.gops_nur, "social_worker", self.company_nur)
        self.env.flush_all()
        tomasz = self.env["kooperacje.consent"].with_user(self.tomasz)
        self.assertTrue(self._can_read(self.tomasz))
        self.assertFalse(tomasz.search([("case_id", "=", self.case.id)]))
        self.assertFalse(self.env["kooperacje.consent.statement"].with_user(self.tomasz).search([
            ("case_id", "=", self.case.id),
        ]))
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.consent.with_user(self.tomasz).read(["signer_ids"])
        self.assertTrue(self.consent.with_user(self.jan).read(["signer_ids"]))

    def test_the_pesel_is_for_the_staff_of_the_office(self):
        """Tomasz is a social worker of Nur, so his group opens the field; here he comes from the PPP."""
        number = "80010112357"
        self.person.write({"birth_date": "1980-01-01", "pesel": number})
        self._role(self.tomasz, self.gops_nur, "social_worker", self.company_nur)
        (self.tomasz | self.anna).group_ids += self.env.ref("base.group_allow_export")
        self.env.flush_all()

        def answers(user):
            person = self.person.with_user(user)
            Line, Case = self.env["kooperacje.case.person"].with_user(user), self.case.with_user(user)
            self.assertTrue(person.read(["last_name"]))
            mine = Domain("id", "=", person.id)
            return [
                person.read(["pesel"])[0]["pesel"] == number,
                person.web_read({"pesel": {}})[0]["pesel"] == number,
                Line.search(
                    [("person_id", "=", person.id)],
                ).web_read({"person_id": {"fields": {"pesel": {}}}})[0]["person_id"]["pesel"] == number,
                bool(person.search(mine & Domain("pesel", "=", number))),
                bool(person.search(mine & ~Domain("pesel", "=", "x"))),
                bool(Line.search([("person_id.pesel", "=", number)])),
                bool(Case.search([("case_person_ids.person_id.pesel", "=like", "8001%")])),
                number in str(person.export_data(["pesel"])),
                number in str(Line.search([("person_id", "=", person.id)]).export_data(["person_id/pesel"])),
            ]

        self.assertEqual(answers(self.anna), [True] * 9)
        self.assertEqual(answers(self.tomasz), [False] * 9)
        for user in (self.anna, self.tomasz):
            with self.assertRaises(ValueError):
                self.person.with_user(user).formatted_read_group([], ["pesel"], ["__count"])

    def test_a_person_not_in_a_case_yet(self):
        """It stays with who registered it while they hold the role there, and with the manager of the office."""
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "last_name": "Nowa", "first_name": "Osoba", "company_id": self.company.id,
        })
        person = person.with_env(self.env)

        def sees(user):
            return bool(self.env["kooperacje.person"].with_user(user).search_count([("id", "=", person.id)]))

        self.assertTrue(sees(self.anna))
        self.assertTrue(sees(self.maria))
        person.with_user(self.maria).first_name = "Nowsza"
        self.assertFalse(sees(self.jan))
        self._role(self.olga, self.gops_nur, "manager", self.company_nur)
        self.assertFalse(sees(self.olga))
        role = self.anna.role_assignment_ids.filtered(lambda role: role.role == "social_worker")
        self._role(self.anna, self.gops_nur, "social_worker", self.company_nur)
        role.date_to = self.yesterday
        self.env.flush_all()
        self.assertFalse(sees(self.anna), "the role at that office has ended")
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            person.with_user(self.anna).last_name = "Inna"
