"""Forgetting and proving: part of `make bench`, `ONLY=privacy`.

A family whom the office has helped for twelve years is read whole, every record with every column by the ORM, and
erased. Then a log of a million reads is sealed, and its seals are checked; beside it, the same rows are fetched by one
SQL statement. At the end the database is dumped: what the family said is in no line of it.
"""

import os
import subprocess
import time
from contextlib import closing
from datetime import date, timedelta
from statistics import median

from bench import KEEP, Builder, Measure, analyse, begin, create_database, report

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ROWS = 1_000_000
ROWS_OF_DAY = 2_000
YEARS = 12
FAMILIES = 5
CASES_BESIDE = 5_000
RUNS = 5
MARKER = "SlowaRodziny"


def fill(env):
    """An office with cases beside, and families with a conversation, a visit and a task a week for twelve years."""
    builder = Builder(env)
    builder.need = builder.env["kooperacje.need"].search([], limit=1)
    env = builder.env
    company = builder.offices([0])
    worker = env["res.users"].search([("login", "=", "worker0@0")])
    partnership = env["kooperacje.partnership"].search([("company_id", "=", company.id)])
    builder.execute("""
        INSERT INTO kooperacje_case (
            name, unit_kind, partnership_id, company_id, user_id, stage_id, phase, reported_on, read_key, create_uid,
            create_date)
        SELECT 'B/' || g, 'family', %(partnership)s, %(company)s, %(worker)s, %(stage)s, 'closed', '2008-01-01',
               replace(gen_random_uuid()::text, '-', ''), 1, now()
          FROM generate_series(1, %(count)s) g
    """, partnership=partnership.id, company=company.id, worker=worker.id, stage=builder.stages[:1].id,
         count=CASES_BESIDE)
    for number in range(FAMILIES):
        family(env, partnership, worker, number)
    env.flush_all()
    analyse(env.cr)


def family(env, partnership, worker, number):
    case = env["kooperacje.case"].create({
        "partnership_id": partnership.id, "user_id": worker.id, "need_words": f"{MARKER} potrzeba", "resources": MARKER,
    })
    persons = env["kooperacje.person"].create([
        {"first_name": MARKER, "last_name": f"{MARKER}{number}", "company_id": case.company_id.id} for _one in range(5)
    ])
    env["kooperacje.case.person"].create([{"case_id": case.id, "person_id": person.id} for person in persons])
    weeks = YEARS * 52
    begun = date.today() - timedelta(weeks=weeks)
    kind = env["kooperacje.activity.kind"].search([], limit=1)
    env["kooperacje.activity.log"].create([{
        "case_id": case.id, "kind_id": kind.id, "duration": 1, "user_id": worker.id,
        "date": begun + timedelta(weeks=week), "description": f"{MARKER} wizyta {week}",
    } for week in range(weeks)])
    for _week in range(weeks):
        case.message_post(body=f"{MARKER} rozmowa", message_type="comment")
    env["ir.attachment"].create([{
        "name": f"pismo-{one}.txt", "raw": f"{MARKER} {number} {one}".encode(), "res_model": case._name,
        "res_id": case.id,
    } for one in range(YEARS * 4)])
    env["kooperacje.case.contract"].create([{"case_id": case.id, "name": MARKER} for _one in range(YEARS)])
    return case


def read_whole(env, cases):
    """Every record of the families with every stored column and what is computed from it, model by model."""
    erasure = env["kooperacje.erasure"]
    found = erasure._find({"kooperacje.case": cases.ids, "kooperacje.person": cases.case_person_ids.person_id.ids})
    count = 0
    for name, ids in found.items():
        records = env[name].browse(ids)
        records.read([field.name for field in records._fields.values() if field.store])
        count += len(ids)
    return count


def erasing(registry):
    """Medians of reading a family whole and of erasing it, which is taken back each time."""
    seconds, queries, counts = {"read": [], "erase": []}, {}, {}
    for run in range(RUNS + 1):
        for name, taken in seconds.items():
            with closing(registry.cursor()) as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                case = env["kooperacje.case"].search([("case_person_ids", "!=", False)], order="id", limit=1)
                env.invalidate_all()
                before, started = cr.sql_log_count, time.perf_counter()
                if name == "read":
                    counts[name] = read_whole(env, case)
                else:
                    env["kooperacje.erasure"]._erase_record(case)
                    cr.flush()
                elapsed = time.perf_counter() - started
                queries[name] = cr.sql_log_count - before
                cr.rollback()
            if run:
                taken.append(elapsed)
    print(f"a family of {YEARS} years: {counts['read']:,} records")
    if counts["read"] < YEARS * 52 * 2:
        raise AssertionError("the family has too little history")
    return [Measure(median(seconds[name]) * 1000, queries[name]) for name in ("erase", "read")]


