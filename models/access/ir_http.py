import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError, MissingError
from odoo.http import request

# What a request of core's says of the model it works on.
NAMED_IN = ("model", "res_model", "thread_model", "reportname")


def untraced(error):
    """``error``, of which a request hands out the words alone: the way it took tells which records there are."""
    error.kooperacje_untraced = True
    return error


class IrHttp(models.AbstractModel):
    """A request on records of this program that fails ends in words of this program.

    What Odoo raises by itself after all attempts (somebody saved the same meanwhile, a record is no longer there, the
    database refuses) is an error of the machine for core, which shows it in English or with a technical name.
    """

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        return super()._handle_error(cls._kooperacje_words(exception))

    @classmethod
    def _kooperacje_words(cls, exception):
        """What the reader is told in place of ``exception``, which stays in the log of the server."""
        if getattr(exception, "kooperacje_untraced", False):
            return type(exception)(*exception.args)
        if not isinstance(exception, (MissingError, psycopg2.Error, ConcurrencyError)):
            return exception
        model = cls._kooperacje_model()
        if model and not request.env.cr.closed:
            # A transaction that has failed answers no query; of one that has not, nothing is kept either.
            request.env.cr.rollback()
            return request.env["kooperacje.refusal"]._in_readers_language()._in_place_of(exception, model)
        return exception

    @classmethod
    def _kooperacje_model(cls):
        """The model of ours that the request works on; "kooperacje" for a page of ours, else nothing."""
        if request.httprequest.path.startswith("/kooperacje/"):
            return "kooperacje"
        params = request.params or {}
        names = [params.get(name) for name in NAMED_IN]
        # /report/pdf/kooperacje.report_plan/7, /json/2/kooperacje.case/read
        names += request.httprequest.path.split("/")
        return next((name for name in names if isinstance(name, str) and name.startswith("kooperacje.")), None)
