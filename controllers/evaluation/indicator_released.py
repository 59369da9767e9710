from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from .periodic_report import MIME


class IndicatorReleasedController(http.Controller):
    """Figures without small counts as a workbook, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/figures/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def workbook(self):
        try:
            data = request.env["kooperacje.indicator.released"]._workbook()
        except AccessError:
            raise request.not_found() from None
        return request.make_response(data, [
            ("Content-Type", MIME), ("Content-Length", len(data)), ("Cache-Control", "no-store"),
            ("Content-Disposition", content_disposition("liczby-partnerstw.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ])
