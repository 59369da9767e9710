from markupsafe import Markup

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.workbook import clean_text
from odoo.addons.kooperacje.models.network.answer_link_mixin import PAGE
from odoo.addons.kooperacje.models.network.base import HOME_LANG

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
        return self._page(200, "kooperacje.answer_code", self._home_language(), {"fault": False})

    @http.route(PAGE, type="http", auth="public", methods=["POST"])
    def typed_code(self, code="", **_query):
        record, instead = self._open(code)
        return instead or request.redirect(f"{PAGE}/{record.answer_code}", code=303)

    @http.route(f"{PAGE}/<string:code>", type="http", auth="public", methods=["GET"])
    def question(self, code, **_query):
        record, instead = self._open(code)
        return instead or self._question(record)

    @http.route(f"{PAGE}/<string:code>", type="http", auth="public", methods=["POST"])
    def answer(self, code, answer="", reason="", words="", **_query):
        record, instead = self._open(code)
        if instead:
            return instead
        choice = next((one for one in record._answer_choices() if one["key"] == answer), None)
        words = clean_text(words).strip()[:MOST_WORDS]
        reasons = {str(id_): id_ for id_, _text in (choice or {}).get("reasons") or ()}
        if choice is None:
            return self._question(record, fault="choice")
        if (choice["asks_words"] and not words) or (reasons and reason not in reasons):
            return self._question(record, fault="words", words=words, reason=reason)
        try:
            with request.env.cr.savepoint():
                told = record._answer(answer, reasons.get(reason), words)
        except UserError:
            # What stands in the way may name a case: the office explains it by telephone.
            return self._question(record, fault="refused")
        return self._page(200, "kooperacje.answer_done", record.env.lang, {"told": told, "office": record.company_id})

    def _open(self, code):
        """The record that the code opens, as superuser and in the language of who is asked; else the page instead."""
        wait = LIMIT.wait(request.httprequest.remote_addr)
        lang = self._home_language()
        if wait:
            return None, self._page(429, "kooperacje.answer_busy", lang, {}, [("Retry-After", str(wait))])
        record = request.env["kooperacje.answer.link.mixin"]._by_answer_code(code)
        if not record:
            return None, self._page(404, "kooperacje.answer_code", lang, {"fault": True})
        return record._in_language_of(record._answer_person()), None

    def _question(self, record, **values):
        return self._page(400 if values else 200, "kooperacje.answer_question", record.env.lang, {
            "question": record._answer_question(), "choices": record._answer_choices(), "office": record.company_id,
            "person": record._answer_person().name, "until": format_date(record.env, record.answer_link_until),
            "fault": False, "words": "", "reason": "", **values,
        })

    def _home_language(self):
        """Of whoever is not known yet: that of the office whose Odoo it is."""
        return request.env["kooperacje.answer.link.mixin"]._in_language_of(request.env.company).env.lang

    def _page(self, status, template, lang, values, headers=()):
        render = request.env["ir.qweb"].with_context(lang=lang)
        # Of the window: it names no matter of the office.
        title = render.env._("Your answer")
        content = render._render(template, {
            "title": title, "lang": (lang or HOME_LANG)[:2], "office": None, "csrf": request.csrf_token(), "page": PAGE,
            **values,
        })
        return request.make_response(
            Markup("<!DOCTYPE html>\n") + content,
            [("Content-Type", "text/html; charset=utf-8"), *HEADERS, *headers], status=status,
        )
