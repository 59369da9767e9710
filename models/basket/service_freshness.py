from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window

# Type of the activity that asks for the confirmation, by what it hangs on.
CONFIRM_ACTIVITY = {
    "kooperacje.service.card": "kooperacje.activity_confirm_services",
    "kooperacje.partnership": "kooperacje.activity_confirm_services_partnership",
}


class Service(models.Model):
    """Freshness of the basket (K3D-229, 230): each service was confirmed by someone on a day.

    The rules of the partnership say how long that holds. In the last days of it the institution is asked; once it is
    over the service is *stale*: shown as such from midnight on, without any job having run. It enters new individual
    baskets only for a reason, and its institution is asked to confirm it. Plans that use it already are not touched:
    nobody has said that it ended.
    """

    _inherit = "kooperacje.service"

    confirmed_on = fields.Date(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict")
    review_due = fields.Date(
        "Confirm by", compute="_compute_review_due", store=True, precompute=True, index=True,
        help="Last day on which the confirmation of the service holds.",
    )
    confirmation_from = fields.Date(
        "Ask from", compute="_compute_review_due", store=True, precompute=True,
        help="From this day on the institution is asked to confirm the service.",
    )
    is_stale = fields.Boolean(
        "Stale", compute="_compute_is_stale", search="_search_is_stale",
        help="Nobody has confirmed the service in time: it enters a new individual basket only for a reason.",
    )
    is_due = fields.Boolean(
        "To be confirmed", compute="_compute_is_stale", search="_search_is_due",
        help="In the basket, and its confirmation runs out soon or has run out.",
    )
    user_may_confirm = fields.Boolean(compute="_compute_user_may_confirm", export_string_translation=False)

    @api.depends(
        "confirmed_on", "verified_on", "partnership_id.review_months", "partnership_id.review_notice_days",
    )
    def _compute_review_due(self):
        for service in self:
            partnership, confirmed_on = service.partnership_id, service.confirmed_on or service.verified_on
            if confirmed_on:
                service.review_due = confirmed_on + relativedelta(months=partnership.review_months or 12)
                service.confirmation_from = service.review_due - timedelta(days=partnership.review_notice_days)
            else:
                service.review_due = service.confirmation_from = False

    @api.depends("state", "review_due", "confirmation_from")
    def _compute_is_stale(self):
        today = office_today()
        for service in self:
            in_basket = service.state == "verified"
            service.is_stale = in_basket and (not service.review_due or service.review_due < today)
            service.is_due = in_basket and (not service.confirmation_from or service.confirmation_from <= today)

    def _search_is_stale(self, operator, value):
        return self._search_in_basket_before(operator, value, "review_due", "<")

    def _search_is_due(self, operator, value):
        return self._search_in_basket_before(operator, value, "confirmation_from", "<=")

    @api.model
    def _search_in_basket_before(self, operator, value, name, comparison):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "verified") & (
            Domain(name, comparison, office_today()) | Domain(name, "=", False)
        )

    @api.depends("state", "company_id", "institution_id")
    @api.depends_context("uid")
    def _compute_user_may_confirm(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        for service in self:
            service.user_may_confirm = service.state == "verified" and (
                service.company_id.id in led or service.institution_id in own
            )

    def action_confirm(self):
        """Confirm that services are offered as they stand: the coordinator of their institution, or the leader.

        Safe to repeat: a service already confirmed today stays as it is.

        :raise UserError: a service of another institution, or one that is not in the basket
        """
        self.check_access("write")
        today = office_today()
        for service in self:
            if not self.env.su and not service.user_may_confirm and service.state == "verified":
                raise UserError(self.env._(
                    "“%(service)s” is confirmed by %(institution)s or by the office that leads the partnership.",
                    service=service.name, institution=service.institution_id.name,
                ))
            if service.state != "verified":
                raise UserError(self.env._(
                    "“%(service)s” is not in the local basket, so there is nothing to confirm.", service=service.name,
                ))
        services = self.filtered(lambda service: service.confirmed_on != today)
        services._unguarded().write({"confirmed_on": today, "confirmed_by_id": self.env.uid})
        services._log_history([(service, "confirmed") for service in services])
        self._close_confirmation()
        return True

    def action_confirm_mine(self):
        """Confirm every service that the user's own institutions have in the basket, whatever is marked on the list."""
        services = self._mine()
        services.action_confirm()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "message": self.env._("Services confirmed: %(count)s", count=len(services)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def action_my_services(self):
        """What the institutions that the user coordinates have in the basket, to be confirmed."""
        return window(self.env, "action_service_confirm", domain=[("id", "in", self._mine().ids)])

    @api.model
    def _mine(self):
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        return self.search([("institution_id", "in", own.ids), ("state", "=", "verified")])

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    @api.model
    def _cron_ask_confirmation(self):
        """Ask for the services that are due: the coordinator on the institution's card, or the network worker where
        there is no coordinator.

        One activity per person and card (or partnership, for services without a card), as long as it is open.
        """
        self.env["kooperacje.job"]._run(
            "kooperacje.service._cron_ask_confirmation",
            lambda: self.search([("is_due", "=", True), ("partnership_id.state", "!=", "closed")], order="card_id, id"),
            type(self)._ask_for_confirmation,
        )

    def _ask_for_confirmation(self):
        for card, services in self.grouped("card_id").items():
            if card:
                users = card.coordinator_ids or card.partnership_id._leader_users()
                services._ask_confirmation(card, users)
            else:
                for partnership, without_card in services.grouped("partnership_id").items():
                    without_card._ask_confirmation(partnership, partnership._leader_users())

    def _ask_confirmation(self, record, users):
        kind = CONFIRM_ACTIVITY[record._name]
        asked = record.activity_search([kind]).user_id
        deadline = min(filter(None, self.mapped("review_due")), default=office_today())
        for user in users - asked:
            record._in_language_of(user).activity_schedule(
                kind, user_id=user.id, date_deadline=deadline,
            )

    def _close_confirmation(self):
        """Close the request once no service of the card (or, without one, of the partnership) is due any more."""
        # sudo: an activity of a colleague is done with what it asked for; only services in hand are looked at.
        services = self.sudo()
        due = services.search([
            ("is_due", "=", True), "|", ("card_id", "in", services.card_id.ids),
            "&", ("card_id", "=", False), ("partnership_id", "in", services.partnership_id.ids),
        ])
        self._confirmed(services.card_id - due.card_id)
        without_card = services.filtered(lambda service: not service.card_id)
        waiting = due.filtered(lambda service: not service.card_id).partnership_id
        self._confirmed(without_card.partnership_id - waiting)

    @api.model
    def _confirmed(self, records):
        records.activity_feedback([CONFIRM_ACTIVITY[records._name]])
