import base64
import io
from collections import Counter
from tempfile import NamedTemporaryFile
from unittest.mock import patch

from pdfua import validate

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import paper, paper_check
from odoo.addons.kooperacje.models.network import ir_actions_report

from .. import signatures
from ..documents import complaints_of_the_engine
from .common import DemoMixin

# Records of each kind that are printed: those of other states and variants come first.
OF_A_KIND = 3
# pdfua 0.1.3 cannot ask pikepdf 10 whether a list is a number, which it tries wherever a heading has several pieces.
# What the rule asks (no heading without words) is asked by paper_check.
UNREADABLE = {"UA-14-001"}


@tagged("post_install", "-at_install")
class TestPapersOfTheDemo(DemoMixin, TransactionCase):
    """Every kind of paper, in both variants and each state the demo has, is read by who does not see (PDF/UA-1)."""

    def _records(self, report):
        """Records that print the report, one for each state, kind and office before a second of the same."""
        found, second = {}, []
        for record in self.env[report.model].search([], limit=80):
            key = tuple(record[name] for name in ("document_state", "state", "kind", "company_id")
                        if name in record._fields and record._fields[name].store)
            if key in found:
                second.append(record)
            found.setdefault(key, record)
        return [*found.values(), *second][:OF_A_KIND]

    def test_every_paper_is_read_by_everyone(self):
        Report, printed, faults = self.env["ir.actions.report"], Counter(), []
        with complaints_of_the_engine() as found:
            for report in Report.search([("report_name", "=like", "kooperacje.%"), ("report_type", "=", "qweb-pdf")]):
                for record in self._records(report):
                    try:
                        content = Report._print_papers(report, record, {})
                    except UserError:
                        # A paper of another record of the kind.
                        continue
                    printed[report.report_name] += 1
                    faults += [f"{report.report_name} {record.id}: {fault}" for fault in self._faults(content)]
        self.assertGreater(len(printed), 38, "kinds of papers")
        self.assertFalse(faults, "\n".join(faults))
        self.assertFalse(found)

    def test_every_kind_of_paper_signed_is_known_as_the_one_issued(self):
        """The file as it was issued, signed electronically, is that document; that of the paper before is another."""
        before, kinds = None, []
        for name in [name for name, model in self.env.items() if "signature_verdict" in model._fields]:
            if self.env[name]._abstract:
                continue
            records = self.env[name].search([("document_state", "in", ("issued", "signed"))])
            for one in records.sorted("document_state").filtered("document_pdf")[:1]:
                signed = signatures.sign_pdf(base64.b64decode(one.document_pdf))
                with self.subTest(name, id=one.id):
                    reading = one._signature_read(signed, "pdf")
                    self.assertEqual((reading.verdict, reading.document), ("unchecked", "same"))
                    if before:
                        self.assertEqual(one._signature_read(before, "pdf").verdict, "other")
                if one.document_state == "issued":
                    wizard = self.env["kooperacje.document.sign"].create({
                        "res_model": name, "res_id": one.id, "signature_kind": "qualified",
                        "signed_copy": base64.b64encode(signed),
                    })
                    with self.subTest(name, signed=one.id):
                        wizard.action_confirm()
                        self.assertEqual((one.document_state, one.signature_verdict), ("signed", "unchecked"))
                before = signed
                kinds.append(name)
        self.assertGreater(len(kinds), 14, kinds)

    def test_pages_are_those_of_the_paper_format(self):
        """The yearly plan lies on its side, with the columns it has; margins that an office has set are kept."""
        Report, plan = self.env["ir.actions.report"], self.env["kooperacje.action.plan"].search([], limit=1)
        report = self.env.ref("kooperacje.report_action_plan")
        page = PdfFileReader(io.BytesIO(Report._print_papers(report, plan, {}))).pages[0]
        self.assertEqual([round(float(side)) for side in page.mediabox[2:]], [842, 595])
        report.paperformat_id.write({"orientation": "Portrait", "margin_left": 60})
        self.env.invalidate_all()
        page = PdfFileReader(io.BytesIO(Report._print_papers(report, plan, {}))).pages[0]
        self.assertEqual([round(float(side)) for side in page.mediabox[2:]], [595, 842])
        places = []
        page.extract_text(visitor_text=lambda text, _cm, matrix, *_font: text.strip() and places.append(matrix[4]))
        self.assertGreaterEqual(min(places), 60 / 25.4 * 72 - 1)

    def test_without_the_engine_everything_but_printing_works(self):
        """Where nobody installed the library, printing says so, and the page of the system what to do."""
        Report, plan = self.env["ir.actions.report"], self.env["kooperacje.action.plan"].search([], limit=1)
        report = self.env.ref("kooperacje.report_action_plan")
        line = self.env["kooperacje.system.check"].sudo()._check_papers
        self.assertEqual([one["state"] for one in line()], ["ok"])
        for library in ("weasyprint", "pikepdf"):
            with self.subTest(library), patch.dict("sys.modules", {library: None}):
                with self.assertRaisesRegex(UserError, "WeasyPrint"):
                    Report._print_papers(report, plan, {})
                [found] = line()
                self.assertEqual(found["state"], "fault")
                self.assertIn(library, found["finding"])
                self.assertIn("pip install weasyprint pikepdf", found["advice"])
        self.assertTrue(Report._print_papers(report, plan, {}))

    def test_many_at_once_are_laid_out_by_parts(self):
        """200 papers hold no more memory than 40; joined files claim no tags."""
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        memberships = self.env["kooperacje.membership"].search([("document_state", "=", "draft")], limit=5)
        self.assertEqual(len(memberships), 5)
        parts = []
        render = paper.render
        self.patch(paper, "render", lambda articles, *args: parts.append(len(articles)) or render(articles, *args))
        self.patch(ir_actions_report, "AT_A_TIME", 2)
        content, _kind = Report._render_qweb_pdf("kooperacje.report_membership", memberships.ids)
        self.assertEqual(parts, [2, 2, 1])
        text = "".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages)
        for membership in memberships:
            self.assertIn(membership.institution_id.name.split()[0], text)

    def _faults(self, content):
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            verdict = validate(file.name)
        return [
            *paper_check.check(content),
            *(f"{finding.rule_id} {finding.message}" for finding in verdict.findings),
            *(f"{rule.rule_id} skipped: {rule.skipped_reason}"
              for rule in verdict.skipped if rule.rule_id not in UNREADABLE),
        ]
