"""Ends the heaviest writes in their middle, a hundred times, and looks at what is left: `make kill`.

Every second time the process is killed (SIGKILL, as the kernel does it when memory runs out), every other time its
connection is ended (as an administrator of the database does it). Afterwards every table holds what it held before, or
the write is there as a whole; whatever is left, access to cases equals what it is derived from, the log of reads is
sealed, an answer belongs to a ticket that has been used, and no file of the file store belongs to nothing.

KILLS= chooses another number. Each group of writes has a database of its own, made out of KOOPERACJE_TEMPLATE.
"""

import logging
import os
import random
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

# Started with a safe path, on which what lies beside this file is not looked for.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench_exchange
import bench_wave
from bench import Builder, begin, create_database
from interrupted import Tally, interrupt, judge, run_through

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.sql_db import close_all, close_db, db_connect
from odoo.tools import SQL, config

DATABASE = os.environ.get("KOOPERACJE_DATABASE", "kooperacje_kill")
KILLS = int(os.environ.get("KILLS") or 100)
PEOPLE = 600  # asked by one wave: three batches of its mails
SERVICES, INSTITUTIONS, IMPORTED = 1_000, 100, 300
REASON = "Próba"


@dataclass(frozen=True)
class Write:
    """``find(env)`` prepares what is committed before and returns an id; ``do(env, id)`` is what is ended."""

    title: str
    group: str
    find: callable
    do: callable
    whole: callable


# ----------------------------------------------------------------
# Groups of writes, and what they work on
# ----------------------------------------------------------------


def build_cases(env):
    Builder(env).voivodeship(range(1))


def build_basket(env):
    bench_exchange.SERVICES, bench_exchange.INSTITUTIONS, bench_exchange.IMPORTED = SERVICES, INSTITUTIONS, IMPORTED
    bench_exchange.fill(env)


def build_wave(env):
    bench_wave.PEOPLE = PEOPLE
    bench_wave.fill(env)


BUILDS = MappingProxyType({"cases": build_cases, "wave": build_wave, "basket": build_basket})


def as_user(env, user):
    return api.Environment(env.cr, user.id, {
        "allowed_company_ids": user.company_ids.ids, "tz": "Europe/Warsaw", "lang": "pl_PL",
    })


def login(env, name):
    return as_user(env, env["res.users"].search([("login", "=", name)]))


def find_consent(env):
    return env["kooperacje.consent.statement"].search([
        ("kind", "=", "method"), ("withdrawn_on", "=", False),
    ], order="id", limit=1).id


def withdraw(env, id_):
    statement = env["kooperacje.consent.statement"].browse(id_)
    statement.with_env(as_user(env, statement.case_id.user_id))._withdraw(fields.Date.context_today(statement), REASON)


def withdrawn(env, id_):
    case = env["kooperacje.consent.statement"].browse(id_).case_id
    return (
        all(statement.withdrawn_on for statement in case.consent_ids.statement_ids)
        and set(case.team_ids.mapped("state")) == {"suspended"}
    )


def find_handover(env):
    case = env["kooperacje.case"].search([("user_id.login", "=", "worker0@0")], order="id", limit=1)
    return case.with_env(as_user(env, case.user_id)).handover_ids.create({
        "case_id": case.id, "to_user_id": env["res.users"].search([("login", "=", "worker1@0")]).id, "reason": REASON,
    }).id


def take_over(env, id_):
    handover = env["kooperacje.handover"].browse(id_)
    handover.with_env(as_user(env, handover.to_user_id)).action_accept()


def taken_over(env, id_):
    handover = env["kooperacje.handover"].browse(id_)
    return (
        handover.state == "accepted" and handover.case_id.user_id == handover.to_user_id
        and not handover.activity_ids.filtered(lambda activity: activity.user_id == handover.to_user_id)
    )


def find_wave(env):
    mine = login(env, "asks")
    return mine["kooperacje.survey.wave"].create({
        "survey_id": env["survey.survey"].search([
            ("kooperacje_tool", "=", "3"), ("company_id", "=", False),
        ], limit=1).id,
        "partnership_id": env["kooperacje.partnership"].search([("name", "=", "PZK of many")]).id,
    }).id


def send(env, id_):
    login(env, "asks")["kooperacje.survey.wave"].browse(id_).action_send()


def sent(env, id_):
    wave = env["kooperacje.survey.wave"].browse(id_)
    return bool(wave.sent_on and wave.invited_count >= PEOPLE)


def find_mails(env):
    id_ = find_wave(env)
    send(env, id_)
    return id_


def write_mails(env, id_):
    env["kooperacje.survey.ticket"]._cron_mails()


def mails_written(env, id_):
    """A batch at a time: every person has either a place in the queue or one mail."""
    tickets = env["kooperacje.survey.wave"].browse(id_).ticket_ids
    waiting = tickets.filtered("mail_due").partner_id
    written = env["mail.mail"].search([("recipient_ids", "in", tickets.partner_id.ids)]).mapped("recipient_ids.id")
    return sorted([*waiting.ids, *written]) == sorted(tickets.partner_id.ids)


