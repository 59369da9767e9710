from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeriodicReportController(http.Controller):
    """The workbook of a report, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/report/<int:report_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def workbook(self, report_id):
        report = request.env["kooperacje.periodic.report"].browse(report_id).exists()
        try:
            report.check_access("read")
        except AccessError:
            report = report.browse()
        if not report:
            # The same answer whether it does not exist or is not the user's to read.
            raise request.not_found()
        data = report._workbook()
        return request.make_response(data, [
            ("Content-Type", MIME), ("Content-Length", len(data)), ("Cache-Control", "no-store"),
            ("Content-Disposition", content_disposition(f"{report._document_filename()}.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ])
