from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..download import attachment, readable


class WholeFileController(http.Controller):
    """The whole file of a case, made a moment ago in a dialog; it is handed out once and kept nowhere."""

    @http.route("/kooperacje/whole-file/<int:dialog_id>", type="http", auth="user", methods=["GET"], readonly=False)
    def whole_file(self, dialog_id):
        dialog = readable("kooperacje.whole.file", dialog_id)
        try:
            content, name = dialog._take_content()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=410)
        return attachment(content, name, "application/pdf")
