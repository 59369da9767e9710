from urllib.parse import urlencode
from uuid import UUID

from babel.dates import format_date

from odoo import http
from odoo.http import request

from odoo.addons.kooperacje.kernels import hsds
from odoo.addons.kooperacje.kernels.workbook import clean_text

from ..rate import rate_limit
from .residents_words import LANGUAGES, Words

PER_PAGE = 20
MOST_PAGES = 10_000
MOST_SEARCH, OLDEST = 100, 120
ASKED = ("search", "need", "area", "age", "free", "page")
# Per address, over all workers: a library or a school may sit behind one.
LIMIT = rate_limit(120)
# What a service in the list is read for, in one go.
IN_LIST = (
    "exchange_key", "name", "description", "institution_id", "fee", "place", "age_from", "age_to", "review_due",
    "confirmation_from", "state",
)
HEADERS = [
    # Nothing runs in the page, and nothing comes from elsewhere.
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'"),
    ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("Vary", "Accept-Language"),
]


class ResidentsController(http.Controller):
    """A page on which residents find the services that the leader has published, without logging in (K3D-216).

    It shows what stands in the published directory and is offered today, by the facts of
    :meth:`kooperacje.service._hsds_facts`, so nothing of staff beyond what a service itself publishes. Nothing is kept
    of who looks for what: no session, no cookie, no script.
    """

    @http.route("/kooperacje/uslugi/<string:key>", type="http", auth="public", methods=["GET"], readonly=True,
                csrf=False, save_session=False)
    def services(self, key, **query):
        def page(partnership, words):
            needs, areas = partnership._residents_needs(), partnership._residents_areas()
            asked, faults = self._asked(query, needs, areas)
            services, total = partnership._residents_services(
                asked["search"], needs.filtered(lambda need: need.code == asked["need"]),
                areas.filtered(lambda area: area.code == asked["area"]), asked["age"], asked["free"],
                (asked["page"] - 1) * PER_PAGE, PER_PAGE,
            )
            return "kooperacje.residents_services", {
                "title": words.title, "asked": asked, "faults": [words.fault(fault) for fault in faults],
                "total": total, "services": self._lines(services, words),
                "pages": max(1, -(-total // PER_PAGE)), "link": self._links(key, query, words),
                "needs": needs, "areas": areas,
            }
        return self._answer(key, query, page)

    @http.route("/kooperacje/uslugi/<string:key>/<string:service_key>", type="http", auth="public", methods=["GET"],
                readonly=True, csrf=False, save_session=False)
    def service(self, key, service_key, **query):
        def page(partnership, words):
            service = self._uuid(service_key) and partnership._residents_service(self._uuid(service_key))
            if not service:
                return None
            facts = next(service._hsds_facts())
            return "kooperacje.residents_service", {
                "title": facts["name"], "in_polish": True, "facts": facts, "rows": self._rows(facts, words),
                "link": self._links(key, query, words), "is_stale": not facts["available"],
                "website": hsds.build_organization(facts["institution"]).get("website"),
                "confirmed": words.fill("confirmed", day=self._day(facts["verified_on"], words)),
            }
        return self._answer(key, query, page)

    def _answer(self, key, query, make):
        """The page that ``make(partnership, words)`` says, or one that says why there is none."""
        words = Words(self._language(query))
        headers = [("Cache-Control", "public, max-age=300"), *HEADERS]
        wait = LIMIT.wait(request.httprequest.remote_addr)
        if wait:
            headers = [("Retry-After", str(wait)), ("Cache-Control", "no-store"), *HEADERS]
            return self._page(429, headers, words, "kooperacje.residents_message", {
                "title": words.busy_title, "message": words.busy,
            })
        # sudo: nobody is logged in. The leader has decided that anyone may read the published services of this
        # partnership; only facts of such services are shown, and no other record is reachable.
        partnership = request.env["kooperacje.partnership"].sudo()._residents_published(self._uuid(key))
        made = partnership and make(partnership, words)
        if not made:
            return self._page(404, [("Cache-Control", "no-store"), *HEADERS], words, "kooperacje.residents_message", {
                "title": words.missing_title, "message": words.missing,
            })
        template, values = made
        return self._page(200, headers, words, template, {"partnership": partnership, **values})

    def _page(self, status, headers, words, template, values):
        content = request.env["ir.qweb"]._render(template, {
            "words": words, "languages": self._languages(words), "partnership": None, "in_polish": False, **values,
        })
        return request.make_response(f"<!DOCTYPE html>\n{content}", [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Language", words.language), *headers,
        ], status=status)

    # ------------------------------------------------------------------
    # What is asked for
    # ------------------------------------------------------------------

    def _language(self, query):
        """As chosen on the page, else as the browser asks, else Polish."""
        return query.get("lang") if query.get("lang") in LANGUAGES else (
            request.httprequest.accept_languages.best_match(LANGUAGES) or "pl"
        )

    def _languages(self, words):
        """Links to this page in each language: ``[(language, its own name, address, is this one)]``."""
        path = request.httprequest.path
        kept = {name: value for name, value in request.httprequest.args.items() if name != "lang"}
        return [
            (language, name, f"{path}?{urlencode({**kept, 'lang': language})}", language == words.language)
            for language, (_code, name) in LANGUAGES.items()
        ]

    def _uuid(self, text):
        try:
            return str(UUID(text))
        except ValueError:
            return False

    def _asked(self, query, needs, areas):
        """What of the query can be used, and the names of what cannot. A choice that is not offered is no choice."""
        faults = []
        # PostgreSQL takes no NUL, and nobody looks for control characters.
        search = " ".join(clean_text(query.get("search", "")).split())
        if len(search) > MOST_SEARCH:
            faults.append("search")
            search = ""
        age = self._number(query.get("age", "").strip(), OLDEST)
        if age is None and query.get("age", "").strip():
            faults.append("age")
        return {
            "search": search, "age": age, "free": query.get("free") == "1",
            "need": query.get("need") if query.get("need") in needs.mapped("code") else "",
            "area": query.get("area") if query.get("area") in areas.mapped("code") else "",
            "page": self._number(query.get("page", ""), MOST_PAGES) or 1,
        }, faults

    def _number(self, text, most):
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= most else None

    def _links(self, key, query, words):
        """``link(service_key, **changes)``: the address of a page or of a service, with what was asked for kept."""
        kept = {name: query[name][:MOST_SEARCH] for name in ASKED if query.get(name)}

        def link(service_key="", **changes):
            path = "/".join(filter(None, ("/kooperacje/uslugi", key, service_key)))
            return f"{path}?{urlencode({**kept, **changes, 'lang': words.language})}"
        return link

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def _lines(self, services, words):
        """Services in the list; each with what its directory entry says in public."""
        services.fetch(IN_LIST)
        return [{
            "key": service.exchange_key, "name": service.name, "institution": service.institution_id.name,
            "description": service.description, "is_stale": service.is_stale,
            "marks": [mark for mark in (
                words.choice("fee", service.fee), words.choice("place", service.place), self._age(service, words),
            ) if mark],
        } for service in services]

    def _rows(self, facts, words):
        """``[(what it is, text or texts, whether they are Polish)]`` of one service, without empty ones."""
        institution = facts["institution"]
        place = [facts["address"] or "", facts["territory"] or ""]
        if not any(place):
            place = [institution["street"] or "", f"{institution['zip'] or ''} {institution['city'] or ''}".strip()]
        places = facts["capacity"] and facts["capacity_stated_on"] and words.fill(
            "places_on", places=facts["capacity_free"], day=self._day(facts["capacity_stated_on"], words),
        )
        rows = [
            (words.description, facts["description"], True),
            (words.matters, [label for _code, label in facts["needs"]], True),
            (words.groups, [label for _code, label in facts["target_groups"]], True),
            (words.age, self._age(facts, words), False),
            (words.how, words.choice("access_mode", *facts["access_mode"] or ()), False),
            (words.documents, facts["documents_needed"], True),
            (words.conditions, facts["conditions"], True),
            (words.cost, words.choice("fee", *facts["fee"] or ()), False),
            (words.cost, facts["fee_note"], True),
            (words.where, words.choice("place", *facts["place"] or ()), False),
            (words.where, ", ".join(filter(None, place)), True),
            (words.when, facts["schedule"], True),
            (words.waiting, facts["waiting_days"] and words.fill("days", days=facts["waiting_days"]), False),
            (words.places, places, False),
            (words.accessibility, facts["accessibility"], True),
            (words.institution, institution["name"], True),
        ]
        return [row for row in rows if row[1]]

    def _age(self, facts, words):
        low, high = facts["age_from"], facts["age_to"]
        name = "age_both" if low and high else "age_low" if low else "age_high" if high else ""
        return words.fill(name, low=low, high=high) if name else ""

    def _day(self, day, words):
        return format_date(day, "d MMMM y", locale=words.language) if day else ""
