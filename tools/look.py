"""Runs in Odoo's shell: what a database holds, written as JSON to the file named by `LOOK`, to be compared.

Records are known by their external ids and columns by their names, so that two databases of different age compare.
"""

import json
import os

from odoo.tools import SQL

# Set by the database, by chance or by time.
CHANGING = {
    "id", "create_uid", "create_date", "write_uid", "write_date", "lastcall", "nextcall", "session_code",
    "access_token", "parent_path", "kooperacje_key", "first_failure_date", "failure_count", "ir_actions_server_id",
}
# Rows that came with the program and are told apart by words, not by numbers of this database.
COMPARED = ("kooperacje.", "survey.", "ir.cron", "ir.rule", "res.groups", "mail.activity.type", "report.paperformat")


def columns(cr):
    cr.execute("""
        SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
         WHERE table_schema = current_schema
    """)
    return {f"{table}.{column}": [kind, null] for table, column, kind, null in cr.fetchall()}


def records(env):
    """Values of the shipped rows, links by external id, by model and external id; those that are kept beside."""
    env.cr.execute("SELECT model, res_id, module, name, noupdate FROM ir_model_data ORDER BY module = 'kooperacje'")
    rows = env.cr.fetchall()
    names = {(model, id_): f"{module}.{name}" for model, id_, module, name, _kept in rows}
    found, kept = {}, []
    for model, id_, module, name, is_kept in rows:
        if module != "kooperacje" or name.startswith("demo_") or not model.startswith(COMPARED) or model not in env:
            continue
        record = env[model].browse(id_)
        if is_kept:
            kept.append(name)
        found[f"{model} {name}"] = {
            field.name: value(record, field, names) for field in record._fields.values()
            if field.store and (field.column_type or (field.type == "many2many" and not field.compute))
            and field.type not in ("properties", "properties_definition") and field.name not in CHANGING
        }
    return found, sorted(kept)


def value(record, field, names):
    if field.type == "many2one":
        linked = record[field.name]
        return names.get((linked._name, linked.id), linked._name) if linked else False
    if field.type == "many2many":
        return sorted(names.get((linked._name, linked.id), "") for linked in record[field.name])
    if field.translate:
        return [str(record.with_context(lang=lang)[field.name]) for lang in ("en_US", "pl_PL")]
    return str(record[field.name])


def rows(cr):
    cr.execute("""
        SELECT table_name FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    """)
    counts = {}
    for [table] in cr.fetchall():
        if table.startswith(("kooperacje_", "res_partner", "res_users", "mail_message", "ir_attachment")):
            cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            counts[table] = cr.fetchone()[0]
    return counts


def access(env):
    return sorted(
        [row.case_id.id, row.user_id.login, row.origin, str(row.valid_from), str(row.valid_until)]
        for row in env["kooperacje.access"].search([])
    )


def screens(env):
    """How many screens were opened; and those that do not open, by the action that opens them."""
    broken = {}
    actions = env["ir.actions.act_window"].search([("res_model", "=like", "kooperacje.%")])
    for action in actions:
        try:
            with env.cr.savepoint():
                env[action.res_model].with_context(lang="pl_PL").get_views(action.views)
        except Exception as error:  # noqa: BLE001
            broken[action.name] = str(error)
    return len(actions), broken


shipped, kept = records(env)  # noqa: F821
opened, broken_screens = screens(env)  # noqa: F821
with open(os.environ["LOOK"], "w", encoding="utf-8") as look:
    json.dump({
        "columns": columns(env.cr), "records": shipped, "kept": kept, "rows": rows(env.cr),  # noqa: F821
        "access": access(env), "opened": opened, "screens": broken_screens,  # noqa: F821
        "pesel": env["kooperacje.person"].sudo().search_count([("pesel_kept", "!=", False)]),  # noqa: F821
        "papers": sum(
            bool(file.raw) for file in env["ir.attachment"].sudo().search([  # noqa: F821
                ("res_model", "=like", "kooperacje.%"), ("res_field", "in", ["signed_copy", "signed_copy_kept"]),
                ("db_datas", "!=", False),
            ])
        ),
    }, look)
