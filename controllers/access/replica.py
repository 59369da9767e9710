"""Which of core's requests for papers and files a replica may answer.

A request that a replica answers costs the primary nothing. One that shows what is written to the log of reads would
begin there, fail and be repeated on the primary, so it is declared as what it is. All this is asked before the user is
known and decides on nothing but the database that answers; access is checked afterwards, as ever.
"""

import json

from odoo.http import request, route

from odoo.addons.mail.controllers.webclient import WebclientController
from odoo.addons.web.controllers.binary import Binary
from odoo.addons.web.controllers.report import ReportController

OURS = "kooperacje."


def is_noted(model):
    """Whether showing records of ``model`` (any text) is written to the log of reads."""
    return request.env["kooperacje.case.data"]._is_family_data_model(model)


def prints_what_is_noted(report_name):
    # sudo: only of which model the report is; core takes its XML id for a name too.
    env = request.env(su=True)
    report = env["ir.actions.report"].search([("report_name", "=", report_name)], limit=1)
    report = report or env.ref(report_name, raise_if_not_found=False)
    if not report or report._name != "ir.actions.report":
        return False
    # A register may print a paper that holds a family's data; its model names it.
    return is_noted(report.model) or report.report_name in getattr(env[report.model], "_noted_papers", ())


def file_may_come_from_replica(_controller, _rule, args):
    """Of a file named by its number alone the document is read, by the replica and only if there is one."""
    if not request.env.cr.readonly:
        return True
    asked = {**request.httprequest.args.to_dict(), **args}
    if asked.get("model", "ir.attachment") != "ir.attachment":
        return not is_noted(asked["model"])
    number = str(asked.get("id") or "")
    if not number.isdecimal():
        return True
    # sudo: only on what kind of document the file hangs; core reads it into the same cache right after.
    file = request.env["ir.attachment"].sudo().browse(int(number)).exists()
    return not is_noted(file.res_model)


def paper_may_come_from_replica(_controller, _rule, args):
    name = args.get("reportname", "")
    return not (name.startswith(OURS) and prints_what_is_noted(name))


def download_may_come_from_replica(_controller, _rule, _args):
    """Core declares the page of a report as read-only, but not the button that downloads it: of ours, which keep no
    copy of what they print, it may be.
    """
    try:
        url, _kind = json.loads(request.httprequest.form["data"])
        name = url.split("/report/")[1].split("/")[1].partition("?")[0]
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        return False
    return name.startswith(OURS) and not prints_what_is_noted(name)


def chatter_may_come_from_replica(_controller, _rule, _args):
    """What is said and to be done on a record of a family is noted when it is shown."""
    params = request.get_json_data().get("params")
    asked = params.get("fetch_params") if isinstance(params, dict) else None
    return not any(
        isinstance(one, list) and one[:1] == ["mail.thread"] and isinstance(one[-1], dict)
        and is_noted(one[-1].get("thread_model"))
        for one in (asked if isinstance(asked, list) else ())
    )


class PaperAndReplica(ReportController):
    @route(readonly=paper_may_come_from_replica)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        return super().report_routes(reportname, docids=docids, converter=converter, **data)

    @route(readonly=download_may_come_from_replica)
    def report_download(self, data, context=None, token=None, readonly=True):
        return super().report_download(data, context=context, token=token, readonly=readonly)


class FileAndReplica(Binary):
    @route(readonly=file_may_come_from_replica)
    def content_common(self, *args, **kwargs):
        return super().content_common(*args, **kwargs)

    @route(readonly=file_may_come_from_replica)
    def content_image(self, *args, **kwargs):
        return super().content_image(*args, **kwargs)


class ChatterAndReplica(WebclientController):
    @route(readonly=chatter_may_come_from_replica)
    def mail_data(self, fetch_params, context=None):
        return super().mail_data(fetch_params, context=context)
