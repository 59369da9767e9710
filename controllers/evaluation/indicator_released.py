from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..download import attachment


class IndicatorReleasedController(http.Controller):
    """Figures without small counts as a workbook, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/figures/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def workbook(self):
        try:
            data = request.env["kooperacje.indicator.released"]._workbook()
        except AccessError:
            raise request.not_found() from None
        return attachment(data, "liczby-partnerstw.xlsx")
