"""How fast a basket goes out as a workbook and comes back in, beside what Odoo does itself: part of `make bench`.

Out: 50,000 services of 5,000 institutions, the workbook of tool 11 with all its sheets, beside Odoo's own XLSX export
of the columns of its first sheet; and how much memory the process takes on for 5,000 and for 50,000. In: 5,000 new
services from a workbook, read, checked and put into the basket with their history, beside Odoo's own ``load`` of the
same rows, already taken apart, into proposals.
"""

import base64
import gc
import io
import os
import resource
import tempfile
import time
import traceback
import zipfile
from contextlib import closing, contextmanager
from types import SimpleNamespace

from bench import KEEP, Measure, analyse, begin, create_database, insert, report

from odoo import SUPERUSER_ID, api
from odoo.http import _request_stack
from odoo.modules.registry import Registry
from odoo.sql_db import close_all

from odoo.addons.web.controllers.export import ExcelExport

SERVICES = 50_000
INSTITUTIONS = 5_000
IMPORTED = 5_000
RUNS = 3
EXPORTED = (
    "exchange_key", "sector_id/name", "institution_id/name", "institution_id/institution_level", "origin", "name",
    "description", "kind", "activities", "need_area_id/name", "form", "target_group_ids", "age_from", "age_to",
    "need_ids", "access_mode", "documents_needed", "conditions", "fee", "fee_note", "place", "address",
    "territory_id/code", "schedule", "duration", "waiting_days", "capacity", "capacity_free", "capacity_status",
    "capacity_stated_on", "specialists", "accessibility", "contact_name", "contact_phone", "contact_email",
    "institution_id/website", "date_from", "date_to", "visibility", "confirmed_on", "review_due", "state",
    "withdrawal_reason", "write_uid/name",
)
STATEMENTS = (
    """
    INSERT INTO res_partner (name, complete_name, active, type, is_company, is_institution, exchange_key, phone,
                             create_date, write_date, create_uid, write_uid)
    SELECT 'Instytucja nr ' || g, 'Instytucja nr ' || g, TRUE, 'contact', TRUE, TRUE, gen_random_uuid()::text,
           '29 745 00 00', now(), now(), 1, 1
      FROM generate_series(1, %(institutions)s) g
    """,
    """
    INSERT INTO kooperacje_membership (partnership_id, company_id, institution_id, state, kind, document_state,
                                       create_date)
    SELECT %(partnership)s, %(company)s, id, 'member', 'core', 'draft', now()
      FROM res_partner WHERE name LIKE 'Instytucja nr %%'
    """,
    """
    INSERT INTO kooperacje_service (
        name, description, partnership_id, company_id, institution_id, state, origin, kind, form, access_mode, fee,
        place, visibility, age_from, age_to, waiting_days, capacity, capacity_free, capacity_status,
        capacity_stated_on, documents_needed, conditions, fee_note, address, schedule, specialists, contact_name,
        contact_phone, contact_email, need_area_id, verified_on, confirmed_on, review_due, exchange_key, create_uid,
        create_date, write_uid, write_date)
    SELECT 'Usługa nr ' || g, repeat('Zajęcia dla dzieci i rodzin po południu. ', 3), %(partnership)s, %(company)s,
           (%(partners)s)[1 + g %% cardinality(%(partners)s)], 'verified', 'partnership', 'simple', 'classes',
           'enrolment', 'free', 'seat', 'partnership', 7, 15, 14, 20, 3, 'free', %(today)s, 'legitymacja szkolna',
           'zgoda rodzica', 'bez opłat', 'ul. Szkolna ' || g || ', 07-320 Małkinia Górna', 'pn–pt 8:00–16:00',
           'pedagog', 'Jan Kowalski', '29 745 00 00', 'biuro@example.com', %(area)s, %(today)s, %(today)s, %(next)s,
           gen_random_uuid()::text, 1, now(), 1, now()
      FROM generate_series(1, %(services)s) g
    """,
    """
    INSERT INTO kooperacje_need_kooperacje_service_rel (kooperacje_service_id, kooperacje_need_id)
    SELECT id, unnest(%(needs)s) FROM kooperacje_service WHERE partnership_id = %(partnership)s
    """,
)


