from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical

GROUPS = {"need": "need_ids", "sector": "sector_id", "area": "need_area_id", "institution": "institution_id"}
REST = {
    "need": "Usługi bez wskazanych powodów i potrzeb", "sector": "Usługi instytucji bez sektora",
    "area": "Usługi bez wskazanego obszaru",
}


class BasketCatalogue(models.TransientModel):
    """The local basket as a printed catalogue (K3D-214, 216): for meetings, for the wall, for those without a login.

    Whoever reads the basket prints it. A service that answers several needs stands under each of them.
    """

    _name = "kooperacje.basket.catalogue"
    _description = "Catalogue of services"
    _inherit = ["kooperacje.document.printed"]

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, ondelete="cascade",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id")
    group_by = fields.Selection(
        [
            ("need", "By need"), ("sector", "By sector"), ("area", "By area of social services"),
            ("institution", "By institution"),
        ],
        "Order", required=True, default="need",
    )
    only_available = fields.Boolean(
        "Only services available today", default=True,
        help="Without those whose offer has not begun or is over, and those nobody has confirmed in time.",
    )
    with_contacts = fields.Boolean(
        "With contacts of staff", default=True,
        help="Untick for a catalogue that leaves the partnership: it then names the contact of a service only where "
             "it may be published.",
    )

    @api.readonly
    def action_print(self):
        self.ensure_one()
        return self.env.ref("kooperacje.report_basket_catalogue").report_action(self, config=False)

    # ------------------------------------------------------------------
    # What the report prints
    # ------------------------------------------------------------------

    def _document_title(self):
        return f"Katalog usług – {office_today():%d.%m.%Y}"

    @api.model
    def _catalogue_day(self):
        return office_today()

    def _catalogue_services(self):
        # The user's own rules: who may not read the basket prints an empty catalogue.
        domain = [
            ("partnership_id", "=", self.partnership_id.id), ("state", "=", "verified"), ("visibility", "!=", "office"),
        ]
        if self.only_available:
            domain.append(("is_available", "=", True))
        return self.env["kooperacje.service"].search(domain, order="name, id")

    def _catalogue_groups(self):
        """``[(title, services)]`` in the order of the dictionary, those without one last."""
        services = self._catalogue_services()
        field = GROUPS[self.group_by]
        titles = services[field].sorted()
        if self.group_by == "institution":
            titles = titles.sorted(lambda one: alphabetical(one.name))
        members = {title: services.browse() for title in titles}
        for service in services:
            for title in service[field]:
                members[title] |= service
        groups = [(self._catalogue_heading(title), found) for title, found in members.items()]
        rest = services.filtered(lambda service: not service[field])
        return groups + ([(REST[self.group_by], rest)] if rest else [])

    def _catalogue_heading(self, title):
        if self.group_by == "institution":
            return title.name
        return f"{title.code} {title.name}" if self.group_by in ("need", "area") else title.name

    def _catalogue_institutions(self):
        return self._catalogue_services().institution_id.sorted(lambda one: alphabetical(one.name))

    def _catalogue_cells(self, service):
        """Columns of a service as on its card; the contact of staff only where it is wanted or may be published."""
        who, where = self.env["kooperacje.service.card"]._document_service_cells(service)
        if not (self.with_contacts or service.contact_public):
            where = [line for line in where if line[0] != "kontakt"]
        return [
            [line for line in who if not (self.group_by == "need" and line[0] == "odpowiada na")], where,
        ]
