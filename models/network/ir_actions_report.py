import io

import lxml.html

from odoo import models
from odoo.tools.misc import file_path

from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.addons.kooperacje.kernels import pdf_finish, print_headings, print_tables
from odoo.addons.kooperacje.models.access.office_words import KEY, WordsOf

# Shipped with Odoo's web client; has all Polish letters. For the foot of the pages.
FOOT_FONT = "web/static/fonts/lato/Lato-Reg-webfont.ttf"


class IrActionsReport(models.Model):
    """Printing of records that inherit ``kooperacje.document.printed``.

    - The paper loads nothing over the network (styles and logo are in it), so it looks the same behind any proxy and
      needs no second worker; it is numbered here, see ``kernels/pdf_finish.py``. Its typeface is one of the system:
      Qt draws web fonts as outlines, and a document of an office has to be searchable and readable aloud.
    - An issued document prints as it was issued: the stored PDF is handed out, not a new rendering; a voided one bears
      a stamp that says so, while the file kept stays as it was.
    - Records are printed one by one: wkhtmltopdf with an unpatched Qt cannot convert several at once.
    """

    _inherit = "ir.actions.report"

    def _is_document_report(self):
        self.ensure_one()
        return self.model in self.env and hasattr(self.env[self.model], "_document_title")

    def _get_layout(self):
        if len(self) == 1 and self._is_document_report():
            return self.env.ref("kooperacje.document_pdf_layout", raise_if_not_found=False)
        return super()._get_layout()

    def _document_true_size(self):
        """Whether wkhtmltopdf prints lengths as they are; unpatched builds shrink them and ignore ``--zoom``."""
        return _wkhtml().is_patched_qt

    def _prepare_html(self, html, report_model=False):
        if len(self) == 1 and self._is_document_report():
            root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
            if not self._document_true_size():
                print_tables.split_rows(root)
            print_headings.hold_headings(root)
            html = lxml.html.tostring(root, encoding="unicode")
        return super()._prepare_html(html, report_model=report_model)

    def _get_rendering_context(self, report, docids, data):
        if report._is_document_report():
            documents = self.env[report.model].browse(docids or [])
            documents.check_access("read")
            # A paper names entries of dictionaries as the office does whose paper it is, whoever prints it.
            if documents:
                # sudo: whose paper it is; the reader was checked above.
                self = self.with_context(**{KEY: WordsOf(documents[0].sudo()._document_company().id)})
        return super()._get_rendering_context(report, docids, data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not res_ids or not report._is_document_report():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        documents = self.env[report.model].browse(res_ids)
        documents.check_access("read")
        streams = {}
        for document in documents:
            # Of several papers of one record only its own was issued.
            own = document._document_report()
            is_own = not own or self.env.ref(own) == report
            stored = own and is_own and document._document_stored_pdf()
            if stored:
                mark = document._document_stamp()
                content = pdf_finish.stamp(stored, mark, file_path(FOOT_FONT)) if mark else stored
                streams[document.id] = {"stream": io.BytesIO(content), "attachment": None}
                continue
            stream = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=document.ids)[document.id]
            content = pdf_finish.finish(
                stream["stream"].getvalue(), document._document_title() if is_own else report.name,
                file_path(FOOT_FONT),
            )
            streams[document.id] = {**stream, "stream": io.BytesIO(content)}
        return streams

    def _build_wkhtmltopdf_args(self, paperformat_id, *args, **kwargs):
        """No second of waiting for scripts: the paper has none."""
        command = super()._build_wkhtmltopdf_args(paperformat_id, *args, **kwargs)
        own = self.env["ir.model.data"]._xmlid_to_res_id("kooperacje.paperformat_document", raise_if_not_found=False)
        if paperformat_id and paperformat_id.id == own:
            command[command.index("--javascript-delay") + 1] = "1"
        return command