def log(env):
    """A million reads, of the cases of the office, and their seals."""
    env.cr.execute(SQL("""
        INSERT INTO kooperacje_read_log (
            logged_at, user_id, institution_id, company_id, case_id, channel, subject_key)
        SELECT now() AT TIME ZONE 'UTC' - interval '1 second' * (%(rows)s - g), worker.id, office.partner_id, office.id,
               seen.id, 'read', seen.read_key
          FROM generate_series(1, %(rows)s) g
          JOIN res_users worker ON worker.login = 'worker0@0'
          JOIN res_company office ON office.id = worker.company_id
          JOIN (SELECT id, read_key, company_id, row_number() OVER (PARTITION BY company_id ORDER BY id) AS place
                  FROM kooperacje_case) seen
            ON seen.company_id = office.id AND seen.place = 1 + g %% %(cases)s
    """, rows=ROWS, cases=CASES_BESIDE))
    Block = env["kooperacje.read.block"]
    env.cr.execute("SELECT MIN(id), MAX(id) FROM kooperacje_read_log")
    low, high = env.cr.fetchone()
    started = time.perf_counter()
    for last in range(low + ROWS_OF_DAY - 1, high + ROWS_OF_DAY, ROWS_OF_DAY):
        Block._seal_up_to(min(last, high))
    print(f"{high - low + 1:,} rows sealed in blocks of {ROWS_OF_DAY:,}: {time.perf_counter() - started:.0f} s")
    analyse(env.cr)


def checking(registry):
    """Medians of checking the seals, and of fetching the same rows by one statement."""
    seconds, queries = {"check": [], "fetch": []}, {}
    for run in range(RUNS + 1):
        for name, taken in seconds.items():
            with closing(registry.cursor()) as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                company = env["res.users"].search([("login", "=", "worker0@0")]).company_id
                before, started = cr.sql_log_count, time.perf_counter()
                if name == "check":
                    rows, _blocks, faults = env["kooperacje.read.block"]._check_seals(company)
                    if faults:
                        raise AssertionError(f"the seals are broken: {faults[:3]}")
                else:
                    cr.execute(SQL("SELECT * FROM kooperacje_read_log WHERE company_id = %s ORDER BY id", company.id))
                    rows = len(cr.fetchall())
                elapsed = time.perf_counter() - started
                queries[name] = cr.sql_log_count - before
            if rows < ROWS:
                raise AssertionError(f"{rows} rows, not {ROWS}")
            if run:
                taken.append(elapsed)
    return [Measure(median(seconds[name]) * 1000, queries[name]) for name in ("check", "fetch")]


def dumped(name):
    """Whether the marker stands in a dump of the database."""
    environment = {**os.environ, "PGHOST": config["db_host"] or "", "PGPORT": str(config["db_port"] or ""),
                   "PGUSER": config["db_user"] or ""}
    dump = subprocess.run(["pg_dump", "--no-owner", name], env=environment, check=True, capture_output=True)
    if len(dump.stdout) < 1_000_000:
        raise AssertionError("the dump is too small to be one")
    return MARKER.encode() in dump.stdout


def run(name):
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            fill(env)
            log(env)
    registry = Registry(name)
    goals = [
        report("erasing one family of 12 years ÷ reading it whole", *erasing(registry), 3.0),
        report("checking the seals of 1,000,000 entries ÷ fetching them", *checking(registry), 1.5),
    ]
    if not dumped(name):
        raise AssertionError("the dump holds nothing of the families, before they are erased")
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for case in env["kooperacje.case"].search([("case_person_ids", "!=", False)]):
            env["kooperacje.erasure"]._erase_record(case)
        cr.commit()  # pylint: disable=invalid-commit
    left = dumped(name)
    print(f"{'what the families said in a dump of the database':<62}{'FOUND' if left else 'not found':>20}")
    return [*goals, not left]
