from odoo import http
from odoo.http import request

from ..download import attachment, readable


class CaseFileController(http.Controller):
    """Contents and metric of a case as a workbook, for the staff of its office; the reading is logged."""

    @http.route("/kooperacje/file/case/<int:case_id>/workbook", type="http", auth="user", methods=["GET"])
    def workbook(self, case_id):
        case = readable("kooperacje.case", case_id)
        if not case.user_is_staff:
            raise request.not_found()
        return attachment(case._file_workbook(), f"{case._file_filename('akta')}.xlsx")
