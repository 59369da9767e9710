import base64
import json
import logging
import os
import tracemalloc
import warnings

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import hsds
from odoo.addons.kooperacje.kernels.basket_reader import mark_issues, read_basket
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.hsds_reader import read_hsds
from odoo.addons.kooperacje.tests.basket.common import BasketCommon
from odoo.addons.kooperacje.tests.basket.damage import JSON_VALUES, damaged_json, damaged_workbook
from odoo.addons.kooperacje.tests.basket.test_basket_kernel import DICTIONARIES, SERVICE, basket
from odoo.addons.kooperacje.tests.basket.test_card_kernel import DICTIONARIES as CARD_DICTIONARIES
from odoo.addons.kooperacje.tests.basket.test_card_kernel import card
from odoo.addons.kooperacje.tests.basket.test_hsds_kernel import FACTS, MINIMAL
from odoo.addons.kooperacje.wizards.basket import basket_import, card_upload, hsds_import

# `make fuzz` asks for 10,000.
FILES = int(os.environ.get("KOOPERACJE_FUZZ", "300"))
MOST_MEMORY = 150 * 1024 * 1024

_logger = logging.getLogger(__name__)


def seeds(test, number, step=1):
    """Seeds from nought on; how many were used is said in the log, from which `make fuzz` takes its figure."""
    used = 0
    try:
        for seed in range(0, number, step):
            yield seed
            used += 1
    finally:
        _logger.info("Read %d damaged files in %s.%s.", used, type(test).__name__, test._testMethodName)


def worded(test, issues, messages):
    """Each issue has its words, and a cell its place."""
    for issue in issues:
        test.assertTrue(messages[issue.code]._source % issue.params, issue)
        if issue.column:
            test.assertTrue(issue.sheet or issue.row, issue)


def quietly(test):
    """openpyxl warns of what it leaves out of a damaged file; here that is each of them."""
    test.enterContext(warnings.catch_warnings())
    warnings.simplefilter("ignore", UserWarning)


@tagged("post_install", "-at_install")
class TestDamage(BaseCase):
    """A seed that was printed finds its file again, and what a test knows of damage stays whole."""

    def test_a_seed_makes_the_same_file_whichever_came_before(self):
        lists = json.dumps([hsds.build_service(FACTS), hsds.build_service(MINIMAL)]).encode()
        for damaged, data in ((damaged_json, lists), (damaged_workbook, card())):
            first = [damaged(data, seed) for seed in range(600)]
            for seed in (599, 300, *range(100)):
                with self.subTest(damaged=damaged.__name__, seed=seed):
                    self.assertEqual(damaged(data, seed), first[seed])

    def test_a_workbook_of_another_hour_is_damaged_alike(self):
        with freeze_time("2026-02-03 04:05:06"):
            then = [damaged_workbook(card(), seed) for seed in range(60)]
        self.assertEqual([damaged_workbook(card(), seed) for seed in range(60)], then)

    def test_values_put_in_are_not_damaged_themselves(self):
        data = json.dumps([hsds.build_service(FACTS)]).encode()
        before = repr(JSON_VALUES)
        for seed in range(3000):
            damaged_json(data, seed)
        self.assertEqual(repr(JSON_VALUES), before)


