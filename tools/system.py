"""What comes from Debian itself: Chromium, wkhtmltopdf, PostgreSQL and a few small things."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from . import processes
from .trouble import CommandFailed, Trouble, explain

# Two steps when PostgreSQL is new to the machine: its package would else start a server of its own on port 5432.
INSTALL = """
set -e
export DEBIAN_FRONTEND=noninteractive
get="apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2"
$get update || true
case " $* " in *" postgresql "*)
    $get install -y --no-install-recommends postgresql-common
    conf=/etc/postgresql-common/createcluster.conf
    [ -e $conf.kept ] || cp -p $conf $conf.kept
    trap 'mv $conf.kept $conf' EXIT
    echo "create_main_cluster = false" >> $conf
esac
$get install -y --no-install-recommends "$@"
"""


def postgresql_programs():
    """The folder with the newest PostgreSQL's programs, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda path: float(path.parent.name))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium():
    """The browser, under the names by which Odoo's own test runner looks for it."""
    names = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def _library(name):
    return any(Path("/usr/lib").glob(f"*/{name}")) or any(Path("/lib").glob(f"*/{name}"))


NEEDED = {
    "chromium": chromium,
    "fonts-dejavu-core": lambda: Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").exists(),
    "libharfbuzz-subset0": lambda: _library("libharfbuzz-subset.so.0"),
    "libmagic1": lambda: _library("libmagic.so.1"),
    "libpangoft2-1.0-0": lambda: _library("libpangoft2-1.0.so.0"),
    "postgresql": postgresql_programs,
    "python3-venv": lambda: find_spec("ensurepip") and find_spec("venv"),
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
}
# What one goal alone needs.
BESIDE = {
    "libfaketime": lambda: _library("faketime/libfaketimeMT.so.1"),
}


def missing(also=()):
    """Names of the packages that are not there, of those all goals need and of those in ``also``."""
    wanted = {**NEEDED, **{package: BESIDE[package] for package in also}}
    return [package for package, present in wanted.items() if not present()]


def check_python():
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        version = ".".join(map(str, sys.version_info[:2]))
        raise Trouble(f"Python 3.11 to 3.13 is needed and this is {version}: run with PYTHON=python3.11.")


def ensure(places, also=()):
    """Install the packages that are missing; who may not is told which ones to ask for."""
    check_python()
    packages = missing(also)
    if not packages:
        return
    command = [*_as_root(packages), "sh", "-c", INSTALL, "install", *packages]
    step = processes.Step("System packages")
    step.say("installing " + " ".join(packages))
    try:
        processes.run(command, "installing system packages", places.log("system"), step)
    except CommandFailed as failure:
        raise explain(failure, "The Debian package server", "/var") from failure
    left = missing(also)
    if left:
        raise Trouble(f"These packages were installed and are still not found: {' '.join(left)}.")
    step.done(f"installed {' '.join(packages)}")


def _as_root(packages):
    if not shutil.which("apt-get"):
        raise Trouble(f"This is not a Debian machine (no apt-get): install {', '.join(packages)} and run this again.")
    if os.geteuid() == 0:
        return []
    asking = Trouble(
        f"System packages are missing; ask the administrator to run: apt-get install --no-install-recommends"
        f" {' '.join(packages)}"
    )
    if not shutil.which("sudo"):
        raise asking
    quiet = {"stdin": subprocess.DEVNULL, "capture_output": True}
    if subprocess.run(["sudo", "-n", "true"], check=False, **quiet).returncode == 0:
        return ["sudo", "-n"]
    # Only someone at a terminal can be asked for a password.
    if sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0:
        return ["sudo", "-n"]
    raise asking
