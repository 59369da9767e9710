from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.kernels import bounds

from .common import DemoMixin, FaultMixin, UndoneError, demo_logins

DATES = ("0001-01-01", "9999-12-31", "2026-02-31", "31.02.2026", "jutro")
NUMBERS = (10 ** 20, -(10 ** 20), 2 ** 31, "12a", "9" * 20, float("nan"), float("inf"))
LINES = ("x" * 5_000, "a\x00b", "\ud800")
# No field keeps these, whatever it is for.
NEVER = {
    "date": DATES, "datetime": (*DATES, "2026-01-01 25:00:00"), "integer": NUMBERS,
    "float": (*NUMBERS[:1], *NUMBERS[3:]), "monetary": (*NUMBERS[:1], *NUMBERS[3:]), "char": LINES,
    "text": ("x" * (bounds.LONGEST_TEXT + 1), *LINES[1:]), "html": LINES[1:2],
}
# The outermost that are let in: whatever reckons with them has to bear them, or refuse them in words.
OUTERMOST = {
    "date": (f"{bounds.FIRST_YEAR}-01-01", f"{bounds.LAST_YEAR}-12-31"),
    "datetime": (f"{bounds.FIRST_YEAR}-01-01 00:00:00", f"{bounds.LAST_YEAR}-12-31 23:59:59"),
    "integer": (bounds.LARGEST_COUNT, -bounds.LARGEST_COUNT), "float": (bounds.LARGEST_AMOUNT,),
    "monetary": (bounds.LARGEST_AMOUNT,), "char": ("ż" * bounds.LONGEST_LINE,),
}


class TypedValues(FaultMixin, DemoMixin):
    """Every field of every model × what a keyboard, a pasted cell or a script gives, as somebody who may write it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.env(user=cls.ref(f"user_{row['login']}"), context={"lang": "pl_PL"}) for row in demo_logins()]
        cls.written = [*cls._written()]

    @classmethod
    def _written(cls):
        """(record that a person may write, or the bare model where there is none; fields a form may fill)."""
        for name in sorted(cls.env.registry):
            model = cls.env[name]
            fields = [
                field for field in model._fields.values()
                if field.type in NEVER and field._module == "kooperacje" and field.store and not field.readonly
            ]
            if model._abstract or not model._auto or not fields:
                continue
            for env in cls.people:
                theirs = env[name]
                if not theirs.has_access("write"):
                    continue
                record = theirs.search([], limit=20)._filtered_access("write")[:1] if not model._transient else theirs
                if record or model._transient:
                    yield record, fields
                    break

    def _give(self, record, field, value):
        context = {"context": dict(record.env.context)}
        if record:
            call_kw(record.browse(), "web_save", [record.ids, {field.name: value}, {}], context)
        else:
            call_kw(record, "onchange", [[], {field.name: value}, [field.name], {name: {} for name in record._fields}],
                    context)
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestValuesThatNoFieldKeeps(TypedValues, TransactionCase):

    def test_refused_in_words(self):
        count = 0
        for record, fields in self.written:
            for field in fields:
                for value in NEVER[field.type]:
                    with self._noting(record._name, field.name, repr(value)[:24]):
                        self._give(record, field, value)
                        raise AssertionError("kept")
                    count += 1
        self._assert_no_fault()
        self.assertGreater(count, 1000)


@tagged("post_install", "-at_install")
class TestOutermostValues(TypedValues, TransactionCase):

    def test_reckoned_with_or_refused_in_words(self):
        for record, fields in self.written:
            # A dialog without what it was opened for is no dialog of the client's.
            for field in fields if record else ():
                if not record._has_field_access(field, "write"):
                    continue
                for value in OUTERMOST.get(field.type, ()):
                    with self._noting(record._name, field.name, repr(value)[:24]):
                        self._give(record, field, value)
                        raise UndoneError
        self._assert_no_fault()
