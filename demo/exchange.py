import base64
import io

import openpyxl

from odoo import models

from odoo.addons.kooperacje.kernels import basket_layout as layout

AT = {column.key: index for index, column in enumerate(layout.SERVICES.columns, start=1)}


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_exchange(self):
        """Małkinia brings its basket up to date from a workbook, after a first try with a mistake, and publishes it."""
        partnership = self._as("piotr", self._ref("pzk_malkinia"))
        services = partnership.service_ids.filtered(lambda service: service.state == "verified").sorted("id")[:6]
        services.visibility = "public"
        partnership.env.flush_all()
        data = partnership._basket_workbook()
        for places, name in (("dwadzieścia", "koszyk-poprawki.xlsx"), (20, "koszyk-poprawki-2.xlsx")):
            upload = partnership.env["kooperacje.basket.import"].create({
                "partnership_id": partnership.id, "filename": name,
                "file": base64.b64encode(self._with_places(data, services[0].exchange_key, places)),
            })
            upload.action_check()
            if upload.state == "ready":
                upload.action_import()
        self._as("maria", partnership).action_publish_basket()

    def _with_places(self, data, key, places):
        """The workbook after someone has written how many places the service has."""
        book = openpyxl.load_workbook(io.BytesIO(data))
        page = book[layout.SERVICES.name]
        row = next(row[0].row for row in page.iter_rows() if row[AT["key"] - 1].value == key)
        page.cell(row, AT["capacity"]).value = places
        page.cell(row, AT["capacity_free"]).value = None
        page.cell(row, AT["capacity_status"]).value = None
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()
