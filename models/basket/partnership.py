from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.windows import count_by, form, window
from odoo.addons.kooperacje.models.network.partnership import LEADER_ROLES


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    card_ids = fields.One2many("kooperacje.service.card", "partnership_id", "Service cards")
    service_ids = fields.One2many("kooperacje.service", "partnership_id", "Local basket")
    collection_ids = fields.One2many(
        "kooperacje.card.collection", "partnership_id", "Collecting of cards",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    card_deadline = fields.Date(
        "Cards due", compute="_compute_card_deadline",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
        help="Date by which members hand in the service cards that are being collected (K3D-211).",
    )
    card_count = fields.Integer(
        "Number of open cards", compute="_compute_card_count",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    service_count = fields.Integer("Number of services", compute="_compute_service_count")
    review_months = fields.Integer(
        "Services confirmed every (months)", compute="_compute_review_months", store=True, readonly=False,
        precompute=True, tracking=True,
        help="Taken from the rules of the partnership (regulamin): how long the confirmation of a service holds, at "
             "most a year (K3D-230).",
    )
    review_notice_days = fields.Integer(
        "Asked before (days)", default=30,
        help="So many days before a confirmation runs out the institution is asked for a new one.",
    )

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

    def _card_institutions(self):
        """Institutions that may hand in a card: invited or members, for cards come before accession (K3D-212)."""
        # sudo: who belongs to a partnership is known to all engaged in it; a coordinator of two offices may lack
        # one of the companies in the switcher.
        return self.sudo().membership_ids.filtered(lambda m: m.state != "left").institution_id.sudo(False)

    def _missing_evidence_basket(self):
        """Gate 2: cards received from all members and merged before the formalising meeting (K3D-211–214)."""
        institutions = self._card_institutions()
        merged = self.card_ids.filtered(lambda card: card.state in ("verified", "replaced")).institution_id
        missing = [
            self.env._("the verified service card of %(institution)s", institution=institution.name)
            for institution in institutions - merged
        ]
        if not missing and not self.service_count:
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
        self.ensure_one()
        return window(
            self.env, "action_service_card", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )

    def action_open_services(self):
        self.ensure_one()
        return window(
            self.env, "action_service", domain=[("partnership_id", "=", self.id)],
            context={"search_default_available": 1, "create": False},
        )

    def action_download_basket(self):
        """Download the local basket as a workbook (tool 11); everyone engaged may (K3D-216, 217)."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/basket/{self.id}/workbook", "target": "download"}

    @api.model
    def action_download_my_basket(self):
        """Download the basket of the user's partnership; with several, show them to choose from."""
        partnerships = self.search([("state", "!=", "closed")], limit=2)
        if len(partnerships) == 1:
            return partnerships.action_download_basket()
        return window(self.env, "action_partnership")
