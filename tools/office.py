"""One Odoo with one addon: its configuration, its databases, its server."""

import contextlib
import csv
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from types import MappingProxyType

from . import odoo_source, postgres, processes, python_env, system
from .places import ADDON, Places
from .trouble import CommandFailed, Trouble, explain

LANGUAGE = "pl_PL"
PORT = 8069
# Room for what is not there yet, in MB: measured, and a third more.
ROOM = {"odoo": 2000, "venv": 450, "database": 500}

# In an alphabet of its own C, which Odoo would choose, "Łukasik" comes after "Zych".
CREATE_DATABASE = """
CREATE DATABASE "{name}" OWNER {role} TEMPLATE template0 ENCODING 'UTF8' {alphabet};
"""
ALPHABET = "LOCALE_PROVIDER icu ICU_LOCALE 'pl-PL' LOCALE 'C.UTF-8'"
EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
ALTER FUNCTION unaccent(text) IMMUTABLE;
"""

CONFIG = """\
[options]
addons_path = {addons}
data_dir = {data}
db_host = {socket}
db_port = {db_port}
db_user = {role}
db_maxconn = 32
unaccent = True
list_db = False
admin_passwd = {master}
http_interface = 127.0.0.1
max_cron_threads = 1
limit_time_real = 0
limit_time_cpu = 0
# Nothing leaves this machine: neither mail nor a report to Odoo's maker. Nobody answers on this port.
smtp_server = 127.0.0.1
smtp_port = 9
publisher_warranty_url = http://127.0.0.1:9
"""

POLISH = f"""
users = env["res.users"].with_context(active_test=False).search([])
users.lang = "{LANGUAGE}"
users.filtered(lambda user: not user.tz).tz = "Europe/Warsaw"
env["ir.default"].set("res.partner", "lang", "{LANGUAGE}")
env["ir.default"].set("res.partner", "tz", "Europe/Warsaw")
companies = env["res.company"].search([])
companies.filtered(lambda company: not company.country_id).country_id = env.ref("base.pl")
# Auto-installed modules would ask Odoo's maker about companies by name.
for service in ("iap", "iap.partner_autocomplete"):
    env["ir.config_parameter"].set_param(f"{{service}}.endpoint", "http://127.0.0.1:9")
env.cr.commit()
"""
# The demo's people come without a password; a database made here is on this machine only.
LOGINS = """
demo = env["kooperacje.demo"]
opened = demo._people_with_password()
if opened:
    raise SystemExit(f"Installing the addon gave passwords to {', '.join(opened)}.")
