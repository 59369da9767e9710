from odoo import http

from ..download import attachment, readable


class PeriodicReportController(http.Controller):
    """The workbook of a report, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/report/<int:report_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def workbook(self, report_id):
        report = readable("kooperacje.periodic.report", report_id)
        return attachment(report._workbook(), f"{report._document_filename()}.xlsx")
