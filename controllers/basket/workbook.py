from odoo import http
from odoo.http import request

from odoo.addons.kooperacje.kernels.office_day import office_today

from ..download import attachment, readable


class WorkbookController(http.Controller):
    """Workbooks made on request and kept nowhere: what a user may read is what the file holds."""

    @http.route("/kooperacje/card/<int:card_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def card(self, card_id):
        card = readable("kooperacje.service.card", card_id)
        return attachment(card._card_workbook(), f"karta-uslug-{card_id}.xlsx")

    @http.route(
        "/kooperacje/variant/<int:variant_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True,
    )
    def variant(self, variant_id):
        variant = readable("kooperacje.card.variant", variant_id)
        return attachment(variant._blank_workbook(), f"karta-uslug-7{variant.sector_id.code}.xlsx")

    @http.route(
        "/kooperacje/basket/<int:partnership_id>/workbook", type="http", auth="user", methods=["GET"], readonly=True,
    )
    def basket(self, partnership_id):
        partnership = readable("kooperacje.partnership", partnership_id)
        today = office_today()
        return attachment(partnership._basket_workbook(), f"lokalny-koszyk-uslug-{today}.xlsx")

    @http.route("/kooperacje/basket/voivodeship/workbook", type="http", auth="user", methods=["GET"], readonly=True)
    def voivodeship(self):
        """Services of all partnerships the user reads: the list that the regional centre runs (RUR-108)."""
        if not request.env.user.has_group("kooperacje.group_regional"):
            raise request.not_found()
        today = office_today()
        return attachment(
            request.env["kooperacje.partnership"]._voivodeship_workbook(), f"wojewodzka-lista-uslug-{today}.xlsx",
        )