demo._set_passwords()
env.cr.commit()
"""
# So that the demo's first page comes at once.
WARM = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


class Office:
    """Everything that has to stand before a database can be made; :meth:`ensure` sees to it."""

    def __init__(self, places=None):
        self.places = places or Places.from_environment()
        self.cluster = None
        self.odoo = None

    def ensure(self):
        """Install and start what is missing. Safe to repeat after any kind of interruption."""
        system.check_python()
        self.places.make()
        with processes.alone(self.places.cache / "lock", processes.Step("Set-up")):
            self._check_room()
            system.ensure(self.places)
            self.odoo = odoo_source.ensure(self.places)
            python_env.ensure(self.places)
            self.cluster = postgres.Cluster(self.places)
            self.cluster.ensure()
            self._write_config()
        return self

    def existing_cluster(self):
        """The cluster if it has been made, without making or starting anything."""
        try:
            cluster = postgres.Cluster(self.places)
        except KeyError:
            return None
        return cluster if cluster.exists() else None

    def rest(self):
        """Stop the cluster when no demo is running on it."""
        if self.cluster and not processes.recall(self.server_file):
            self.cluster.stop()

    def _check_room(self):
        needed = ROOM["database"]
        if not (self.places.odoo / "complete").exists() and not os.environ.get("ODOO_HOME"):
            needed += ROOM["odoo"]
        if not (self.places.venv / "complete").exists():
            needed += ROOM["venv"]
        elif needed == ROOM["database"]:
            # Only data will grow, and less of it when it is there already.
            needed = 200
        free = shutil.disk_usage(self.places.cache).free >> 20
        if free < needed:
            raise Trouble(
                f"The disk that holds {self.places.cache} has {free} MB left and {needed} MB are needed: free some"
                " space, or name another folder with KOOPERACJE_CACHE=, and run the same command again."
            )

    def _write_config(self):
        addons = [*self.odoo.addons, self.places.addons]
        self.places.data.mkdir(exist_ok=True)
        text = CONFIG.format(
            addons=",".join(map(str, addons)), data=self.places.data, socket=self.cluster.socket,
            db_port=postgres.PORT, role=postgres.ROLE, master=secrets.token_urlsafe(24),
        )
        fresh = self.places.config.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        fresh.replace(self.places.config)

    # Odoo's own command line

    @property
    def environment(self):
        """Variables with which Python finds this Odoo and PostgreSQL's clients find this cluster.

        They are put together at each use; what is to be added goes with the call that needs it.
        """
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "ODOO_", "MAKE"))}
        # Odoo starts half a dozen times: who wants no byte code beside the sources has it in the cache.
        if inherited.pop("PYTHONDONTWRITEBYTECODE", ""):
            inherited["PYTHONPYCACHEPREFIX"] = str(self.places.cache / "bytecode")
        return MappingProxyType({
            **inherited, **self.cluster.environment,
            "PYTHONPATH": str(self.odoo.root), "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1",
            "ODOO_RC": str(self.places.config),
            # wkhtmltopdf is a Qt program and there may be no screen.
            "QT_QPA_PLATFORM": "offscreen",
        })

    def command(self, *arguments, database=None):
        """The command that runs Odoo: the first argument may be one of its subcommands."""
        subcommand = [arguments[0]] if arguments and not arguments[0].startswith("-") else []
        rest = arguments[len(subcommand):]
        options = ["-c", self.places.config, *(["-d", database] if database else [])]
        return [str(word) for word in (self.places.python, "-m", "odoo", *subcommand, *options, *rest)]

    def run_odoo(self, *arguments, database, what, log, step, variables=None, **options):
        """Run Odoo to its end, with the modules it loads as progress. Returns the end of its log.

        :param variables: what its environment holds beside :attr:`environment`
        """
        begun = log.stat().st_size if log.exists() else 0

        def progress():
            loading = re.findall(r"[Ll]oading module (\S+) \((\d+/\d+)\)", processes.tail(log, begun))
            return f"{what}, {loading[-1][0]} {loading[-1][1]}" if loading else what

        return processes.run(
            self.command(*arguments, database=database), what, log, step, progress,
            env={**self.environment, **(variables or {})}, cwd=self.places.cache, **options,
        )

    def running_odoo(self, *arguments, database, what, log, variables=None):
        """Odoo at work while the block lasts, to be waited for with :func:`tools.processes.wait`.

        :param variables: what its environment holds beside :attr:`environment`
        """
        return processes.running(
            self.command(*arguments, database=database), what, log, env={**self.environment, **(variables or {})},
            cwd=self.places.cache,
        )

    # Databases. One is whole when it carries a comment with the fingerprint of the addon it was made from.

    def fingerprint(self):
        """A digest of the addon's files that a database depends on."""
        digest = hashlib.sha256()
        for path in sorted(self.places.repo.rglob("*")):
            relative = path.relative_to(self.places.repo)
            top = relative.parts[0]
            if top.startswith(".") or top in ("docs", "readme", "tests", "tools") or "__pycache__" in relative.parts:
                continue
            # Cards and workbooks of the demo too; beside the folders lies code, and texts for people.
            if path.is_file() and (len(relative.parts) > 1 or path.suffix == ".py"):
                digest.update(f"{relative}\0".encode() + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def made_from(self, database):
        """The fingerprint of the addon a whole database was made from; None for one that is absent or half made."""
        comment = self.cluster.psql(
            f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'"
        )
        found = re.fullmatch(rf"{ADDON} ([0-9a-f]+)", comment)
        return found and found[1]

    def mark_whole(self, database):
        self.cluster.psql(f"COMMENT ON DATABASE \"{database}\" IS '{ADDON} {self.fingerprint()}'")

    def drop(self, database):
        self.cluster.psql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(self.places.data / "filestore" / database, ignore_errors=True)

    def clone(self, source, database):
        """Make a database as a copy of another one, to which nobody may be connected meanwhile."""
        self.drop(database)
        self.cluster.psql(f'CREATE DATABASE "{database}" OWNER {postgres.ROLE} TEMPLATE "{source}"')
        files = self.places.data / "filestore"
        if (files / source).exists():
            # Odoo never writes to a stored file again, so one file may be in both.
            shutil.copytree(files / source, files / database, copy_function=os.link)

    def create_empty(self, database):
        """Make a database without Odoo in it, that sorts as Poles do and finds words."""
        self.drop(database)
        has_icu = int(self.cluster.programs.parent.name.split(".")[0]) >= 15
        self.cluster.psql(CREATE_DATABASE.format(
            name=database, role=postgres.ROLE, alphabet=ALPHABET if has_icu else "",
        ))
        self.cluster.psql(EXTENSIONS, database=database)

    def create(self, database, step, log, demo=True, warm=False, then=""):
        """Make a database from nothing: the addon in Polish, with its demo. A half-made one is thrown away.

        :param then: a script for Odoo's shell, run at the end
        """
        self.create_empty(database)
        log.write_bytes(b"")
        try:
            self.run_odoo(
                "-i", ADDON, *(["--with-demo"] if demo else []), f"--load-language={LANGUAGE}", "--stop-after-init",
                "--no-http",
                database=database, what="installing the modules", log=log, step=step,
            )
            # In one shell, for to start one takes longer than most of them.
            scripts = [POLISH, LOGINS * demo, WARM * warm, then]
            self.shell("".join(scripts), database, "setting up Polish and the accounts", log, step)
        except CommandFailed as failure:
            raise explain(failure, "PostgreSQL", self.places.cache) from failure
        self.mark_whole(database)

    def update(self, database, step, log):
        """Bring a database to the addon's present state, keeping its data."""
        try:
            self.run_odoo(
                "-u", ADDON, "--stop-after-init", "--no-http",
                database=database, what="updating the module", log=log, step=step,
            )
        except CommandFailed as failure:
            trouble = explain(failure, "PostgreSQL", self.places.cache)
            raise Trouble(f"{trouble} If the old data may go, start over with RESET=1.") from failure
        self.mark_whole(database)

    def shell(self, script, database, what, log, step):
        """Run a script in Odoo's shell."""
        with contextlib.ExitStack() as stack:
            path = self.places.run / f"shell-{database}.py"
            path.write_text(script)
            self.run_odoo(
                "shell", "--no-http", database=database, what=what, log=log, step=step,
                stdin=stack.enter_context(path.open("rb")),
            )

    # The demo's server

    @property
    def server_file(self):
        return self.places.run / "server.json"

    def serve(self, database, port, step):
        """Start Odoo on 127.0.0.1 in the background and wait until it answers."""
        log = self.places.log("server")
        with log.open("wb") as sink:
            process = subprocess.Popen(
                self.command("--http-port", str(port), f"--db-filter=^{database}$", database=database),
                stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
                env=self.environment, cwd=self.places.cache,
            )
        processes.remember(self.server_file, process.pid, port=port, database=database)
        limit = time.monotonic() + 180
        while not answers(port):
            if process.poll() is not None or time.monotonic() > limit:
                processes.forget(self.server_file)
                raise CommandFailed("Odoo's server", process.poll(), processes.tail(log), log)
            step.tick("starting the server")
            time.sleep(0.3)

    def logins(self):
        """The demo's roles with a login each, from the addon's demo/logins.csv; the administrator if there is none."""
        try:
            with (self.places.repo / "demo" / "logins.csv").open(encoding="utf-8", newline="") as source:
                rows = [row for row in csv.DictReader(source) if row.get("login")]
        except FileNotFoundError:
            rows = []
        return rows or [{"role": "administrator", "name": "Administrator", "login": "admin", "password": "admin"}]


def answers(port):
    """Whether an Odoo is ready on this port of 127.0.0.1."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=20) as reply:
            return json.load(reply).get("status") == "pass"
    except (OSError, ValueError, urllib.error.URLError):
        return False


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
