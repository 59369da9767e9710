from odoo import http

from ..download import attachment, readable


class FileListController(http.Controller):
    """The list of cases of a class and year as a workbook, made on request under the rules of the user."""

    @http.route(
        "/kooperacje/file/list/<int:list_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True,
    )
    def workbook(self, list_id):
        file_list = readable("kooperacje.file.list", list_id)
        return attachment(file_list._workbook(), f"{file_list._document_filename()}.xlsx")
