"""What one test looked up is not looked up again by the next, as long as nothing has changed it.

Odoo empties all caches of its registry after each test: compiling again what draws mails, papers and screens was a
third of the time our suite took. Here the caches of :data:`KEPT` are filled again after a test with what the tests
before it found out, by Odoo's own contract of these caches, on which every server in use relies: whoever changes what
an entry is made from empties the cache. What was found after such a change is dropped with the test that made it. When
a class changes it in its ``setUpClass``, its tests share what they find among themselves, and the next class goes on
from what was known before.

Only tests of this addon are run so: others, which count their queries with the caches of Odoo empty, are as ever.
"""

from functools import wraps

from odoo.tests import TransactionCase

OURS = "odoo.addons.kooperacje.tests."
# By cache, how many entries are kept: fewer than it holds, or the mark would be dropped as the oldest.
KEPT = {"templates": 900, "assets": 400}
# An entry that is gone when the cache was emptied. The second part of a key is read as a method.
UNTOUCHED = ("kooperacje.tests", lambda: None)

# By cache, what holds for the database as it was committed.
_known = {name: {} for name in KEPT}


def forget():
    """For who changes the code of methods between two tests."""
    for name in KEPT:
        _known[name] = {}


def _caches(registry):
    caches = registry._Registry__caches
    return {name: caches[name] for name in KEPT}


def _fill(cls):
    for name, cache in _caches(cls.registry).items():
        cache.clear()
        cache[UNTOUCHED] = True
        # One by one, as the mapping itself would do it, would take a third of what is saved.
        with cache._lock:
            cache._values.update(cls._kept_found[name])
            cache._ordering.update(dict.fromkeys(cls._kept_found[name]))


def _gather(cls):
    """At the end of a test, before Odoo empties the caches."""
    for name, cache in _caches(cls.registry).items():
        entries = cache.snapshot
        if not entries.pop(UNTOUCHED, False) or len(entries) > KEPT[name]:
            continue
        cls._kept_found[name] = entries
        if name not in cls._kept_changed:
            _known[name] = cls._kept_found[name]


def _begin(cls):
    """Before a test: has ``setUpClass`` changed anything?"""
    for name, cache in _caches(cls.registry).items():
        if UNTOUCHED not in cache:
            cls._kept_changed.add(name)
            cls._kept_found[name] = {}
            cache[UNTOUCHED] = True


def _kept_by_class(set_up_class):
    @wraps(set_up_class.__func__)
    def setUpClass(cls):
        set_up_class.__func__(cls)
        if cls.__module__.startswith(OURS):
            cls._kept_changed, cls._kept_found = set(), dict(_known)
            _fill(cls)

    return classmethod(setUpClass)


def _kept_by_test(set_up):
    @wraps(set_up)
    def setUp(self):
        cls = type(self)
        if not cls.__module__.startswith(OURS):
            set_up(self)
            return
        _begin(cls)
        # Clean-ups run backwards: the first one after Odoo has emptied its caches, the other one before that, but after
        # the savepoint's, which stays the last.
        self.addCleanup(_fill, cls)
        set_up(self)
        self._cleanups.insert(-1, (_gather, (cls,), {}))

    return setUp


if not hasattr(TransactionCase, "_keeps_what_ours_found"):
    TransactionCase._keeps_what_ours_found = True
    TransactionCase.setUpClass = _kept_by_class(TransactionCase.__dict__["setUpClass"])
    TransactionCase.setUp = _kept_by_test(TransactionCase.setUp)