@tagged("post_install", "-at_install")
class TestDamagedFiles(BaseCase):
    """Files damaged by mutation, the same every time: never an exception, always a message that names the place."""

    def setUp(self):
        super().setUp()
        quietly(self)

    def test_workbooks_of_the_basket(self):
        data = basket([SERVICE, {**SERVICE, "key": "k-2", "name": "Basen", "needs": []}])
        outcomes = {"read": 0, "refused": 0, "placed": 0}
        for seed in seeds(self, FILES):
            damaged = damaged_workbook(data, seed)
            with self.subTest(seed=seed):
                reading = read_basket(damaged, DICTIONARIES)
                worded(self, reading.issues, basket_import.MESSAGES)
                outcomes["refused" if reading.issues else "read"] += 1
                outcomes["placed"] += any(issue.row for issue in reading.issues)
                if seed % 10 == 0 and reading.issues:
                    mark_issues(damaged, [(i.sheet, i.row, i.column, i.code) for i in reading.issues], [
                        issue.code for issue in reading.issues
                    ])
        # The damage is neither harmless nor such that everything is refused at the door.
        self.assertGreater(min(outcomes.values()), FILES // 50, outcomes)

    def test_service_cards(self):
        data, refused = card(), 0
        for seed in seeds(self, FILES):
            with self.subTest(seed=seed):
                reading = read_card(damaged_workbook(data, seed), CARD_DICTIONARIES)
                worded(self, reading.issues, card_upload.MESSAGES)
                refused += bool(reading.issues)
        self.assertTrue(FILES // 20 < refused < FILES)

    def test_lists_of_services(self):
        data = json.dumps([hsds.build_service(FACTS), hsds.build_service(MINIMAL)]).encode()
        outcomes = {"read": 0, "refused": 0, "placed": 0}
        for seed in seeds(self, FILES):
            with self.subTest(seed=seed):
                reading = read_hsds(damaged_json(data, seed))
                worded(self, reading.issues, hsds_import.MESSAGES)
                outcomes["refused" if reading.issues else "read"] += 1
                outcomes["placed"] += any(issue.row for issue in reading.issues)
        self.assertGreater(min(outcomes.values()), FILES // 50, outcomes)

    def test_none_takes_much_memory(self):
        data = basket()
        tracemalloc.start()
        for seed in seeds(self, FILES, max(1, FILES // 60)):
            read_basket(damaged_workbook(data, seed), DICTIONARIES)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, MOST_MEMORY)


@tagged("post_install", "-at_install")
class TestNothingHalfImported(BasketCommon):
    """What the reader lets through goes to the models; whatever they say, it is all of the file or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._verified_card(services=("Logopeda", "Świetlica"))
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        quietly(self)

    def _state(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            [(s.name, s.state, s.age_from, s.need_ids.ids) for s in self.Service.search([], order="id")],
            self.env["res.partner"].search_count([]),
        )

    def test_baskets(self):
        data = self.partnership.with_user(self.piotr)._basket_workbook()
        imported = 0
        for seed in seeds(self, FILES // 6):
            with self.subTest(seed=seed):
                before = self._state()
                upload = self.env["kooperacje.basket.import"].with_user(self.piotr).create({
                    "partnership_id": self.partnership.id, "file": base64.b64encode(damaged_workbook(data, seed)),
                })
                upload.action_check()
                self.assertIn(upload.state, ("wrong", "ready"))
                self.assertTrue(upload.report)
                if upload.state == "ready":
                    upload.action_import()
                if upload.state == "done":
                    imported += 1
                else:
                    self.assertEqual(self._state(), before)
        self.assertTrue(0 < imported < FILES // 6)

    def test_lists_of_services(self):
        data = json.dumps([hsds.build_service(FACTS), hsds.build_service({
            **FACTS, "key": "0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0007", "name": "Basen",
        })]).encode()
        outcomes = set()
        for seed in seeds(self, FILES // 6):
            with self.subTest(seed=seed):
                before = self._state()
                wizard = self.env["kooperacje.hsds.import"].with_user(self.piotr).create({
                    "partnership_id": self.partnership.id, "add_institutions": True,
                    "file": base64.b64encode(damaged_json(data, seed)),
                })
                wizard.action_check()
                self.assertTrue(wizard.report)
                outcomes.add(wizard.state)
                try:
                    with self.env.cr.savepoint():
                        wizard.action_import()
                except UserError:
                    self.assertEqual(self._state(), before)
        self.assertEqual(outcomes, {"wrong", "ready"})


@tagged("post_install", "-at_install")
class TestSignsThatCannotBeKept(BasketCommon):
    """What PostgreSQL does not store is reported on; the report itself is stored."""

    def test_signs_that_cannot_be_kept_are_told_of(self):
        for sign in ("\x00", "\ud800"):
            service = hsds.build_service(FACTS)
            service["status"] = f"active{sign}"
            wizard = self.env["kooperacje.hsds.import"].with_user(self.piotr).create({
                "partnership_id": self.partnership.id, "file": base64.b64encode(json.dumps([service]).encode()),
            })
            wizard.action_check()
            with self.subTest(sign=repr(sign)):
                self.assertTrue(wizard.report)
