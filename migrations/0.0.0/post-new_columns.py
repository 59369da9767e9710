"""After every step to another version: rows that an office has edited are not loaded again, but columns that are new
hold nothing of the office's yet and are filled from the program's files.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute("SELECT table_name, column_name FROM kooperacje_columns_before")
    before = set(cr.fetchall())
    api.Environment(cr, SUPERUSER_ID, {})["kooperacje.upkeep"]._fill_new_columns(before)
