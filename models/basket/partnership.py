import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.kernels import hsds
from odoo.addons.kooperacje.kernels.basket_writer import write_basket
from odoo.addons.kooperacje.kernels.office_day import office_time, office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.windows import count_by, form, window, window_of
from odoo.addons.kooperacje.models.network.membership import CURRENT
from odoo.addons.kooperacje.models.network.partnership import LEADER_ROLES

from .service_card import OPEN_STATES

BATCH = 1000
# Visibility of the services that stand in the published directory.
PUBLIC = ("public",)
# Fields of an institution and of its staff by key of the workbook, where the value is taken as it is.
INSTITUTION_FIELDS = {
    "name": "name", "short_name": "short_name", "level": "institution_level", "nip": "vat", "regon": "regon",
    "krs": "krs", "governing_body": "governing_body", "street": "street", "zip": "zip", "city": "city",
    "phone": "phone", "email": "email", "website": "website",
}
STAFF_FIELDS = {
    "name": "name", "function": "function", "speciality": "speciality", "phone": "phone", "email": "email",
}
IN_BASKET = Domain("state", "in", ("verified", "withdrawn"))


class Partnership(models.Model):
    """The local basket of the partnership and the cards it is made of; as a workbook (tool 11), and published.

    The workbook shows what the rules let its reader see. Its rows are read in batches and forgotten once they are
    written, so a large basket costs no more memory than a small one. Each sheet has its method ``_basket_sheet_<key>``;
    rooms that keep what a sheet shows extend it.
    """

    _name = "kooperacje.partnership"
    _inherit = ["kooperacje.partnership", "kooperacje.exchange.key.mixin"]
    _system_fields = frozenset({"hsds_published", "residents_page"})

    shares_basket_with_ids = fields.Many2many(
        "kooperacje.partnership", "kooperacje_partnership_basket_share_rel", "partnership_id", "other_id",
        "Agrees to share its basket with", copy=False, tracking=True,
        domain="[('id', '!=', id), ('variant', '!=', 'voivodeship'), ('company_id', '=', company_id), "
               "('area_ids', 'in', area_ids)]",
        # K3D-31
        help="Several partnerships of the office may work in one commune. Cards and services are shared once "
             "both have agreed.",
    )
    shared_by_ids = fields.Many2many(
        "kooperacje.partnership", "kooperacje_partnership_basket_share_rel", "other_id", "partnership_id",
        export_string_translation=False, copy=False, readonly=True,
    )
    basket_partner_ids = fields.Many2many(
        "kooperacje.partnership", string="Shares its basket with", compute="_compute_basket_partner_ids",
        help="Both have agreed: an institution fills in one card for both, and plans take services of either.",
    )
    card_ids = fields.One2many("kooperacje.service.card", "partnership_id", "Service cards")
    service_ids = fields.One2many("kooperacje.service", "partnership_id", "Local basket")
    collection_ids = fields.One2many(
        "kooperacje.card.collection", "partnership_id", "Collecting of cards",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    card_deadline = fields.Date(
        "Cards due", compute="_compute_card_deadline",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
        # K3D-211
        help="Date by which members hand in the service cards that are being collected.",
    )
    card_count = fields.Integer(
        "Number of open cards", compute="_compute_card_count",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    service_count = fields.Integer("Number of services", compute="_compute_service_count")
    review_months = fields.Integer(
        "Services confirmed every (months)", compute="_compute_review_months", store=True, readonly=False,
        precompute=True, tracking=True,
        # K3D-230
        help="Taken from the rules of the partnership (regulamin): how long the confirmation of a service holds, at "
             "most a year.",
    )
    review_notice_days = fields.Integer(
        "Asked before (days)", default=30,
        help="So many days before a confirmation runs out the institution is asked for a new one.",
    )

    common_gap_count = fields.Integer(
        "Needs not met", compute="_compute_region_counts",
        help="Needs that three families or more had and the basket did not meet, not settled yet.",
    )
    waiting_request_count = fields.Integer(
        "Requests to decide", compute="_compute_region_counts",
        help="Requests to update the basket that the leader has not decided.",
    )

    hsds_published = fields.Boolean(
        "Basket published", readonly=True, copy=False, tracking=True,
        help="Anyone may read the public services of the basket at its address, without logging in: what they are, "
             "where and for whom, and the contact of the institution. Nothing of staff or of the persons helped.",
    )
    hsds_url = fields.Char("Address of the published basket", compute="_compute_hsds_url")
    residents_page = fields.Boolean(
        "Page for residents", readonly=True, copy=False, tracking=True,
        help="Residents look for the published services on a page of their own, without logging in.",
    )
    residents_url = fields.Char("Address of the page for residents", compute="_compute_hsds_url")

    _review_months = models.Constraint(
        "CHECK(review_months BETWEEN 1 AND 12)",
        "Services of the basket are confirmed at least once a year: choose 1 to 12 months.",
    )
    _review_notice = models.Constraint(
        "CHECK(review_notice_days BETWEEN 0 AND 27 * review_months)",
        "The institution cannot be asked before the confirmation begins to hold. Choose fewer days.",
    )

    @api.depends("company_id")
    def _compute_review_months(self):
        """What the office has set for all its partnerships, until the rules of this one say otherwise."""
        for partnership in self:
            # sudo: a period of the office; who keeps the partnership need not be able to read the company.
            partnership.review_months = (
                partnership.review_months or partnership.company_id.sudo().kooperacje_review_months or 12
            )

    @api.depends("card_ids.state")
    def _compute_card_count(self):
        counts = count_by(
            self.env["kooperacje.service.card"], "partnership_id", self.ids,
            [("state", "in", ("draft", "submitted", "returned"))],
        )
        for partnership in self:
            partnership.card_count = counts.get(partnership._origin.id, 0)

    @api.depends("collection_ids.state", "collection_ids.deadline")
    def _compute_card_deadline(self):
        running = dict(self.env["kooperacje.card.collection"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "=", "running")], ["partnership_id"], ["deadline:max"],
        ))
        for partnership in self:
            partnership.card_deadline = running.get(partnership._origin, False)

    @api.depends("service_ids.state")
    def _compute_service_count(self):
        counts = count_by(self.env["kooperacje.service"], "partnership_id", self.ids, [("state", "=", "verified")])
        for partnership in self:
            partnership.service_count = counts.get(partnership._origin.id, 0)

    @api.model
    def _coordinated_institutions(self):
        """Institutions whose card the current user fills: coordinator there today."""
        # sudo: as above; institutions are contacts, which everybody in the database reads.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "coordinator"), ("is_current", "=", True),
        ])
        return roles.institution_id.sudo(False)

    # ------------------------------------------------------------------
    # Baskets shared in a commune
    # ------------------------------------------------------------------

    @api.depends("shares_basket_with_ids.state", "shared_by_ids.state")
    def _compute_basket_partner_ids(self):
        for partnership in self:
            # sudo: whether the other one has agreed as well; only that leaves this method.
            both = partnership.sudo().shares_basket_with_ids & partnership.sudo().shared_by_ids
            partnership.basket_partner_ids = both.filtered(lambda other: other.state != "closed").sudo(self.env.su)

    @api.constrains("shares_basket_with_ids", "area_ids")
    def _check_shared_territory(self):
        for partnership in self:
            for other in partnership.shares_basket_with_ids:
                if (
                    other == partnership or other._is_voivodeship_team() or other.company_id != partnership.company_id
                    or not other.area_ids & partnership.area_ids
                ):
                    raise ValidationError(self.env._(
                        "%(partnership)s and %(other)s do not work in the same commune under the same office. Baskets "
                        "are shared by such partnerships only; take the other one out.",
                        partnership=partnership.name, other=other.name,
                    ))

    def _baskets(self):
        """Partnerships whose services may enter a plan here: these, and those that share their basket with them."""
        return self | self.basket_partner_ids

    def _card_institutions(self):
        """Institutions that may hand in a card: invited or members, for cards come before accession (K3D-212).

        A council, a mayor or an interdisciplinary team has no services and so no card.
        """
        # sudo: who belongs to a partnership is known to all engaged in it; a coordinator of two offices may lack
        # one of the companies in the switcher.
        members = self.sudo().membership_ids.filtered(lambda m: m.state in CURRENT).institution_id
        return members.filtered(lambda institution: institution._offers_services()).sudo(False)

    def _missing_evidence_basket(self):
        """Gate 2: cards received and merged before the formalising meeting (K3D-211–214).

        Counted are institutions that have joined, and services that were promised: a card handed in waits to be
        merged, whoever handed it in. Who is only invited, and who has let the day for the card pass, stops nobody.
        """
        today = office_today()
        joined = self.membership_ids.filtered(lambda m: m.state == "member").institution_id
        cards = self.card_ids.filtered(lambda card: card.institution_id in self._card_institutions())
        merged = cards.filtered(lambda card: card.state in ("verified", "replaced")).institution_id
        promised = cards.filtered(lambda card: card.state == "submitted").institution_id
        silent = cards.filtered(
            lambda card: card.state in OPEN_STATES and card.deadline and card.deadline < today
        ).institution_id
        # Filled in for a partnership that shares its basket, a card is not asked for twice (K3D-31).
        merged |= self.basket_partner_ids.card_ids.filtered(lambda card: card.state == "verified").institution_id
        awaited = (joined & self._card_institutions()) - silent | promised
        missing = [
            self.env._("the verified service card of %(institution)s", institution=institution.name)
            for institution in awaited - merged
        ]
        if not missing and not sum(self._baskets().mapped("service_count")):
            missing.append(self.env._("a service in the local basket"))
        return missing

    def action_request_cards(self):
        """Open the collecting of cards that runs, or a new one to say by when and to ask (K3D-211)."""
        self.ensure_one()
        if not self._leads(self):
            raise UserError(self.env._("Only the network worker or the manager of the office asks for service cards."))
        running = self.env["kooperacje.card.collection"].search([
            ("partnership_id", "=", self.id), ("state", "!=", "closed"),
        ], limit=1)
        return form(
            running, name=self.env._("Collecting of service cards"), views=[(False, "form")],
            context={"default_partnership_id": self.id},
        )

    def _leader_users(self):
        """Network workers of the office today; its managers where there is none."""
        self.ensure_one()
        # sudo: the roles of others are not readable; only who is to be notified follows from them.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "=", self.company_id.id), ("role", "in", LEADER_ROLES), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ])
        return (roles.filtered(lambda r: r.role == "network_worker") or roles).user_id.sudo(False)

    def action_open_cards(self):
        return window_of(self, "action_service_card", "partnership_id")

    def action_open_services(self):
        return window_of(self, "action_service", "partnership_id", search_default_available=1, create=False)

    @api.readonly
    def action_download_basket(self):
        """Download the local basket as a workbook (tool 11); everyone engaged may (K3D-216, 217)."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/basket/{self.id}/workbook", "target": "download"}

    @api.model
    @api.readonly
    def action_download_my_basket(self):
        """Download the basket of the user's partnership; with several, show them to choose from."""
        partnerships = self.search([("state", "!=", "closed")], limit=2)
        if len(partnerships) == 1:
            return partnerships.action_download_basket()
        return window(self.env, "action_partnership")

    # ------------------------------------------------------------------
    # Region
    # ------------------------------------------------------------------
    # What the local basket of the partnership lacks, as a number for those who see to several partnerships.

    @api.depends("state")
    def _compute_region_counts(self):
        # sudo: only numbers come out, of partnerships the caller has read; of gaps only those of several families.
        gaps = dict(self.env["kooperacje.gap"].sudo()._read_group(
            [("partnership_id", "in", self.ids), ("is_common", "=", True), ("state", "!=", "closed")],
            ["partnership_id"], ["need_id:count_distinct"],
        ))
        waiting = count_by(
            self.env["kooperacje.basket.request"].sudo(), "partnership_id", self.ids, [("state", "=", "new")],
        )
        for partnership in self:
            partnership.common_gap_count = gaps.get(partnership._origin, 0)
            partnership.waiting_request_count = waiting.get(partnership._origin.id, 0)

    # ------------------------------------------------------------------
    # Published basket
    # ------------------------------------------------------------------
    # The local basket in the exchange standard of service directories (HSDS 3.1): as a file, or for all to read.

    @api.depends("exchange_key")
    def _compute_hsds_url(self):
        for partnership in self:
            address = f"{partnership.get_base_url()}/kooperacje"
            partnership.hsds_url = f"{address}/hsds/{partnership.exchange_key}/"
            partnership.residents_url = f"{address}/uslugi/{partnership.exchange_key}"

    def action_publish_basket(self):
        """Let anyone read the basket (K3D-216); the leader decides, once the partnership is active."""
        self._check_publisher()
        if any(partnership.state != "active" for partnership in self):
            raise UserError(self.env._("Only the basket of an active partnership is published."))
        self._unguarded().hsds_published = True

    def action_unpublish_basket(self):
        self._check_publisher()
        self._unguarded().write({"hsds_published": False, "residents_page": False})

    def action_open_to_residents(self):
        """Show the published services on a page without login; the leader decides, as on publishing."""
        self._check_publisher()
        if not all(partnership.hsds_published for partnership in self):
            raise UserError(self.env._("Publish the basket first: the page shows what is published, and nothing else."))
        self._unguarded().residents_page = True

    def action_close_to_residents(self):
        self._check_publisher()
        self._unguarded().residents_page = False

    @api.readonly
    def action_see_residents_page(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/uslugi/{self.exchange_key}", "target": "new"}

    def _check_publisher(self):
        self.check_access("write")
        if not self._leads(self):
            raise UserError(self.env._("Only the office that leads the partnership publishes the basket."))

    @api.readonly
    def action_download_hsds(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/basket/{self.id}/hsds.json", "target": "download"}

    @api.readonly
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
        """The published partnership of this key, or an empty recordset. Nobody is told whether an unpublished one
        exists.
        """
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

    # ------------------------------------------------------------------
    # For residents
    # ------------------------------------------------------------------

    @api.model
    def _residents_published(self, key):
        """The partnership of this key whose page for residents is open, in the words of its office; else empty."""
        found = (self._hsds_published(key) if key else self.browse()).filtered("residents_page")
        return found.with_company(found.company_id)

    def _residents_domain(self):
        """What residents see: published and offered today."""
        return self._hsds_domain() & Domain("is_offered", "=", True)

    def _residents_services(self, search="", need=None, area=None, age=None, free_only=False, offset=0, limit=None):
        """Services on a page of the list and how many there are in all: ``(services, total)``.

        :param search: words in any grammatical form; the best found come first
        :param need: a need; what answers a part of it answers it
        :param area: a commune; what is placed nowhere in particular reaches it
        :param age: of the person, in years
        """
        Service = self.env["kooperacje.service"]
        domain = self._residents_domain()
        if search:
            domain &= Domain("find", "ilike", search)
        if need:
            domain &= Domain("need_ids", "child_of", need.ids) | Domain("need_area_id", "child_of", need.ids)
        if area:
            domain &= Service._serves_domain(area.code)
        if age is not None:
            domain &= Domain("age", "=", age)
        if free_only:
            domain &= Domain("fee", "=", "free")
        found = Service.search(domain, order=Service._order)
        return found[offset:offset + limit if limit else None], len(found)

    def _residents_service(self, key):
        """The service of this key that residents see, or an empty recordset."""
        return self.env["kooperacje.service"].search(
            self._residents_domain() & Domain("exchange_key", "=", key), limit=1,
        )

    def _residents_needs(self):
        """Needs that the services answer, in the order of the dictionary."""
        Service = self.env["kooperacje.service"]
        ids = {
            need.id for name in ("need_ids", "need_area_id")
            for need, in Service._read_group(self._residents_domain(), [name])
        }
        return self.env["kooperacje.need"].search([("id", "in", list(ids))])

    def _residents_areas(self):
        """Communes of the partnership, by name."""
        return self.env["kooperacje.area"].search(
            [("id", "child_of", self.area_ids.ids), ("level", "=", "commune")], order="name, id",
        )

    # ------------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------------

    def _basket_workbook(self, output=None):
        """Bytes of the workbook, or None when it goes to the file ``output``."""
        return self._write_basket(self.env["kooperacje.service"].search(
            IN_BASKET & Domain("partnership_id", "=", self.id), order="state, institution_id, name, id",
        ), output)

    def _write_basket(self, services, output=None):
        self.ensure_one()
        today = office_today().strftime("%d.%m.%Y")
        return write_basket(
            f"Lokalny koszyk usług – {self.name}", f"Stan na dzień {today}. Lider: {self.leader_id.name}.",
            self._basket_sheets(services), self._basket_dictionaries(), output,
        )

    @api.model
    def _voivodeship_workbook(self, output=None):
        """The list of services of all partnerships the user reads (RUR-42, 108): for a regional centre its own."""
        today = fields.Date.to_string(office_today())
        services = self.env["kooperacje.service"].search(
            [("state", "=", "verified")], order="partnership_id, institution_id, name, id",
        )
        return write_basket(
            "Wojewódzka lista usług", f"Stan na dzień {today}.", {"services": self._voivodeship_rows(services)},
            self._basket_dictionaries(), output, (layout.VOIVODESHIP,),
        )

    @api.model
    def _voivodeship_rows(self, services):
        known = {}
        # Those that the reader sees, under the rules.
        for partnership in self.search([("company_id", "!=", False)]):
            counties = partnership.area_ids.mapped(lambda area: area.parent_id if area.level == "commune" else area)
            known[partnership.id] = {"partnership": partnership.name, "county": ", ".join(counties.mapped("name"))}
        for row in self._basket_sheet_services(services):
            yield {**row, **known.get(row["partnership_id"], {})}

    def _basket_sheets(self, services):
        """``{key of the sheet: rows}``, rows made only when they are written."""
        institutions = self._card_institutions() | self._basket_institutions(services)
        institutions = institutions.sorted(lambda one: alphabetical(one.name))
        return {
            "services": self._basket_sheet_services(services),
            "institutions": self._basket_sheet_institutions(institutions, services),
            "specialists": self._basket_sheet_specialists(institutions),
            "requests": self._basket_sheet_requests(),
            "history": self._basket_sheet_history(),
        }

    @api.model
    def _basket_institutions(self, services):
        groups = self.env["kooperacje.service"]._read_group([("id", "in", services.ids)], ["institution_id"])
        return self.env["res.partner"].union(*(institution for [institution] in groups))

    @api.model
    def _basket_dictionaries(self):
        """Dictionaries of the workbook as pairs (code, label)."""
        types = self.env["kooperacje.institution.type"].search(Domain.TRUE)
        return {
            **self.env["kooperacje.service.card"]._card_dictionaries(),
            "institution_type": [(kind.code, kind.name) for kind in types],
        }

    @api.model
    def _basket_sheet_services(self, services):
        related = {}
        for start in range(0, len(services), BATCH):
            yield from services[start:start + BATCH]._basket_rows(related)

    @api.model
    def _basket_sheet_institutions(self, institutions, services=None):
        counts = dict(self.env["kooperacje.service"]._read_group(
            [("id", "in", services.ids), ("state", "=", "verified")], ["institution_id"], ["__count"],
        )) if services else {}
        for institution in institutions:
            yield {
                **{key: institution[name] for key, name in INSTITUTION_FIELDS.items()},
                "key": institution.exchange_key, "type": institution.institution_type_id.code,
                "sector": institution.sector_id.name, "teryt": institution.area_id.code,
                "services": counts.get(institution, 0),
            }

    @api.model
    def _basket_sheet_specialists(self, institutions):
        staff = self.env["res.partner"].search(
            [("parent_id", "in", institutions.ids), ("team_available", "=", True)], order="parent_id, name, id",
        )
        for person in staff:
            yield {
                **{key: person[name] for key, name in STAFF_FIELDS.items()},
                "key": person.exchange_key, "institution": person.parent_id.name,
            }

    def _basket_sheet_requests(self):
        """Requests to update the basket (K3D-111), newest first."""
        requests = self.env["kooperacje.basket.request"].search([("partnership_id", "=", self.id)])
        for request in requests:
            yield {
                "reference": request.number, "date": request.filed_on, "applicant": request.requested_by_id.name,
                "on_behalf": request.on_behalf_of_id.name, "kind": request.kind, "service": request.name,
                "content": request.description, "state": request.state,
                "reason": request.state == "rejected" and request.decision_reason, "decided_on": request.decided_on,
            }

    def _basket_sheet_history(self):
        """What was changed in the basket, when and why, newest first."""
        language = self.env["kooperacje.document.printed"]._print_lang()
        changes = self.env["kooperacje.basket.change"].with_context(lang=language).search(
            [("partnership_id", "=", self.id)], limit=layout.HISTORY_ROWS,
        )
        for start in range(0, len(changes), BATCH):
            batch = changes[start:start + BATCH]
            for change in batch:
                yield {
                    "date": office_time(change.date).date(), "service": change.service_id.name,
                    "institution": change.institution_id.name, "kind": change.kind, "change": change.summary,
                    "reason": change.reason, "author": change.user_id.name,
                }
            batch.invalidate_recordset(flush=False)
