import logging
import threading
import traceback

from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
# Not the record's fault: somebody else was writing it. It is tried once more on what the other one has left.
CONFLICTS = (SerializationFailure, DeadlockDetected, LockNotAvailable)
BATCH = 100


class _NoStatements(logging.Filter):
    """Drops the line in which the database layer quotes a refused statement with its values, of this thread only."""

    def __init__(self):
        super().__init__()
        self.thread = threading.get_ident()

    def filter(self, record):
        return record.thread != self.thread or not str(record.msg).startswith("bad query")


def _code(error):
    """What went wrong without a word of the record: the kind of the error, of the database its code too."""
    code = getattr(error, "pgcode", None)
    return f"{code} {type(error).__name__}" if code else type(error).__name__


class Job(models.AbstractModel):
    """How every nightly job of the program does its work: nobody's broken record stops the others.

    Records are done in batches, each in a savepoint. A batch that fails is taken back and done one by one, so that
    only what is broken stays undone. That is remembered (``kooperacje.job.fault``), and on the third night in a row
    the head of its office is told. What is done is committed batch by batch with core's own progress: a job that was
    killed goes on where it was, one that is out of time is called again. Nothing is raised, for Odoo switches off a
    job that has failed for a week.

    A step has to bear being repeated: what it has done is not found again, or is not done again.
    """

    _name = "kooperacje.job"
    _description = "Nightly job"

    @api.model
    def _run(self, name, find, step, batch=BATCH, office=None, counted=True):
        """Do ``step`` for every record that ``find`` gives.

        Outside a job of Odoo nothing is committed: the transaction is the caller's.

        :param name: of the job, ``model.method``; each of several parts has its own (``model.method:part``)
        :param find: callable without arguments, gives a recordset
        :param step: callable of some of those records
        :param batch: how many at once at most
        :param office: callable, gives the office (``res.company``) of a record; its ``company_id`` otherwise
        :param counted: whether this is the work by which the job of Odoo measures its progress
        :return: whether all were tried; if not, there was no time left: the job returns and is called again
        """
        self._check_by_itself()
        # sudo: faults are the program's own, and hold the number of a record and the code of an error only.
        Fault = self.env["kooperacje.job.fault"].sudo()
        error, found = self._attempt(find)
        if error:
            Fault._remember(name, [(self.env[name.partition(":")[0].rpartition(".")[0]], error)])
            self._commit(counted)
            return True
        # What has failed today already comes last, so that a job out of time always gets on.
        failed_today = Fault._failed_today(name, found)
        fresh, again = found - failed_today, found & failed_today
        left = len(found)
        self._commit(counted, 0, left)
        for some in (fresh, again):
            for ids in split_every(batch, some.ids, list):
                failed = self._do(some.browse(ids), step, counted)
                self._attempt(Fault._remember, name, failed, office)
                Fault._forget(name, some.browse(ids) - some.browse().union(*(record for record, _error in failed)))
                left -= len(ids)
                if not self._commit(counted, len(ids), left) and left > len(again):
                    return False
        Fault._forget_before_today(name)
        self._attempt(Fault._tell, name)
        self._commit(counted)
        return True

    @api.model
    def _check_by_itself(self):
        """Core lets anybody with an account, portal users too, run the action behind a job by its number.

        :raises AccessError: neither the program itself nor an administrator of the database
        """
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._(
                "The nightly jobs of the program run by themselves. The administrator of the database may start one."))

    @api.model
    def _do(self, records, step, counted):
        """Records of a batch that could not be done, each with its error."""
        error, _result = self._attempt(step, records)
        if not error:
            return []
        failed = [(records, error)] if len(records) == 1 else self._do_each(records, step)
        conflicting = records.browse().union(*(record for record, error in failed if isinstance(error, CONFLICTS)))
        if conflicting:
            # A new transaction sees what the other one has left.
            self._commit(counted, keep=True)
            failed = [(record, error) for record, error in failed if record not in conflicting]
            failed += self._do_each(conflicting, step)
        return failed

    @api.model
    def _do_each(self, records, step):
        attempts = [(record, self._attempt(step, record)[0]) for record in records]
        return [(record, error) for record, error in attempts if error]

    @api.model
    def _attempt(self, function, *arguments):
        """Call ``function`` in a savepoint. If it fails nothing remains, not even mails to be sent after the commit.

        :return: pair of the error or ``None``, and the result
        """
        after_commit = self.env.cr.postcommit
        waiting = list(after_commit._funcs)
        quiet, statements = _NoStatements(), logging.getLogger("odoo.sql_db")
        statements.addFilter(quiet)
        try:
            with self.env.cr.savepoint():
                return None, function(*arguments)
        # Whatever it is: the record is at fault or the system is, and the next record is not.
        except Exception as error:  # noqa: BLE001 pylint: disable=broad-except
            after_commit._funcs.clear()
            after_commit._funcs.extend(waiting)
            return error, None
        finally:
            statements.removeFilter(quiet)

    @api.model
    def _commit(self, counted, processed=0, remaining=0, keep=False):
        """Commit within a job of Odoo; elsewhere the transaction is the caller's.

        :param keep: leave the progress as it is
        :return: seconds left
        """
        if not self.env.context.get("ir_cron_progress_id"):
            return float("inf")
        if not counted or keep:
            left = self.env["ir.cron"]._commit_progress()
            return left if counted else float("inf")
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    @api.model
    def _log(self, name, record, error):
        """Write a line for the administrator: which record, what kind of error, where. It holds no words and no values
        of the record.
        """
        if isinstance(error, CONFLICTS):
            _logger.info("Job %s: somebody is writing %s %s, left to the next night", name, record._name, record.id)
            return
        where = " > ".join(
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-6:]
        )
        _logger.error("Job %s: %s %s failed with %s at %s", name, record._name, record.id or "", _code(error), where)

