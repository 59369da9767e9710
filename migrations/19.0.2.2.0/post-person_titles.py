"""Formal guardians named in cases have their title on the persons from now on, so that it goes with them.

Who is named again already, by an earlier run or by hand, is not named twice.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["kooperacje.case.person"].search([("guardian_kind", "=", "formal")])._sync_titles()
