from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..download import attachment, readable


class SubjectRequestController(http.Controller):
    """The copy that a person asked for, and the log of who has read the data, as files; they are kept nowhere."""

    @http.route("/kooperacje/subject-request/<int:request_id>/copy.json", type="http", auth="user", methods=["GET"])
    def copy_json(self, request_id):
        subject_request = readable("kooperacje.subject.request", request_id)
        try:
            content = subject_request._copy_as_json()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        name = subject_request._file_label(f"kopia-danych-{subject_request.number}")
        return attachment(content, f"{name}.json", "application/json")

    @http.route(
        "/kooperacje/subject-request/<int:request_id>/log.xlsx", type="http", auth="user", methods=["GET"],
        readonly=True,
    )
    def log_workbook(self, request_id):
        subject_request = readable("kooperacje.subject.request", request_id)
        try:
            content = subject_request._log_workbook()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        return attachment(content, f"{subject_request._file_label(f'dziennik-{subject_request.number}')}.xlsx")
