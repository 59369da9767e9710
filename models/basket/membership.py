from odoo import api, fields, models
from odoo.exceptions import UserError

from .service_card import OPEN_STATES


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    service_count = fields.Integer("Services in the basket", compute="_compute_service_count")

    def _end_invitation(self, state, day, reason):
        """Nobody waits any longer for the card of who does not join; what stands in it stays."""
        result = super()._end_invitation(state, day, reason)
        # sudo: it follows from the invitation, whoever of the office ends that.
        cards = self.env["kooperacje.service.card"].sudo().search([
            ("partnership_id", "in", self.partnership_id.ids), ("institution_id", "in", self.institution_id.ids),
            ("state", "in", OPEN_STATES),
        ])
        cards.activity_unlink(["kooperacje.activity_fill_card"])
        cards._unguarded().write({"collection_id": False, "deadline": False})
        return result

    # ------------------------------------------------------------------
    # Institutions that go over into another one
    # ------------------------------------------------------------------

    def _cards(self, institution, *states):
        # sudo: the office leads the partnership whose cards they are.
        return self.env["kooperacje.service.card"].sudo().search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "=", institution.id),
            ("state", "in", states),
        ])

    def _check_may_go_over(self, institution, day, reason):
        super()._check_may_go_over(institution, day, reason)
        if self._cards(self.institution_id, *OPEN_STATES, "submitted"):
            raise UserError(self.env._(
                "%(name)s has a service card that is not verified yet. Verify it, or delete the draft, first.",
                name=self.institution_id.name,
            ))
        waiting = self._cards(institution, *OPEN_STATES, "submitted").filtered(
            lambda card: card.state == "submitted" or card.document_state != "draft"
        )
        if waiting:
            raise UserError(self.env._(
                "The service card of %(name)s is being signed or checked. Verify it or return it first: the services "
                "taken over are to be on it.", name=institution.name,
            ))
        if not institution._offers_services() and self._services_carried():
            raise UserError(self.env._(
                "%(name)s is a body without services of its own, and there are services to go on. Correct its type, "
                "or withdraw the services first.", name=institution.name,
            ))

    def _services_carried(self):
        # sudo: the basket of the partnership that the office leads.
        return self.env["kooperacje.service"].sudo().search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "=", self.institution_id.id),
            ("state", "=", "verified"),
        ])

    def _hand_over_to(self, target, day, reason):
        """Services keep their place in plans and requests; the successor is asked to confirm them on a card."""
        open_points = super()._hand_over_to(target, day, reason)
        before, after = self.institution_id, target.institution_id
        services = self._services_carried()
        names = ["institution_id"]
        shown = services._shown_values(names)
        services._unguarded().write({"institution_id": after.id, "card_id": False})
        services._log_history([(service, "changed") for service in services], reason, services._changes_since(shown))
        self._cards(before, "verified")._unguarded().write({"state": "replaced"})
        # sudo: as above.
        self.env["kooperacje.basket.request"].sudo().search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "=", before.id),
            ("state", "in", ("new", "accepted")),
        ]).write({"institution_id": after.id})
        if services:
            card = target._card_with(services)
            card._notify_institution(lambda card: card.env._("Confirm the services taken over from %s", before.name))
            open_points.append(self.env._(
                "the service card of %(name)s: it is prepared with the services taken over (%(count)s), and waits for "
                "the institution to confirm it", name=after.name, count=len(services),
            ))
        return open_points

    def _card_with(self, services):
        """The open card of the institution, with working copies of ``services`` on it."""
        institution = self.institution_id
        card = self._cards(institution, *OPEN_STATES)
        if not card:
            verified = self._cards(institution, "verified")
            # sudo: as in ``_cards``.
            card = verified._open_new_version() if verified else self.env["kooperacje.service.card"].sudo().create({
                "partnership_id": self.partnership_id.id, "institution_id": institution.id,
            })
        # sudo: as above.
        self.env["kooperacje.service"].sudo()._unguarded().create([
            {**vals, "card_id": card.id, "replaces_id": service.id}
            for service, vals in zip(services, services.copy_data(), strict=True)
        ])
        return card

    @api.depends("institution_id", "partnership_id")
    def _compute_service_count(self):
        groups = self.env["kooperacje.service"]._read_group(
            [("partnership_id", "in", self.partnership_id.ids), ("institution_id", "in", self.institution_id.ids),
             ("state", "=", "verified")],
            ["partnership_id", "institution_id"], ["__count"],
        )
        counts = {(partnership.id, institution.id): count for partnership, institution, count in groups}
        for membership in self:
            key = (membership.partnership_id._origin.id, membership.institution_id._origin.id)
            membership.service_count = counts.get(key, 0)
