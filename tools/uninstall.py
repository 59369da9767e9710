"""The addon comes into a database that is there already, is used, goes again and leaves nothing; then it comes back."""

from . import checks, processes
from .office import LANGUAGE
from .places import ADDON
from .trouble import CommandFailed

DATABASE = "kooperacje_uninstall"
DEPENDENCIES = "calendar,contacts,mail,portal,survey"
# Odoo's own work goes on meanwhile: signals, notices to browsers, jobs that are due, bundles of the web client, the
# notes on its own modules.
AT_WORK = {"bus_bus", "ir_cron_trigger", "orm_signaling_registry", "ir_attachment", "ir_module_module_dependency"}
# Odoo itself switches these on when there is a second company or currency, and leaves them on.
SWITCHED_ON = {"res_groups_implied_rel", "res_groups_users_rel"}
OBJECTS = """
SELECT 'table ' || table_name FROM information_schema.tables WHERE table_schema = 'public'
 UNION ALL
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
 UNION ALL
SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
 UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
 UNION ALL
SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
 UNION ALL
SELECT 'sequence ' || relname FROM pg_class WHERE relkind = 'S'
 UNION ALL
SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
 UNION ALL
SELECT 'text search ' || cfgname FROM pg_ts_config
 UNION ALL
SELECT 'external id ' || module || '.' || name FROM ir_model_data
 UNION ALL
SELECT 'file of ' || coalesce(res_model, '') || ' ' || coalesce(res_field, '') || ' ' || count(*) FROM ir_attachment
 WHERE url IS NULL GROUP BY res_model, res_field
 UNION ALL
SELECT 'group of ' || login || ': ' || gid FROM res_groups_users_rel JOIN res_users ON res_users.id = uid
 WHERE uid != 1
"""
# What people leave in Odoo's own tables when they use the addon.
USE = """
user = env.ref("base.user_admin")
kind = env.ref("kooperacje.activity_check_card")
scope = env["ir.model.fields"]._get("mail.activity", "activity_type_id")
env["ir.default"].create({"field_id": scope.id, "json_value": str(kind.id), "user_id": user.id})
field = env["ir.model.fields"]._get("res.partner", "institution_type_id")
env["ir.default"].create({"field_id": field.id, "json_value": "1"})
env["ir.filters"].create([
    {"name": "Sprawy", "model_id": "kooperacje.case", "user_ids": [(4, user.id)]},
    {"name": "Szkoły", "model_id": "res.partner", "domain": "[('institution_type_id.code', '=', 'SZKOLA')]"},
])
env["ir.exports"].create([
    {"name": "Karty", "resource": "kooperacje.service.card"},
    {"name": "Kontakty", "resource": "res.partner", "export_fields": [(0, 0, {"name": "institution_type_id/name"})]},
])
env["ir.config_parameter"].set_param("kooperacje.tried", "1")
user.action_id = env.ref("kooperacje.action_indicator_dashboard").id
env.company._number_series("kooperacje.tried", name="Próba", prefix="P/").next_by_id()
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "kooperacje")]).button_immediate_uninstall()
env.cr.commit()
"""


def uninstall_test(office):
    office.ensure()
    outcome = checks._timed(uninstall, office)
    office.rest()
    return checks.summarise([outcome])


def uninstall(office):
    log = office.places.log("uninstall")
    log.write_bytes(b"")
    step = processes.Step("Uninstall")

    def odoo(*arguments, what):
        office.run_odoo(*arguments, "--stop-after-init", "--no-http", database=DATABASE, what=what, log=log, step=step)

    try:
        office.create_empty(DATABASE)
        odoo("-i", DEPENDENCIES, "--with-demo", f"--load-language={LANGUAGE}", what="making a database without it")
        before = catalogue(office)
        odoo("-i", ADDON, what="installing it")
        used = catalogue(office)
        office.shell(USE, DATABASE, "using it", log, step)
        begun = log.stat().st_size
        office.shell(UNINSTALL, DATABASE, "uninstalling it", log, step)
        ended = log.read_text(errors="replace")[begun:]
        after = catalogue(office)
        odoo("-i", ADDON, what="installing it again")
        again = catalogue(office)
        office.drop(DATABASE)
    except CommandFailed as failure:
        step.clear()
        return checks.Outcome("uninstall", failed=1, report=[*checks._last_blocks(log), str(failure)])
    step.clear()
    wrong = {
        "looked at": [] if before and used - before else ["The addon has brought nothing that could be left behind."],
        "left behind": sorted(after - before),
        "taken along": sorted(before - after),
        "log": [block["text"] for block in checks.blocks(ended) if checks.is_error(block)],
        "installed again": [] if any("kooperacje_case" in line for line in again) else ["There is no table of cases."],
    }
    report = [f"uninstall, {name}: {line}" for name, lines in wrong.items() for line in lines]
    failed = sum(bool(lines) for lines in wrong.values())
    return checks.Outcome("uninstall", len(wrong) - failed, failed, report=report)


def catalogue(office):
    """Every object of the database, and how many rows each table holds."""
    found = set(office.cluster.psql(OBJECTS, DATABASE).splitlines())
    tables = [line.removeprefix("table ") for line in found if line.startswith("table ")]
    found.update(office.cluster.psql(" UNION ALL ".join(
        f"SELECT 'rows {table}: ' || count(*) FROM \"{table}\"" for table in sorted(set(tables) - AT_WORK - SWITCHED_ON)
    ), DATABASE).splitlines())
    return found
