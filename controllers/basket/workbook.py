from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookController(http.Controller):
    """Workbooks made on request and kept nowhere: what a user may read is what the file holds."""

    @http.route("/kooperacje/card/<int:card_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def card(self, card_id):
        card = self._readable("kooperacje.service.card", card_id)
        return self._workbook(card._card_workbook(), f"karta-uslug-{card_id}.xlsx")

    @http.route(
        "/kooperacje/variant/<int:variant_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True,
    )
    def variant(self, variant_id):
        variant = self._readable("kooperacje.card.variant", variant_id)
        return self._workbook(variant._blank_workbook(), f"karta-uslug-7{variant.sector_id.code}.xlsx")

    @http.route(
        "/kooperacje/basket/<int:partnership_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True,
    )
    def basket(self, partnership_id):
        partnership = self._readable("kooperacje.partnership", partnership_id)
        today = fields.Date.context_today(partnership)
        return self._workbook(partnership._basket_workbook(), f"lokalny-koszyk-uslug-{today}.xlsx")

    @http.route("/kooperacje/basket/voivodeship/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def voivodeship(self):
        """Services of all partnerships the user reads: the list that the regional centre runs (RUR-108)."""
        if not request.env.user.has_group("kooperacje.group_regional"):
            raise request.not_found()
        today = fields.Date.context_today(request.env.user)
        return self._workbook(
            request.env["kooperacje.partnership"]._voivodeship_workbook(), f"wojewodzka-lista-uslug-{today}.xlsx",
        )

    def _readable(self, model, record_id):
        """The record, or the same answer whether it does not exist or is not the user's to read."""
        record = request.env[model].browse(record_id).exists()
        try:
            record.check_access("read")
        except AccessError:
            record = record.browse()
        if not record:
            raise request.not_found()
        return record

    def _workbook(self, data, filename):
        return request.make_response(data, [
            ("Content-Type", MIME), ("Content-Length", len(data)), ("Cache-Control", "no-store"),
            ("Content-Disposition", content_disposition(filename)), ("X-Content-Type-Options", "nosniff"),
        ])