def fill(env):
    env = env(context={"tracking_disable": True, "no_reset_password": True})
    company = env["res.company"].create({"name": "OPS"})
    company.partner_id.is_institution = True
    partnership = env["kooperacje.partnership"].create({
        "name": "PZK", "company_id": company.id, "variant": "rural", "authorisation_number": "1",
        "authorisation_date": "2020-01-01",
    })
    partnership.state = "active"
    user = env["res.users"].create({
        "name": "Leader", "login": "leader", "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "tz": "Europe/Warsaw", "group_ids": [
            (6, 0, [env.ref(f"base.{group}").id for group in ("group_user", "group_allow_export")]),
        ],
    })
    env["kooperacje.role.assignment"].create({
        "user_id": user.id, "institution_id": company.partner_id.id, "role": "manager", "company_id": company.id,
        "date_from": "2020-01-01",
    })
    env.flush_all()
    arguments = {
        "institutions": INSTITUTIONS, "services": SERVICES, "partnership": partnership.id, "company": company.id,
        "today": "2026-11-01", "next": "2099-01-01", "partners": [],
        "needs": env["kooperacje.need"].search([], limit=2).ids,
        "area": env["kooperacje.need"].search([("kind", "=", "area")], limit=1).id or None,
    }
    for statement in STATEMENTS:
        if "partners" in statement:
            env.cr.execute("SELECT array_agg(id) FROM res_partner WHERE name LIKE 'Instytucja nr %'")
            arguments["partners"] = env.cr.fetchone()[0]
        insert(env.cr, statement, **arguments)
    analyse(env.cr)


@contextmanager
def environment(name):
    """As the leader, with a request behind it for Odoo's own export; what is done is undone."""
    with closing(Registry(name).cursor()) as cr:
        user = api.Environment(cr, SUPERUSER_ID, {})["res.users"].search([("login", "=", "leader")])
        env = api.Environment(cr, user.id, {"allowed_company_ids": user.company_ids.ids})
        _request_stack.push(SimpleNamespace(env=env))
        try:
            yield env
        finally:
            _request_stack.pop()
            cr.rollback()


def timed(name, prepare, rows):
    """Best of :data:`RUNS`, each in a transaction of its own: what takes seconds is disturbed, never helped.

    What is timed returns a function that tells how many rows it has dealt with, which are at least ``rows``.
    """
    best = None
    for _run in range(RUNS):
        gc.collect()
        with environment(name) as env:
            call = prepare(env)
            env.invalidate_all()
            queries, started = env.cr.sql_log_count, time.perf_counter()
            told = call()
            env.flush_all()
            elapsed = time.perf_counter() - started
            if (done := told()) < rows:
                raise AssertionError(f"{prepare.__name__} dealt with {done} rows of {rows}")
            found = Measure(elapsed * 1000, env.cr.sql_log_count - queries)
        best = found if best is None or found.milliseconds < best.milliseconds else best
    return best


def our_export(env):
    partnership = env["kooperacje.partnership"].search([])

    def call():
        output = tempfile.TemporaryFile()  # noqa: SIM115 read once the time is taken
        partnership._basket_workbook(output)
        return lambda: longest_sheet(output)
    return call


def odoo_export(env):
    Service = env["kooperacje.service"]

    def call():
        records = Service.search([("state", "in", ("verified", "withdrawn"))])
        rows = records.export_data(list(EXPORTED)).get("datas", [])
        content = ExcelExport().from_data([], list(EXPORTED), rows)
        return lambda: longest_sheet(io.BytesIO(content))
    return call


def longest_sheet(file):
    """How many rows the longest sheet of a workbook has."""
    with zipfile.ZipFile(file) as workbook:
        return max(
            workbook.read(name).count(b"<row ") for name in workbook.namelist() if name.startswith("xl/worksheets/")
        )


