from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..download import attachment, readable


class SubjectRequestController(http.Controller):
    """The copy that a person asked for, as a file; it is kept nowhere."""

    @http.route("/kooperacje/subject-request/<int:request_id>/copy.json", type="http", auth="user", methods=["GET"])
    def copy_json(self, request_id):
        subject_request = readable("kooperacje.subject.request", request_id)
        try:
            content = subject_request._copy_as_json()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=403)
        name = subject_request._file_label(f"kopia-danych-{subject_request.number}")
        return attachment(content, f"{name}.json", "application/json")
