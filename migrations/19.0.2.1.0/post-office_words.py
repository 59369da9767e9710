"""Words of an office are its own: what people have changed in the common entries of dictionaries moves into rows of
the office, where the database has one. With several offices it cannot be told whose the change is: it stays common.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute("SELECT DISTINCT company_id FROM kooperacje_partnership WHERE company_id IS NOT NULL")
    offices = env["res.company"].browse(row[0] for row in cr.fetchall())
    for dictionary in env["kooperacje.office.word"]._dictionaries():
        kept = env["kooperacje.upkeep"]._kept(dictionary)
        added = _added(env, dictionary)
        if len(offices) == 1:
            _move(env, dictionary, kept, offices)
            _adopt(env, dictionary, added, offices)
        elif kept or added:
            _logger.warning(
                "%s: %s entries were changed and %s added by people. There are %s offices, and it is not known whose "
                "they are: they stay common to all. The administrator of the database can change them.",
                dictionary, len(kept), len(added), len(offices),
            )


def _added(env, dictionary):
    """Ids of common entries that people have added."""
    Model = env[dictionary]
    if "company_id" not in Model._fields:
        return []
    return [row[0] for row in env.execute_query(SQL(
        "SELECT entry.id FROM %s entry WHERE entry.company_id IS NULL AND entry.create_uid > 1 AND NOT EXISTS ("
        "SELECT FROM ir_model_data named WHERE named.model = %s AND named.res_id = entry.id)",
        SQL.identifier(Model._table), dictionary,
    ))]


def _adopt(env, dictionary, ids, office):
    """Entries that people have added are the office's own ones."""
    if ids:
        env.execute_query(SQL(
            "UPDATE %s SET company_id = %s WHERE id = ANY(%s) RETURNING id", SQL.identifier(env[dictionary]._table),
            office.id, ids,
        ))
        env.invalidate_all()


def _move(env, dictionary, ids, office):
    """Entries are as the program brings them; what people have called, left out and ordered is in the office's rows."""
    entries = env[dictionary].browse(ids).exists()._in_words_of(env["res.company"])
    if not entries:
        return
    names = ["name", *({"active", "sequence"} & entries._worded_names())]
    before = {values["id"]: values for values in entries.read(names)}
    env["kooperacje.upkeep"]._give_back(dictionary, entries.ids)
    if "active" in names:
        entries.filtered(lambda entry: not entry.active).write({"active": True})
    env.invalidate_all()
    Word = env["kooperacje.office.word"]
    Word._fill_in(office)
    words = Word.search([("company_id", "=", office.id), ("dictionary", "=", dictionary)])
    is_ordered = "sequence" in names and any(
        before[entry.id]["sequence"] != entry.sequence for entry in entries
    )
    for word in words:
        old = before.get(word.entry_id)
        values = {"is_ordered": True} if is_ordered else {}
        if old:
            if old["name"] != word.common_name:
                values["name"] = old["name"]
            if not old.get("active", True):
                values["is_used"] = False
            if is_ordered:
                values["sequence"] = old["sequence"]
        if values:
            word._unguarded().write(values)
    _logger.info("%s: what people had changed in %s entries is now in rows of the office", dictionary, len(entries))
