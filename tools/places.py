import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .trouble import Trouble

ADDON = "kooperacje"
DEMO_DATABASE = "kooperacje_demo"
TEST_DATABASE = "kooperacje_test"
BENCH_DATABASE = "kooperacje_bench"
LOAD_DATABASE = "kooperacje_load"
KILL_DATABASE = "kooperacje_kill"
TWIN_DATABASE = "kooperacje_twin"
BENCH_TEMPLATE = f"{BENCH_DATABASE}_template"


@dataclass(frozen=True)
class Places:
    """Where things lie. Everything made here is under `cache`; nothing but byte code is written to `repo`."""

    repo: Path
    cache: Path

    @classmethod
    def from_environment(cls, environ=None):
        environ = os.environ if environ is None else environ
        repo = Path(__file__).resolve().parent.parent
        chosen = environ.get("KOOPERACJE_CACHE")
        if not chosen:
            chosen = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ADDON
        # Links stay as they are, so that the path is the one the user knows.
        cache = Path(os.path.abspath(chosen))
        if cache.resolve().is_relative_to(repo):
            raise Trouble(f"KOOPERACJE_CACHE={cache} lies inside the repository: name a folder outside {repo}.")
        if set(",\n") & set(str(cache)):
            raise Trouble(f"KOOPERACJE_CACHE={cache} has a comma or a line break, which Odoo's paths cannot hold.")
        return cls(repo, cache)

    @cached_property
    def key(self):
        """A short name for this cache folder, for the few things that cannot lie in it."""
        return hashlib.sha256(str(self.cache).encode()).hexdigest()[:12]

    @property
    def odoo(self):
        return self.cache / "odoo"

    @property
    def download(self):
        return self.cache / "download"

    @property
    def venv(self):
        return self.cache / "venv"

    @property
    def python(self):
        return self.venv / "bin" / "python"

    @property
    def addons(self):
        """The folder for Odoo's addons path: it holds one link, named as the addon, to the repository.

        Odoo's export of translations follows links, so the link must not lie in the repository.
        """
        return self.cache / "addons"

    @property
    def data(self):
        """Odoo's data folder: file store and sessions."""
        return self.cache / "data"

    @property
    def config(self):
        return self.cache / "odoo.conf"

    @property
    def run(self):
        """One file per process started here (see :mod:`tools.processes`)."""
        return self.cache / "run"

    def log(self, name):
        folder = self.cache / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"

    def make(self):
        """Make the cache folder and the link to the addon."""
        try:
            self.addons.mkdir(parents=True, exist_ok=True)
            self.run.mkdir(exist_ok=True)
            link = self.addons / ADDON
            if not link.is_symlink() or link.readlink() != self.repo:
                link.unlink(missing_ok=True)
                link.symlink_to(self.repo)
        except PermissionError as error:
            raise Trouble(
                f"{error.filename} cannot be written to by this user: name another folder with KOOPERACJE_CACHE=."
            ) from error
