import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import hsds

BATCH = 1000
# Visibility of the services that stand in the published directory.
PUBLIC = ("public",)


class Partnership(models.Model):
    """The local basket in the exchange standard of service directories (HSDS 3.1): as a file, or for all to read."""

    _name = "kooperacje.partnership"
    _inherit = ["kooperacje.partnership", "kooperacje.exchange.key.mixin"]
    _system_fields = frozenset({"hsds_published"})

    hsds_published = fields.Boolean(
        "Basket published", readonly=True, copy=False, tracking=True,
        help="Anyone may read the public services of the basket at its address, without logging in: what they are, "
             "where and for whom, and the contact of the institution. Nothing of staff or of the persons helped.",
    )
    hsds_url = fields.Char("Address of the published basket", compute="_compute_hsds_url")

    @api.depends("exchange_key")
    def _compute_hsds_url(self):
        for partnership in self:
            partnership.hsds_url = f"{partnership.get_base_url()}/kooperacje/hsds/{partnership.exchange_key}/"

    def action_publish_basket(self):
        """Let anyone read the basket (K3D-216); the leader decides, once the partnership is active."""
        self._check_publisher()
        if any(partnership.state != "active" for partnership in self):
            raise UserError(self.env._("Only the basket of an active partnership is published."))
        self._unguarded().hsds_published = True

    def action_unpublish_basket(self):
        self._check_publisher()
        self._unguarded().hsds_published = False

    def _check_publisher(self):
        self.check_access("write")
        if not self._leads(self):
            raise UserError(self.env._("Only the office that leads the partnership publishes the basket."))

    def action_download_hsds(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/basket/{self.id}/hsds.json", "target": "download"}

    def action_download_hsds_tables(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/basket/{self.id}/hsds.zip", "target": "download"}

    def _hsds_domain(self, *visibilities):
        return (
            Domain("partnership_id", "=", self.id) & Domain("state", "=", "verified")
            & Domain("visibility", "in", visibilities or PUBLIC)
        )

    def _hsds_services(self):
        """Services of the basket as HSDS, in batches: a large basket need not be held twice."""
        services = self.env["kooperacje.service"].search(
            self._hsds_domain("public", "partnership"), order="institution_id, name, id",
        )
        for start in range(0, len(services), BATCH):
            batch = services[start:start + BATCH]
            yield from batch._hsds()
            batch.invalidate_recordset(flush=False)

    def _hsds_json(self):
        """The basket as a JSON array of services."""
        return json.dumps(list(self._hsds_services()), ensure_ascii=False, indent=1).encode()

    def _hsds_archive(self):
        """The basket as CSV tables with their ``datapackage.json``, zipped."""
        return hsds.write_tables(hsds.tabulate(self._hsds_services()), f"Lokalny koszyk usług – {self.name}")

    # ------------------------------------------------------------------
    # Published
    # ------------------------------------------------------------------

    @api.model
    def _hsds_published(self, key):
        """The published partnership of this key, or nothing: whether there is another one nobody is told."""
        return self.search([("exchange_key", "=", key), ("hsds_published", "=", True), ("state", "=", "active")])

    def _hsds_page(self, domain, page, per_page, convert):
        """A page of the services as the API of the standard answers it; ``convert`` makes objects of a recordset."""
        Service = self.env["kooperacje.service"]
        domain &= self._hsds_domain()
        total = Service.search_count(domain)
        pages = -(-total // per_page)
        services = Service.search(domain, order="name, id", limit=per_page, offset=(page - 1) * per_page)
        contents = convert(services)
        return {
            "total_items": total, "total_pages": pages, "page_number": page, "size": len(contents),
            "first_page": page == 1, "last_page": page >= pages, "empty": not contents, "contents": contents,
        }
