"""Key under which the log of reads knows a case or a person."""

from odoo.tools import SQL


def fill_read_keys(model):
    """Give the rows that an earlier version has left a key each: one statement, and one value for each row."""
    model.env.cr.execute(SQL(
        "UPDATE %s SET read_key = replace(gen_random_uuid()::text, '-', '') WHERE read_key IS NULL",
        SQL.identifier(model._table),
    ))
