import csv
import traceback
from contextlib import contextmanager
from unittest import SkipTest

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import file_open, mute_logger

from ..screens import OurWords


def demo_logins():
    with file_open("kooperacje/demo/logins.csv") as source:
        return list(csv.DictReader(source))


class DemoMixin:
    """For tests that read the demo: skipped on a database without it, failed on one where it did not load."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env.ref("base.module_kooperacje")
        failure = cls.env["ir.demo_failure"].search([("module_id", "=", module.id)], limit=1)
        if failure:
            raise AssertionError(f"the demo did not load: {failure.error}")
        if not module.demo:
            raise SkipTest("database without demo data")

    @classmethod
    def ref(cls, name):
        return cls.env.ref(f"kooperacje.demo_{name}")

    @classmethod
    def as_user(cls, login, model):
        user = cls.ref(f"user_{login}")
        return cls.env[model].with_user(user)


class UndoneError(Exception):
    """Ends the savepoint of what did what it does."""


class FaultMixin:
    """A walk that goes on after a fault, and tells of all of them at its end.

    What may happen is an answer, or a refusal in the program's own Polish words. Anything else is a fault: a crash, a
    raw error of the database, a sentence of core's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = OurWords()

    def setUp(self):
        super().setUp()
        self.faults = {}
        muted = mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    @contextmanager
    def _noting(self, *where, refusals=UserError):
        """Whatever happens inside is undone; a fault is noted and the walk goes on."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
            self.env.flush_all()
        except UndoneError:
            pass
        except refusals as refusal:
            if str(refusal) not in self.words:
                self._note(where, refusal)
        except IntegrityError as error:
            savepoint.rollback()
            if self._told(error) not in self.words:
                self._note(where, error)
        except Exception as error:  # noqa: BLE001
            self._note(where, error)
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def _told(self, error):
        """What a request makes of an error of the database (``odoo.service.model.retrying``)."""
        tables = {model._table: name for name, model in self.env.registry.items()}
        model = self.env[tables.get(error.diag.table_name, "base")].with_context(lang="pl_PL")
        return model._sql_error_to_message(error)

    def _note(self, where, error):
        frames = traceback.extract_tb(error.__traceback__)
        place = next(
            (frame for frame in reversed(frames) if "kooperacje" in frame.filename and "tests" not in frame.filename),
            frames[-1],
        )
        self.faults[" ".join(map(str, where))] = (
            f"{type(error).__name__}: {str(error).splitlines()[0:3]} ({place.filename}:{place.lineno})"
        )

    def _assert_no_fault(self):
        self.assertFalse(self.faults, "\n" + "\n".join(f"{where}: {fault}" for where, fault in self.faults.items()))
