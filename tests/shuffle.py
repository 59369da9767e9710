"""`SHUFFLE=7` runs the classes of tests in another order, that of this seed: none depends on what ran before it."""

import os
import random

from odoo.tests import BaseCase

OURS = "odoo.addons.kooperacje.tests."


def shuffle(seed):
    """Odoo sorts tests by a number of their class, which is the same for all when nobody gives one."""
    classes = sorted(
        {each for each in _below(BaseCase) if each.__module__.startswith(OURS)},
        key=lambda each: (each.__module__, each.__qualname__),
    )
    random.Random(seed).shuffle(classes)
    for number, each in enumerate(classes):
        each.test_sequence = number


def _below(base):
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


if seed := os.environ.get("SHUFFLE"):
    shuffle(seed)
