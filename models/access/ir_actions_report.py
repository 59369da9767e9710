from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _check_case_data(self, report_ref, res_ids):
        """Whoever may not read the records gets no document of them, not even one rendered before; the rest is logged.

        Core checks no access by itself: it relies on the template reading a field, and hands out a stored PDF as is.
        """
        name = self._get_report(report_ref).model
        if not res_ids or name not in self.env["kooperacje.case.data"]._case_data_models():
            return
        records = self.env[name].browse([res_ids] if isinstance(res_ids, int) else res_ids)
        records.check_access("read")
        records._check_not_restricted()
        if records._holds_family_data:
            self.env["kooperacje.read.log"]._note(records, "report")

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._check_case_data(report_ref, res_ids)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        self._check_case_data(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        self._check_case_data(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)
