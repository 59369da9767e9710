import inspect
import re

from odoo import models
from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.tests import core_overrides as core
from odoo.addons.kooperacje.tests.house import ROOT


def endpoint(value):
    """The function that was written, below what ``@route`` makes of it."""
    value = getattr(value, "__func__", value)
    return getattr(value, "original_endpoint", value)


@tagged("post_install", "-at_install")
class TestCoreOverrides(TransactionCase):
    """The net under core: each of its names that we override is known, stands where it stood and is called as before.

    It is read from the registry of this database: what other applications put in between is asked too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = core.of_models(cls.env.registry) | core.of_controllers()

    def test_every_override_is_listed_and_every_one_listed_is_there(self):
        """A name that core drops vanishes from what is found: its line says what breaks."""
        for key in sorted(core.OVERRIDES.keys() - self.found.keys()):
            with self.subTest(gone=key):
                self.fail(f"Core has no {key[1]} above {key[0]} any more. {core.OVERRIDES[key].breaks}")
        self.assertEqual(sorted(self.found.keys() - core.OVERRIDES.keys()), [], "list them in core_overrides.py")

    def test_core_bears_the_signature_we_wrote_against(self):
        for (label, name), definitions in self.found.items():
            if (label, name) not in core.OVERRIDES:
                continue
            expected = core.OVERRIDES[label, name]
            for one in definitions:
                origin = one.above[-1]
                with self.subTest(override=f"{label}.{name}", core=origin.__module__):
                    self.assertEqual(core.kind(vars(origin)[name]), expected.signature, expected.breaks)

    def test_overrides_take_every_call_that_core_takes(self):
        """Those of Odoo's documented hooks too, and every definition of core above them."""
        everything = core.all_of_models(self.env.registry) | core.of_controllers()
        self.assertGreater(len(everything), len(self.found))
        for (label, name), definitions in everything.items():
            for one in definitions:
                for owner in one.above:
                    ours, theirs = endpoint(one.value), endpoint(vars(owner)[name])
                    with self.subTest(override=f"{label}.{name}", core=owner.__module__):
                        self.assertEqual(
                            inspect.isfunction(ours), inspect.isfunction(theirs), "a name of core for something else",
                        )
                        if inspect.isfunction(ours):
                            self.assertEqual(core.accepts(ours, theirs), "", "a call that the override does not take")

    def test_each_is_told_in_words_and_has_a_test(self):
        tests = {
            name for path in (ROOT / "tests").rglob("test_*.py")
            for name in re.findall(r"^class (Test\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        }
        for key, override in core.OVERRIDES.items():
            with self.subTest(override=key):
                self.assertRegex(override.breaks, r"^[A-Z].{15,}\.$")
                self.assertTrue(override.test in tests, f"there is no {override.test}")

    # ------------------------------------------------------------
    # The net itself
    # ------------------------------------------------------------

    def test_what_is_taken_and_what_is_not(self):
        def above(self, message, subject=False, *, lang=None):
            """As core has it."""

        def same(self, message, subject=None, *, lang=False):
            """Other defaults are no other call."""

        def anything(self, message, *args, **kwargs):
            """Hands on whatever comes."""

        def renamed(self, text, subject=False, *, lang=None):
            """Called by name, it fails."""

        def fewer(self, message, subject=False):
            """Has never heard of a language."""

        def stricter(self, message, subject, *, lang=None):
            """Core calls it without."""

        def swapped(self, subject=False, message=None, *, lang=None):
            """Called by place, it mixes them up."""

        def longer(self, message, subject=False, office=False, *, lang=None):
            """More, which nobody has to give."""

        def demanding(self, message, subject=False, *, office, lang=None):
            """More, which core does not give."""

        self.assertEqual([core.accepts(each, above) for each in (same, anything, longer)], [""] * 3)
        self.assertEqual(core.accepts(renamed, above), "message")
        self.assertEqual(core.accepts(fewer, above), "lang")
        self.assertEqual(core.accepts(stricter, above), "a call without subject")
        self.assertEqual(core.accepts(swapped, above), "message at place 1")
        self.assertEqual(core.accepts(demanding, above), "a call without office")

    def test_an_override_is_found_with_all_of_core_below_it(self):
        """A class as the registry makes it: ours over one of another application over core's."""
        origin = type("Origin", (), {"_hidden": lambda self, a: a, "shown": lambda self: 1, "__module__": "odoo.x"})
        other = type("Other", (origin,), {"_hidden": lambda self, a: a, "__module__": "odoo.addons.other"})
        ours = type("Ours", (other,), {
            "_hidden": lambda self, a: a, "_new": lambda self: 1, "create": lambda self: 1,
            "__module__": f"{core.OURS}models.access.x",
        })
        found = core.found_in([(ours, lambda owner: "x")], lambda label, name, origin: not name.startswith("__"))
        self.assertEqual(set(found), {("x", "_hidden")})
        [one] = found["x", "_hidden"]
        self.assertEqual((one.owner, one.above), (ours, [other, origin]))

    def test_kinds(self):
        self.assertEqual(core.kind(models.BaseModel.write), "(self, vals)", "without its annotations")
        self.assertEqual(core.kind(vars(models.BaseModel)["_table_query"]), core.ATTRIBUTE)
        self.assertEqual(core.kind(vars(models.BaseModel)["ids"]), core.PROPERTY)

    # ------------------------------------------------------------
    # Scripts of the web client, by their text
    # ------------------------------------------------------------

    def test_scripts_find_what_they_import(self):
        imported = 0
        for path, text in core.scripts().items():
            for name, file in core.script(text).imports.items():
                imported += 1
                with self.subTest(script=path, name=name):
                    self.assertTrue(re.search(
                        rf"export (?:async )?(?:class|const|function|let) {name}\b|export \{{[^}}]*\b{name}\b",
                        core.source(file),
                    ), f"{file} exports no {name}")
        self.assertGreater(imported, 20)

    def test_names_that_scripts_override_or_call_stand_in_core(self):
        for (file, name), breaks in core.SCRIPTS.items():
            with self.subTest(core=file, name=name):
                self.assertTrue(re.search(rf"\b{name}\b", core.source(file)), breaks)
        read = [core.script(text) for text in core.scripts().values()]
        overridden = {key for each in read for key in each.overrides}
        self.assertEqual(overridden - core.SCRIPTS.keys(), set(), "list them in core_overrides.py")
        private = {name for each in read for name in each.private}
        listed = {name for _file, name in core.SCRIPTS}
        self.assertEqual(private - listed, set(), "list them in core_overrides.py")
        self.assertEqual({name for name in listed if name.startswith("_")} - private, set(), "no script calls them")

    def test_what_is_patched_for_every_application_asks_whose_record_it_is(self):
        """A patch changes the prototype for everybody: each member of one goes its own way on our models only."""
        patches = 0
        for path, text in core.scripts().items():
            for body in re.findall(r"^patch\(\w+\.prototype, \{$(.*?)^\}\);", text, re.MULTILINE | re.DOTALL):
                for member in re.split(r"^    \},?$", body, flags=re.MULTILINE)[:-1]:
                    name = re.search(r"^    (?:async |get |set )*(\w+)\(.*\) \{$", member, re.MULTILINE)[1]
                    if not name.startswith("_kooperacje"):
                        patches += 1
                        with self.subTest(script=path, member=name):
                            self.assertRegex(member, r"isOurs\(|this\._kooperacje\w+ \?")
        self.assertGreater(patches, 2)
