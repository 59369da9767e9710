from contextlib import closing, contextmanager

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2.errors import RaiseException

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kooperacje.kernels import seal
from odoo.addons.kooperacje.tests.two_at_once import TwoAtOnce

from .common import PrivacyCommon


class SealCommon(PrivacyCommon):
    def _read(self, *users, case=None):
        """Each of ``users`` opens the case in a request of its own."""
        for user in users:
            (case or self.case).with_user(user).read(["need_words"])
            self.env.cr.flush()
        self.env.invalidate_all()

    def _seal(self):
        """Close blocks over all that is there. Which rows may be sealed is another test's: here is one transaction."""
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM kooperacje_read_log")
        Block = self.env["kooperacje.read.block"]
        Block._seal_up_to(self.env.cr.fetchone()[0])
        Block.invalidate_model()
        return Block.search([("company_id", "=", self.company.id)], limit=1)

    def _faults(self, company=None):
        return self.env["kooperacje.read.block"]._check_seals(company or self.company)[2]

    @contextmanager
    def _past_the_program(self, table="kooperacje_read_log"):
        """What somebody does who works in the database past the program; taken back afterwards."""
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
            yield self.env.cr.execute
            self.env.invalidate_all()
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReadSeals(SealCommon):
    """What was changed, removed or put into the log of reads afterwards is found (KRI-LOG, art. 5 ust. 2 RODO)."""

    def setUp(self):
        super().setUp()
        self._read(self.anna, self.tomasz)
        self.person.with_user(self.anna).read(["last_name"])
        self.env.cr.flush()
        self.first = self._seal()
        self._read(self.maria)
        self.second = self._seal()

    def test_whole(self):
        self.assertEqual((self.first.row_count, self.second.row_count), (3, 1))
        self.assertEqual(self.second.previous, self.first.digest)
        self.assertEqual(self.second.after_id, self.first.last_id)
        self.assertEqual(self._faults(), [])
        self.assertFalse(self.env["kooperacje.read.block"]._seal_up_to(self.second.last_id), "nothing twice")

    def test_anybody_can_compute_the_digest(self):
        """By the kernel, from the rows: whoever has a safety copy needs no Odoo to check it."""
        for block in (self.first, self.second):
            self.env.cr.execute("""
                SELECT id, logged_at AT TIME ZONE 'UTC', user_id, institution_id, company_id, channel, subject_key
                  FROM kooperacje_read_log WHERE company_id = %s AND id > %s AND id <= %s ORDER BY id
            """, [block.company_id.id, block.after_id, block.last_id])
            rows = seal.rows_digest(seal.row_bytes(*row) for row in self.env.cr.fetchall())
            self.assertEqual(rows, block.rows_digest)
            self.assertEqual(block.digest, seal.block_digest(
                block.previous, block.company_id.id, block.number, block.after_id, block.last_id, block.row_count, rows,
            ))

    def test_what_is_done_past_the_program_is_found(self):
        one, two, jan = self.first.number, self.second.number, self.jan.id
        other = self._case(self.anna)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT MIN(id), MAX(id) FROM kooperacje_read_log WHERE company_id = %s AND id > %s AND id <= %s",
            [self.company.id, self.first.after_id, self.first.last_id])
        low, high = self.env.cr.fetchone()
        change = "UPDATE kooperacje_read_log SET {} WHERE id = %s".format
        stories = {
            "another reader": (SQL(change("user_id = %s"), jan, low), (one, "changed")),
            "another hour": (SQL(change("logged_at = logged_at + interval '1 hour'"), low), (one, "changed")),
            "another way": (SQL(change("channel = 'export'"), low), (one, "changed")),
            "another case": (SQL(change("case_id = %s"), other.id, low), (one, "subject")),
            "no case": (SQL(change("case_id = NULL"), low), (one, "subject")),
            "no person": (
                SQL("UPDATE kooperacje_read_log SET person_id = 0 WHERE person_id = %s", self.person.id),
                (one, "subject")),
            "one less": (SQL("DELETE FROM kooperacje_read_log WHERE id = %s", low), (one, "removed")),
            "the office of another": (SQL(change("company_id = %s"), self.company_nur.id, high), (one, "removed")),
        }
        for name, (statement, expected) in stories.items():
            with self.subTest(name), self._past_the_program() as execute:
                execute(statement)
                self.assertIn(expected, self._faults())
        for name, statement, expected in (
            ("a seal of one's own", SQL("UPDATE kooperacje_read_block SET row_count = 9 WHERE id = %s", self.first.id),
             (one, "block")),
            ("the first away", SQL("DELETE FROM kooperacje_read_block WHERE id = %s", self.first.id), (one, "missing")),
        ):
            with self.subTest(name), self._past_the_program("kooperacje_read_block") as execute:
                execute(statement)
                self.assertIn(expected, self._faults())
        self.assertEqual((two, self._faults()), (one + 1, []), "all is taken back")

    def test_a_row_put_into_a_sealed_block(self):
        """A number that was given and not used: the transaction that drew it was undone."""
        self.env.cr.execute("SELECT nextval('kooperacje_read_log_id_seq')")
        unused = self.env.cr.fetchone()[0]
        self._read(self.jan)
        third = self._seal()
        self.assertTrue(third.after_id < unused <= third.last_id)
        self.assertEqual(self._faults(), [], "a gap is no fault")
        self.env.cr.execute(SQL(
            "INSERT INTO kooperacje_read_log (id, logged_at, user_id, company_id, channel)"
            " VALUES (%s, now(), %s, %s, 'read')", unused, self.jan.id, self.company.id,
        ))
        self.assertEqual(self._faults(), [(third.number, "inserted")])

    def test_a_block_sealed_anew_by_a_clever_hand(self):
        """Who changes a row and computes its block anew breaks the chain; who computes the rest anew too is found by
        the digest of an earlier check.
        """
        noted = self.env["kooperacje.read.check"]._check(self.company)
        self.assertTrue(noted.is_whole)
        last_id = self.first.last_id
        with self._past_the_program() as execute:
            execute("ALTER TABLE kooperacje_read_block DISABLE TRIGGER USER")
            execute("DELETE FROM kooperacje_read_block")
            execute(SQL("UPDATE kooperacje_read_log SET user_id = %s WHERE company_id = %s AND id <= %s",
                        self.jan.id, self.company.id, last_id))
            self._seal()
            self.assertEqual(self._faults(), [], "the chain itself is whole")
            check = self.env["kooperacje.read.check"]._check(self.company)
            self.assertFalse(check.is_whole)
            self.assertIn(str(noted.head_number), check.finding)

    def test_two_offices_have_two_chains(self):
        self._read(self.olga, case=self._case(self.olga, partnership=self.partnership_nur))
        self._seal()
        nur = self.env["kooperacje.read.block"].search([("company_id", "=", self.company_nur.id)])
        self.assertEqual((nur[-1:].number, nur[-1:].previous), (1, seal.BEGINNING))
        with self._past_the_program() as execute:
            execute(SQL("UPDATE kooperacje_read_log SET user_id = %s WHERE company_id = %s", self.jan.id,
                        self.company_nur.id))
            self.assertEqual(self._faults(), [])
            self.assertEqual(self._faults(self.company_nur), [(1, "changed")])

    def test_nobody_changes_a_seal(self):
        with self.assertRaisesRegex(UserError, "nobody changes them"):
            self.first.sudo().unlink()
        for statement in ("UPDATE kooperacje_read_block SET row_count = 0", "DELETE FROM kooperacje_read_block"):
            refused = self.assertRaises(RaiseException)
            with self.subTest(statement), mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                self.env.cr.execute(statement)

    def test_the_step_that_forgets_deletes_nothing_and_the_other_way_round(self):
        Log = self.env["kooperacje.read.log"]
        for step, statement in (
            ("forget", "DELETE FROM kooperacje_read_log"), ("trim", "UPDATE kooperacje_read_log SET user_id = 1"),
        ):
            refused = self.assertRaises(RaiseException)
            with self.subTest(step), mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint(), Log._step(step):
                self.env.cr.execute(statement)

    def test_rows_are_deleted_after_two_years_and_the_chain_stays(self):
        self.assertFalse(self.env["kooperacje.read.block"]._find_to_trim())
        with freeze_time(fields.Datetime.now() + relativedelta(years=2, days=2)):
            self._read(self.anna)
            self._seal()
            self.env["kooperacje.read.block"]._cron_trim()
            self.assertTrue(self.first.trimmed_on and self.second.trimmed_on)
            self.env.cr.execute("SELECT COUNT(*) FROM kooperacje_read_log WHERE company_id = %s", [self.company.id])
            self.assertEqual(self.env.cr.fetchone()[0], 1)
            self.assertEqual(self._faults(), [])
            self.env.cr.execute(SQL(
                "INSERT INTO kooperacje_read_log (id, logged_at, user_id, company_id, channel)"
                " VALUES (%s, now(), %s, %s, 'read')", self.first.last_id, self.jan.id, self.company.id,
            ))
            self.assertEqual(self._faults(), [(self.first.number, "inserted")])

    def test_old_mails_go(self):
        """Those of the program, past their period; the message they carried belongs to its record."""
        long_ago, lately = fields.Datetime.now() - relativedelta(years=3), fields.Datetime.now()
        mails = self.env["mail.mail"].create([
            {"model": model, "res_id": 1, "state": state, "date": day, "email_to": "x@example.com"}
            for model, state, day in (
                ("kooperacje.partnership", "exception", long_ago), ("kooperacje.partnership", "outgoing", long_ago),
                ("kooperacje.partnership", "exception", lately), ("res.partner", "exception", long_ago),
            )
        ])
        self.env["kooperacje.read.block"]._trim_mails()
        self.assertEqual(mails.exists(), mails[1:])

    def test_an_office_keeps_its_log_longer_but_never_shorter(self):
        Block = self.env["kooperacje.read.block"]
        self.assertEqual(Block._keep_years(self.company), 2)
        proposed = self.env["kooperacje.file.kind"].search([("model", "=", "kooperacje.read.log")]).class_id
        own = self.env["kooperacje.file.class"].create({
            "company_id": self.company.id, "replaces_id": proposed.id, "symbol": "1433", "name": "Dzienniki",
            "category": "B5",
        })
        self.assertEqual((Block._keep_years(self.company), Block._keep_years(self.company_nur)), (5, 2))
        own.category = "Bc"
        self.assertEqual(Block._keep_years(self.company), 2)

    def test_queries_do_not_grow(self):
        Block = self.env["kooperacje.read.block"]

        def queries(count):
            Block._check_seals(self.company)
            for _one in range(count):
                self._read(self.anna)
                self._seal()
            before = self.env.cr.sql_log_count
            _rows, _blocks, faults = Block._check_seals(self.company)
            self.assertFalse(faults)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(1), queries(10))

    # The officer

    def test_the_officer_checks(self):
        # As the web client presses the button: with the marked seals, of which there are none.
        Block = self.env["kooperacje.read.block"].with_user(self.irena).with_company(self.company)
        action = call_kw(Block, "action_check", [[]], {})
        check = self.env["kooperacje.read.check"].with_user(self.irena).browse(action["res_id"])
        self.assertTrue(check.is_whole)
        self.assertEqual((check.row_count, check.block_count, check.head_digest), (4, 2, self.second.digest))
        self.assertIn("4 rows in 2 blocks", check.finding)
        with self._past_the_program() as execute:
            execute(SQL("DELETE FROM kooperacje_read_log WHERE company_id = %s AND id <= %s", self.company.id,
                        self.first.last_id))
            found = self.env["kooperacje.read.check"].with_context(lang="pl_PL")._check(self.company)
            self.assertFalse(found.is_whole)
            self.assertIn(f"Blok {self.first.number}: usunięto", found.finding)

    def test_nobody_else_checks_or_reads_seals(self):
        Block = self.env["kooperacje.read.block"]
        portal = self.env.ref("base.public_user")
        for user in (self.anna, self.maria, self.piotr, self.tomasz, self.ewa, self.robert, self.adam, portal):
            for name in ("kooperacje.read.block", "kooperacje.read.check", "kooperacje.read.mark"):
                with self.subTest(user=user.login, model=name), mute_logger("odoo.addons.base.models.ir_model"):
                    self.assertRaises(AccessError, self.env[name].with_user(user).search, [])
            with self.subTest(user=user.login):
                self.assertRaises(AccessError, Block.with_user(user).with_company(self.company).action_check)
        with self.assertRaises(AccessError):
            Block.with_user(self.irena).with_company(self.company_nur).action_check()
        self.assertRaises(AccessError, Block.with_user(self.anna)._cron_close)

    def test_a_result_is_not_written_by_hand(self):
        check = self.env["kooperacje.read.check"]._check(self.company)
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            check.with_user(self.irena).write({"finding": "Wszystko w porządku"})
        with self.assertRaises(UserError):
            check.unlink()


