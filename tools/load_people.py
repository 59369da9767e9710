"""How long people wait in an ordinary hour: part of `make load` (ONLY=people).

Fifty people work for three minutes on a server with two workers: half are social workers on their cases, half are
salespeople on core's opportunities, in the same run, so that both meet the same weather. Each opens the board, a
record, the list, looks for a name, writes a note, and thinks for one to three seconds in between. Printed is, for each
of these, the median and the 95th percentile of both, and their ratio; then errors and the memory of the workers.

PEOPLE= and DURATION= (seconds) choose another number of people or another length.
"""

import json
import os
import random
import statistics
import threading
import time
from collections import defaultdict
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench import DATABASE, KEEP, Builder, analyse, begin, create_database, specification
from load_answers import QUEUE, server

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

PEOPLE = int(os.environ.get("PEOPLE") or 50)
DURATION = int(os.environ.get("DURATION") or 180)
THINK = (1, 3)
OFFICES = max(3, -(-PEOPLE // 20))  # of ten social workers each, who are half of the people
RECORDS = 50  # of each person, on both sides
PASSWORD = "load-on-127.0.0.1"
GOAL = 0.9
# What a person does, and how often in ten times.
ACTIONS = {"board": 2, "record": 4, "list": 1, "search": 2, "note": 1}
SIDES = {
    "case": ("kooperacje.case", {kind: f"kooperacje.case_view_{kind}" for kind in ("kanban", "form", "list")}),
    "lead": ("crm.lead", {
        "kanban": "crm.crm_case_kanban_view_leads", "form": "crm.crm_lead_view_form",
        "list": "crm.crm_case_tree_view_oppor",
    }),
}


# ----------------------------------------------------------------
# The place
# ----------------------------------------------------------------


def build(name):
    """Offices with their cases, and as many salespeople with as many opportunities; all can sign in."""
    create_database(name)
    registry = Registry.new(name, update_module=True, install_modules=["crm"])
    with closing(registry.cursor()) as cr:
        builder = Builder(api.Environment(cr, SUPERUSER_ID, {}))
        env = builder.env
        builder.voivodeship(range(OFFICES))
        company = env.ref("base.main_company")
        sellers = builder.users([
            (f"seller{number}", company.partner_id, ("sales_team.group_sale_salesman",), company)
            for number in range(PEOPLE)
        ])
        env.flush_all()
        # As many columns on both boards, and a third of the records with an activity, as cases have.
        stages = env["crm.stage"].search([])
        stages.fold = False
        env["crm.stage"].create([{"name": f"Stage {n}"} for n in range(len(builder.stages) - len(stages))])
        env.flush_all()
        builder.execute(
            """
            INSERT INTO crm_lead (
                name, type, stage_id, user_id, company_id, expected_revenue, priority, probability, active, won_status,
                create_uid, create_date, write_uid, write_date, date_open, date_last_stage_update)
            SELECT 'Lead ' || g, 'opportunity', (%(stages)s)[1 + g %% cardinality(%(stages)s)], seller, %(company)s,
                   1000, '0', 10, TRUE, 'pending', 1, now(), 1, now(), now(), now()
              FROM unnest(%(sellers)s) seller, generate_series(1, %(count)s) g
            """, stages=env["crm.stage"].search([]).ids, sellers=sellers.ids, company=company.id, count=RECORDS,
        )
        builder.execute(
            """
            INSERT INTO mail_activity (
                res_model_id, res_model, res_id, activity_type_id, user_id, date_deadline, active, create_uid,
                create_date)
            SELECT %(model)s, 'crm.lead', id, %(activity)s, user_id, %(today)s, TRUE, 1, now()
              FROM crm_lead WHERE id %% 3 = 0
            """, model=env["ir.model"]._get_id("crm.lead"), activity=builder.activity_type.id, today=builder.today,
        )
        open_accounts(workers(env) | sellers)
        analyse(cr)


def open_accounts(users):
    """All with one password, which is worked out once: it takes half a second each."""
    users[:1].password = PASSWORD
    users.flush_recordset()
    users.env.cr.execute(
        "UPDATE res_users SET password = first.password FROM res_users first"
        " WHERE first.id = %s AND res_users.id = ANY(%s)", [users[:1].id, users.ids],
    )


def workers(env):
    return env["res.users"].search([("login", "=like", "worker%@%")], order="id", limit=PEOPLE)


def known_views(name):
    """What each side's client asks for in its views: ``{side: {kind: specification}}``."""
    known = {}
    with closing(Registry(name).cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for side, (model, views) in SIDES.items():
            user = workers(env)[:1] if side == "case" else env["res.users"].search([("login", "=", "seller0")])
            mine = env(user=user, su=False)
            known[side] = {kind: specification(mine, model, view, kind) for kind, view in views.items()}
    return known


# ----------------------------------------------------------------
# People
# ----------------------------------------------------------------


class Client:
    """One who has signed in."""

    def __init__(self, address, name, login, password=PASSWORD):
        self.address = address
        self.cookie = ""
        self.connection = HTTPConnection(*address, timeout=120)
        if name:
            said = self.rpc("/web/session/authenticate", {"db": name, "login": login, "password": password})
            self.uid = said["uid"]

    def on(self, address):
        """The same person, with the same cookie, at another server."""
        there = Client(address, None, None)
        there.cookie, there.uid = self.cookie, self.uid
        return there

    def ask(self, method, path, body=None, headers=()):
        """:return: what is answered, as bytes"""
        try:
            with QUEUE:
                self.connection.request(method, path, body, {"Cookie": self.cookie, **dict(headers)})
                answer = self.connection.getresponse()
                said = answer.read()
        except (OSError, HTTPException):
            self.connection.close()
            raise
        for header in answer.headers.get_all("Set-Cookie") or ():
            if header.startswith("session_id="):
                self.cookie = header.split(";")[0]
        return said

    def get(self, path):
        return self.ask("GET", path)

    def rpc(self, path, params):
        """:raises RuntimeError: with the name of the server's exception"""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        said = json.loads(self.ask("POST", path, body, {"Content-Type": "application/json"}))
        if "error" in said:
            raise RuntimeError(f"{said['error']['data']['name']}: {said['error']['data']['message']}"[:200])
        return said.get("result")

    def call(self, model, method, args, kwargs=None):
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": kwargs or {},
        })


class Person(Client):
    """One who works. ``waits`` collects ``(action, seconds)``."""

    def __init__(self, address, name, login, side, known):
        super().__init__(address, name, login)
        self.login, self.side, self.known = login, side, known
        self.waits, self.errors = [], []
        self.ids = self.do("search", [[("user_id.login", "=", login)]], {"limit": RECORDS})
        if not self.ids:
            raise AssertionError(f"{login} has nothing to work on")

    def do(self, method, args, kwargs=None):
        return self.call(SIDES[self.side][0], method, args, kwargs)

    def board(self):
        wanted, sums = self.known["kanban"]
        self.do("web_read_group", [[("user_id", "!=", False)], ["stage_id"], ["__count", *sums]], {
            "auto_unfold": True, "unfold_read_specification": wanted, "unfold_read_default_limit": 40,
        })

    def record(self):
        self.do("web_read", [[random.choice(self.ids)], self.known["form"][0]])

    def list(self):
        self.do("web_search_read", [[], self.known["list"][0]], {"limit": 80})

    def search(self):
        self.do("name_search", [str(random.randrange(100))])

    def note(self):
        self.do("message_post", [[random.choice(self.ids)]], {"body": "Has rung", "message_type": "comment"})

    def work(self, until):
        time.sleep(random.uniform(0, THINK[1]))
        while time.monotonic() < until:
            action = random.choices(list(ACTIONS), ACTIONS.values())[0]
            start = time.monotonic()
            try:
                getattr(self, action)()
            except (OSError, HTTPException, RuntimeError, ValueError) as error:
                self.errors.append(f"{self.side} {action}: {type(error).__name__} {error}"[:200])
            self.waits.append((action, time.monotonic() - start))
            time.sleep(random.uniform(*THINK))


def memory_of(process):
    """Resident memory of the workers, in MB, largest first: the children of the server's process."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    sizes = []
    for child in children:
        try:
            if b"\0gevent\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                continue  # what keeps the web client's sockets open
            status = Path(f"/proc/{child}/status").read_text()
        except OSError:
            continue
        sizes.append(int(status.partition("VmRSS:")[2].split()[0]) >> 10)
    return sorted(sizes, reverse=True)


def share(seconds, percent):
    return sorted(seconds)[max(0, round(len(seconds) * percent / 100) - 1)]


def work(address, name, known):
    """Everyone works at once for DURATION; the people, who know how long they waited."""
    with closing(Registry(name).cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        logins = [("case", login) for login in workers(env)[:PEOPLE // 2].mapped("login")]
        if len(logins) < PEOPLE // 2:
            raise AssertionError(f"{len(logins)} social workers are there, not half of {PEOPLE} people")
        logins += [("lead", f"seller{number}") for number in range(PEOPLE - len(logins))]
    people = [Person(address, name, login, side, known[side]) for side, login in logins]
    until = time.monotonic() + DURATION
    threads = [threading.Thread(target=partial(person.work, until)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    idle = [person.login for person in people if not person.waits]
    if idle:
        raise AssertionError(f"{', '.join(idle)} did nothing in {DURATION} s")
    return people


def run(name=f"{DATABASE}_people"):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        build(name)
    known = known_views(name)
    with server(name) as (address, process):
        before = memory_of(process.pid)
        people = work(address, name, known)
        after = memory_of(process.pid)
    waits = {side: defaultdict(list) for side in SIDES}
    for person in people:
        for action, seconds in person.waits:
            waits[person.side][action].append(seconds)
    goals = []
    for action in ACTIONS:
        ours, theirs = waits["case"][action], waits["lead"][action]
        ratio = share(ours, 95) / share(theirs, 95)
        goals.append(ratio <= GOAL)
        print(
            f"{action:<8} case: median {statistics.median(ours) * 1000:6.0f} ms, 95 % {share(ours, 95) * 1000:6.0f} ms"
            f"   lead: median {statistics.median(theirs) * 1000:6.0f} ms, 95 % {share(theirs, 95) * 1000:6.0f} ms"
            f"   {ratio:5.2f}   ≤ {GOAL}   {'met' if goals[-1] else 'NOT MET'}"
        )
    errors = [error for person in people for error in person.errors]
    total = sum(len(person.waits) for person in people)
    print(f"{PEOPLE} people, {DURATION} s: {total} actions, {total / DURATION:.1f} a second, {len(errors)} errors;"
          f" memory of the workers before {before} MB, after {after} MB")
    for error in sorted(set(errors))[:5]:
        print(f"  {error}")
    return [*goals, not errors]
