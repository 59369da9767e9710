"""How long people wait who press “Send” of one questionnaire at once: part of `make load` (ONLY=answers).

200 people of an office are asked with tool 3. Three times sixty of them, who have opened the page and filled in all of
it, press the button in the same instant, on a server with two workers; meanwhile somebody else opens the sign-in page
again and again. Printed are the waits of the sixty (median, 95th percentile, longest) and those of the other person
before and during it. Every answer must have been stored once.

`press_send` may be called by another program of the load on a server it has started itself, after `prepare`.
Run alone it builds the database KOOPERACJE_DATABASE out of KOOPERACJE_TEMPLATE, as `bench.py` does, and starts and
stops its own server on 127.0.0.1.
"""

import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench import DATABASE, KEEP, begin, create_database
from bench_wave import fill
from lxml import html

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

PEOPLE = 60
ROUNDS = 3
WARM = 8
INVITED = 200
WORKERS = 2
GOAL = 0.5  # seconds that nineteen of twenty people wait at most
OTHER_PAGE = "/web/login"
# Odoo lets eight connections wait for each worker and refuses what comes beyond; a proxy in front of it queues them, as
# this does. Waiting here counts.
QUEUE = threading.BoundedSemaphore(8 * WORKERS - 4)


@dataclass
class Waits:
    """Seconds; ``lost`` got an error instead of thanks."""

    all: list
    lost: int = 0

    def share(self, percent):
        return sorted(self.all)[max(0, round(len(self.all) * percent / 100) - 1)]

    def __str__(self):
        return (
            f"median {statistics.median(self.all):.2f} s, 95 % {self.share(95):.2f} s, longest {max(self.all):.2f} s"
        )


# ----------------------------------------------------------------
# The questionnaire
# ----------------------------------------------------------------


def prepare(env, invited=INVITED):
    """Ask ``invited`` people of the office of `bench_wave.fill` with tool 3.

    :return: the addresses of their pages, without the host
    """
    partnership = env["kooperacje.partnership"].search([("name", "=", "PZK of many")])
    env["res.partner"].search([("name", "=like", "Person %")], order="id")[invited:].parent_id = False
    survey = env["survey.survey"].search([("kooperacje_tool", "=", "3"), ("company_id", "=", False)], limit=1)
    # What an earlier run on the same database has sent.
    env["kooperacje.survey.wave"].search([
        ("partnership_id", "=", partnership.id), ("state", "=", "open"),
    ]).action_end()
    wave = env["kooperacje.survey.wave"].create({"survey_id": survey.id, "partnership_id": partnership.id})
    wave.action_send()
    return [f"/kooperacje/survey/{token}" for token in wave.ticket_ids.mapped("access_token")]


def answered(env):
    """How many answers have been stored."""
    return env["survey.user_input"].search_count([("wave_id.partnership_id.name", "=", "PZK of many")])


# ----------------------------------------------------------------
# People
# ----------------------------------------------------------------


def ask(address, path, body=None, source=None):
    """:return: the page, and how long it took to come, seconds"""
    start = time.monotonic()
    # Each from another address of this machine, or the limit of rate would hold the sixty for one who tries links.
    source = source or f"127.0.{random.randrange(1, 255)}.{random.randrange(1, 255)}"
    with QUEUE, closing(HTTPConnection(*address, timeout=120, source_address=(source, 0))) as connection:
        # As a browser in Poland sends it.
        headers = {"Accept-Language": "pl-PL,pl;q=0.9"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if body else "GET", path, body, headers)
        page = connection.getresponse().read()
    return page, time.monotonic() - start


def filled_in(address, path):
    """:return: the address to which the form of the page ``path`` goes, and its body with every question answered"""
    page, _seconds = ask(address, path)
    form = html.fromstring(page.decode()).forms[0]
    fields = {}
    for element in form.xpath(".//input[@name] | .//textarea[@name]"):
        kind = element.get("type", "text")
        if kind == "hidden":
            fields[element.get("name")] = element.get("value") or ""
        elif kind in ("radio", "checkbox"):
            fields.setdefault(element.get("name"), element.get("value"))
        else:
            fields[element.get("name")] = "3" if kind == "number" or element.get("inputmode") else "Jest dobrze."
    return urlsplit(form.action).path, urlencode(fields)


