"""Finds Odoo 19: the one the user names, the one that is installed, or Debian's package, unpacked in the cache."""

import ast
import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import processes
from .trouble import CommandFailed, Trouble, explain

MAJOR = 19
# The package points at these by relative links, so they are unpacked into the same tree.
FROM_UNSTABLE = (
    "odoo-19", "fonts-glyphicons-halflings", "fonts-inconsolata", "fonts-montserrat", "fonts-ocr-b",
    "fonts-roboto-unhinted", "libjs-jquery", "libjs-jquery-form", "libjs-underscore",
)
# Unstable has version 7 of this font, whose files are named otherwise than Odoo's links expect.
FROM_OWN_SUITE = ("fonts-font-awesome",)
# Debian strips this file for want of its source; without it every page logs an error, which fails the tours.
STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
PACKAGED = Path("usr/lib/python3/dist-packages")


@dataclass(frozen=True)
class Odoo:
    """`root` is the folder to put on Python's path: it holds the package `odoo`."""

    root: Path
    version: str

    @property
    def addons(self):
        candidates = [self.root / "addons", self.root / "odoo" / "addons"]
        return [folder for folder in candidates if (folder / "base").is_dir() or (folder / "web").is_dir()]


def recognise(home):
    """The Odoo in a folder: a checkout, an installed prefix, a Python path or the package itself; else None."""
    home = Path(home).expanduser().absolute()
    roots = [home, home.parent, home / PACKAGED, home / PACKAGED.relative_to("usr")]
    roots += home.glob("lib/python3*/site-packages")
    for root in roots:
        release = root / "odoo" / "release.py"
        if release.is_file():
            return Odoo(root, _version(release.read_text()))
    return None


def _version(release):
    """The series named in the text of Odoo's release.py, such as "19.0"."""
    for node in ast.parse(release).body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "version_info" for t in node.targets):
            major, minor = (getattr(part, "value", "?") for part in node.value.elts[:2])
            return f"{major}.{minor}"
    return "?"


def _is_wanted(odoo):
    return re.fullmatch(rf"(saas~)?{MAJOR}\.\d+", odoo.version) is not None


def ensure(places):
    """The Odoo to use; downloads it when the machine has none."""
    step = processes.Step(f"Odoo {MAJOR}")
    home = os.environ.get("ODOO_HOME")
    if home:
        odoo = recognise(home)
        if not odoo or not odoo.addons:
            raise Trouble(f"ODOO_HOME={home} holds no Odoo: name the folder of a checkout (with odoo-bin in it).")
        if not _is_wanted(odoo):
            raise Trouble(f"ODOO_HOME={home} is Odoo {odoo.version}, and the addon is written for {MAJOR}.0.")
        step.done(f"{odoo.version} of ODOO_HOME, {odoo.root}")
        return odoo
    odoo = _installed()
    if odoo:
        step.done(f"{odoo.version} installed on this machine, {odoo.root}")
        return odoo
    if not (places.odoo / "complete").exists():
        _download(places, step)
    odoo = recognise(places.odoo)
    step.done(f"{odoo.version} ready")
    return odoo


def _installed():
    """An Odoo 19 whose `odoo` is on the path, as Debian's package puts it there."""
    program = shutil.which("odoo")
    odoo = program and recognise(Path(program).resolve().parent.parent)
    return odoo if odoo and odoo.addons and _is_wanted(odoo) else None


def _download(places, step):
    """Fetch and unpack Debian's package. The tree gets its name only when it is whole."""
    folder, tree = places.download, processes.fresh_folder(places.odoo)
    shutil.rmtree(places.odoo, ignore_errors=True)
    for part in ("sources", "lists/partial", "archives/partial", "debs"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    own = own_source()
    (folder / "sources" / "odoo.sources").write_text(private_sources(own))
    wanted = [f"{name}/sid" for name in FROM_UNSTABLE] + [f"{name}/{own['Suites']}" for name in FROM_OWN_SUITE]
    log = places.log("odoo-download")
    apt = ["apt-get", *_apt_options(folder)]
    step.say("downloading Debian's package, 130 MB")
    try:
        processes.run([*apt, "update"], "reading Debian's list of packages", log, step)
        processes.run(
            [*apt, "download", *wanted], "downloading", log, step,
            progress=lambda: f"downloading, {_megabytes(folder)} of about 170 MB", cwd=folder / "debs",
        )
        for deb in sorted((folder / "debs").glob("*.deb")):
            processes.run(
                ["dpkg-deb", "-x", deb, tree], "unpacking", log, step,
                progress=lambda: f"unpacking, {_megabytes(tree)} of about 1300 MB",
            )
    except CommandFailed as failure:
        if "Hash Sum mismatch" in failure.output or "not a Debian format archive" in failure.output:
            shutil.rmtree(folder, ignore_errors=True)
        raise explain(failure, "The Debian package server", places.cache) from failure
    stripped = tree / PACKAGED / "odoo" / "addons" / STRIPPED
    stripped.parent.mkdir(parents=True, exist_ok=True)
    stripped.touch()
    odoo = recognise(tree)
    if not odoo or not _is_wanted(odoo):
        version = odoo and odoo.version
        raise Trouble(f"Debian's package holds Odoo {version}: name a checkout of {MAJOR}.0 with ODOO_HOME=.")
    (tree / "complete").write_text(odoo.version)
    processes.settle(tree, places.odoo)
    shutil.rmtree(folder, ignore_errors=True)


def _apt_options(folder):
    """Options with which apt works wholly in `folder`, as any user, and the machine's own lists stay untouched."""
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": folder / "sources",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Acquire::Retries": "2",
        "Acquire::Languages": "none",
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def private_sources(own):
    """The text of a source file with Debian's unstable beside the machine's own suite, from the same server."""
    stanzas = []
    for suite in ("sid", own["Suites"]):
        fields = {"Types": "deb", **own, "Suites": suite, "Components": "main", "Targets": "Packages"}
        stanzas.append("".join(f"{name}: {value}\n" for name, value in fields.items()))
    return "\n".join(stanzas)


def own_source(etc=Path("/etc/apt"), release=Path("/etc/os-release")):
    """URI, suite and key of the machine's own Debian source, out of either kind of apt's source files."""
    codename = re.search(r"^VERSION_CODENAME=\"?(\w+)", release.read_text(), re.MULTILINE)
    suites = [codename[1]] if codename else []
    suites += ["stable", "oldstable", "testing"]
    sources = [*_stanzas(etc), *_lines(etc)]
    for suite in suites:
        for source in sources:
            if suite in source["Suites"].split() and "main" in source.get("Components", "").split():
                kept = {name: source[name] for name in ("URIs", "Signed-By", "Trusted") if source.get(name)}
                return {**kept, "Suites": suite}
    raise Trouble(f"No source of Debian packages is set up in {etc}: name an Odoo {MAJOR} checkout with ODOO_HOME=.")


def _stanzas(etc):
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE)
        for stanza in re.split(r"\n\s*\n", text):
            fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)", stanza, re.MULTILINE))
            if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes").strip() != "no":
                yield fields


def _lines(etc):
    for path in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]:
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_text().splitlines():
                found = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
                if found:
                    options = dict(part.split("=", 1) for part in (found[1] or "").split() if "=" in part)
                    yield {
                        "URIs": found[2], "Suites": found[3], "Components": found[4],
                        "Signed-By": options.get("signed-by", ""), "Trusted": options.get("trusted", ""),
                    }


def _megabytes(folder):
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total >> 20
