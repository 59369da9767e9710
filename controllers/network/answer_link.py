from markupsafe import Markup

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.workbook import clean_text
from odoo.addons.kooperacje.models.network.answer_link_mixin import PAGE

from ..rate import rate_limit

# Per address, over all workers: a school or a town hall may sit behind one.
LIMIT = rate_limit(30)
MOST_WORDS = 500
HEADERS = [
    # Nothing runs, nothing comes from elsewhere, and no other page puts its own words over the buttons.
    ("Content-Security-Policy",
     "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("X-Robots-Tag", "noindex, nofollow"),
    ("Cache-Control", "no-store"),
]


class AnswerLinkController(http.Controller):
    """The page on which somebody without an account answers an invitation (``kooperacje.answer.link.mixin``).

    To open the link answers nothing: mail programs open links before people do. Whether a code was never drawn, has
    been used or has ended is told in the same words.
    """

    @http.route(PAGE, type="http", auth="public", methods=["GET"], readonly=True)
    def ask_code(self, **_query):
        return self._page(200, "kooperacje.answer_code", {"fault": False})

    @http.route(PAGE, type="http", auth="public", methods=["POST"])
    def typed_code(self, code="", **_query):
        busy = self._busy()
        if busy:
            return busy
        record = request.env["kooperacje.answer.link.mixin"]._by_answer_code(code)
        if not record:
            return self._page(404, "kooperacje.answer_code", {"fault": True})
        return request.redirect(f"{PAGE}/{record.answer_code}", code=303)

    @http.route(f"{PAGE}/<string:code>", type="http", auth="public", methods=["GET"])
    def question(self, code, **_query):
        return self._busy() or self._question(code)

    @http.route(f"{PAGE}/<string:code>", type="http", auth="public", methods=["POST"])
    def answer(self, code, answer="", reason="", words="", **_query):
        busy = self._busy()
        if busy:
            return busy
        record = request.env["kooperacje.answer.link.mixin"]._by_answer_code(code)
        if not record:
            return self._page(404, "kooperacje.answer_code", {"fault": True})
        record = record._in_language_of(record._answer_person())
        choice = next((one for one in record._answer_choices() if one["key"] == answer), None)
        words = clean_text(words).strip()[:MOST_WORDS]
        reasons = {str(id_): id_ for id_, _text in (choice or {}).get("reasons") or ()}
        if choice is None:
            return self._question(code, fault="choice")
        if (choice["asks_words"] and not words) or (reasons and reason not in reasons):
            return self._question(code, fault="words", words=words, reason=reason)
        try:
            with request.env.cr.savepoint():
                told = record._answer(answer, reasons.get(reason), words)
        except UserError:
            # What stands in the way may name a case: the office explains it by telephone.
            return self._question(code, fault="refused")
        return self._page(200, "kooperacje.answer_done", {
            "told": told, "office": record.company_id, "lang": record.env.lang,
        })

    def _question(self, code, **values):
        record = request.env["kooperacje.answer.link.mixin"]._by_answer_code(code)
        if not record:
            return self._page(404, "kooperacje.answer_code", {"fault": True})
        reader = record._in_language_of(record._answer_person())
        return self._page(400 if values.get("fault") else 200, "kooperacje.answer_question", {
            "question": reader._answer_question(), "choices": reader._answer_choices(), "office": reader.company_id,
            "person": reader._answer_person().name, "until": format_date(reader.env, reader.answer_link_until),
            "lang": reader.env.lang, "fault": False, "words": "", "reason": "", **values,
        })

    def _busy(self):
        wait = LIMIT.wait(request.httprequest.remote_addr)
        return wait and self._page(429, "kooperacje.answer_busy", {}, [("Retry-After", str(wait))])

    def _page(self, status, template, values, headers=()):
        lang = values.get("lang") or request.env["kooperacje.answer.link.mixin"]._in_language_of(
            request.env.company,
        ).env.lang
        render = request.env["ir.qweb"].with_context(lang=lang)
        content = render._render(template, {
            # Of the window: it names no matter of the office.
            "title": render.env._("Your answer"),
            "office": None, "csrf": request.csrf_token(), "page": PAGE, **values,
            "lang": (lang or "pl")[:2],
        })
        return request.make_response(
            Markup("<!DOCTYPE html>\n") + content,
            [("Content-Type", "text/html; charset=utf-8"), *HEADERS, *headers], status=status,
        )