def press_send(address, paths, goes_on=lambda: None):
    """All people of ``paths`` press the button at once.

    :param tuple address: host and port of a server that is running
    :param goes_on: called when everybody has filled in the form and is about to press
    :return: their :class:`Waits`
    """
    with ThreadPoolExecutor(8) as pool:
        forms = list(pool.map(lambda path: filled_in(address, path), paths))
    together = threading.Barrier(len(forms))

    def press(form):
        together.wait()
        page, seconds = ask(address, *form)
        return seconds, "Dziękujemy" in page.decode()

    goes_on()
    with ThreadPoolExecutor(len(forms)) as pool:
        pressed = list(pool.map(press, forms))
    return Waits([seconds for seconds, _thanked in pressed], sum(not thanked for _seconds, thanked in pressed))


@contextmanager
def somebody_else(address):
    """Opens the sign-in page twenty times a second: yields the list of waits, which grows meanwhile."""
    waits, over = [], threading.Event()

    def look():
        while not over.wait(0.05):
            waits.append(ask(address, OTHER_PAGE)[1])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield waits
    finally:
        over.set()
        watcher.join()


def measure(address, paths, rounds=ROUNDS, people=PEOPLE):
    """:return: waits of those who answer, of somebody else before, and of somebody else while they answer"""
    press_send(address, paths[:WARM])
    with somebody_else(address) as quiet:
        time.sleep(3)
    waits, disturbed, lost = [], [], 0
    for number in range(rounds):
        some = paths[WARM + number * people:][:people]
        seen = []
        with somebody_else(address) as others:
            pressed = press_send(address, some, lambda others=others, seen=seen: seen.append(len(others)))
        waits += pressed.all
        lost += pressed.lost
        disturbed += others[seen[0]:]
    return Waits(waits, lost), Waits(quiet), Waits(disturbed)


# ----------------------------------------------------------------
# Alone
# ----------------------------------------------------------------


def free_ports(count):
    """Ports of 127.0.0.1 on which nobody answers."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _number in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def server(name, *options, workers=WORKERS):
    """Odoo with ``workers`` on 127.0.0.1, nothing but web requests unless ``options`` say so.

    :return: its address and its process
    """
    port, gevent = free_ports(2)
    process = subprocess.Popen([
        sys.executable, Path(__file__).with_name("odoo_command.py"), "-d", name, f"--workers={workers}",
        "--max-cron-threads=0", "--http-interface=127.0.0.1", f"--http-port={port}",
        f"--gevent-port={gevent}", "--limit-time-real=600", "--limit-time-cpu=600", "--log-level=error", *options,
    ])
    address = "127.0.0.1", port
    try:
        for _second in range(120):
            try:
                ask(address, "/web/health")
                break
            except (OSError, HTTPException):
                if process.poll() is not None:
                    raise RuntimeError(f"Odoo's server ended at once, with code {process.returncode}") from None
                time.sleep(1)
        # Each worker loads the program with its first page.
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda _turn: ask(address, OTHER_PAGE), range(4 * workers)))
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def run(name=DATABASE):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            fill(api.Environment(cr, SUPERUSER_ID, {}))
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        paths, before = prepare(env), answered(env)
    with server(name) as (address, _process):
        waits, quiet, disturbed = measure(address, paths)
    with Registry(name).cursor() as cr:
        stored = answered(api.Environment(cr, SUPERUSER_ID, {})) - before
    assert stored == WARM + ROUNDS * PEOPLE - waits.lost, stored
    print(f"{PEOPLE} people press “Send” of one questionnaire at once, {ROUNDS} times: {waits} (goal: 95 % ≤ {GOAL} s),"
          f" {waits.lost} got an error")
    print(f"somebody else meanwhile: {disturbed}; before: {quiet}")
    return [not waits.lost and waits.share(95) <= GOAL, disturbed.share(95) <= max(GOAL, 2 * quiet.share(95))]


if __name__ == "__main__":
    sys.exit(0 if all(run()) else 1)