def find_ticket(env):
    wave = env["kooperacje.survey.wave"].browse(find_wave(env))
    send(env, wave.id)
    first, *others = wave.ticket_ids.sorted("id")[:5]
    for ticket in others:  # the answer that is ended is the fifth, with which the five are mixed
        ticket._submit(answers(ticket))
    return first.id


def answers(ticket):
    return {
        question: ([question.suggested_answer_ids[:1].id], None) if question.question_type == "simple_choice"
        else (str(question.scale_max), None) if question.question_type == "scale"
        else ({row.id: question.suggested_answer_ids[:1].ids for row in question.matrix_row_ids}, None)
        if question.question_type == "matrix" else (False, None)
        for question in ticket.wave_id.survey_id.question_ids
    }


def answer(env, id_):
    ticket = env["kooperacje.survey.ticket"].browse(id_)
    ticket._submit_in_turn(answers(ticket))


def answered(env, id_):
    wave = env["kooperacje.survey.ticket"].browse(id_).wave_id
    entries = env["survey.user_input"].search([("wave_id", "=", wave.id)])
    return id_ in wave._used_ids() and len(entries) == 5 and all(entries.mapped("wave_mixed"))


def find_upload(env):
    mine = login(env, "leader")
    bench_exchange.our_import(mine)
    return mine["kooperacje.basket.import"].search([], order="id desc", limit=1).id


def take_in(env, id_):
    login(env, "leader")["kooperacje.basket.import"].browse(id_)._import()


def taken_in(env, id_):
    new = env["kooperacje.service"].search_count([("name", "=like", "Nowa usługa %")])
    return env["kooperacje.basket.import"].browse(id_).state == "done" and new == IMPORTED


WRITES = (
    Write("a consent is withdrawn", "cases", find_consent, withdraw, withdrawn),
    Write("a case is taken over", "cases", find_handover, take_over, taken_over),
    Write(f"a questionnaire is sent to {PEOPLE:,} people", "wave", find_wave, send, sent),
    Write(f"the job writes {PEOPLE:,} mails", "wave", find_mails, write_mails, mails_written),
    Write("an answer is stored and five are mixed", "wave", find_ticket, answer, answered),
    Write(f"a workbook with {IMPORTED} new services is taken in", "basket", find_upload, take_in, taken_in),
)


# ----------------------------------------------------------------
# What must hold
# ----------------------------------------------------------------


def contents(cr):
    """``{table: how many rows it holds, and a sum of them}``, and the files of the file store."""
    cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = [name for (name,) in cr.fetchall()]
    cr.execute(SQL(" UNION ALL ").join(SQL(
        "SELECT %s, count(*), COALESCE(sum(hashtextextended(t::text, 0)), 0) FROM %s t", name, SQL.identifier(name),
    ) for name in tables))
    return {name: rest for name, *rest in cr.fetchall()}


def faults(env):
    """What does not hold although nothing may ever break it, in words."""
    found = []
    cr = env.cr
    rows = "case_id, user_id, institution_id, origin, can_write, valid_from, valid_until, scopes"
    cr.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {rows} FROM kooperacje_access")
    env["kooperacje.access"]._derive(SQL("TRUE"))
    cr.execute(f"(TABLE kept EXCEPT SELECT {rows} FROM kooperacje_access)"
               f" UNION ALL (SELECT {rows} FROM kooperacje_access EXCEPT TABLE kept)")
    if different := cr.rowcount:
        found.append(f"{different} rows of access are not what they are derived from")
    if any(line["state"] != "ok" for line in env["kooperacje.system.check"]._check_read_log()):
        found.append("the log of reads can be changed")
    cr.execute("""
        SELECT wave.id FROM kooperacje_survey_wave wave
         WHERE wave.pool_id IS NULL
           AND (SELECT count(*) FROM jsonb_object_keys(COALESCE(wave.used_tickets, '{}')))
            != (SELECT count(*) FROM survey_user_input entry WHERE entry.wave_id = wave.id)
    """)
    if cr.rowcount:
        found.append("as many tickets are used as there are answers: not so")
    cr.execute("""
        SELECT entry.id FROM survey_user_input entry WHERE entry.wave_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM survey_user_input_line line WHERE line.user_input_id = entry.id)
    """)
    if cr.rowcount:
        found.append("an answer without its lines")
    return found + stray_files(cr, Path(config.filestore(cr.dbname)))


