import csv
from unittest import SkipTest

from odoo.tools import file_open


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
