from odoo import api, fields, models
from odoo.exceptions import UserError

LEADER_ROLES = ("network_worker", "manager")


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    card_ids = fields.One2many("kooperacje.service.card", "partnership_id", "Service cards")
    service_ids = fields.One2many("kooperacje.service", "partnership_id", "Local basket")
    card_count = fields.Integer(
        "Number of open cards", compute="_compute_card_count",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    service_count = fields.Integer("Number of services", compute="_compute_service_count")

    @api.depends("card_ids.state")
    def _compute_card_count(self):
        counts = dict(self.env["kooperacje.service.card"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "in", ("draft", "submitted", "returned"))],
            ["partnership_id"], ["__count"],
        ))
        for partnership in self:
            partnership.card_count = counts.get(partnership._origin, 0)

    @api.depends("service_ids.state")
    def _compute_service_count(self):
        counts = dict(self.env["kooperacje.service"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "=", "verified")], ["partnership_id"], ["__count"],
        ))
        for partnership in self:
            partnership.service_count = counts.get(partnership._origin, 0)

    @api.model
    def _led_company_ids(self):
        """Offices whose basket the current user changes: network worker or manager there today (K3D-228)."""
        # sudo: a user may always know the roles that are his or her own.
        return set(self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "in", LEADER_ROLES), ("is_current", "=", True),
        ]).company_id.ids)

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

    def action_request_cards(self):
        """Ask every member without a card for one, by the date in “Cards due” (K3D-211)."""
        self.ensure_one()
        if not self.env.su and self.company_id.id not in self._led_company_ids():
            raise UserError(self.env._("Only the network worker or the manager of the office asks for service cards."))
        if not self.card_deadline:
            raise UserError(self.env._("Give the date by which the cards are due (“Cards due”), then ask for them."))
        holders = self.card_ids.institution_id
        cards = self.env["kooperacje.service.card"].create([
            {"partnership_id": self.id, "institution_id": institution.id, "deadline": self.card_deadline}
            for institution in self._card_institutions() - holders
        ])
        cards._notify_institution(self.env._("Fill in the service card"), self.card_deadline)
        action = self.action_open_cards()
        action["context"] = {**action["context"], "search_default_open": 1}
        return action

    def action_open_cards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_service_card")
        return {
            **action, "domain": [("partnership_id", "=", self.id)], "context": {"default_partnership_id": self.id},
        }

    def action_open_services(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_service")
        return {
            **action, "domain": [("partnership_id", "=", self.id)],
            "context": {"search_default_available": 1, "create": False},
        }

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
        return self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_partnership")