@tagged("post_install", "-at_install")
class TestReadKeyColumn(PrivacyCommon):
    def test_an_earlier_database_gets_a_key_for_each(self):
        for Model, record in ((self.env["kooperacje.case"], self.case), (self.env["kooperacje.person"], self.person)):
            other = record.copy()
            self.env.flush_all()
            self.env.cr.execute(SQL("UPDATE %s SET read_key = NULL WHERE id = ANY(%s)", SQL.identifier(Model._table),
                                    [record.id, other.id]))
            Model._init_column("read_key")
            self.env.cr.execute(SQL("SELECT COUNT(DISTINCT read_key) FROM %s WHERE id = ANY(%s)",
                                    SQL.identifier(Model._table), [record.id, other.id]))
            self.assertEqual(self.env.cr.fetchone()[0], 2, Model._name)


@tagged("post_install", "-at_install", "kooperacje_two_at_once")
class TestReadSealsAtOnce(TwoAtOnce, SealCommon):
    """Slow transactions, two machines, a restored copy: with transactions that really commit."""

    def _reads(self, env, user):
        env["kooperacje.case"].with_user(user).browse(self.case.id).read(["need_words"])
        env.cr.flush()

    def _job(self):
        """The job as it runs: a transaction of its own."""
        with self.registry.cursor() as cr:
            return api.Environment(cr, SUPERUSER_ID, {})["kooperacje.read.block"]._close()

    def _state(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT COUNT(*) FROM kooperacje_read_log WHERE company_id = %s", [self.company.id])
            [rows] = cr.fetchone()
            Block = api.Environment(cr, SUPERUSER_ID, {})["kooperacje.read.block"]
            seen, _blocks, faults = Block._check_seals(Block.env["res.company"].browse(self.company.id))
        return rows, seen, faults

    def _all_sealed(self):
        """How many rows there are, all of them sealed."""
        self._commit()
        for _minutes in range(4):
            self._job()
        rows, seen, faults = self._state()
        self.assertEqual((rows, faults), (seen, []))
        return rows

    def test_a_slow_transaction_is_neither_lost_nor_an_alarm(self):
        rows_before = self._all_sealed()
        with closing(self.registry.cursor()) as slow:
            # The number is given, nothing is committed.
            self._reads(api.Environment(slow, SUPERUSER_ID, {}), self.anna)
            self._request(lambda env: self._reads(env, self.maria))  # a higher number, committed
            for _minutes in range(4):
                self._job()
            self.assertEqual(
                self._state(), (rows_before + 1, rows_before, []), "nothing is sealed above a row that is to come")
            slow.commit()  # pylint: disable=invalid-commit
        for _minutes in range(4):
            self._job()
        self.assertEqual(self._state(), (rows_before + 2, rows_before + 2, []))

    def test_two_machines_close_at_once(self):
        self._all_sealed()
        self._request(lambda env: self._reads(env, self.jan))
        for _minutes in range(2):
            self._job()
        results = self._together(*[(lambda env: env["kooperacje.read.block"]._close(), None)] * 3)
        self.assertFalse([one for one in results if isinstance(one, Exception)])
        self.assertEqual(sum(results), 1, "one of them closes the block, the others find nothing to do")
        rows, seen, faults = self._state()
        self.assertEqual((rows, faults), (seen, []))
        # Begun before the other one closed, and gone on after it.
        self._request(lambda env: self._reads(env, self.jan))
        self._job()
        closed = self._overtaken(
            lambda env: env["kooperacje.read.block"]._close(), lambda env: env["kooperacje.read.block"]._close())
        self.assertIn(closed, (0, 1))
        for _minutes in range(2):
            self._job()
        rows, seen, faults = self._state()
        self.assertEqual((rows, faults), (seen, []))

    def test_a_restored_copy_goes_on(self):
        """Its counter of transactions begins anew, far below what the marks say."""
        self._commit()
        self._request(lambda env: self._reads(env, self.anna))
        self._job()
        with self.registry.cursor() as cr:
            cr.execute("INSERT INTO kooperacje_read_mark (last_id, next_transaction, began_at, marked_at)"
                       " SELECT last_id, '99999999999999', marked_at + interval '1 minute',"
                       " marked_at + interval '1 minute' FROM kooperacje_read_mark ORDER BY id DESC LIMIT 1")
        self._job()
        rows, seen, faults = self._state()
        self.assertEqual((rows, faults), (seen, []))
        self.assertGreater(seen, 0)
