import io
from datetime import date, datetime, timedelta

import openpyxl
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.models.evaluation.periodic_report import BLOCKS, KINDS, OF_THE_HEAD, YEARLY
from odoo.addons.kooperacje.tests.documents import SCAN

from .test_evaluation import EvaluationCommon


class ReportCommon(EvaluationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.today.year - 1

    @classmethod
    def _report(cls, kind="partnership_year", user=None, **values):
        return cls.env["kooperacje.periodic.report"].with_user(user or cls.maria).create({
            "kind": kind, "partnership_id": cls.partnership.id, **values,
        })

    @classmethod
    def _worded(cls, kind="partnership_year", **values):
        """With a text in every section that asks for one."""
        report = cls._report(kind, **values)
        report.section_ids.filtered(lambda one: one.is_obligatory and not one.body).body = "Współpraca się utrwala."
        return report

    @classmethod
    def _plan(cls, year):
        plan = cls.env["kooperacje.action.plan"].create({"partnership_id": cls.partnership.id, "year": year})
        cls.env["kooperacje.action.plan.line"].create([{
            "plan_id": plan.id, "goal_id": cls.goal.id, "name": name, "state": state, "date_to": date(year, 6, 30),
            "owner_id": cls.ops.id,
        } for name, state in (("Szkolenie z koszyka", "done"), ("Ulotka o PZK", "planned"))])
        plan.document_state = "signed"
        return plan

    def _pdf_text(self, record):
        content, kind = record.with_context(force_report_rendering=True).env["ir.actions.report"]._render_qweb_pdf(
            record._document_report(), record.ids,
        )
        self.assertEqual(kind, "pdf")
        pages = [page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages]
        return " ".join(" ".join(pages).split())


@tagged("post_install", "-at_install")
class TestPeriodicReport(ReportCommon):
    """Reports an office signs: texts of its own, figures of the program, frozen when issued."""

    def test_every_kind_has_a_pattern(self):
        patterns = self.env["kooperacje.periodic.report.pattern"].search([])
        self.assertEqual(set(patterns.mapped("kind")), set(dict(KINDS)))
        self.assertEqual(set(filter(None, patterns.mapped("block"))), set(dict(BLOCKS)), "each table is used somewhere")
        for kind in dict(KINDS):
            own = patterns.filtered(lambda one, k=kind: one.kind == k and one.is_obligatory)
            self.assertTrue(own, f"{kind}: a text of the office")

    def test_every_kind_is_issued(self):
        """All eight with their tables, as their PDF source and as a workbook."""
        self.partnership.sudo().cycle_start = self.date_from - relativedelta(months=7)
        self._plan(self.year)
        for kind in dict(KINDS):
            with self.subTest(kind):
                report = self._worded(kind)
                if report.date_to >= self.today:
                    report.date_to = self.today - timedelta(days=1)
                report.action_issue()
                self.assertEqual(report.document_state, "issued")
                self.assertRegex(report.document_number, r"^SPR/")
                blocks = set(report.section_ids.mapped("block")) - {False}
                self.assertEqual(set(report.figures), blocks)
                book = openpyxl.load_workbook(io.BytesIO(report._workbook()))
                tables = report._tables()
                filled = report.section_ids.filtered(lambda one, t=tables: one.block and t[one.block]["rows"])
                self.assertEqual(len(book.sheetnames), 1 + len(filled), "an empty table is a sentence")
                self.assertEqual(book.worksheets[0]["A1"].value.upper(), report._print_title())

    def test_live_then_frozen(self):
        plan = self._plan(self.year)
        report = self._worded()
        self.assertEqual([row[0] for row in report._tables()["plan"]["rows"]], ["Szkolenie z koszyka", "Ulotka o PZK"])
        self.assertEqual(report._tables()["plan"]["graph"], [[self.goal.name, 50]])
        plan.line_ids[1].state = "done"
        self.assertEqual(report._tables()["plan"]["graph"], [[self.goal.name, 100]], "live in the draft")
        report.action_issue()
        plan.line_ids[0].state = "not_done"
        self.assertEqual(report._tables()["plan"]["graph"], [[self.goal.name, 100]], "frozen")
        report.action_document_correct()
        self.assertEqual(report._tables()["plan"]["graph"], [[self.goal.name, 50]], "live again")
        report.action_issue()
        report._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")
        self.assertEqual(report.document_state, "signed")

    def test_issued_stays_as_it_was(self):
        report = self._worded()
        report.action_issue()
        for change in (
            lambda: report.write({"addressee": "kto inny"}), lambda: report.write({"date_to": self.date_from}),
            lambda: report.section_ids[0].write({"body": "inaczej"}), report.section_ids[0].unlink,
            lambda: report.write({"section_ids": [(0, 0, {"name": "Nowy"})]}),
            lambda: report.write({"figures": {}}), report.unlink, report.action_issue,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_states_and_figures_are_not_typed(self):
        report = self._report()
        for values in ({"figures": {"plan": {}}}, {"document_state": "signed"}, {"document_number": "SPR/1"},
                       {"kind": "council"}, {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                report.write(values)
        with self.assertRaises(UserError):
            self._report("council", figures={"plan": {}})

    def test_period_has_to_be_over(self):
        report = self._worded(date_from=date(self.today.year, 1, 1), date_to=date(self.today.year, 12, 31))
        with self.assertRefused("can be issued from the next day on"):
            report.action_issue()
        with freeze_time(date(self.today.year + 1, 1, 1)):
            report.action_issue()
        self.assertEqual(report.document_state, "issued")

    def test_obligatory_texts(self):
        report = self._report()
        report.section_ids.filtered("is_obligatory").body = "  "
        with self.assertRefused("Write the text of these sections") as refusal:
            report.action_issue()
        self.assertIn("• Wnioski", str(refusal.exception))
        report.section_ids.unlink()
        with self.assertRefused("Write the text"):
            report.action_issue()

    def test_one_report_of_a_period(self):
        report = self._worded()
        with self.assertRefused("a report of this kind for a part of the period", ValidationError):
            self._report()
        self._report("council")
        report.action_issue()
        report._document_void("pomyłka")
        self._report()

    def test_yearly_reports_are_of_a_year(self):
        report = self._report()
        self.assertEqual((report.date_from, report.date_to), (date(self.year, 1, 1), date(self.year, 12, 31)))
        with self.assertRefused("one calendar year", ValidationError):
            report.date_to = date(self.year, 11, 30)
        copy = report.copy()
        self.assertEqual((copy.date_from.year, copy.date_to.year), (self.year + 1, self.year + 1))
        self.assertEqual(copy.section_ids.mapped("name"), report.section_ids.mapped("name"))

    def test_rural_reports_follow_the_cycle(self):
        self.partnership.sudo().cycle_start = "2025-02-01"
        report = self._report("effects")
        self.assertEqual((report.date_from, report.date_to), (date(2025, 2, 1), self.partnership.cycle_end))
        self.partnership.variant = "urban"
        for kind in ("families", "provision"):
            with self.subTest(kind), self.assertRefused("rural Model", ValidationError):
                self._report(kind)
        self.assertTrue(self._report("ozps"))

    def test_urban_partnership_sums_up_presents_and_recommends(self):
        """K3D-242, 244: the three reports of the pilot, with no step of the rural Model on them."""
        self.partnership.variant = "urban"
        for kind in ("effects", "presentation", "recommendations"):
            with self.subTest(kind):
                report = self._worded(kind)
                self.assertEqual(report.date_to, date(self.year, 12, 31))
                text = self._pdf_text(report)
                report.action_issue()
                self.assertIn("Model Kooperacje 3D", text)
                self.assertNotIn("krok", text)
                self.assertIn("Zalety Modelu", text)

    def test_rural_summary_keeps_its_decision(self):
        self.partnership.sudo().cycle_start = date(self.year, 2, 1)
        report = self._report("effects")
        self.assertIn("Decyzja o kontynuacji", report.section_ids.mapped("name"))
        self.assertNotIn("Wnioski na dalszą pracę", report.section_ids.mapped("name"))
        self.assertEqual(report._print_basis(), "krok 9.2 Modelu Kooperacji")

    def test_advantages_of_the_model_have_their_place(self):
        """K3D-244: beside recommendations, not among them; a draft is not told."""
        Recommendation = self.env["kooperacje.recommendation"].with_user(self.piotr)
        shown, draft = Recommendation.create([{
            "name": name, "partnership_id": self.partnership.id, "kind": "advantage", "body": "partnership",
            "date": date(self.year, 5, 4), "description": "Rodziny mówią jednej osobie.",
        } for name in ("Jeden plan zamiast pięciu", "Mniej wizyt")])
        shown.action_present()
        self.partnership.variant = "urban"
        tables = self._report("recommendations")._tables()
        self.assertEqual(
            tables["advantages"]["rows"], [["Jeden plan zamiast pięciu", "Rodziny mówią jednej osobie."]],
        )
        self.assertFalse(tables["recommendations"]["rows"])
        self.assertEqual(draft.state, "draft")

    def test_ozps_is_due_by_the_end_of_april(self):
        """Art. 16a u.p.s."""
        self.assertEqual(self._report("ozps").due_on, date(self.year + 1, 4, 30))
        self.assertFalse(self._report().due_on)

    def test_pattern_of_the_municipality(self):
        Pattern = self.env["kooperacje.periodic.report.pattern"].with_user(self.adam)
        self.env["kooperacje.office.word"].with_user(self.adam).create([{
            "dictionary": Pattern._name, "entry_id": pattern.id, "company_id": self.company.id, "is_used": False,
        } for pattern in Pattern.search([("kind", "=", "ozps")])[:-1]])
        Pattern.create({"kind": "ozps", "name": "Sprawy naszej gminy", "sequence": 1})
        self.assertEqual(self._report("ozps").section_ids[0].name, "Sprawy naszej gminy")
        earlier = self._report("ozps", date_from=date(2020, 1, 1), date_to=date(2020, 12, 31))
        self.assertEqual(len(earlier.section_ids), 2)

    def test_printed_in_polish_with_graphs(self):
        self._plan(self.year)
        report = self._worded()
        report.with_context(force_report_rendering=True).action_issue()
        text = self._pdf_text(report)
        for part in (
            "SPRAWOZDANIE ROCZNE", report.document_number, str(self.year), "Szkolenie z koszyka", "30.06.", "50%",
            "Wykonane", "kierownik" if report.kind in OF_THE_HEAD else "lider partnerstwa", "Strona 1 z",
        ):
            self.assertIn(part.casefold(), text.casefold(), part)
        html = report.env["ir.qweb"]._render("kooperacje.report_periodic_report_document", {"docs": report})
        self.assertIn("<svg", html)
        self.assertNotIn("PROJEKT", text)

    def test_sections_that_say_nothing_are_left_out(self):
        """A draft shows what has to be written still; no paper shows a heading with nothing below it."""
        report = self._report()
        obligatory = report.section_ids.filtered(lambda one: one.is_obligatory and not one.body and not one.block)
        self.assertTrue(obligatory)
        report.write({"section_ids": [Command.create({"name": "Uwagi dowolne", "sequence": 999})]})
        render = lambda: report.env["ir.qweb"]._render(  # noqa: E731
            "kooperacje.report_periodic_report_document", {"docs": report},
        )
        self.assertEqual(render().count("Do uzupełnienia przed wydaniem"), len(obligatory))
        self.assertNotIn("Uwagi dowolne", render())
        report.section_ids[-1].body = "Dziękujemy wszystkim instytucjom."
        self.assertIn("Uwagi dowolne", render())

    def test_draft_says_so(self):
        report = self._report()
        html = report.env["ir.qweb"]._render("kooperacje.report_periodic_report_document", {"docs": report})
        self.assertIn("PROJEKT", html)
        book = openpyxl.load_workbook(io.BytesIO(report._workbook()))
        self.assertIn("projekt – dokument niewydany", [cell.value for cell in book.worksheets[0]["B"]])

    def test_no_query_grows_with_the_tables(self):
        """Ten actions of the plan or a hundred: the same number of queries."""
        report = self._report()
        plan = self._plan(self.year)
        counts = []
        for number in (8, 90):
            plan.document_state = "draft"
            self.env["kooperacje.action.plan.line"].create([{
                "plan_id": plan.id, "goal_id": self.goal.id, "name": f"Działanie {i}", "owner_id": self.ops.id,
            } for i in range(number)])
            plan.document_state = "signed"
            self.env.flush_all()
            self.env.invalidate_all()
            report._tables()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            report._tables()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestPeriodicReportRights(ReportCommon):
    """Drafts belong to those who write them; what is issued is for everyone engaged (art. 110 ust. 9 u.p.s.)."""

    def _readers(self, report):
        self.env.flush_all()
        return {
            role for role, user in self.user_by_role.items()
            if role != "evaluator" and report.with_user(user).search([("id", "=", report.id)])
        }

    def test_drafts_and_issued(self):
        report = self._worded()
        self.assertEqual(self._readers(report), {"manager", "network_worker"})
        report.action_issue()
        self.assertEqual(self._readers(report), set(self.user_by_role) - {"evaluator"})
        self.assertFalse(report.with_user(self.urszula).has_access("read"))
        self.assertFalse(report.with_user(self.olga).has_access("read"))
        writers = {role for role, user in self.user_by_role.items() if report.with_user(user).has_access("write")}
        self.assertEqual(writers, {"manager", "network_worker"})

    def test_sections_follow(self):
        section = self._worded().section_ids[:1]
        self.assertFalse(section.with_user(self.anna).has_access("read"))
        self.assertTrue(section.with_user(self.piotr).has_access("write"))
        self.assertFalse(section.with_user(self.olga).has_access("read"))

    def test_the_head_reports_to_the_council(self):
        for kind in OF_THE_HEAD:
            with self.assertRefused("head of the centre"):
                self._report(kind, user=self.piotr)
            report = self._worded(kind)
            with self.assertRefused("head of the centre"):
                report.with_user(self.piotr).action_issue()
            report.action_issue()
        self.assertTrue(set(OF_THE_HEAD) < set(YEARLY))

    def test_nobody_else_touches_what_the_head_reports(self):
        """The network worker, who keeps the other reports, neither words, reopens, signs nor voids this one."""
        draft, issued = self._worded("ozps"), self._worded("council")
        issued.action_issue()
        section = draft.section_ids[:1].with_user(self.piotr)
        for step in (
            lambda: draft.with_user(self.piotr).write({"addressee": "kto inny"}),
            lambda: section.write({"body": "Inaczej"}), section.copy,
            draft.section_ids.filtered(lambda one: not one.is_obligatory).with_user(self.piotr).unlink,
            lambda: draft.with_user(self.piotr).write({"section_ids": [Command.create({"name": "Dopisek"})]}),
            draft.with_user(self.piotr).unlink, draft.with_user(self.piotr).action_issue,
            issued.with_user(self.piotr).action_document_correct,
            lambda: issued.with_user(self.piotr)._document_void("bo tak"),
            lambda: issued.with_user(self.piotr)._document_register_signature(
                self.today, "handwritten", SCAN, "skan.pdf",
            ),
        ):
            with self.assertRaisesRegex(UserError, "head of the centre"), self.env.cr.savepoint():
                step()
        self.assertEqual((draft.document_state, issued.document_state), ("draft", "issued"))
        issued._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")
        self.assertEqual(issued.document_state, "signed")

    def test_another_office_makes_none(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self._report(user=self._user("halina", self.gops_nur, "manager", company=self.company_nur))

    def test_common_patterns_are_the_program_s_and_own_ones_the_office_s(self):
        Pattern = self.env["kooperacje.periodic.report.pattern"]
        common = Pattern.search([("company_id", "=", False)], limit=1)
        own = Pattern.create({"kind": "ozps", "name": "Sprawy naszej gminy", "company_id": self.company.id})
        self.assertTrue(common)
        for role, user in self.user_by_role.items():
            keeps = role in ("admin", "manager", "network_worker")
            for pattern, expected in ((common, False), (own, keeps)):
                self.assertEqual(pattern.with_user(user).has_access("write"), expected, (role, pattern.company_id))


@tagged("post_install", "-at_install")
class TestSmallCounts(ReportCommon):
    """What leaves the office holds no small count: neither a table, nor its graph, nor the workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._families(3, date(cls.year, 3, 1))
        cls._families(7, date(cls.year - 1, 3, 1))

    def _row(self, report, code):
        indicator = self.env["kooperacje.indicator"].search([("code", "=", code)]).with_context(lang="pl_PL")
        return next(row for row in report._tables()[indicator.area]["rows"] if row[0] == indicator.name)

    @classmethod
    def _families(cls, number, first_day):
        """As many cases, reported day after day."""
        cls.env["kooperacje.case"].create([{
            "partnership_id": cls.partnership.id, "user_id": cls.anna.id,
            "reported_on": first_day + timedelta(days=day),
        } for day in range(number)])
        cls.env.flush_all()

    def test_three_families_are_not_told(self):
        report = self._worded("council")
        name, before, shown = self._row(report, "cases_new")
        self.assertEqual((before, shown), (7, "brak lub za mało*"))
        table = report._tables()["family"]
        self.assertNotIn(3, [cell for row in table["rows"] for cell in row])
        self.assertNotIn(name, [label for label, _value in table["graph"] or []])
        self.assertIn("mniej niż 5 rodzin", table["note"])
        report.action_issue()
        book = openpyxl.load_workbook(io.BytesIO(report._workbook()))
        sheet = next(sheet for sheet in book if sheet.title.startswith("Osoby i rodziny"))
        cells = [cell.value for row in sheet.iter_rows() for cell in row]
        self.assertIn(7, cells)
        self.assertNotIn(3, cells)

    def test_a_section_of_nothing_but_stars_is_one_sentence(self):
        tables = self._worded("council")._tables()
        self.assertFalse(tables["result"]["rows"], "nothing has been assessed")
        self.assertIn("nie podaje się", tables["result"]["empty"])
        self.assertTrue(tables["team"]["rows"], "the number of teams is no personal figure")
        self.assertTrue(tables["family"]["rows"], "seven families of the year before are told")
        evaluation = self._running()
        told = {label: rows for label, _years, rows in evaluation.with_context(lang="pl_PL")._print_values()}
        self.assertTrue(any(told.values()))
        self.assertFalse(all(told.values()))

    def test_a_year_to_come_has_no_column(self):
        years, _rows = self.env["kooperacje.published.figures"]._published(
            self.partnership, date(self.year - 1, 1, 1), date(self.year + 3, 12, 31),
        )
        self.assertEqual(years[0], self.year - 1)
        self.assertLessEqual(years[-1], self.today.year)

    def test_figures_agree_with_the_lists_beside_them(self):
        """Of a year still running: what is listed until today is counted until today, families by whole months."""
        with freeze_time(datetime(self.today.year, 3, 20, 12)):
            year, day = self.today.year, date(self.today.year, 3, 18)
            self.meeting.write({"start": datetime(year, 3, 18, 9), "stop": datetime(year, 3, 18, 11)})
            plan = self._plan(year)
            plan.line_ids.filtered(lambda line: line.state == "done").state_changed_on = day
            report = self._report(date_from=date(year, 1, 1), date_to=date(year, 12, 31))
            tables = report._tables()
            self.assertEqual([row[0] for row in tables["meetings"]["rows"]], [f"18.03.{year}"])
            self.assertEqual(self._row(report, "partnership_meetings")[2], 1)
            self.assertEqual(self._row(report, "plan_lines_done")[2], "100%", "the other is not due yet")
            council = self._report("council", date_from=date(year, 1, 1), date_to=date(year, 12, 31))
            for first_day, told in ((date(year, 3, 2), "brak lub za mało*"), (date(year, 2, 2), 5)):
                self._families(7, first_day)
                self.assertEqual(self._row(council, "cases_new")[2], told, first_day)

    def test_evaluation_keeps_no_small_count(self):
        evaluation = self._running()
        values = evaluation.value_ids.filtered(lambda one: one.code == "cases_new")
        self.assertEqual(values.mapped("year"), [self.year])
        self.assertEqual(values.value_text, "brak lub za mało*")

    def test_office_reads_its_own_report_exactly(self):
        """Three families are three to the manager on the screen; on the paper and to anybody else they are withheld."""
        report = self._worded("council")
        name = self.env["kooperacje.indicator"].search([("code", "=", "cases_new")]).name

        def told(user):
            self.env.invalidate_all()
            return {
                row[0]: row[1] for _heading, _years, rows in report.with_user(user)._office_tables() for row in rows
            }

        self.assertEqual(told(self.maria)[name], ["7", "3"])
        self.assertIn(name, report.with_user(self.maria).office_figures)
        self.assertNotIn(name, told(self.piotr), "counted in cases")
        self.assertTrue(told(self.piotr), "registers and institutions")
        report.action_issue()
        self._families(2, date(self.year, 4, 1))
        self.assertEqual(told(self.maria)[name], ["7", "3"], "as they were when it was issued")
        for user in (self.anna, self.tomasz, self.robert, self.adam):
            with self.subTest(user.login):
                self.assertFalse(told(user))
                self.assertFalse(report.with_user(user).sudo(False)._office_tables())
                with self.assertRaises(UserError), mute_logger("odoo.addons.base.models.ir_rule"):
                    report.with_user(user).action_office_figures()
        with self.assertRaises(AccessError):
            report.with_user(self.maria).read(["exact_figures"])
        self.assertNotIn('"3"', str(report.figures))
        self.assertNotIn(3, [cell for row in report._tables()["family"]["rows"] for cell in row])
        report.with_user(self.maria).action_document_correct()
        self.assertEqual(told(self.maria)[name], ["7", "5"], "live again")

    def test_needs_and_refusals_are_told_exactly_inside_the_office(self):
        """One family with one need is one to the manager, and withheld on the paper; frozen as the report is issued."""
        need = self.env["kooperacje.need"].search([("kind", "=", "reason")], limit=1)
        cases = self.env["kooperacje.case"].search([
            ("partnership_id", "=", self.partnership.id), ("reported_on", ">=", date(self.year, 1, 1)),
            ("reported_on", "<=", date(self.year, 12, 31)),
        ])
        cases[0].need_line_ids = [Command.create({"need_id": need.id})]
        self.env.flush_all()
        report = self._worded("council")
        section = report.section_ids.filtered(lambda one: one.block == "parts_needs")
        if not section:
            section = self.env["kooperacje.periodic.report.section"].create({
                "report_id": report.id, "name": "Potrzeby rodzin", "block": "parts_needs",
            })

        def told(user):
            self.env.invalidate_all()
            return {
                row[0]: row[1][-1] for heading, _years, rows in report.with_user(user)._office_tables()
                if heading == section.name for row in rows
            }

        self.assertEqual(told(self.maria)[need.name], "1")
        self.assertFalse(told(self.piotr), "counted in cases")
        self.assertNotIn(need.name, str(report._tables()["parts_needs"]["rows"]))
        report.action_issue()
        cases[1].need_line_ids = [Command.create({"need_id": need.id})]
        self.assertEqual(told(self.maria)[need.name], "1", "as it was when it was issued")
        self.assertFalse(told(self.anna), "who reads the paper reads what it tells")

    def test_window_of_exact_figures_issues_and_prints_nothing(self):
        view = self.env.ref("kooperacje.periodic_report_view_form_office_figures")
        arch = self.env["kooperacje.periodic.report"].with_user(self.maria).get_view(view.id, "form")["arch"]
        self.assertIn("office_figures", arch)
        self.assertNotIn("action_issue", arch)
        self.assertNotIn("action_document_print", arch)

    def test_exact_figures_are_not_typed(self):
        report = self._report("council")
        with self.assertRaises(UserError):
            report.exact_figures = {"cases_new": {"2025": "0"}}

    def test_free_periods_are_told_by_year(self):
        """From two periods a day apart one family could be worked out: families are told by calendar year only."""
        self.partnership.sudo().cycle_start = date(self.year - 1, 3, 2)
        one = self._report("families", date_to=date(self.year, 3, 1))
        two = self._report("effects", date_from=date(self.year - 1, 3, 3), date_to=date(self.year, 3, 1))
        self.assertEqual(self._row(one, "cases_new")[2], 7)
        Tables = two.env["kooperacje.report.tables"]
        tables = Tables._tables_of(self.partnership, two.date_from, two.date_to, {"family"})
        self.assertIn(7, [row[2] for row in tables["family"]["rows"]])


@tagged("post_install", "-at_install")
class TestReportWorkbook(ReportCommon, HttpCase):
    def _get(self, user, report_id):
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        return self.url_open(f"/kooperacje/report/{report_id}/workbook")

    def test_download_under_the_rules(self):
        for user in (self.maria, self.anna):
            user.password = user.login
        report = self._worded()
        answer = self._get(self.maria, report.id)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn("Sprawozdanie", openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames)
        self.assertEqual(self._get(self.anna, report.id).status_code, 404, "a draft is nobody else's")
        self.assertEqual(self._get(self.maria, 0).status_code, 404)
        report.action_issue()
        self.assertEqual(self._get(self.anna, report.id).status_code, 200)

    def test_kernel(self):
        """Names of sheets, formulas that stay texts, empty tables that say so."""
        table = {"columns": [{"label": "=A1", "width": None}, {"label": "Liczba", "width": 20}],
                 "rows": [["=1+1", 2]], "graph": [["=1+1", 2]], "unit": "", "maximum": None, "note": "+uwaga",
                 "title": "Wykres"}
        empty = {**table, "rows": [], "graph": None, "empty": "Brak danych."}
        heading = "Rekomendacje: do oceny [zasobów] / pomocy"
        book = openpyxl.load_workbook(io.BytesIO(report_book.write("=tytuł", [("Dla", "@rada")], [
            (heading, "-tekst", table), (heading, "", empty), ("Wnioski", "x", None),
        ])))
        self.assertEqual(len(book.sheetnames), 2, "an empty table gets no sheet")
        self.assertTrue(all(len(name) <= 31 for name in book.sheetnames))
        formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        self.assertFalse(formulas)
        sheet = book[book.sheetnames[1]]
        self.assertEqual((sheet["A4"].value, sheet["B4"].value), ("=1+1", 2))
        self.assertEqual(len(sheet._charts), 1)
        self.assertIn("Brak danych.", [cell.value for cell in book.worksheets[0]["B"]])
        self.assertEqual(sheet.print_title_rows, "$3:$3")
        self.assertEqual((sheet.page_setup.paperSize, sheet.page_setup.fitToHeight), (9, 0))

    def test_names_of_sheets(self):
        taken = set()
        names = [report_book.sheet_name("Bardzo długi tytuł sekcji sprawozdania", taken) for _number in range(12)]
        self.assertEqual(len({name.casefold() for name in names}), 12)
        self.assertTrue(all(len(name) <= 31 for name in names))
        self.assertEqual(report_book.sheet_name("Zespoły powołane do pracy z rodzinami", set()),
                         "Zespoły powołane do pracy")
        self.assertEqual(report_book.sheet_name("x" * 40, set()), "x" * 31)
        self.assertEqual(report_book.sheet_name("[]:*?/\\'", set()), "Arkusz")


@tagged("post_install", "-at_install")
class TestReference(ReportCommon):
    """References for institutions and teams (R14; RUR-106)."""

    def _reference(self, user=None, **values):
        return self.env["kooperacje.reference"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "institution_id": self.ppp.id, "merit": "Superwizja zespołów.",
            "awarded_on": self.today, **values,
        })

    def test_certificate(self):
        reference = self._reference(session="posiedzenie Wojewódzkiego Zespołu Kooperacji")
        self.assertEqual(reference.recipient, self.ppp.name)
        reference.with_context(force_report_rendering=True).action_issue()
        self.assertRegex(reference.document_number, r"^REF/")
        text = self._pdf_text(reference)
        for part in ("REFERENCJE", self.ppp.name, "Superwizja zespołów", "Wojewódzkiego Zespołu"):
            self.assertIn(part, text)
        for change in ({"merit": "x"}, {"recipient": "x"}, {"institution_id": self.school.id}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                reference.write(change)

    def test_needs_a_recipient_a_merit_and_a_day(self):
        with self.assertRefused("Choose an institution or a team", ValidationError):
            self._reference(institution_id=False)
        with self.assertRefused("Choose an institution or a team", ValidationError):
            self._reference(team_id=self.partnership.id)
        with self.assertRefused("for what"):
            self._reference(merit=" ").action_issue()
        with self.assertRefused("day of the meeting"):
            self._reference(awarded_on=False).action_issue()

    def test_for_a_whole_team(self):
        reference = self._reference(institution_id=False, team_id=self.partnership.id)
        self.assertEqual(reference.recipient, self.partnership.name)
        copy = reference.copy()
        self.assertFalse(copy.awarded_on)

    def test_who_gives_and_reads(self):
        reference = self._reference()
        writers = {role for role, user in self.user_by_role.items() if reference.with_user(user).has_access("write")}
        self.assertEqual(writers, {"manager", "network_worker", "regional"})
        self.assertFalse(reference.with_user(self.anna).has_access("read"))
        reference.action_issue()
        self.assertTrue(reference.with_user(self.anna).has_access("read"))
        self.assertFalse(reference.with_user(self.olga).has_access("read"))
        self.assertTrue(self._reference(user=self.robert, institution_id=self.school.id))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self._reference(user=self.anna)


@tagged("post_install", "-at_install")
class TestEvaluationPapers(ReportCommon):
    """The report of an evaluation and the tools printed from its matrix (K3D-158)."""

    def test_report_of_the_evaluation(self):
        evaluation = self._answered(is_external=True, evaluator_name="Uniwersytet w Białymstoku")
        evaluation.line_ids[0].write({"grade": 4.25, "conclusion": "Utrzymać spotkania co miesiąc"})
        self._recommend(evaluation)
        evaluation.with_context(force_report_rendering=True).action_conclude()
        text = self._pdf_text(evaluation)
        for part in (
            "RAPORT Z EWALUACJI", evaluation.document_number, "Uniwersytet w Białymstoku", "4,25",
            "Utrzymać spotkania co miesiąc", "Dowóz rodzin do poradni", self.ppp.name,
        ):
            self.assertIn(part, text)

    def test_guide_and_script_hold_their_questions(self):
        evaluation = self._evaluation()
        for report, method, title in (
            ("interview", "by_interview", "PRZEWODNIK DO WYWIADU"), ("focus", "by_focus", "SCENARIUSZ GRUPY FOKUSOWEJ"),
        ):
            html = evaluation.env["ir.qweb"]._render(
                f"kooperacje.report_evaluation_{report}_document", {"docs": evaluation},
            )
            self.assertIn(title, html)
            for line in evaluation.line_ids:
                self.assertEqual(line.name in html, line[method], f"{report}: {line.name}")
        evaluation.line_ids.by_focus = False
        evaluation.line_ids.by_data = True
        with self.assertRefused("No question of this evaluation"):
            evaluation.action_print_focus()