def stray_files(cr, store):
    """Files that belong to no row and that the nightly cleaning would not find; rows whose file is missing."""
    cr.execute("SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL AND create_uid != 1")
    known = {name for (name,) in cr.fetchall()}
    cr.execute("SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL")
    named = {name for (name,) in cr.fetchall()}
    there, listed = set(), set()
    for path in store.rglob("*") if store.exists() else ():
        if path.is_file():
            name = path.relative_to(store)
            (listed if name.parts[0] == "checklist" else there).add(
                str(name.relative_to("checklist")) if name.parts[0] == "checklist" else str(name)
            )
    found = []
    if strays := there - named - listed:
        found.append(f"{len(strays)} files belong to nothing")
    if missing := known - there:
        found.append(f"{len(missing)} files are missing")
    return found


# ----------------------------------------------------------------
# Ending
# ----------------------------------------------------------------


# Whoever is connected to the database while the work is done: this process has closed its connections before.
OTHERS = "FROM pg_stat_activity WHERE datname = %s AND pid != pg_backend_pid()"


def end_connections(name):
    """End all connections to a database, as its administrator does."""
    with closing(db_connect("postgres").cursor()) as cr:
        cr.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}", [name])
        cr.commit()


def has_written(name):
    """Whether a transaction in the database has changed a row that is not committed yet."""
    with closing(db_connect("postgres").cursor()) as cr:
        cr.execute(f"SELECT {OTHERS} AND backend_xid IS NOT NULL", [name])
        return bool(cr.rowcount)


def wait_for_the_end(name):
    """PostgreSQL notices that a client is gone when it next writes to it."""
    for _turn in range(600):
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute(f"SELECT {OTHERS}", [name])
            if not cr.rowcount:
                return
        time.sleep(0.1)
    raise RuntimeError("The database goes on with the work of a process that is gone.")


def restore(name):
    close_db(name)
    create_database(name, f"{name}_start")
    Registry(name).clear_all_caches()
    Registry(name).cache_invalidated.clear()


def looked_at(name, look):
    """``look(env)`` as superuser, in a transaction that is undone."""
    with closing(Registry(name).cursor()) as cr:
        return look(api.Environment(cr, SUPERUSER_ID, {}))


def kills_of(write, name, count, chance):
    """End ``write`` ``count`` times; its :class:`Tally`."""
    tally = Tally()

    def prepare():
        with Registry(name).cursor() as cr:
            id_ = write.find(api.Environment(cr, SUPERUSER_ID, {}))
        return id_, looked_at(name, lambda env: contents(env.cr))

    def work(begun):
        logging.getLogger("odoo").setLevel(logging.CRITICAL + 1)  # what is ended complains
        with Registry(name).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            begun()
            write.do(env, id_)

    id_, before = prepare()
    close_all()  # a connection is not shared by two processes
    seconds = run_through(work)
    if contents_now(name) == before or not is_whole(write, name, id_):
        raise AssertionError(f"{write.title}: nothing is written when it is left alone, or not all of it")
    restore(name)
    id_, before = prepare()
    while tally.kills < count:
        if tally.late > 10 * count + 5:
            raise AssertionError(f"{write.title}: always over before it is ended")
        close_all()
        # Two of three once rows have been written; a third at any moment.
        _process, late = interrupt(
            work, seconds * chance.uniform(0, 0.5 if tally.kills % 3 else 1),
            (lambda _process: end_connections(name)) if tally.kills % 2 else None,
            (lambda: has_written(name)) if tally.kills % 3 else None,
        )
        wait_for_the_end(name)
        Registry(name).clear_all_caches()
        if late:
            tally.late += 1
            again = True
        else:
            again = judge(
                tally, before, contents_now(name), lambda id_=id_: is_whole(write, name, id_), looked_at(name, faults),
            )
        if again:
            restore(name)
            id_, before = prepare()
    restore(name)
    return tally, seconds


def is_whole(write, name, id_):
    return looked_at(name, lambda env: write.whole(env, id_))


def contents_now(name):
    return looked_at(name, lambda env: contents(env.cr))


def main():
    begin(f"{DATABASE}_cases")
    chance = random.Random(KILLS)
    ready, halves, kills = set(), 0, 0
    for number, write in enumerate(WRITES):
        name = f"{DATABASE}_{write.group}"
        if name not in ready:
            print(f"Building {name} …", flush=True)
            create_database(name)
            with closing(Registry(name).cursor()) as cr:
                BUILDS[write.group](api.Environment(cr, SUPERUSER_ID, {}))
                cr.commit()
            close_db(name)
            create_database(f"{name}_start", name)
            ready.add(name)
        count = KILLS * (number + 1) // len(WRITES) - KILLS * number // len(WRITES)
        tally, seconds = kills_of(write, name, count, chance)
        print(f"{write.title:<55} {seconds:5.2f} s  {tally.kills:3} kills: nothing written {tally.nothing:3}, all"
              f" {tally.all:3}, half {len(tally.half)}; {tally.late} had ended before", flush=True)
        for text in tally.half[:5]:
            print(f"    {text}")
        halves += len(tally.half)
        kills += tally.kills
    print(f"\n{kills} kills, {halves} half states")
    return 1 if halves or kills < KILLS else 0


if __name__ == "__main__":
    sys.exit(main())
