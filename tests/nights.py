from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

JOB_LOG = "odoo.addons.kooperacje.models.network.job"


class Nights:
    """For tests of nightly jobs: one record breaks, the others are done (kooperacje.job)."""

    @contextmanager
    def _broken(self, record, step, model=None):
        """Until the end of the block ``step`` of the model fails whenever ``record`` is among those to be done.

        :param model: whose step gets the records as its argument, where it is not the records' own
        """
        cls = self.env.registry[model or record._name]
        original = getattr(cls, step)

        def failing(records, *args, **kwargs):
            if record.id in (args[0] if model else records).ids:
                raise UserError("Barbara Nowak, ul. Leśna 5")
            return original(records, *args, **kwargs)

        with patch.object(cls, step, failing), mute_logger(JOB_LOG):
            yield

    def _faults(self, job):
        return self.env["kooperacje.job.fault"].sudo().search([("job", "=", job)])

    def assertOthersGoOn(self, job, step, broken, healthy, run, is_done, model=None):
        """``run`` does everything but ``broken``, remembers that one, and takes it up again once it is mended.

        :param is_done: whether a record has been done
        """
        self.assertFalse(is_done(broken) or is_done(healthy), "there is something to do")
        with self._broken(broken, step, model):
            run()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(is_done(broken), "what is broken is left as it was")
        self.assertTrue(is_done(healthy), "nobody else waits for it")
        fault = self._faults(job)
        self.assertEqual((fault.res_model, fault.res_id, fault.nights), (broken._name, broken.id, 1))
        self.assertEqual(fault.code, "UserError")
        run()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(is_done(broken), "mended, it is done")
        self.assertFalse(self._faults(job))
