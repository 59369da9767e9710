from werkzeug.exceptions import TooManyRequests

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

from odoo.addons.kooperacje.kernels.workbook import clean_text

from ..rate import rate_limit

# Nothing is kept in the browser, and the link goes to no other site.
HEADERS = [
    ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex, nofollow"),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
]
# Per address, over all workers of all machines: a whole office may sit behind one address.
LIMIT = rate_limit(240)
# Fields of the form: answer, comment of a question, and the answers of a row of a matrix.
ANSWER, COMMENT = "q", "c"


class SurveyTaking(http.Controller):
    """The page on which people answer: one form without scripts, for any telephone, without an account.

    Odoo's own pages of a survey keep a token in the address, a cookie and a half-filled row from the first click on;
    this one writes nothing before “Send”, and then only what was answered. No session is kept, hence no CSRF token:
    the ticket itself is what a stranger does not have.
    """

    @http.route(
        "/kooperacje/survey/<string:token>", type="http", auth="public", methods=["GET"], csrf=False,
        save_session=False, sitemap=False,
    )
    def take(self, token):
        return self._page(self._ticket(token), {})

    @http.route(
        "/kooperacje/survey/answer", type="http", auth="public", methods=["POST"], csrf=False, save_session=False,
        sitemap=False,
    )
    def answer(self, token="", **post):
        """Take the answers. The ticket comes in the body: addresses are written to the log of the server."""
        ticket = self._ticket(token)
        if not ticket:
            return self._page(ticket, {})
        form = request.httprequest.form
        survey = ticket.wave_id.survey_id
        answers = {
            question.id: question.read(lambda name: form.get(name, ""), form.getlist, clean_text)
            for question in survey._kooperacje_questions()
        }
        if not any(given or comment for given, comment in answers.values()):
            # A slip of the thumb must not use up the only answer of a person.
            return self._page(ticket, answers, error=request.env._(
                "Nothing has been answered yet. Answer what you can, then send.",
            ))
        try:
            # All or nothing, in a transaction of its own: a ticket is not used up by answers that were not stored.
            ticket._submit_in_turn(answers)
        except ValidationError as error:
            return self._page(ticket, answers, error=error.args[0])
        except UserError as error:
            # The transaction of this request does not see what has happened since it began.
            return self._refused(ticket, error.args[0])
        return self._response(survey._kooperacje_page("kooperacje.survey_thanks"))

    @http.route("/kooperacje/survey/preview/<int:survey_id>", type="http", auth="user", methods=["GET"], readonly=True,
                sitemap=False)
    def preview(self, survey_id):
        survey = request.env["survey.survey"].browse(survey_id).exists()
        try:
            survey.check_access("read")
        except AccessError:
            survey = survey.browse()
        if not survey.kooperacje_tool:
            raise request.not_found()
        # sudo: whoever reads a questionnaire reads its questions.
        return self._render("kooperacje.survey_page", None, {
            "survey": survey.sudo(), "token": "", "answers": {}, "error": "", "wave": None, "questions": "",
            "some_required": False,
        })

    def _ticket(self, token):
        """The ticket of ``token``; strangers who try are made to wait."""
        if LIMIT.wait(request.httprequest.remote_addr):
            raise TooManyRequests
        ticket = request.env["kooperacje.survey.ticket"]._by_token(clean_text(token)[:100])
        # In the language of the page from the first on: what is read while checking is not read again to be shown.
        return ticket.with_context(lang=self._lang(ticket))

    def _lang(self, ticket):
        lang = (ticket and ticket.partner_id.lang) or "pl_PL"
        return lang if lang in dict(request.env["res.lang"].get_installed()) else request.env.lang

    def _page(self, ticket, answers, error=""):
        refusal = ticket._refusal()
        if refusal:
            return self._refused(ticket, refusal)
        wave = ticket.wave_id
        survey = wave.survey_id
        return self._render("kooperacje.survey_page", ticket, {
            "survey": survey, "wave": wave, "token": ticket.access_token, "error": error, "answers": answers,
            # As long as nothing has been answered it is the same for everybody.
            "questions": "" if answers else survey._kooperacje_page("kooperacje.survey_questions"),
            "some_required": any(question.mandatory for question in survey._kooperacje_questions()),
        })

    def _refused(self, ticket, reason):
        return self._render("kooperacje.survey_refused", ticket, {"reason": reason, "wave": ticket.wave_id})

    def _render(self, template, ticket, values):
        lang = self._lang(ticket)
        request.update_context(lang=lang)
        values = {
            name: value.with_context(lang=lang) if hasattr(value, "with_context") else value
            for name, value in values.items()
        }
        # The language the page does speak, as readers of screens expect it: “pl”.
        page = request.env["ir.qweb"]._render(template, {"page_lang": (lang or "pl")[:2], **values})
        return self._response(page)

    def _response(self, page):
        return request.make_response(f"<!DOCTYPE html>\n{page}", HEADERS)