def new_rows(env):
    """What both imports are given: ``[{field: value}]`` by labels, as people write them."""
    institutions = env["res.partner"].search([("name", "like", "Instytucja nr ")], limit=500).mapped("name")
    needs = env["kooperacje.need"].search([], limit=2)
    return [{
        "institution_id": institutions[number % len(institutions)], "name": f"Nowa usługa {number}",
        "description": "Zajęcia dla dzieci i rodzin po południu.", "origin": "partnership", "kind": "simple",
        "form": "classes", "access_mode": "enrolment", "fee": "free", "place": "seat", "age_from": 7, "age_to": 15,
        "need_ids": needs, "address": "ul. Szkolna 1", "schedule": "pn–pt 8–16", "waiting_days": 14, "capacity": 20,
        "capacity_free": 3, "contact_phone": "29 745 00 00", "contact_email": "biuro@example.com",
        "documents_needed": "legitymacja", "conditions": "zgoda rodzica", "visibility": "partnership",
    } for number in range(IMPORTED)]


def our_import(env):
    from odoo.addons.kooperacje.kernels.basket_writer import write_basket  # known once the addons path is

    partnership = env["kooperacje.partnership"].search([])
    services = [{
        **{name: value for name, value in row.items() if name not in ("institution_id", "need_ids")},
        "institution": row["institution_id"], "needs": row["need_ids"].mapped("code"),
    } for row in new_rows(env)]
    institutions = env["res.partner"].search([("name", "like", "Instytucja nr ")], limit=500)
    data = write_basket("K", "S", {
        "services": services, "institutions": partnership._basket_sheet_institutions(institutions),
    }, partnership._basket_dictionaries())
    upload = env["kooperacje.basket.import"].create({
        "partnership_id": partnership.id, "file": base64.b64encode(data), "filename": "koszyk.xlsx",
    })
    upload.flush_recordset()

    def call():
        upload._import()
        return lambda: upload.state == "done" and upload.new_count
    return call


def odoo_import(env):
    Service = env["kooperacje.service"].with_context(import_file=True, tracking_disable=True)
    rows = new_rows(env)
    names = [*rows[0], "partnership_id"]
    labels = {
        name: dict(Service._fields[name]._description_selection(env)) for name in names
        if name in Service._fields and Service._fields[name].type == "selection"
    }

    def shown(name, value):
        if name == "need_ids":
            return ",".join(value.mapped("name"))
        return labels[name][value] if name in labels else str(value)

    data = [[shown(name, value) for name, value in row.items()] + ["PZK"] for row in rows]

    def call():
        result = Service.load(names, data)
        return lambda: len(result["ids"] or ())
    return call


def memory(name, count):
    """Print how many megabytes a process of its own takes on while ``count`` services go out, by its highest mark."""
    close_all()  # a connection is not shared by two processes
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            raise AssertionError(f"the memory for {count:,} services could not be measured")
        return
    failed = 1
    try:
        with environment(name) as env:
            partnership = env["kooperacje.partnership"].search([])
            services = env["kooperacje.service"].search([], limit=count)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            with tempfile.TemporaryFile() as output:
                partnership._write_basket(services, output)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(f"  memory for {len(services):,} services: {(after - before) / 1024:.0f} MB", flush=True)
            failed = len(services) < count
    except Exception:  # noqa: BLE001 the child must not go on as if it were the parent
        traceback.print_exc()
    finally:
        os._exit(failed)


def run(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        print(f"Building a basket of {SERVICES:,} services of {INSTITUTIONS:,} institutions …", flush=True)
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            fill(api.Environment(cr, SUPERUSER_ID, {}))
    for count in (SERVICES // 10, SERVICES):
        memory(name, count)
    return [
        report(f"workbook of {SERVICES:,} services ÷ Odoo's own XLSX export",
               timed(name, our_export, SERVICES), timed(name, odoo_export, SERVICES), 0.4),
        report(f"import of {IMPORTED:,} services ÷ Odoo's own load", timed(name, our_import, IMPORTED),
               timed(name, odoo_import, IMPORTED), 0.25),
    ]
