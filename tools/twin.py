"""Two Odoos on one database, as on two machines that share the folder of files: `make twin`.

What people do on one is seen on the other at once: who has signed in, a file, a consent that was withdrawn, a role that
has ended, a setting that each keeps in memory. Both may run jobs, and each job runs once. The limit of rate is shared
out when `kooperacje_machines` says that there are two.

Builds the database KOOPERACJE_DATABASE out of KOOPERACJE_TEMPLATE and starts and stops both servers on 127.0.0.1.
"""

import base64
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

# Started with a safe path, on which what lies beside this file is not looked for.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench
from bench import DATABASE, KEEP, Builder, begin, create_database
from load_answers import ask, server
from load_people import Client, open_accounts

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

JOBS = 20
LIMIT = 240  # of a minute, one address (controllers/evaluation/survey.py)
JOB = "env.cr.execute('INSERT INTO twin_run SELECT %s, pid, application_name FROM pg_stat_activity" \
      " WHERE pid = pg_backend_pid()'); env.cr.execute('SELECT pg_sleep(0.3)')"


def build(name):
    create_database(name)
    with closing(Registry(name).cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        Builder(env).voivodeship(range(1))
        env.flush_all()
        open_accounts(env["res.users"].search([("login", "like", "@0")]) | env.ref("base.user_admin"))
        cr.execute("CREATE TABLE twin_run (job integer, pid integer, server text)")
        cr.commit()


def as_superuser(name, do):
    with Registry(name).cursor() as cr:
        return do(api.Environment(cr, SUPERUSER_ID, {}))


# ----------------------------------------------------------------
# What is tried: each returns whether it holds
# ----------------------------------------------------------------


def session(name, one, other):
    """Who has signed in on one is signed in on the other."""
    worker = Client(one, name, "worker0@0")
    here = worker.call("res.users", "read", [[worker.uid], ["login"]])
    return here == worker.on(other).call("res.users", "read", [[worker.uid], ["login"]])


def file(name, one, other):
    """A file put in on one comes out of the other."""
    worker = Client(one, name, "worker0@0")
    content = os.urandom(50_000)
    [id_] = worker.call("ir.attachment", "create", [[{
        "name": "pismo.bin", "datas": base64.b64encode(content).decode(),
    }]])
    return worker.on(other).get(f"/web/content/{id_}?download=true") == content


def shared_case(name):
    """A case that the psychologist sees by consent: its id and its social worker's login."""
    def find(env):
        case = env["kooperacje.case"].search([
            ("access_ids", "any", [("user_id.login", "=", "psychologist0@0")]), ("user_id.login", "=", "worker0@0"),
        ], limit=1)
        return case.id, case.user_id.login

    return as_superuser(name, find)


def sees(client, case_id):
    return bool(client.call("kooperacje.case", "search", [[["id", "=", case_id]]]))


def consent(name, one, other):
    """A consent withdrawn on one has closed the case on the other by the next request."""
    case_id, login = shared_case(name)
    guest, worker = Client(other, name, "psychologist0@0"), Client(one, name, login)
    before = sees(guest, case_id) and sees(guest.on(one), case_id)
    [wizard] = worker.call("kooperacje.consent.withdrawal", "create", [[{"case_id": case_id}]])
    worker.call("kooperacje.consent.withdrawal", "action_confirm", [[wizard]])
    return before and not sees(guest, case_id) and sees(worker.on(other), case_id)


def role(name, one, other):
    """A role that has ended, noticed by both: what groups give is kept in the memory of each."""
    login = as_superuser(name, lambda env: env["kooperacje.role.assignment"].search([
        ("role", "=", "social_worker"), ("is_current", "=", True),
    ], order="id desc", limit=1).user_id.login)
    head, gone = Client(one, name, "head@0"), Client(other, name, login)
    before = bool(gone.call("kooperacje.case", "search_count", [[]]))

    def end(env):
        user = env["res.users"].search([("login", "=", login)])
        user.role_assignment_ids.filtered(lambda one: one.role == "social_worker").date_to = "2026-01-01"

    as_superuser(name, end)
    after = []
    for address in (one, other):
        try:
            after.append(gone.on(address).call("kooperacje.case", "search_count", [[]]))
        except RuntimeError:
            after.append(0)
    return before and after == [0, 0] and bool(head.call("kooperacje.case", "search_count", [[]]))


def setting(name, one, other):
    """A setting that each keeps in memory: changed on one, known on the other."""
    clients = Client(one, name, "admin"), Client(other, name, "admin")
    said = []
    for number in range(3):
        for client, reader in (clients, clients[::-1]):
            client.call("ir.config_parameter", "set_param", ["twin.tried", f"{number} {client.address[1]}"])
            said.append(reader.call("ir.config_parameter", "get_param", ["twin.tried"])
                        == f"{number} {client.address[1]}")
    return all(said)


def jobs(name, _one, _other):
    """Both are told of jobs that are due, both take some, and none runs twice."""
    def make(env):
        jobs = env["ir.cron"].create([{
            "name": f"Twin {number}", "model_id": env.ref("base.model_res_users").id, "state": "code",
            "code": JOB % number, "interval_number": 12, "interval_type": "months",
            "nextcall": "2000-01-01 00:00:00",
        } for number in range(JOBS)])
        for job in jobs:
            job._trigger()

    as_superuser(name, make)
    runs = []
    for _second in range(150):
        with closing(Registry(name).cursor()) as cr:
            cr.execute("SELECT job, server FROM twin_run")
            runs = cr.fetchall()
        if len(runs) >= JOBS:
            break
        time.sleep(1)
    time.sleep(5)
    with closing(Registry(name).cursor()) as cr:
        cr.execute("SELECT job, server FROM twin_run")
        runs = cr.fetchall()
    print(f"    {len(runs)} runs of {JOBS} jobs, by {len({server for _job, server in runs})} processes")
    return sorted(job for job, _server in runs) == list(range(JOBS)) and len({server for _job, server in runs}) > 1


def rate(name, one, other):
    """One address gets as much from both together as from one alone."""
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(
            lambda number: ask((one, other)[number % 2], "/kooperacje/survey/none", source="127.9.9.9")[0],
            range(2 * LIMIT),
        ))
    passed = sum(b"Too Many Requests" not in page for page in pages)
    seconds = time.monotonic() - started
    print(f"    {passed} of {2 * LIMIT} requests passed in {seconds:.0f} s, {LIMIT} may in a minute")
    return seconds < 60 and LIMIT <= passed <= LIMIT + 2


TRIED = (session, file, consent, role, setting, jobs, rate)


def run(name=DATABASE):
    begin(name)
    if not KEEP:
        bench.MUNICIPALITIES = 1
        build(name)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as settings:
        settings.write(Path(config["config"]).read_text() + "kooperacje_machines = 2\n")
        settings.flush()
        options = ("-c", settings.name, "--max-cron-threads=1", "--log-level=critical")
        with server(name, *options, workers=1) as (one, _process), server(name, *options, workers=1) as (other, _again):
            held = []
            for tried in TRIED:
                held.append(tried(name, one, other))
                print(f"{tried.__doc__.strip():<105} {'holds' if held[-1] else 'DOES NOT HOLD'}", flush=True)
    return held


if __name__ == "__main__":
    sys.exit(0 if all(run()) else 1)
