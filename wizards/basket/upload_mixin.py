import base64
import binascii

from markupsafe import Markup

from odoo import models


class UploadMixin(models.AbstractModel):
    """What the screens that read a user's file share: the bytes of the file and the wording of its mistakes.

    A screen gives ``_issue_messages``: by the code of an issue its text, in which ``%(…)s`` are the issue's own
    values. It has a field ``file``.
    """

    _name = "kooperacje.upload.mixin"
    _description = "Upload of a file"
    _issue_messages = {}
    _shown_issues = 200

    def _file_data(self):
        """The bytes that were sent; what is not base64 is no file of any kind, and the reader says so."""
        try:
            return base64.b64decode(self.with_context(bin_size=False).file or b"", validate=True)
        except (binascii.Error, ValueError):
            return b"?"

    def _issue_line(self, issue):
        """“Sheet “Usługi”, row 7, column “Wiek od”: …” in the language of the user."""
        place, problem = ", ".join(self._issue_place(issue)), self._issue_problem(issue)
        return f"{place}: {problem}" if place else problem

    def _issue_problem(self, issue):
        wording = self.env._(self._issue_messages[issue.code])
        return wording % issue.params

    def _issue_place(self, issue):
        """Where in a workbook the issue is, from the widest to the narrowest."""
        place = []
        if issue.sheet:
            place.append(self.env._("sheet “%(sheet)s”", sheet=issue.sheet))
        if issue.row:
            place.append(self.env._("row %(row)s", row=issue.row))
        if issue.column:
            place.append(self.env._("column “%(column)s”", column=issue.column))
        return place

    def _shown(self, lines):
        """As many lines as a person reads, and how many more there are."""
        if len(lines) <= self._shown_issues:
            return list(lines)
        return [
            *lines[:self._shown_issues], self.env._("… and %(count)s more.", count=len(lines) - self._shown_issues),
        ]

    def _report_issues(self, lines):
        return self._report_list(
            self.env._("The workbook has %(count)s places to correct. Nothing was imported.", count=len(lines)),
            self._shown(lines),
        )

    def _report_list(self, title, lines):
        return Markup("<p><b>%s</b></p><ul>%s</ul>") % (
            title, Markup().join(Markup("<li>%s</li>") % line for line in lines),
        )
