"""Parts that the addon's tests are split into, each run by an Odoo of its own on a copy of the one database.

Odoo itself says which tests there are (:func:`collecting`). Each class but those of the first shard is named in one
shard; the first one runs whatever is not named in another, so a class nobody knows of runs there.
"""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from .places import ADDON, TEST_DATABASE

MOST = 4
# One Odoo under test with its Chromium, measured, in MB.
MEMORY = 1500
# Seconds, for a class that has not been measured yet: one test; one in the browser, whose module is named a tour.
TEST, TOUR = 0.5, 15

# Seconds of the dearest classes where they were measured last, for a machine that has measured none yet.
ELSEWHERE = Path(__file__).with_name("seconds.json")

# The logger that tells, at the end of a run, how long each class took; and such a line.
MEASURING = "odoo.tests.stats:DEBUG"
MEASURED = re.compile(rf"^\t{ADDON}\.(?:\w+\.)*test_\w+\.(\w+): ([\d.]+)s ", re.MULTILINE)

# Run in Odoo's shell. The loader sees the tags through Odoo's configuration.
COLLECT = """
import json, pathlib
from odoo.tests import loader
from odoo.tools import config
config["test_tags"] = {tags!r}
found = {{}}
for position in ("at_install", "post_install"):
    for test in loader.make_suite([{addon!r}], position):
        name = f"{{type(test).__qualname__}}.{{test._testMethodName}}"
        found.setdefault(type(test).__name__, []).append([type(test).__module__, name])
pathlib.Path({answer!r}).write_text(json.dumps(found))
"""


@dataclass
class Shard:
    number: int
    tags: str = ""
    classes: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def database(self):
        return f"{TEST_DATABASE}_{self.number}" if self.number > 1 else TEST_DATABASE

    @property
    def log(self):
        return f"test-{self.number}" if self.number > 1 else "test"


def collecting(office, tags):
    """A script for Odoo's shell that asks Odoo's own loader for the tests that `tags` choose."""
    return COLLECT.format(tags=tags, addon=ADDON, answer=str(_answer(office)))


def collected(office):
    """What :func:`collecting` has found, by class: each test's logger and "Class.method"."""
    return {name: [tuple(test) for test in tests] for name, tests in json.loads(_answer(office).read_text()).items()}


def _answer(office):
    return office.places.run / "tests.json"


def weights(found, seconds):
    """Seconds that each class takes: as measured before, else judged by the number of its tests."""
    return {
        name: seconds.get(name) or sum(TOUR if "tour" in logger else TEST for logger, _test in tests)
        for name, tests in found.items()
    }


def split(weights, tags, number):
    """Shards of about equal length, the longest classes dealt out first."""
    shards = [Shard(each) for each in range(1, min(number, len(weights) or 1) + 1)]
    for name, seconds in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        shard = min(shards, key=lambda shard: shard.seconds)
        shard.classes.append(name)
        shard.seconds += seconds
    rest, *others = shards
    for shard in others:
        shard.tags = ",".join(f"/{ADDON}:{name}" for name in shard.classes)
    rest.tags = ",".join([tags, *(f"-/{ADDON}:{name}" for shard in others for name in shard.classes)])
    return shards


def affordable():
    """How many shards this machine bears: one for each core, if it has the memory."""
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, _free_memory() // MEMORY, MOST))


def _free_memory():
    """In MB."""
    with open("/proc/meminfo") as source:
        lines = dict(line.split(":") for line in source)
    return int(lines["MemAvailable"].split()[0]) >> 10


def measured(path):
    """Seconds that classes took in earlier runs."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def remember(path, logs):
    """Keep what Odoo's own report at the end of each log says of the classes."""
    fresh = {name: float(seconds) for log in logs for name, seconds in MEASURED.findall(log)}
    path.write_text(json.dumps(measured(path) | fresh, indent=0, sort_keys=True))
