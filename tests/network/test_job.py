from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.nights import JOB_LOG, Nights

JOB = "kooperacje.partnership.step._cron_remind"


@tagged("post_install", "-at_install")
class TestJob(Nights, KooperacjeCommon):
    """The night reminds of the steps that are due, in Małkinia and in Nur. One of Małkinia's cannot be done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.maria.lang = "pl_PL"
        cls.Step = cls.env["kooperacje.partnership.step"]
        cls.today = office_today()
        # Those of a demo are of other offices.
        cls.Step.search([("user_id", "!=", False)])._unguarded().user_id = False
        cls.ours = cls._steps(cls.partnership, cls.piotr, 3)
        cls.theirs = cls._steps(cls.partnership_nur, cls.olga, 2)
        cls.steps = cls.ours | cls.theirs
        cls.broken = cls.ours[1]
        cls.healthy = cls.steps - cls.broken

    @classmethod
    def _steps(cls, partnership, user, count):
        return cls.Step.create([{
            "partnership_id": partnership.id, "stage_id": partnership.step_ids[:1].stage_id.id,
            "name": f"Krok {number} ({partnership.name})", "user_id": user.id, "date_planned": cls.today,
        } for number in range(count)])

    def _night(self, days=0, **context):
        """The job, ``days`` from today, as Odoo runs it: the superuser, no language, no time zone."""
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            night = self.env(user=self.env.ref("base.user_root"), su=True, context=context)
            night["kooperacje.partnership.step"]._cron_remind()
            self.env.flush_all()
        self.env.invalidate_all()

    def _told(self, user=None):
        return self.env["mail.activity"].sudo().search([
            ("activity_type_id", "=", self.env.ref("kooperacje.activity_job_fault").id),
            *([("user_id", "=", user.id)] if user else []),
        ])

    # One broken record

    def test_everyone_else_is_done(self):
        with self._broken(self.broken, "_remind"):
            self._night()
        self.assertTrue(all(self.healthy.mapped("reminded_on")), "of the own office and of the next")
        self.assertFalse(self.broken.reminded_on)
        fault = self._faults(JOB)
        self.assertEqual((fault.res_model, fault.res_id), ("kooperacje.partnership.step", self.broken.id))
        self.assertEqual((fault.company_id, fault.code), (self.company, "UserError"))
        self.assertEqual((fault.first_on, fault.last_on, fault.nights), (self.today, self.today, 1))

    def test_nothing_of_the_broken_one_stays(self):
        """What its step has written before it failed is taken back, a mail waiting for the commit included."""
        sent = []
        original = type(self.Step)._remind

        def failing(steps):
            original(steps)
            if self.broken in steps:
                steps.env.cr.postcommit.add(lambda: sent.append("of the broken one"))
                raise UserError("Barbara Nowak")
            steps.env.cr.postcommit.add(lambda: sent.append("of another"))

        with patch.object(type(self.Step), "_remind", failing), mute_logger(JOB_LOG):
            self._night()
        self.assertFalse(self.broken.reminded_on)
        self.assertFalse(self.partnership.activity_ids.filtered(lambda a: a.summary == self.broken.display_name))
        waiting = [hook for hook in self.env.cr.postcommit._funcs if hook.__qualname__.startswith(type(self).__name__)]
        for hook in waiting:
            hook()
            self.env.cr.postcommit._funcs.remove(hook)
        self.assertEqual(sent, ["of another"] * len(self.healthy))

    def test_log_names_the_record_and_no_person(self):
        with self.assertLogs(JOB_LOG, "ERROR") as log, patch.object(
            type(self.Step), "_remind", lambda steps: self._fail(steps, UserError("Barbara Nowak, ul. Leśna 5")),
        ):
            self._night()
        text = "\n".join(log.output)
        self.assertIn(f"kooperacje.partnership.step {self.broken.id} failed with UserError", text)
        self.assertIn("_fail", text, "where")
        for word in ("Barbara", "Nowak", "Leśna"):
            self.assertNotIn(word, text)

    def _fail(self, steps, error):
        if self.broken in steps:
            raise error
        steps.reminded_on = self.today

    def test_refused_statement_is_not_quoted(self):
        """The database layer logs what it was given; of a person's name in it nothing comes into the log."""
        def refused(steps):
            if self.broken in steps:
                steps.env.cr.execute("SELECT id FROM res_users WHERE id = %s", ["Barbara Nowak"])
            steps.reminded_on = self.today

        with self.assertLogs("odoo", "ERROR") as log, patch.object(type(self.Step), "_remind", refused):
            self._night()
        self.assertNotIn("Barbara", "\n".join(log.output))
        self.assertEqual(self._faults(JOB).code, "22P02 InvalidTextRepresentation")
        self.assertTrue(all(self.healthy.mapped("reminded_on")))

    def test_no_record_at_all_can_be_found(self):
        """A job that cannot even begin raises nothing either, and stands on the list of who runs the server."""
        with patch.object(type(self.Step), "_find_to_remind", side_effect=ZeroDivisionError), mute_logger(JOB_LOG):
            for day in range(4):
                self._night(day)
        fault = self._faults(JOB)
        self.assertEqual((fault.res_id, fault.company_id.ids, fault.nights), (0, [], 4))
        self.assertFalse(self._told(), "it is no matter of one office")
        self._night(4)
        self.assertFalse(self._faults(JOB))

    # Nights in a row

    def test_third_night_in_a_row_tells_the_head_once(self):
        with self._broken(self.broken, "_remind"):
            for day in range(2):
                self._night(day)
                self._night(day)
            self.assertEqual(self._faults(JOB).nights, 2, "called twice in a night it is one night")
            self.assertFalse(self._told())
            self._night(2)
            told = self._told()
            self.assertEqual(told.user_id, self.maria, "the head of that office and of no other")
            self.assertEqual(told.summary, "Zadanie nocne nie powiodło się trzy razy z rzędu", "in her language")
            self.assertIn("Krok partnerstwa", told.note)
            for word in ("Nowak", "Barbara", self.broken.name):
                self.assertNotIn(word, told.note)
            self._night(3)
            self.assertEqual(self._told(), told, "not again")
        self._night(4)
        self.assertTrue(self.broken.reminded_on)
        self.assertFalse(self._faults(JOB))
        self.assertFalse(self._told(), "done: there is nothing to ask for any more")

    def test_two_of_one_office_are_one_matter(self):
        second = self.ours[2]
        with self._broken(self.broken, "_remind"), self._broken(second, "_remind"):
            for day in range(3):
                self._night(day)
            self.assertEqual(len(self._told()), 1)
            self.assertIn("(2)", self._told().note)
        with self._broken(second, "_remind"):
            self._night(3)
            self.assertEqual(len(self._told()), 1, "the other one is still broken")
        self._night(4)
        self.assertFalse(self._told())

    def test_mended_in_between_begins_anew(self):
        with self._broken(self.broken, "_remind"):
            self._night(0)
            self._night(1)
        self._night(2)
        self.broken._unguarded().reminded_on = False
        with self._broken(self.broken, "_remind"):
            self._night(3)
            self.assertEqual(self._faults(JOB).nights, 1)
            self.assertFalse(self._told())

    def test_what_is_not_to_be_done_any_more_is_no_fault(self):
        with self._broken(self.broken, "_remind"):
            self._night()
            self.broken._unguarded().state = "done"
            self._night(1)
        self.assertFalse(self._faults(JOB))

    def test_office_without_a_head_or_a_partnership(self):
        with self._broken(self.theirs[0], "_remind"):
            for day in range(4):
                self._night(day)
        self.assertEqual(self._faults(JOB).nights, 4, "Nur has no head: it stands on the list")
        self.assertFalse(self._told())

    # Out of time, killed, two at once

    def test_out_of_time_it_is_called_again_and_gets_on(self):
        """The broken one first, a batch of one, and no time at all: every call does one more of the others."""
        progress = []

        def commit(_cron, processed=0, *, remaining=None, deactivate=False):
            progress.append((processed, remaining))
            return 0

        Job = self.env.registry["kooperacje.job"]
        run = Job._run

        def one_by_one(job, name, find, step, batch=100, office=None, counted=True):
            return run(job, name, find, step, batch=1, office=office, counted=counted)

        with self._broken(self.steps.sorted()[0], "_remind"), patch.object(Job, "_run", one_by_one), \
                patch.object(self.env.registry["ir.cron"], "_commit_progress", commit):
            for _call in range(len(self.steps) + 1):
                self._night(ir_cron_progress_id=1)
                if progress[-1] == (0, 0):
                    break
        self.assertEqual(len(self.steps.filtered("reminded_on")), len(self.steps) - 1)
        self.assertEqual(self._faults(JOB).nights, 1)
        self.assertEqual(progress[-1], (0, 0), "what is broken does not keep the job awake")

    def test_progress_is_committed_batch_by_batch(self):
        progress = []
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress",
            lambda _cron, processed=0, **values: progress.append((processed, values.get("remaining"))) or 60,
        ), patch.object(self.env.registry["kooperacje.job"], "_run", self._in_twos()):
            self._night(ir_cron_progress_id=1)
        self.assertEqual(progress, [(0, 5), (2, 3), (2, 1), (1, 0), (0, 0)])

    def _in_twos(self):
        run = self.env.registry["kooperacje.job"]._run
        return lambda job, name, find, step, **_values: run(job, name, find, step, batch=2)

    def test_killed_it_goes_on_where_it_was(self):
        """What was committed before the power went is done once; the rest is done the next time."""
        calls = []

        def commit(_cron, processed=0, **_values):
            calls.append(processed)
            if len(calls) == 2:
                raise KeyboardInterrupt

        with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit), \
                patch.object(self.env.registry["kooperacje.job"], "_run", self._in_twos()), \
                suppress(KeyboardInterrupt):
            self._night(ir_cron_progress_id=1)
        self.env.invalidate_all()
        self.assertEqual(len(self.steps.filtered("reminded_on")), 2)
        self._night()
        self.assertTrue(all(self.steps.mapped("reminded_on")))
        asked = self.env["mail.activity"].sudo().search([
            ("res_model", "=", "kooperacje.partnership"), ("user_id", "in", (self.piotr | self.olga).ids),
            ("summary", "in", self.steps.mapped("display_name")),
        ])
        self.assertEqual(len(asked), len(self.steps), "nobody is asked twice")

    def test_record_that_a_colleague_is_writing_is_tried_again(self):
        busy = []
        original = type(self.Step)._remind

        def step(steps):
            if self.broken in steps and len(busy) < 2:
                busy.append(len(steps))
                raise SerializationFailure("could not serialize access due to concurrent update")
            return original(steps)

        with patch.object(type(self.Step), "_remind", step):
            self._night()
        self.assertTrue(all(self.steps.mapped("reminded_on")))
        self.assertEqual(busy, [len(self.steps), 1], "with the others, alone, and once more")
        self.assertFalse(self._faults(JOB), "nothing is wrong with it")

    def test_as_odoo_runs_it(self):
        """Through core's own scheduler: the job ends well, so Odoo never counts a failure and never switches it off."""
        cron = self.env.ref("kooperacje.cron_step_reminder")
        with self._broken(self.broken, "_remind"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((cron.failure_count, cron.active), (0, True))
        progress = self.env["ir.cron.progress"].search([("cron_id", "=", cron.id)], order="id desc", limit=1)
        self.assertEqual((progress.done, progress.remaining), (len(self.steps), 0))
        self.assertTrue(all(self.healthy.mapped("reminded_on")))
        fault = self._faults(JOB)
        self.assertEqual(fault.cron_id, cron)
        self.assertEqual(fault.task, cron.name)

    # Who sees it

    def test_administrators_see_faults_and_nobody_makes_them(self):
        with self._broken(self.broken, "_remind"), self._broken(self.theirs[0], "_remind"):
            self._night()
        Fault, faults = self.env["kooperacje.job.fault"], self._faults(JOB)
        ours = faults.filtered(lambda fault: fault.company_id == self.company)
        self.assertEqual(Fault.with_user(self.adam).search([("job", "=", JOB)]), ours)
        root = new_test_user(self.env, "serwer", groups="base.group_system")
        self.assertEqual(Fault.with_user(root).search([("job", "=", JOB)]), faults)
        self.assertEqual(ours.with_user(self.adam).kind, self.env["ir.model"]._get(self.Step._name).name)
        shown = str(ours.with_user(self.adam).web_read({name: {} for name in ours.fields_get()}))
        self.assertIn(str(self.broken.id), shown)
        self.assertNotIn(self.broken.name, shown, "a number, no name")
        portal = new_test_user(self.env, "portal.noc", groups="base.group_portal")
        others = self.env["res.users"].union(*self.user_by_role.values()) - self.adam | self.olga | portal
        for user in others:
            with self.subTest(user.login), self.assertRaises(AccessError):
                ours.with_user(user).read(["code"])
        for user in (self.adam, root, portal):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(Fault.with_user(user).has_access(operation), operation)

    def test_head_reads_what_she_is_told(self):
        with self._broken(self.broken, "_remind"):
            for day in range(3):
                self._night(day)
        activity = self._told().with_user(self.maria)
        self.assertTrue(activity.summary and activity.note)
        self.assertEqual(self.env[activity.res_model].with_user(self.maria).browse(activity.res_id), self.partnership)

    def test_queries_do_not_grow_with_the_records(self):
        """Two batches cost what one costs, times two; the healthy night asks nothing for each record itself."""
        def queries(count):
            steps = self._steps(self.partnership, self.piotr, count)
            with patch.object(type(self.Step), "_remind", lambda steps: steps.write({"reminded_on": self.today})):
                self.steps._unguarded().write({"reminded_on": self.today})
                self.env.flush_all()
                asked = self._queries(self.Step._cron_remind)
            self.assertEqual(set(steps.mapped("reminded_on")), {self.today})
            return asked

        queries(2)
        self.assertEqual(queries(10), queries(100))
