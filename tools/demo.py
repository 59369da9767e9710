import os

from . import office as offices
from . import processes
from .places import DEMO_DATABASE
from .trouble import Trouble


def demo(office):
    """Bring up the demo and print its address and logins. `RESET=1` starts over, `PORT=` moves it."""
    port = wanted_port()
    server = processes.recall(office.server_file)
    if not (server and server["port"] == port) and not offices.is_free(port):
        raise Trouble(f"Port {port} is taken by another program: choose another one, such as PORT={port + 1}.")
    office.ensure()
    log = office.places.log("demo")
    with processes.alone(office.places.cache / "demo.lock", processes.Step("Demo")):
        step = processes.Step("Demo")
        reset = os.environ.get("RESET", "") not in ("", "0")
        made_from = None if reset else office.made_from(DEMO_DATABASE)
        server = processes.recall(office.server_file)
        stale = made_from != office.fingerprint()
        if server and (stale or server["port"] != port):
            processes.forget(office.server_file)
            server = None
        if not made_from:
            step.say("making the database, in Polish and with the demo; this takes a minute or two")
            office.create(DEMO_DATABASE, step, log, warm=True)
        elif stale:
            step.say("the addon has changed since: updating the database")
            office.update(DEMO_DATABASE, step, log)
        if not server:
            step.say("starting the server")
            office.serve(DEMO_DATABASE, port, step)
        step.done("running")
    tell(office, port)


def wanted_port():
    text = os.environ.get("PORT") or str(offices.PORT)
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise Trouble(f"PORT={text} is no port for an ordinary user: choose a number from 1024 to 65535.")
    return int(text)


def tell(office, port):
    rows = [("role", "name", "login", "password")]
    rows += [tuple(row.get(column) or "" for column in rows[0]) for row in office.logins()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print(f"\n  http://127.0.0.1:{port}/odoo\n")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print("\n  make stop ends it; make demo RESET=1 starts over.")


def stop(office):
    """End the processes started from this cache folder, and no others."""
    ended = [path.stem for path in sorted(office.places.run.glob("*.json")) if processes.forget(path)]
    if office.places.cache.exists():
        cluster = office.existing_cluster()
        if cluster and cluster.stop():
            ended.append("postgresql")
    print(f"Stopped: {', '.join(ended)}." if ended else "Nothing was running.")
