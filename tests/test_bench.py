import contextlib
import importlib
import io
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from odoo.http import _request_stack
from odoo.tests import TransactionCase, tagged

TOOLS = str(Path(__file__).parent.parent / "tools")
FEW = {
    "bench": {"WORKERS_OF_OFFICE": 2, "CASES_OF_OFFICE": 14, "MUNICIPALITIES": 2},
    "bench_finding": {"MUNICIPALITIES": 2, "SERVICES": 40, "INSTITUTIONS": 3, "NEEDS_OF_CASE": 3},
    "bench_region": {"PARTNERSHIPS": 3},
    "bench_figures": {"CASES": 60, "PARTNERSHIPS": 20, "OFFICES": 2},
    "bench_exchange": {"SERVICES": 3, "INSTITUTIONS": 2, "IMPORTED": 2},
    "bench_wave": {"PEOPLE": 4},
    "bench_papers": {"INVITATIONS": 2, "FEW": 1},
    "bench_privacy": {"ROWS": 50, "ROWS_OF_DAY": 20, "YEARS": 1, "FAMILIES": 1, "CASES_BESIDE": 5},
}


@tagged("post_install", "-at_install")
class TestBench(TransactionCase):
    """What `make bench` builds and asks still fits the models: the same builders and calls with tiny numbers.

    They write rows past the ORM, so a column made obligatory breaks them and nothing else. How fast anything is does
    not matter here. Odoo's own half of each comparison is left out where it needs crm.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sys.path.insert(0, TOOLS)
        cls.addClassCleanup(sys.path.remove, TOOLS)
        cls.addClassCleanup(lambda: [sys.modules.pop(name, None) for name in FEW])
        cls.bench = importlib.import_module("bench")
        for name, numbers in FEW.items():
            module = importlib.import_module(name)
            setattr(cls, name, module)
            # VACUUM would end the test's transaction.
            few = patch.multiple(module, **numbers, analyse=lambda cr: None)
            few.start()
            cls.addClassCleanup(few.stop)

    def setUp(self):
        super().setUp()
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def _as(self, login):
        """As :func:`bench.measure` opens it."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env(user=user, context={"allowed_company_ids": user.company_ids.ids})

    def _rows(self, prepare, login):
        return prepare(self._as(login))()[1]

    def test_boards(self):
        bench = self.bench
        bench.Builder(self.env).voivodeship(range(1))
        board = partial(bench.board, "kooperacje.case", "kooperacje.case_view_kanban", [], 5)
        self.assertEqual(board(self._as("head@0"))()[0], 7, "as many columns as crm's board is given")
        self.assertEqual(self._rows(board, "head@0"), 14)
        self.assertEqual(self._rows(board, "worker0@0"), 7)
        for kind in ("list", "form"):
            with self.subTest(kind=kind):
                self.assertEqual(self._rows(partial(bench.read, kind, 1, False), "head@0"), 1)

    def test_finding(self):
        finding = self.bench_finding
        finding.municipalities(self.bench.Builder(self.env))
        finding.build(self.env)
        head = self.env["res.users"].search([("login", "=", "head@0")])
        case = self.env["kooperacje.case"].search([("company_id", "=", head.company_id.id)], limit=1, order="id")
        service = self.env["kooperacje.service"].search([("company_id", "=", head.company_id.id)], limit=1)
        self.assertTrue(service.find_text and service.need_ids, "services that cannot be found measure nothing")
        area = self.env["kooperacje.area"].search([("name", "=", "Gmina 0")])
        wanted = {"need": service.need_ids[0].id, "area": area.id, "commune": area.code}
        for prepare in (
            partial(finding.search, wanted), partial(finding.listing, wanted), partial(finding.suggest, case.id),
            partial(finding.by_hand, wanted, finding.IDS_BY_HAND),
            partial(finding.by_hand, wanted, finding.LIST_BY_HAND),
        ):
            with self.subTest(prepare=prepare.func.__name__):
                prepare(self._as("head@0"))()

    def test_region(self):
        region = self.bench_region
        region.partnerships(self.env, region.region(self.env), range(3))
        for name, screen in region.SCREENS.items():
            with self.subTest(screen=name):
                self.assertGreater(self._rows(screen, "regional"), 0)

    def test_figures(self):
        figures = self.bench_figures
        figures.fill(self.env)
        figures.check(self.env)
        for login in ("head", "region"):
            with self.subTest(login=login):
                self.assertGreater(self._rows(figures.page, login), 0)
                self.assertGreater(self._rows(partial(figures.page, few=True), login), 0)

    def test_exchange(self):
        exchange = self.bench_exchange
        exchange.fill(self.env)
        env = self._as("leader")
        _request_stack.push(SimpleNamespace(env=env))
        self.addCleanup(_request_stack.pop)
        for prepare, rows in (
            (exchange.our_export, 3), (exchange.odoo_export, 3), (exchange.our_import, 2), (exchange.odoo_import, 2),
        ):
            with self.subTest(prepare=prepare.__name__):
                told = prepare(self._as("leader"))()
                self.assertGreaterEqual(told(), rows)

    def test_wave(self):
        wave = self.bench_wave
        wave.fill(self.env)
        self.assertEqual(self._rows(partial(wave.send, 2), "asks"), 3, "two and the network worker")
        self.assertEqual(self._rows(partial(wave.odoo_invite, 2), "asks"), 2)

    def test_papers(self):
        """Of the demo, where it is loaded; nobody's clock is asked."""
        papers = self.bench_papers
        if not self.env["kooperacje.meeting"].search_count(papers.PAPERS["protocol"][2], limit=1):
            self.skipTest("database without demo data")
        for paper in (*papers.PAPERS, "invitations"):
            for how in (papers.make, papers.make_before):
                size, records = how(paper, 2, self.env)()
                self.assertGreater(size, 1000, paper)
                self.assertEqual(records, 2 if paper == "invitations" else 1)
        self.assertGreaterEqual(papers.memory(papers.make("consent", 1, self.env)), 0)

    def test_privacy(self):
        privacy = self.bench_privacy
        privacy.fill(self.env)
        company = self.env["res.users"].search([("login", "=", "worker0@0")]).company_id
        case = self.env["kooperacje.case"].search([("company_id", "=", company.id), ("case_person_ids", "!=", False)])
        self.assertGreater(privacy.read_whole(self.env, case), 100)
        privacy.log(self.env)
        rows, blocks, faults = self.env["kooperacje.read.block"]._check_seals(company)
        self.assertEqual((rows, faults), (50, []))
        self.assertGreaterEqual(blocks, 3)
        persons = case.case_person_ids.person_id
        self.env["kooperacje.erasure"]._erase_record(case)
        self.assertFalse(persons.exists())

    def test_less_work_is_no_speed(self):
        bench = self.bench
        many, less, none = (bench.Measure(1.0, 1, columns, cards) for columns, cards in ((7, 14), (7, 13), (0, 0)))
        bench.same_work({"ours": many, "theirs": many}, ("ours", "theirs"))
        for ours, theirs in ((less, many), (many, less), (none, none)):
            with self.assertRaises(AssertionError):
                bench.same_work({"ours": ours, "theirs": theirs}, ("ours", "theirs"))

    def test_a_statement_that_writes_nothing(self):
        with self.assertRaises(AssertionError):
            self.bench.insert(self.env.cr, "UPDATE res_partner SET name = name WHERE id = %(id)s", id=-1)
