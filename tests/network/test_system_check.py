from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.modules.db import FunctionStatus
from odoo.tests import tagged
from odoo.tools import config, sql

from ..common import KooperacjeCommon

MODULE = "odoo.addons.kooperacje.models.network.system_check"


@tagged("post_install", "-at_install")
class TestSystemCheck(KooperacjeCommon):
    """The administrator of the town's Odoo reads what is wrong with it, and mends it with one button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env["res.users"].create({
            "name": "Informatyk", "login": "informatyk.test", "lang": "en_US",
            "group_ids": [(6, 0, [cls.env.ref("base.group_system").id])],
        })
        cls.Check = cls.env["kooperacje.system.check"].with_user(cls.system)

    def _lines(self, check):
        return getattr(self.env["kooperacje.system.check"], check)()

    def _states(self, check):
        return [line["state"] for line in self._lines(check)]

    # ------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------

    def test_the_administrator_opens_it_and_finds_each_check_once(self):
        action = self.Check.action_open()
        lines = self.Check.search(action["domain"])
        self.assertTrue(lines)
        self.assertLessEqual(set(lines.mapped("state")), {"ok", "warning", "fault"})
        self.Check.action_open()
        self.assertEqual(len(self.Check.search(action["domain"])), len(lines))

    def test_what_another_administrator_had_checked_is_not_shown(self):
        other = self.system.copy({"login": "informatyk2.test", "group_ids": self.system.group_ids.ids})
        self.Check.action_open()
        self.assertFalse(self.Check.with_user(other).search([]))

    def test_no_role_of_the_model_reads_or_repairs_it(self):
        portal = self.env["res.users"].create({
            "name": "Portal", "login": "portal.check.test",
            "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
        })
        for user in (*self.user_by_role.values(), portal):
            Check = self.env["kooperacje.system.check"].with_user(user)
            with self.subTest(user=user.login):
                for call in (
                    Check.action_open, Check.action_repair, lambda Check=Check: Check.search([]),
                    lambda Check=Check: Check.create({"name": "x"}), lambda Check=Check: Check.search_count([]),
                ):
                    with self.assertRaises(AccessError):
                        call()

    def test_the_administrator_makes_and_changes_no_line_by_hand(self):
        self.Check.action_open()
        line = self.Check.search([], limit=1)
        for call in (
            lambda: self.Check.create({"name": "x", "repair": "unlink"}), lambda: line.write({"repair": "unlink"}),
            line.unlink,
        ):
            with self.assertRaises(AccessError):
                call()

    # ------------------------------------------------------------
    # What it finds and mends
    # ------------------------------------------------------------

    def test_a_missing_index_is_named_and_made(self):
        for name in (sql.make_index_name("kooperacje_case", "user_id"), "kooperacje_read_log_user_idx"):
            self.env.cr.execute("SELECT 1 FROM pg_class WHERE relname = %s", [name])
            self.assertTrue(self.env.cr.fetchone(), name)
            self.env.cr.execute(f"DROP INDEX {name}")
            [line] = self._lines("_check_indexes")
            self.assertEqual(line["state"], "fault")
            self.assertIn(name, line["finding"])
            self.env["kooperacje.system.check"]._repair({"_repair_indexes"})
            self.assertEqual(self._states("_check_indexes"), ["ok"])

    def test_a_missing_constraint_is_named_and_made(self):
        self.env.cr.execute("""
            SELECT conname, conrelid::regclass::text FROM pg_constraint
             WHERE contype = 'u' AND conrelid::regclass::text LIKE 'kooperacje_%' ORDER BY 1 LIMIT 1
        """)
        name, table = self.env.cr.fetchone()
        self.env.cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        self.assertIn(name, self._lines("_check_indexes")[0]["finding"])
        self.env["kooperacje.system.check"]._repair({"_repair_indexes"})
        self.assertEqual(self._states("_check_indexes"), ["ok"])

    def test_a_job_that_odoo_switched_off_is_named_and_switched_on(self):
        job = self.env.ref("kooperacje.cron_role_sync_groups")
        job.write({"active": False, "failure_count": 5})
        [line] = [line for line in self._lines("_check_jobs") if line["repair"]]
        self.assertEqual((line["state"], line["repair"]), ("fault", "_repair_jobs"))
        self.assertIn(job.name, line["finding"])
        self.env["kooperacje.system.check"]._repair({"_repair_jobs"})
        self.assertTrue(job.active)
        self.assertFalse(job.failure_count)

    def test_jobs_that_nobody_runs(self):
        jobs = self.env["kooperacje.system.check"]._our_jobs()
        jobs.nextcall = fields.Datetime.now() + timedelta(hours=1)
        self.assertEqual(self._states("_check_jobs"), ["ok"])
        jobs[0].nextcall = fields.Datetime.now() - timedelta(days=2)
        self.assertEqual(self._states("_check_jobs"), ["fault"])

    def test_messages_that_did_not_go_out_are_counted_without_naming_anyone(self):
        mail = self.env["mail.mail"].create({
            "subject": "Kowalska", "email_to": "kowalska@example.com", "model": "kooperacje.partnership",
            "state": "exception",
        })
        [line] = self._lines("_check_mail")
        self.assertEqual(line["state"], "fault")
        self.assertNotIn("owalska", str(line))
        mail.model = "crm.lead"
        self.assertNotEqual(self._states("_check_mail"), ["fault"])

    def test_first_steps_and_the_page_say_the_same_of_the_outgoing_server(self):
        self.env["ir.mail_server"].search([]).active = False
        self.env["mail.mail"].search([]).unlink()
        for server in ("localhost", "poczta.gmina.example"):
            with self.subTest(server=server), patch.dict(config.options, smtp_server=server):
                steps = self.env["res.config.settings"].with_user(self.system).create({})
                self.assertEqual(steps.kooperacje_has_mail_server, server != "localhost")
                self.assertEqual(self._states("_check_mail"), ["warning" if server == "localhost" else "ok"])

    def test_a_long_finding_is_shown_whole_in_the_list(self):
        # A list cuts off a line of one row, and shows a text whole.
        self.assertEqual(self.Check.fields_get(["finding"])["finding"]["type"], "text")

    def test_a_backup_is_unknown_then_fresh_then_old(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("kooperacje.backup_done_at", False)
        self.assertEqual(self._states("_check_backup"), ["warning"])
        for days, state in ((0, "ok"), (1, "ok"), (3, "fault")):
            parameters.set_param("kooperacje.backup_done_at", str(fields.Datetime.now() - timedelta(days=days)))
            self.assertEqual(self._states("_check_backup"), [state])
        parameters.set_param("kooperacje.backup_done_at", "yesterday")
        self.assertEqual(self._states("_check_backup"), ["warning"])

    def test_accounts_that_anyone_may_make(self):
        for scope, state in (("b2c", "warning"), ("b2b", "ok")):
            self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", scope)
            self.assertEqual(self._states("_check_sign_up"), [state])

    def test_the_seal_of_the_log_of_reads(self):
        self.assertEqual(self._states("_check_read_log"), ["ok"])
        for harm in (
            "ALTER TABLE kooperacje_read_log DISABLE TRIGGER kooperacje_read_log_append_only",
            "DROP TRIGGER kooperacje_read_log_append_only ON kooperacje_read_log",
        ):
            self.env.cr.execute(harm)
            self.assertEqual(self._states("_check_read_log"), ["fault"])
            self.env["kooperacje.system.check"]._repair({"_repair_read_log"})
            self.assertEqual(self._states("_check_read_log"), ["ok"])

    def test_the_test_database_has_what_the_program_needs(self):
        for check in ("_check_extensions", "_check_alphabet", "_check_language", "_check_indexes"):
            self.assertEqual(self._states(check), ["ok"], check)

    def test_unaccent_that_may_not_be_indexed(self):
        # The function is the superuser's, who made the database of the tests.
        with patch(f"{MODULE}.has_unaccent", return_value=FunctionStatus.PRESENT):
            [line] = self._lines("_check_extensions")
            self.assertEqual((line["state"], line["repair"]), ("fault", "_repair_extensions"))
            # Nor is it this user's to mend: the line stays, nothing breaks.
            self.env["kooperacje.system.check"]._repair({"_repair_extensions"})
            self.assertEqual(self._states("_check_extensions"), ["fault"])

    def test_polish_that_is_not_there_is_installed(self):
        self.env.ref("base.lang_pl").sudo().with_context(active_test=False)
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'pl_PL'")
        self.env.invalidate_all()
        [line] = self._lines("_check_language")
        self.assertEqual((line["state"], line["repair"]), ("fault", "_repair_language"))

    def test_a_replica_has_to_apply_before_a_withdrawal_is_confirmed(self):
        self.assertEqual(self._states("_check_replica"), ["ok"])
        self.addCleanup(config.options.__setitem__, "db_replica_host", config.options.get("db_replica_host"))
        config.options["db_replica_host"] = config["db_host"]
        # The server of the tests is its own "replica", which is none and behind which nothing waits.
        self.assertEqual(self._states("_check_replica")[0], "fault")

    def test_repair_does_what_the_line_names_and_nothing_else(self):
        self.env.cr.execute("DROP INDEX kooperacje_read_log_user_idx")
        job = self.env.ref("kooperacje.cron_role_sync_groups")
        job.active = False
        self.Check.action_open()
        self.Check.search([("repair", "=", "_repair_indexes")]).action_repair()
        self.assertEqual(self._states("_check_indexes"), ["ok"])
        self.assertFalse(job.active)

    def test_each_repair_is_a_method_and_each_fault_says_what_to_do(self):
        self.env.cr.execute("DROP INDEX kooperacje_read_log_user_idx")
        self.env["kooperacje.system.check"]._our_jobs().active = False
        self.env["ir.config_parameter"].set_param("kooperacje.backup_done_at", "2020-01-01 00:00:00")
        lines = self.env["kooperacje.system.check"]._lines()
        faults = [line for line in lines if line["state"] != "ok"]
        self.assertGreaterEqual(len(faults), 3)
        for line in faults:
            self.assertTrue(line["advice"], line["name"])
            if line["repair"]:
                self.assertTrue(callable(getattr(self.env["kooperacje.system.check"], line["repair"])))

    def test_in_polish(self):
        line = self.env["kooperacje.system.check"].with_context(lang="pl_PL")._check_backup()[0]
        self.assertEqual(line["name"], "Kopia zapasowa")
