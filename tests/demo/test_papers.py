import logging
from collections import Counter
from tempfile import NamedTemporaryFile

from pdfua import validate

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.kernels import paper, paper_check

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
        found = paper.Warnings()
        logger = logging.getLogger("weasyprint")
        logger.addHandler(found)
        self.addCleanup(logger.removeHandler, found)
        Report, printed, faults = self.env["ir.actions.report"], Counter(), []
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
        self.assertFalse(found.texts)

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
