import io

import lxml.html

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import file_path

from odoo.addons.kooperacje.kernels import blue_card, paper, paper_stamp, paper_volumes
from odoo.addons.kooperacje.models.access.office_words import KEY, WordsOf

from .document_printed import PRINT_LANG

# Shipped with Odoo's web client; has all Polish letters. Others come from DejaVu.
FONTS = tuple(f"web/static/fonts/lato/Lato-{face}-webfont.ttf" for face in ("Reg", "Bol", "RegIta", "BolIta"))
# Papers laid out at a time: more would hold some 2.5 MB of memory each until the last one is written.
AT_A_TIME = 40
ARTICLE = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"


class IrActionsReport(models.Model):
    """Our papers are made by ``kernels/paper.py``, everybody else's as before.

    - The paper loads nothing over the network (styles and logo are in it), so it looks the same behind any proxy and
      needs no second worker.
    - An issued document prints as it was issued: the stored PDF is handed out, not a new rendering; a voided one bears
      a stamp that says so, while the file kept stays as it was.
    """

    _inherit = "ir.actions.report"

    def _is_paper(self):
        self.ensure_one()
        return self.report_type == "qweb-pdf" and (self.report_name or "").startswith("kooperacje.")

    def _is_document_report(self):
        self.ensure_one()
        return self.model in self.env and hasattr(self.env[self.model], "_document_title")

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
        if not report._is_paper():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        records = self.env[report.model].browse(res_ids or [])
        records.check_access("read")
        stored = self._stored_papers(report, records)
        # Those printed anew are one document as long as no finished one lies between them: joining files loses tags.
        size = 1 if stored else AT_A_TIME
        parts = [records[start:start + size] for start in range(0, len(records), size)] or [records]
        return {
            part[:1].id: {
                "stream": io.BytesIO(stored.get(part[:1].id) or self._print_papers(report, part, data)),
                "attachment": None,
            }
            for part in parts
        }

    def _stored_papers(self, report, records):
        """PDFs of those of ``records`` that were issued, as ``{id: bytes}``, stamped where they are voided."""
        stored = {}
        for document in records if report._is_document_report() else ():
            # Of several papers of one record only its own was issued.
            if document._document_report() and self.env.ref(document._document_report()) == report:
                content = document._document_stored_pdf()
                mark = content and document._document_stamp()
                if content:
                    stored[document.id] = paper_stamp.stamp(content, mark, file_path(FONTS[0])) if mark else content
        return stored

    def _print_papers(self, report, records, data):
        """One PDF of the papers of ``records``, made now.

        :raises UserError: the engine is not installed
        """
        page = self._render_qweb_html(report, records.ids, data={**(data or {}), "report_type": "pdf"})[0]
        root = lxml.html.fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
        report._refuse_blue_card(root)
        articles, title = root.xpath(ARTICLE) or root.xpath("//main") or [root], self._paper_title(report, records)
        style = str(self.env["ir.qweb"]._render("kooperacje.document_style")) + self._page_style(report)
        fonts = [file_path(font) for font in FONTS]
        parts = [paper_volumes.volumes(article) for article in articles]
        try:
            if all(len(volumes) == 1 for volumes in parts):
                return paper.render(articles, title, style, fonts)
            # One volume at a time: the engine holds what it makes.
            return paper_volumes.joined((
                paper.render([volume], f"{title} – tom {number} z {len(volumes)}", style, fonts)
                for volumes in parts for number, volume in enumerate(volumes, 1)
            ), title)
        except paper.EngineMissing as error:
            raise UserError(self.env._(
                "Papers cannot be printed here: the WeasyPrint library is missing on the server. Tell whoever looks "
                "after Odoo; “Configuration ‣ State of the system” says what to install.",
            )) from error

    def _refuse_blue_card(self, root):
        """:raises UserError: the paper of a family would tell its readers of the procedure Niebieskie Karty"""
        if not self.env["kooperacje.case.data"]._is_family_data_model(self.model):
            return
        for text in root.itertext():
            if blue_card.names(text):
                raise UserError(self.env._(
                    "The paper “%(paper)s” names the procedure Niebieskie Karty, here: “%(text)s”. Both the family and "
                    "the team read it. Take these words out and print the paper again.",
                    paper=self.name, text=" ".join(text.split())[:120],
                ))

    def _page_style(self, report):
        """Size and margins of the pages, as the report's paper format says."""
        paper_format = report.get_paperformat()
        margins = " ".join(f"{paper_format[f'margin_{side}']}mm" for side in ("top", "right", "bottom", "left"))
        size = f"{paper_format.print_page_width}mm {paper_format.print_page_height}mm"
        return f"@page {{ size: {size}; margin: {margins}; }}"

    def _paper_title(self, report, records):
        """Title of the document and of the foot of its pages; it names nobody."""
        lang = PRINT_LANG if self.env["res.lang"]._get_data(code=PRINT_LANG) else self.env.lang
        report, records = report.with_context(lang=lang), records.with_context(lang=lang)
        if len(records) != 1 or not report._is_document_report():
            return report.name
        own = records._document_report()
        return records._document_title() if not own or self.env.ref(own) == report else report.name
