"""A PostgreSQL cluster of our own: no TCP port, one unix socket, and only the user who made it gets in."""

import contextlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from . import processes, system
from .trouble import CommandFailed, Trouble, explain

PORT = 54319
ROLE = "odoo"
# The kernel's limit for a unix socket's path, and what PostgreSQL puts behind the folder.
LONGEST_FOLDER = 107 - len(f"/.s.PGSQL.{PORT}")

SETTINGS = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
synchronous_commit = off
jit = off
"""


class Cluster:
    def __init__(self, places):
        self.places = places
        # PostgreSQL refuses to run as root, so there its own user runs it.
        self.as_root = os.geteuid() == 0
        self.owner = pwd.getpwnam("postgres") if self.as_root else pwd.getpwuid(os.geteuid())
        self.home = self._home()
        self.data = self.home / "data"
        socket = self.home / "socket"
        self.socket = socket if len(os.fsencode(socket)) <= LONGEST_FOLDER else self._short_socket()
        self.log = self.home / "postgresql.log"
        self.programs = self._programs()

    def _home(self):
        """Root's cache folder is often closed to the user postgres; the cluster is then kept under /var/lib."""
        outside = Path("/var/lib/kooperacje") / self.places.key
        inside = self.places.cache / "postgresql"
        if not self.as_root or (inside / "data").exists():
            return inside
        if (outside / "data").exists() or not self._may_enter(self.places.cache):
            return outside
        return inside

    def _may_enter(self, folder):
        test = subprocess.run(["test", "-x", folder], check=False, cwd="/", **self._identity())
        return test.returncode == 0

    def _short_socket(self):
        return Path("/tmp") / f"kooperacje-{os.geteuid()}-{self.places.key}"

    def _programs(self):
        """The folder with the programs of the version that made the data, or with the newest."""
        newest = system.postgresql_programs()
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return newest
        made_by = Path("/usr/lib/postgresql") / version / "bin"
        if (made_by / "postgres").exists() or newest.parent.name == version:
            return made_by if (made_by / "postgres").exists() else newest
        raise Trouble(
            f"The data in {self.data} was made by PostgreSQL {version}, which is gone: install postgresql-{version},"
            " or remove everything with `make clean`."
        )

    def _identity(self):
        if not self.as_root:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    @property
    def environment(self):
        """What a client (psql, Odoo, psycopg2) needs in order to connect."""
        return {"PGHOST": str(self.socket), "PGPORT": str(PORT), "PGUSER": ROLE}

    def exists(self):
        return (self.data / "PG_VERSION").exists()

    def is_running(self):
        return self.exists() and self._pg_ctl("status").returncode == 0

    def ensure(self):
        """Make the cluster if there is none, and start it if it sleeps."""
        step = processes.Step("PostgreSQL")
        try:
            if not self.exists():
                step.say("making a cluster")
                self._create(step)
            answers = (self.socket / f".s.PGSQL.{PORT}").exists()
            if self.is_running() and not answers:
                self.stop()
            if not self.is_running():
                self._start(step)
        except CommandFailed as failure:
            raise explain(failure, "PostgreSQL", self.home) from failure
        step.done(f"{self.programs.parent.name}, on the socket in {self.socket}")

    def stop(self):
        """Stop the server; True if it was running."""
        if not self.is_running():
            return False
        stopped = self._pg_ctl("stop", "-w", "-m", "fast")
        if stopped.returncode:
            raise Trouble(f"PostgreSQL does not stop: {stopped.stderr.strip()}")
        return True

    def remove(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self._short_socket(), ignore_errors=True)
        if self.home.parent != self.places.cache:
            with contextlib.suppress(OSError):  # other cache folders may have theirs there
                self.home.parent.rmdir()

    def psql(self, sql, database="postgres", role="postgres"):
        """Run SQL and return its rows as text, columns parted by |."""
        done = subprocess.run(
            [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database],
            input=sql, text=True, capture_output=True, check=False, cwd="/",
            env={**os.environ, **self.environment, "PGUSER": role, "PGOPTIONS": "-c client_min_messages=error"},
        )
        if done.returncode:
            failure = CommandFailed("PostgreSQL", done.returncode, done.stderr, self.log)
            raise explain(failure, "PostgreSQL", self.home)
        return done.stdout.strip()

    def _create(self, step):
        self.home.mkdir(parents=True, exist_ok=True)
        partial = processes.fresh_folder(self.data)
        if self.as_root:
            for folder in (self.home, partial):
                os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        log = self.places.log("postgresql-setup")
        processes.run(
            [self.programs / "initdb", "-D", partial, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8",
             "--auth-local=peer", "--auth-host=reject"],
            "initdb", log, step, cwd="/", **self._identity(),
        )
        # Whoever runs this may be either role; nobody else on the machine is let in.
        me = pwd.getpwuid(os.geteuid()).pw_name
        (partial / "pg_hba.conf").write_text("local all all peer map=office\n")
        (partial / "pg_ident.conf").write_text(f'office "{me}" postgres\noffice "{me}" {ROLE}\n')
        with (partial / "postgresql.conf").open("a") as config:
            config.write("include 'office.conf'\n")
        processes.settle(partial, self.data)

    def _start(self, step):
        self._make_socket_folder()
        (self.data / "office.conf").write_text(SETTINGS.format(port=PORT, socket=self.socket))
        started = self._pg_ctl("start", "-w", "-t", "60", "-l", self.log)
        if started.returncode:
            output = processes.tail(self.log) if self.log.exists() else started.stderr
            raise CommandFailed("starting PostgreSQL", started.returncode, output, self.log)
        if not self.psql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            self.psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def _make_socket_folder(self):
        try:
            self.socket.mkdir(mode=0o700)
            if self.as_root:
                os.chown(self.socket, self.owner.pw_uid, self.owner.pw_gid)
        except FileExistsError:
            found = self.socket.lstat()
            if self.socket.is_symlink() or found.st_uid != self.owner.pw_uid:
                raise Trouble(
                    f"{self.socket} belongs to somebody else: remove it, or name a shorter folder with"
                    " KOOPERACJE_CACHE=."
                ) from None

    def _pg_ctl(self, action, *options):
        # The server must not inherit our pipes: whoever reads our output would wait for it to end.
        log = self.home / "pg_ctl.log"
        with log.open("w+") as sink:
            done = subprocess.run(
                [self.programs / "pg_ctl", action, "-D", self.data, *options], stdin=subprocess.DEVNULL,
                stdout=sink, stderr=sink, check=False, cwd="/", start_new_session=True, **self._identity(),
            )
            sink.seek(0)
            done.stderr = sink.read()
        return done
