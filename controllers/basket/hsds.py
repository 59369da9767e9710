from datetime import UTC, datetime
from uuid import UUID

from werkzeug.exceptions import BadRequest, HTTPException, NotFound, TooManyRequests

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.kooperacje.kernels import hsds
from odoo.addons.kooperacje.kernels.workbook import clean_text

from ..download import attachment, readable
from ..rate import rate_limit

PER_PAGE, MOST_PER_PAGE = 25, 100
MOST_PAGES = 10_000
MOST_SEARCH = 100
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/openapi.json"
# Per address, over all workers; a directory that harvests the basket asks for a hundred services at a time.
LIMIT = rate_limit(120)
TRUE, FALSE = ("true", "1"), ("false", "0", "")


class HsdsController(http.Controller):
    """The local basket in HSDS 3.1: files for those who may read it, and for all what its leader has published."""

    # ------------------------------------------------------------------
    # Files, under the rules of the user
    # ------------------------------------------------------------------

    @http.route("/kooperacje/basket/<int:partnership_id>/hsds.json", type="http", auth="user", methods=["GET"],
                readonly=True)
    def export_json(self, partnership_id):
        partnership = readable("kooperacje.partnership", partnership_id)
        return attachment(partnership._hsds_json(), "koszyk-hsds.json", "application/json")

    @http.route("/kooperacje/basket/<int:partnership_id>/hsds.zip", type="http", auth="user", methods=["GET"],
                readonly=True)
    def export_tables(self, partnership_id):
        partnership = readable("kooperacje.partnership", partnership_id)
        return attachment(partnership._hsds_archive(), "koszyk-hsds.zip", "application/zip")

    # ------------------------------------------------------------------
    # The published basket, for anyone
    # ------------------------------------------------------------------

    @http.route(
        ["/kooperacje/hsds/<string:key>", "/kooperacje/hsds/<string:key>/"], type="http", auth="public",
        methods=["GET"], readonly=True, csrf=False, save_session=False,
    )
    def root(self, key):
        return self._answer(key, lambda partnership: {
            "version": hsds.VERSION, "profile": hsds.PROFILE, "openapi_url": OPENAPI,
        })

    @http.route("/kooperacje/hsds/<string:key>/services", type="http", auth="public", methods=["GET"], readonly=True,
                csrf=False, save_session=False)
    def services(self, key, **query):
        def page(partnership):
            per_page = self._number(query, "per_page", PER_PAGE, MOST_PER_PAGE)
            if query.get("format", "json") != "json":
                raise BadRequest("format: only json is offered")
            return partnership._hsds_page(
                self._domain(query), self._number(query, "page", 1, MOST_PAGES), per_page, self._convert(query),
            )
        return self._answer(key, page)

    @http.route("/kooperacje/hsds/<string:key>/services/<string:service_key>", type="http", auth="public",
                methods=["GET"], readonly=True, csrf=False, save_session=False)
    def service(self, key, service_key):
        def one(partnership):
            found = partnership.env["kooperacje.service"].search(
                partnership._hsds_domain() & Domain("exchange_key", "=", self._key(service_key)), limit=1,
            )
            if not found:
                raise NotFound("no such service")
            return found._hsds()[0]
        return self._answer(key, one)

    def _answer(self, key, make):
        """JSON of what ``make(partnership)`` returns; mistakes of the caller are JSON too and say no more."""
        status, headers = 200, [("Cache-Control", "public, max-age=300")]
        try:
            wait = LIMIT.wait(request.httprequest.remote_addr)
            if wait:
                headers = [("Retry-After", str(wait)), ("Cache-Control", "no-store")]
                raise TooManyRequests("too many requests")
            # sudo: nobody is logged in. The leader of this partnership has decided that anyone may read its basket;
            # what is shown is what kernels/hsds.py makes of verified services, and no other record is reachable.
            partnership = request.env["kooperacje.partnership"].sudo()._hsds_published(self._key(key))
            if not partnership:
                raise NotFound("no such directory")
            content = make(partnership)
        except HTTPException as error:
            status, content = error.code, {"error": error.description}
            if status == 404:
                headers = [("Cache-Control", "no-store")]
        return request.make_json_response(content, status=status, headers=[
            *headers, ("Access-Control-Allow-Origin", "*"), ("X-Content-Type-Options", "nosniff"),
        ])

    # ------------------------------------------------------------------
    # What the caller asks for
    # ------------------------------------------------------------------

    def _key(self, text):
        try:
            return str(UUID(text))
        except ValueError:
            raise NotFound("no such id") from None

    def _number(self, query, name, usual, most):
        text = query.get(name) or str(usual)
        if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
            raise BadRequest(f"{name}: a number from 1 to {most}")
        return int(text)

    def _flag(self, query, name):
        text = query.get(name, "").lower()
        if text not in TRUE + FALSE:
            raise BadRequest(f"{name}: true or false")
        return text in TRUE

    def _convert(self, query):
        if self._flag(query, "minimal"):
            return lambda services: [
                {"id": service.exchange_key, "last_modified": f"{service.write_date.isoformat()[:19]}Z"}
                for service in services
            ]
        if self._flag(query, "full"):
            return lambda services: services._hsds()
        return lambda services: [hsds.summary(service) for service in services._hsds()]

    def _domain(self, query):
        domain = Domain.TRUE
        # PostgreSQL takes no NUL, and nobody looks for control characters.
        search = clean_text(query.get("search", ""))
        if len(search) > MOST_SEARCH:
            raise BadRequest(f"search: at most {MOST_SEARCH} characters")
        if search:
            # What is looked for may hold what SQL takes for wildcards.
            search = search.translate({ord(char): f"\\{char}" for char in "\\%_"})
            domain &= Domain("name", "ilike", search) | Domain("description", "ilike", search)
        if query.get("modified_after"):
            domain &= Domain("write_date", ">=", self._moment(query["modified_after"]))
        if query.get("organization_id"):
            domain &= Domain("institution_id.exchange_key", "=", self._key(query["organization_id"]))
        if query.get("taxonomy_term_id"):
            domain &= self._term_domain(self._key(query["taxonomy_term_id"]))
        return domain

    def _moment(self, text):
        try:
            moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
            return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        except (ValueError, OverflowError):
            raise BadRequest("modified_after: a date and time such as 2026-01-31T12:00:00Z") from None

    def _term_domain(self, term):
        """Services that bear a term of the basket's taxonomies; its id is derived from the code."""
        # sudo: dictionaries, asked for on behalf of anyone.
        for taxonomy, model, path in (
            ("need", "kooperacje.need", "need_ids"), ("area", "kooperacje.need", "need_area_id"),
            ("target_group", "kooperacje.target.group", "target_group_ids"),
            ("sector", "kooperacje.sector", "sector_id"),
        ):
            for record in request.env[model].sudo().search([]):
                if hsds.term_id(taxonomy, record.code) == term:
                    return Domain(path, "=", record.id)
        return Domain.FALSE
