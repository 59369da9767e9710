import threading
from functools import partial
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.sql_db import Cursor
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger


class TwoAtOnce:
    """Two people press at the same moment: two real transactions on one database, as two workers run them.

    Beside a ``TransactionCase``: what ``setUpClass`` of the office has made is committed, so that both see it. After
    the class, rows that were there before are as they were (the office of all tests may stand in the database), and
    whatever was not there is deleted again, table by table.
    """

    @classmethod
    def setUpClass(cls):
        with cls._real_cursor() as cr:
            before = cls._last_ids(cr)
            cls._copy(cr)
        cls.addClassCleanup(cls._delete_after, before)
        super().setUpClass()
        cls._commit()

    def setUp(self):
        super().setUp()
        # The test case would go back to its savepoint, which a commit ends. What is committed goes with the class.
        self._cleanups.pop()[0].__self__.close(rollback=False)
        self.addCleanup(Cursor.rollback, self.cr)
        # Odoo waits up to half a minute in all between its attempts.
        self.startPatcher(patch("odoo.service.model.random.uniform", lambda least, most: 0.01))
        muted = mute_logger("odoo.service.model", "odoo.sql_db")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    @staticmethod
    def _real_cursor():
        return Registry(get_db_name()).cursor()

    @classmethod
    def _commit(cls):
        """Make what the test has prepared visible to both; afterwards its own transaction begins anew."""
        cls.env.flush_all()
        # The test case forbids its cursor to commit, for it would leave data behind; here they are deleted.
        Cursor.commit(cls.cr)
        cls.env.invalidate_all()

    @staticmethod
    def _last_ids(cr):
        """Last id drawn for each table: asked of the sequences, for looking into all tables locks them all."""
        cr.execute("""
            SELECT LEFT(sequencename, -7), COALESCE(last_value, 0) FROM pg_sequences
             WHERE schemaname = 'public' AND sequencename LIKE '%\\_id\\_seq'
        """)
        return dict(cr.fetchall())

    # What all tests tell of: people, institutions, offices and all that is ours; the groups and offices of users.
    _COPIED = """
        SELECT table_name, table_name LIKE '%%\\_rel'
          FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
           AND (table_name IN ('res_users', 'res_partner', 'res_company', 'res_groups_users_rel',
                               'res_company_users_rel')
                OR table_name LIKE 'kooperacje\\_%%' AND table_name NOT IN (
                       'kooperacje_read_log', 'kooperacje_read_block')
                   AND table_name IN (SELECT LEFT(sequencename, -7) FROM pg_sequences))
    """

    @classmethod
    def _copy(cls, cr):
        cr.execute("DROP SCHEMA IF EXISTS before_two CASCADE; CREATE SCHEMA before_two")
        cr.execute(cls._COPIED)
        for table, _is_relation in cr.fetchall():
            name = SQL.identifier(table)
            cr.execute(SQL("CREATE UNLOGGED TABLE before_two.%s AS TABLE public.%s", name, name))

    @classmethod
    def _put_back(cls, cr):
        """Give the rows that were there the values they had."""
        cr.execute(cls._COPIED)
        for table, is_relation in cr.fetchall():
            name = SQL.identifier(table)
            if is_relation:
                cr.execute(SQL(
                    "DELETE FROM %s t WHERE NOT EXISTS (SELECT FROM before_two.%s k WHERE k = t)", name, name,
                ))
                cr.execute(SQL("INSERT INTO %s SELECT * FROM before_two.%s ON CONFLICT DO NOTHING", name, name))
                continue
            cr.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
                " AND column_name != 'id' AND is_generated = 'NEVER'", [table],
            )
            columns = [SQL.identifier(column) for [column] in cr.fetchall()]
            cr.execute(SQL(
                "UPDATE %s t SET (%s) = ROW(%s) FROM before_two.%s k WHERE k.id = t.id AND k::text != t::text",
                name, SQL(", ").join(columns), SQL(", ").join(SQL("k.%s", column) for column in columns), name,
            ))
        cr.execute("DROP SCHEMA before_two CASCADE")
        cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def _delete_after(cls, before):
        """Delete what came after ``before``: what others point at waits for its turn."""
        with cls._real_cursor() as cr:
            cls._put_back(cr)
            left = {name for name, last in cls._last_ids(cr).items() if last > before.get(name, 0)}
            # The log of accesses is append-only, for the program; the test takes back what it has logged.
            for table in ("kooperacje_read_log", "kooperacje_read_block"):
                cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
            cr.commit()  # pylint: disable=invalid-commit
            while left:
                done = {name for name in left if cls._delete_rows(cr, name, before.get(name, 0))}
                if not done:
                    raise AssertionError(f"What the test has committed stays behind in {sorted(left)}.")
                left -= done
            for table in ("kooperacje_read_log", "kooperacje_read_block"):
                cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        cls.registry.clear_all_caches()

    @staticmethod
    def _delete_rows(cr, table, last):
        try:
            cr.execute(SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), last), log_exceptions=False)
        except IntegrityError:
            cr.rollback()
            return False
        cr.commit()  # pylint: disable=invalid-commit
        return True

    # ------------------------------------------------------------
    # Two requests
    # ------------------------------------------------------------

    def _request(self, function, user=None, cr=None):
        """``function(env)`` as a request of ``user``: in a transaction of its own that Odoo repeats on 40001."""
        with cr or self.registry.cursor() as cr:
            env = api.Environment(cr, user.id if user else SUPERUSER_ID, dict(self.env.context))
            return retrying(partial(function, env), env)

    def _overtaken(self, first, second, user=None, first_user=None):
        """The request ``second``, which began before ``first`` was saved and goes on after it.

        This is the order in which what was read is out of date, each time and without luck.

        :return: what ``second`` returned in the end
        """
        begun = []

        def request(env):
            if not begun:
                begun.append(True)
                env.cr.execute("SELECT 1")
                self._request(first, first_user or user)
            return second(env)

        return self._request(request, user)

    def _together(self, *requests):
        """All requests at the same moment, each in a thread of its own; ``requests`` are (function, user).

        :return: for each what it returned, or the exception it ended with
        """
        barrier, results = threading.Barrier(len(requests)), [None] * len(requests)

        def run(number, function, user):
            threading.current_thread().dbname = self.registry.db_name
            started = []

            def at_once(env):
                if not started:
                    started.append(True)
                    env.cr.execute("SELECT 1")
                    barrier.wait(10)
                return function(env)

            try:
                results[number] = self._request(at_once, user)
            except Exception as error:  # noqa: BLE001  pylint: disable=broad-except
                results[number] = error

        threads = [
            threading.Thread(target=run, args=(number, *request), daemon=True)
            for number, request in enumerate(requests)
        ]
        # The server that runs the tests keeps the lock without which no other thread opens an environment.
        with patch.object(Registry, "_lock", DummyRLock()):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        self.assertFalse([thread for thread in threads if thread.is_alive()], "They wait for each other.")
        self.env.invalidate_all()
        return results
