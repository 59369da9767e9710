"""The Python packages of requirements.lock, in a virtual environment of their own."""

import hashlib
import os
import shutil
import sys

from . import processes
from .trouble import CommandFailed, explain


def ensure(places):
    """Make the environment, anew when the lock file or the interpreter has changed since."""
    step = processes.Step("Python packages")
    lock = places.repo / "requirements.lock"
    mark = hashlib.sha256(lock.read_bytes()).hexdigest() + f" {sys.version_info[:3]}"
    stamp = places.venv / "complete"
    if stamp.exists() and stamp.read_text() == mark:
        step.done()
        return
    log = places.log("python-packages")
    step.say("installing the versions of requirements.lock")
    # A broken-off installation can leave half a package that looks whole, so it is never continued.
    shutil.rmtree(places.venv, ignore_errors=True)
    install = [
        places.python, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check",
        "--no-warn-script-location", "--retries", "2", "--progress-bar", "off", "-r", lock,
    ]
    try:
        processes.run([sys.executable, "-m", "venv", places.venv], "making the virtual environment", log, step)
        processes.run(
            install, "installing Python packages", log, step, env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
            progress=lambda: f"installing, {processes.tail(log).count('Collecting ')} packages looked at",
        )
    except CommandFailed as failure:
        raise explain(failure, "The Python package index", places.cache) from failure
    stamp.write_text(mark)
    step.done("installed")
